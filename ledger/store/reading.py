"""Reading a ledger: rows in pages, and the small questions that recording asks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from ledger.codec import Row
from ledger.errors import Unreadable
from ledger.store.database import Database
from ledger.store.layout import COLUMNS

__all__ = ["Missing", "Reader", "check_whole"]

PAGE = 2_000  # rows; more of them are not read faster, and take memory

# The names below are our own columns, never a caller's text.
_BY_POSITION = f"SELECT {COLUMNS} FROM entries WHERE position > ? AND position <= ? ORDER BY position"  # noqa: S608
_BY_STREAM = f"""
SELECT {COLUMNS} FROM entries WHERE stream = ? AND version > ? AND position > ? AND position <= ?
ORDER BY version LIMIT ?
"""  # noqa: S608
_ONE = f"SELECT {COLUMNS} FROM entries WHERE position = ?"  # noqa: S608

# Positions have no gaps and recorded_at never goes back, so halving finds the place without an index of its own.
_POSITION_AT = """
WITH RECURSIVE halving (low, high) AS (
    SELECT CAST(0 AS bigint), (SELECT coalesce(max(position), 0) FROM entries)
    UNION ALL
    SELECT CASE WHEN middle.recorded_at <= ? THEN middle.position ELSE low END,
        CASE WHEN middle.recorded_at <= ? THEN high ELSE middle.position - 1 END
    FROM halving JOIN entries AS middle ON middle.position = (low + high + 1) / 2
    WHERE low < high
)
SELECT low FROM halving WHERE low = high
"""
_NEWEST_DAY = """
SELECT max(substr(occurred_at, 1, 10)) FROM entries
WHERE kind = ? AND position <= ? AND substr(occurred_at, 1, 10) <= ?
"""
_STREAM_BETWEEN = "SELECT stream FROM entries WHERE stream >= ? AND stream <= ? LIMIT 1"
_SNAPSHOT = "SELECT version, fold, state FROM snapshots WHERE stream = ?"
_SAVE_SNAPSHOT = """
INSERT INTO snapshots (stream, version, fold, state) VALUES (?, ?, ?, ?)
ON CONFLICT (stream) DO UPDATE SET version = excluded.version, fold = excluded.fold, state = excluded.state
"""


class Missing(Unreadable):
    """Entries that were recorded are no longer there."""

    code = "missing"

    def __init__(self, number: int | None = None, stream: UUID | None = None) -> None:
        what = (
            "an entry"
            if number is None
            else f"entry {number}"
            if stream is None
            else f"version {number} of {stream}"
        )
        super().__init__(
            f"{what} is missing: somebody took it away; go back to a copy of the ledger that has it"
        )


class Reader:
    """Reads what is recorded. No transaction stays open between two pages, so reading holds nobody up."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def rows(
        self,
        *,
        after: int = 0,
        upto: int | None = None,
        stream: UUID | None = None,
        after_version: int = 0,
    ) -> Iterator[Row]:
        """Rows in order of position, read in pages.

        Args:
            after: only positions after this one.
            upto: only positions up to and with this one; None reads until there is no more.
            stream: only this stream.
            after_version: only versions of the stream after this one.
        """
        end = 2**62 if upto is None else upto
        if stream is not None:
            yield from self._stream_rows(stream, after_version, after, end)
            return
        while after < end:
            stop = min(after + PAGE, end)
            page = self._page(_BY_POSITION, (after, stop))
            check_whole([row.position for row in page], after)
            yield from page
            if len(page) < stop - after:
                if self.last()[0] > stop:
                    raise Missing(after + len(page) + 1)
                return
            after = stop

    def _stream_rows(self, stream: UUID, version: int, after: int, upto: int) -> Iterator[Row]:
        while True:
            page = self._page(_BY_STREAM, (self.database.stream(stream), version, after, upto, PAGE))
            if page:
                check_whole(
                    [row.version for row in page], version if after == 0 else page[0].version - 1, stream
                )
            yield from page
            if len(page) < PAGE:
                return
            version = page[-1].version

    def _page(self, statement: str, values: tuple[object, ...]) -> list[Row]:
        with self.database.reading() as cursor:
            return self.database.rows(self.database.execute(cursor, statement, values).fetchall())

    def row_at(self, position: int) -> Row | None:
        """The row at a position; None where there is none."""
        found = self._page(_ONE, (position,))
        return found[0] if found else None

    def stream_between(self, low: UUID, high: UUID) -> UUID | None:
        """A stream whose UUID lies between two, both included; None where there is none."""
        values = (self.database.stream(low), self.database.stream(high))
        with self.database.reading() as cursor:
            found = self.database.execute(cursor, _STREAM_BETWEEN, values).fetchone()
        return None if found is None else self.database.uuid(found[0])

    def by_keys(self, keys: Collection[str]) -> dict[str, Row]:
        """The rows recorded under these keys, by key; missing are those that are not recorded."""
        if not keys:
            return {}
        with self.database.reading() as cursor:
            return {row.key: row for row in self.database.with_keys(cursor, keys) if row.key is not None}

    def versions(self, streams: Collection[UUID]) -> dict[UUID, int]:
        """The newest version of each of these streams; missing are those without an entry."""
        if not streams:
            return {}
        with self.database.reading() as cursor:
            return self.database.versions(cursor, streams)

    def last(self) -> tuple[int, str]:
        """The newest position and its ``recorded_at``; (0, "") in an empty ledger."""
        with self.database.reading() as cursor:
            return self.database.last(cursor)

    def position_at(self, known_at: str) -> int:
        """The newest position recorded at or before a moment (as ``ledger.times.stamp`` writes it); 0 if none."""
        with self.database.reading() as cursor:
            found = self.database.execute(cursor, _POSITION_AT, (known_at, known_at)).fetchone()
        if found is None:
            raise Missing
        return int(found[0])

    def newest_day(self, kind: str, position: int, until: str) -> str | None:
        """The last day, up to one, on which something of a kind happened, by what stands up to a position."""
        with self.database.reading() as cursor:
            found = self.database.execute(cursor, _NEWEST_DAY, (kind, position, until)).fetchone()
        return None if found is None else found[0]

    def snapshot(self, stream: UUID) -> tuple[int, int, str] | None:
        """The cached state of a stream: (version, fold number, JSON text); None where there is none."""
        with self.database.reading() as cursor:
            found = self.database.execute(cursor, _SNAPSHOT, (self.database.stream(stream),)).fetchone()
        return None if found is None else (found[0], found[1], found[2])

    def save_snapshot(self, stream: UUID, version: int, fold: int, state: str) -> None:
        """Cache the state of a stream, in place of what was cached before. It is not part of the log."""
        values = (self.database.stream(stream), version, fold, state)
        with self.database.writing() as cursor:
            self.database.execute(cursor, _SAVE_SNAPSHOT, values)


def check_whole(numbers: Sequence[int], after: int, stream: UUID | None = None) -> None:
    """Positions, and versions of a stream, follow each other without a gap.

    Raises:
        Missing: one of them is not there.
    """
    if numbers and numbers[-1] != after + len(numbers):
        missing = next(number for number, found in enumerate(numbers, after + 1) if found != number)
        raise Missing(missing, stream)
