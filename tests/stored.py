"""Stored views in tests: ledgers whose entries no rule judged, and all that the views hold, to the byte."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ledger.codec import encode
from ledger.entry import Entry
from ledger.store import Recorder
from ledger.store.database import Database
from projections.stored.catching import checkpoint
from projections.stored.layout import current, tables
from projections.stored.states import COLUMNS

__all__ = ["DAY", "append", "contents"]

DAY = date(2026, 3, 10)
"""Today, in these tests."""


def append(recorder: Recorder, entries: Iterable[Entry]) -> None:
    """Record entries as they are, whatever the rules say to them."""
    recorder.append([encode(entry) for entry in entries])


def contents(database: Database, *, shown: bool = True) -> dict[str, object]:
    """All that the current generation holds: its checkpoint and day, every page and every row, in order.

    Args:
        database: the ledger's.
        shown: with the day for which each client's rows are.
    """
    with database.reading() as cursor:
        generation = current(database, cursor)
        assert generation is not None
        found: dict[str, object] = {
            "checkpoint": checkpoint(database, cursor, generation),
            "as_of": generation.as_of,
        }
        names = [name for name in COLUMNS if shown or name != "shown"]
        cursor.execute(f"SELECT {', '.join(names)} FROM {generation.table('pages')} ORDER BY client")  # noqa: S608
        found["pages"] = list(cursor.fetchall())
        for name, columns in tables().items():
            cursor.execute(f"SELECT {', '.join(column.name for column in columns)} FROM {name}")  # noqa: S608
            found[name] = sorted(cursor.fetchall(), key=repr)
    return found
