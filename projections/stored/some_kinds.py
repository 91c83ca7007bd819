"""Reads the entries of some kinds: stream by stream, or in one pass where most streams are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any, Final
from uuid import UUID

from ledger.codec import BRIEF_COLUMNS, BriefRow
from ledger.store.database import Database
from ledger.store.engine import DBAPICursor

_OF_STREAM: Final = f"""
SELECT {BRIEF_COLUMNS} FROM entries WHERE stream = ?
AND version >= coalesce((SELECT version FROM entries WHERE position = ?), 0) AND position <= ? AND kind IN ({{}})
ORDER BY version
"""  # noqa: S608 - our own names
_OF_ALL: Final = f"""
SELECT stream, {BRIEF_COLUMNS} FROM entries WHERE position <= ? AND kind IN ({{}}) ORDER BY position
"""  # noqa: S608 - our own names
_PASSED: Final = 300  # entries; to pass so many by takes as long as to look one stream up


def rows_of_kinds(
    database: Database, cursor: DBAPICursor, kinds: Collection[str], *, upto: int, streams: int
) -> Callable[[UUID, int], list[BriefRow]]:
    """Gives the rows of some kinds in a stream, at least from a position of it on, in order of version.

    Args:
        database: the ledger's.
        cursor: reads it.
        kinds: the kinds.
        upto: the last position to read.
        streams: of how many streams the rows will be asked for.
    """
    known, marks = (*kinds,), ", ".join("?" * len(kinds))
    if streams * _PASSED <= upto:
        of_stream = _OF_STREAM.format(marks)

        def looked_up(stream: UUID, since: int) -> list[BriefRow]:
            values = database.stream(stream), since, upto, *known
            return [(*row,) for row in database.execute(cursor, of_stream, values).fetchall()]

        return looked_up
    found: dict[Any, list[Any]] = defaultdict(list)
    for stored, *row in database.execute(cursor, _OF_ALL.format(marks), (upto, *known)).fetchall():
        found[stored].append((*row,))
    return lambda stream, _: found.get(database.stream(stream), [])
