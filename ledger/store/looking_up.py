"""Looks up many rows by where they stand, one query for each block of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final
from uuid import UUID

from ledger.codec import Row
from ledger.store.database import COLUMNS
from ledger.store.reading import Reader

_AT_ONCE: Final = 400
"""Rows of one query: some versions of SQLite take 999 values, and a row needs up to two."""
_AT: Final = f"SELECT {COLUMNS} FROM entries WHERE position IN ({{}}) ORDER BY position"  # noqa: S608 - our own names
_OF: Final = f"""
SELECT {COLUMNS} FROM (VALUES {{}}) AS wanted JOIN entries ON stream = wanted.column1 AND version = wanted.column2
"""  # noqa: S608 - our own names; with IN in place of the join, SQLite reads the whole index


def rows_at(reader: Reader, positions: Iterable[int]) -> Iterator[Row]:
    """The rows at some positions, in order of position; those that are not there are left out."""
    return _found(reader, _AT, "?", [(position,) for position in sorted(positions)])


def rows_of(reader: Reader, places: Iterable[tuple[UUID, int]]) -> Iterator[Row]:
    """The rows of some streams with some versions, in no order; those that are not there are left out."""
    stored = [(reader.database.stream(stream), version) for stream, version in places]
    return _found(reader, _OF, "(?, ?)", stored)


def _found(reader: Reader, statement: str, mark: str, wanted: Sequence[tuple[Any, ...]]) -> Iterator[Row]:
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marked = statement.format(", ".join([mark] * len(some)))
        found = reader.database.select(marked, [*chain.from_iterable(some)])
        yield from reader.shown(reader.database.rows(found))
