"""Reads some entries: of some kinds, stream by stream or all in one pass; or those at some positions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any, Final
from uuid import UUID

from ledger.codec import BRIEF_COLUMNS, BriefRow, damaged, decode_event
from ledger.errors import Unreadable
from ledger.events import AnyEvent
from ledger.store.database import Database
from ledger.store.engine import DBAPICursor
from ledger.store.streams import Missing

_OF_STREAM: Final = f"""
SELECT {BRIEF_COLUMNS} FROM entries WHERE stream = ?
AND version >= coalesce((SELECT version FROM entries WHERE position = ?), 0) AND position <= ? AND kind IN ({{}})
ORDER BY version
"""  # noqa: S608 - our own names
_OF_ALL: Final = f"""
SELECT stream, {BRIEF_COLUMNS} FROM entries WHERE position <= ? AND kind IN ({{}}) ORDER BY position
"""  # noqa: S608 - our own names
_AT: Final = "SELECT position, stream, version, kind, shape, state FROM entries WHERE position IN ({})"
_AT_ONCE: Final = 500  # positions that a query names; SQLite takes no more than 999 values where it is old
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


def events_at(database: Database, cursor: DBAPICursor, positions: Collection[int]) -> dict[int, AnyEvent]:
    """The events of the entries at some positions, as they were recorded.

    Raises:
        Missing: an entry is not there.
        Unreadable: one is not what was written.
    """
    ordered, found = sorted(positions), dict[int, AnyEvent]()
    for start in range(0, len(ordered), _AT_ONCE):
        part = ordered[start : start + _AT_ONCE]
        statement = _AT.format(", ".join("?" * len(part)))
        for position, stream, version, kind, shape, state in database.execute(
            cursor, statement, part
        ).fetchall():
            if database.people.are_in(state):
                state = database.people.shown_state(position, state, database.uuid(stream), version)  # noqa: PLW2901
            try:
                found[position] = decode_event(kind, shape, state)
            except Unreadable as wrong:
                raise damaged(position, wrong) from wrong
    if gone := {*ordered} - found.keys():
        raise Missing(min(gone))
    return found
