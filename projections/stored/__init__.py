"""Stored views: the view states and rows of every client, in SQL tables that any tool can read.

``rebuild`` makes them from all entries, ``catch_up`` adds what is new, ``answer`` and ``listed`` read them,
and ``differences`` verifies them. They follow from the entries alone: after a refresh, a rebuild or the
refolding of one client the bytes are the same. The folds are those of ``projections``; only this package
knows of a database.
"""

from __future__ import annotations

from projections.stored.history_source import LedgerHistorySource
from projections.stored.reading import answer, listed
from projections.stored.rebuilding import Made, Superseded, rebuild
from projections.stored.refreshing import behind, catch_up, outdated, usable
from projections.stored.verifying import differences, known_clients, undigested

__all__ = [
    "LedgerHistorySource",
    "Made",
    "Superseded",
    "answer",
    "behind",
    "catch_up",
    "differences",
    "known_clients",
    "listed",
    "outdated",
    "rebuild",
    "undigested",
    "usable",
]
