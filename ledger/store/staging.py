"""A staging area: rows that wait on disk until all of them are appended to a ledger, or none."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple, Self
from uuid import UUID

from ledger.codec import Row, decode, decode_event, encode
from ledger.entry import HOUSE, Draft, Entry, streams_of, version_in
from ledger.store.database import COLUMNS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PAGE = 500  # rows read at once
_MARKS = ", ".join("?" * (2 + len(Row._fields)))


class Staged(NamedTuple):
    """A row that waits.

    Attributes:
        row: an entry's; at version 0 a draft's that led to no entry, which waits to be decided.
        wanted: the event as the draft has it, as JSON text; None if the row's own event is that of the draft,
            and empty if no draft wanted the row, because it follows from the row before.
        turn: rows wait in the order of their turns, and within a turn in the order in which they came.
    """

    row: Row
    wanted: str | None = None
    turn: int = 0

    @classmethod
    def undecided(cls, draft: Draft, turn: int = 0) -> Self:
        """A tidy draft, which waits without an entry."""
        event, occurred_at = draft[:2]
        return cls(encode(Entry(0, HOUSE, 0, event, occurred_at, EPOCH, *draft[2:])), turn=turn)

    def draft(self) -> Draft:
        """The draft that wanted the row."""
        row, wanted, _ = self
        entry = decode(row)
        event = entry.event if wanted is None else decode_event(row.kind, row.shape, wanted)
        return Draft(event, entry.occurred_at, *entry[6:])


class StagingArea:
    """Waiting rows and the states they lead to, in a database that SQLite keeps in an unnamed temporary file.

    So memory stays flat, and nothing is left behind however the process ends.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.executescript(f"""
            PRAGMA journal_mode = OFF;
            CREATE TABLE staged (number INTEGER PRIMARY KEY, turn INTEGER, wanted TEXT, {COLUMNS});
            CREATE TABLE states (stream BLOB PRIMARY KEY, version INTEGER, state TEXT);
            CREATE INDEX staged_turn ON staged (turn);
            CREATE INDEX staged_key ON staged (key) WHERE key IS NOT NULL AND version > 0;
            CREATE UNIQUE INDEX staged_entry ON staged (stream, version) WHERE version > 0;
        """)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Drop all rows."""
        self._database.close()

    def add(self, staged: Iterable[Staged]) -> None:
        """Let rows wait after those that came before."""
        self._database.execute("BEGIN")
        self._database.executemany(
            f"INSERT INTO staged (turn, wanted, {COLUMNS}) VALUES ({_MARKS})",  # noqa: S608 - our own names
            ((turn, wanted, row[0], row[1].bytes, *row[2:]) for row, wanted, turn in staged),
        )
        self._database.execute("COMMIT")

    def __iter__(self) -> Iterator[Staged]:
        """The rows in the order of their turns; those of entries are appended in this order."""
        found = self._database.execute(f"SELECT wanted, turn, {COLUMNS} FROM staged ORDER BY turn, number")  # noqa: S608
        while page := found.fetchmany(_PAGE):
            for wanted, turn, position, stream, *rest in page:
                yield Staged(Row(position, UUID(bytes=stream), *rest), wanted, turn)

    def rows(self, stream: UUID) -> list[Row]:
        """The waiting entries of a stream, in order."""
        return self._rows("stream = ? ORDER BY version", stream.bytes)

    def with_id(self, entry: UUID) -> Row | None:
        """The waiting entry with this id."""
        low, high = streams_of(entry)
        stream = "(SELECT stream FROM staged WHERE stream BETWEEN ? AND ? AND version > 0 LIMIT 1)"
        found = self._rows(
            f"stream = {stream} AND version = ?", low.bytes, high.bytes, version_in(low, entry)
        )
        return next(iter(found), None)

    def by_keys(self, keys: Collection[str]) -> list[Row]:
        """The waiting entries with these keys."""
        return self._rows("key IN (SELECT value FROM json_each(?))", json.dumps(list(keys)))

    def keep(self, states: Iterable[tuple[UUID, int, str]]) -> None:
        """Keep the states of streams: the version and the text, in place of those before."""
        rows = ((stream.bytes, version, state) for stream, version, state in states)
        self._database.execute("BEGIN")
        self._database.executemany("REPLACE INTO states VALUES (?, ?, ?)", rows)
        self._database.execute("COMMIT")

    def kept(self, stream: UUID) -> tuple[int, str]:
        """The version and the text of a state that was kept."""
        query = "SELECT version, state FROM states WHERE stream = ?"
        version, state = self._database.execute(query, (stream.bytes,)).fetchone()
        return version, state

    def _rows(self, choice: str, *values: str | bytes | int | None) -> list[Row]:
        """The rows of entries that a condition chooses; the indexes are of such rows alone."""
        found = self._database.execute(f"SELECT {COLUMNS} FROM staged WHERE version > 0 AND {choice}", values)  # noqa: S608
        return [Row(position, UUID(bytes=stream), *rest) for position, stream, *rest in found]
