"""Exported folders in tests: a ledger with facts for every table, and what DuckDB reads in its files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

import goodwill
from ledger import Ledger
from reporting.catalogue.tables import CATALOGUE
from tests.helpers.fixed import recorded

_CLIENT = "ACME"
_DAY = datetime(2026, 5, 4, tzinfo=UTC)
_FACTS: tuple[tuple[str, str | None, dict[str, Any]], ...] = (
    ("balance.confirmed", _CLIENT, {"as_of": "2026-04-30", "amount": "12", "currency": "EUR", "by": "Ana"}),
    (
        "invoice.issued",
        _CLIENT,
        {"number": "F-9", "amount": "90", "currency": "EUR", "due": "2026-05-20"},
    ),
    ("dispute.opened", _CLIENT, {"number": "D-9", "document": "F-9", "amount": "30", "reason": "two jars broke"}),
    ("commitment.made", _CLIENT, {"number": "C1", "by": "us", "what": "send samples", "due": "2026-05-09"}),
    ("commitment.moved", _CLIENT, {"number": "C1", "due": "2026-05-11"}),
    ("commitment.kept", _CLIENT, {"number": "C1"}),
    ("goal.set", _CLIENT, {"goal": "two more shelves", "measure": "shelves", "until": "2026-12-31"}),
    ("suggestion.made", _CLIENT, {"number": "S1", "topic": "range", "what": "smaller jars"}),
    ("inquiry.received", _CLIENT, {"what": "prices of honey"}),
    (
        "price.listed",
        None,
        {"list": "2026", "column": "retail", "product": "NUT-PIS-120", "price": "3.10", "currency": "EUR",
         "from": "2026-05-01"},
    ),
    (
        "manager.covered",
        None,
        {"manager": "Erion Leka", "deputy": "Blerta", "from": "2026-05-01", "until": "2026-05-09",
         "reason": "leave"},
    ),
    ("report.submitted", None, {"manager": "Erion Leka", "month": "2026-04", "fingerprint": "0" * 64}),
)  # fmt: skip


def filled(place: Path) -> Ledger:
    """The fixed ledger with more facts, so that no table is empty."""
    ledger = recorded(place)
    for kind, client, event in _FACTS:
        ledger.record(goodwill.Draft(goodwill.make_event(kind, event), _DAY, "ana", client))
    return ledger


def read(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """What DuckDB selects from the Parquet files of a folder; {name} stands for a table."""
    names = {
        name: f"'{folder}/entries/*/*.parquet'" if name == "entries" else f"'{folder}/{name}.parquet'"
        for name in CATALOGUE
    }
    return selected(sql.format(**names))


def selected(sql: str) -> list[tuple[Any, ...]]:
    """What DuckDB selects."""
    found = duckdb.sql(sql)
    assert found is not None
    return found.fetchall()


def exported(ledger: Ledger, folder: Path, day: date, **options: Any) -> Path:
    """A folder with all tables as Parquet."""
    goodwill.export_tables(ledger, folder, as_of=day, **options)
    return folder
