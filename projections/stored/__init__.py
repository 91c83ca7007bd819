"""Stored views: the pages of every client and the rows made of them, in SQL tables that any tool can read.

``rebuild`` makes them from nothing, ``catch_up`` brings them up to the newest entry, ``answer`` and ``listed`` read them,
``differences`` says where they are not what the entries give. What they
hold always follows from the entries alone: caught up in steps, made again, or one client folded again, the bytes
are the same. The folds are those of ``projections``; only this package knows of a database.
"""

from __future__ import annotations

from projections.stored.history_source import LedgerPasts
from projections.stored.reading import answer, listed
from projections.stored.rebuilding import Made, Superseded, rebuild
from projections.stored.refreshing import behind, catch_up, outdated, usable
from projections.stored.verifying import differences, known_clients, undigested

__all__ = [
    "LedgerPasts",
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
