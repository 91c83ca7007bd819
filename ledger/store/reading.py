"""Reading a ledger: pages of rows, and the look-ups that recording needs."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from uuid import UUID

from ledger.codec import Row
from ledger.entry import id_in, streams_of, version_in
from ledger.store.database import COLUMNS, Database
from ledger.store.streams import END, Missing, check_whole, read_stream

_MOST_DIGITS = len(str(2**63))  # of a number that a database can count; a row has fewer
PAGE = 2_000  # rows; a larger page takes more memory and is not read faster

# The names below are our own columns, never a caller's text.
BY_POSITION = f"SELECT {COLUMNS} FROM entries WHERE position > ? AND position <= ? ORDER BY position"  # noqa: S608
_CHOSEN = f"""
SELECT {COLUMNS} FROM entries WHERE position > ? AND position <= ?{{}} ORDER BY position LIMIT ?
"""  # noqa: S608
_NEWEST = f"SELECT {COLUMNS} FROM entries WHERE kind = ? ORDER BY position DESC LIMIT 1"  # noqa: S608
_ONE = f"SELECT {COLUMNS} FROM entries WHERE position = ?"  # noqa: S608

# Positions have no gaps and recorded_at never goes back, so a binary search needs no index on recorded_at.
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
_LATEST = f"""
SELECT {COLUMNS} FROM entries WHERE kind = ? AND position <= ? AND substr(occurred_at, 1, 10) <= ?
ORDER BY substr(occurred_at, 1, 10) DESC LIMIT ?
"""  # noqa: S608
_CLIENTS_BETWEEN = """
SELECT DISTINCT client FROM entries WHERE client IS NOT NULL AND position <= ? AND (
    position > ? OR (substr(occurred_at, 1, 10) > ? AND substr(occurred_at, 1, 10) <= ?) OR kind IN ({})
)
"""
_CLIENTS_NAMING = """
SELECT DISTINCT client FROM entries WHERE client IS NOT NULL AND kind IN ({}) AND state LIKE ? ESCAPE '\\'
"""
_STREAM_BETWEEN = "SELECT stream FROM entries WHERE stream >= ? AND stream <= ? LIMIT 1"
_SNAPSHOT = "SELECT version, fold, state FROM snapshots WHERE stream = ?"
_SAVE_SNAPSHOT = """
INSERT INTO snapshots (stream, version, fold, state) VALUES (?, ?, ?, ?)
ON CONFLICT (stream) DO UPDATE SET version = excluded.version, fold = excluded.fold, state = excluded.state
"""


class Reader:
    """Reads a ledger. No transaction stays open between two pages, so a slow reader blocks nobody.

    Attributes:
        database: the ledger's.
        as_stored: whether personal data stays encrypted, as the seal and copies need it.
    """

    def __init__(self, database: Database, *, as_stored: bool = False) -> None:
        self.database = database
        self.as_stored = as_stored

    def shown(self, rows: list[Row]) -> list[Row]:
        """Rows as stored, or with personal data in clear."""
        return rows if self.as_stored else self.database.people.shown(rows)

    def rows(
        self, *, after: int = 0, upto: int | None = None, stream: UUID | None = None, after_version: int = 0
    ) -> Iterator[Row]:
        """Rows in order of position, read page by page.

        Args:
            after: only positions after this one.
            upto: only positions up to and including this one; None means no end.
            stream: only this stream.
            after_version: only versions of the stream after this one.

        Raises:
            Missing: a row between two others is missing.
            DamagedIndex: the index of the streams is damaged.
        """
        if stream is not None:
            yield from self._stream_rows(stream, after_version, after, END if upto is None else upto)
            return
        newest = self.last()[0]  # known before the first page, since others record while pages are used
        end = newest if upto is None else min(upto, newest)
        while after < end:
            stop = min(after + PAGE, end)
            page = self._page(BY_POSITION, (after, stop))
            check_whole([row.position for row in page], after)
            yield from page
            if len(page) < stop - after:
                raise Missing(after + len(page) + 1)
            after = stop

    def _stream_rows(self, stream: UUID, version: int, after: int, upto: int) -> Iterator[Row]:
        while True:
            with self.database.snapshot() as cursor:  # checks of the index must see what the rows see
                found = read_stream(
                    self.database, cursor, stream, version=version, after=after, upto=upto, limit=PAGE
                )
            page = self.shown(self.database.rows(found))
            yield from page
            if len(page) < PAGE:
                return
            version = page[-1].version

    def chosen(
        self,
        *,
        kinds: Collection[str] = (),
        stream: UUID | None = None,
        days: tuple[str, str] | None = None,
        acting: bool = False,
        later: bool = False,
        after: int = 0,
        upto: int | None = None,
    ) -> Iterator[Row]:
        """Some of the rows in order of position, read page by page.

        The database leaves out the others. Of a stream all rows are read, so that a damaged index is noticed.

        Args:
            kinds: only these kinds; none: every kind.
            stream: only this stream.
            days: only what happened from one day to another, in ISO 8601, by the dates first recorded;
                and every correction, whatever its date.
            acting: also what was recorded on behalf of another person; without kinds, only that. Of a
                stream, everything.
            later: only what was recorded on a later day than it happened, by the dates as they are written;
                of a stream, everything.
            after: only positions after this one.
            upto: only positions up to and including this one; None means no end.

        Raises:
            Missing: a row of the stream is missing.
            DamagedIndex: the index of the streams is damaged.
        """
        end = END if upto is None else upto
        if stream is not None:
            for row in self._stream_rows(stream, 0, after, end):
                if (not kinds or acting or row.kind in kinds) and (days is None or _is_between(row, days)):
                    yield row
            return
        also, values = _conditions(kinds, days, acting=acting, later=later)
        while True:
            page = self._page(_CHOSEN.format(also), (after, end, *values, PAGE))
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1].position

    def newest(self, kind: str) -> Row | None:
        """The newest row of a kind; None if there is none."""
        return next(iter(self._page(_NEWEST, (kind,))), None)

    def _page(self, statement: str, values: tuple[object, ...]) -> list[Row]:
        return self.shown(self.database.rows(self.database.select(statement, values)))

    def row_at(self, position: int) -> Row | None:
        """The row at a position; None if there is none."""
        return next(iter(self._page(_ONE, (position,))), None)

    def row_named(self, reference: str) -> Row | None:
        """The row that a position or an entry's id names; None if there is none."""
        if reference.isdecimal():
            return self.row_at(int(reference)) if len(reference) < _MOST_DIGITS else None
        entry = id_in(reference)
        if entry is None:
            return None
        stream = self.stream_between(*streams_of(entry))
        version = None if stream is None else version_in(stream, entry)
        if not version:
            return None
        return next(self.rows(stream=stream, after_version=version - 1), None)

    def stream_between(self, low: UUID, high: UUID) -> UUID | None:
        """A stream whose UUID lies between two, both included; None if there is none."""
        values = (self.database.stream(low), self.database.stream(high))
        found = self.database.select_one(_STREAM_BETWEEN, values)
        return None if found is None else self.database.uuid(found[0])

    def by_keys(self, keys: Collection[str]) -> dict[str, Row]:
        """The rows recorded under these keys, by key; unused keys are missing."""
        if not keys:
            return {}
        with self.database.reading() as cursor:
            return {
                row.key: row
                for row in self.shown(self.database.with_keys(cursor, keys))
                if row.key is not None
            }

    def versions(self, streams: Collection[UUID]) -> dict[UUID, int]:
        """The newest version of each of these streams; streams without entries are missing."""
        if not streams:
            return {}
        with self.database.snapshot() as cursor:
            return self.database.versions(cursor, streams)

    def last(self) -> tuple[int, str]:
        """The newest position and its ``recorded_at``; (0, "") in an empty ledger."""
        with self.database.reading() as cursor:
            return self.database.last(cursor)

    def position_at(self, known_at: str) -> int:
        """The newest position recorded by a moment (formatted by ``stamp``); 0 if there is none."""
        found = self.database.select_one(_POSITION_AT, (known_at, known_at))
        if found is None:
            raise Missing
        return int(found[0])

    def latest(self, kind: str, position: int, until: str, most: int) -> list[Row]:
        """The rows of a kind with the last days up to ``until``, the last first, up to a position."""
        return self._page(_LATEST, (kind, position, until, most))

    def clients_between(
        self, positions: tuple[int, int], days: tuple[str, str], kinds: Collection[str]
    ) -> list[str]:
        """The clients with an entry up to the second position that fulfils one of three conditions.

        Args:
            positions: it comes after the first of them.
            days: it happened after the first of them, and not after the second.
            kinds: it is of one of these kinds.
        """
        statement = _CLIENTS_BETWEEN.format(", ".join("?" * len(kinds)) or "NULL")
        after, upto = positions
        return [client for (client,) in self.database.select(statement, (upto, after, *days, *kinds))]

    def clients_naming(self, name: str, kinds: Collection[str]) -> list[str]:
        """The clients with an entry of some kinds, or a correction, in which a text stands as a value."""
        several = (*kinds, "entry.corrected")
        text = re.sub(r"([\\%_])", r"\\\1", json.dumps(name, ensure_ascii=False))
        statement = _CLIENTS_NAMING.format(", ".join("?" * len(several)))
        return [client for (client,) in self.database.select(statement, (*several, f"%{text}%"))]

    def snapshot(self, stream: UUID) -> tuple[int, int, str] | None:
        """The cached state of a stream: (version, fold number, JSON text); None if there is none."""
        found = self.database.select_one(_SNAPSHOT, (self.database.stream(stream),))
        return None if found is None else (found[0], found[1], found[2])

    def save_snapshot(self, stream: UUID, version: int, fold: int, state: str) -> None:
        """Replace the cached state of a stream. The cache is not part of the log."""
        values = (self.database.stream(stream), version, fold, state)
        with self.database.writing() as cursor:
            self.database.execute(cursor, _SAVE_SNAPSHOT, values)

    def wait_past(self, after: int, timeout: float) -> bool:
        """Wait until there is a position after this one.

        Args:
            after: the last known position.
            timeout: seconds to wait at most.

        Returns:
            True as soon as there is one, False when the time is over.
        """
        return self.database.wait(after, timeout)

    def close(self) -> None:
        """Close the connections to the database."""
        self.database.close()


def _conditions(
    kinds: Collection[str], days: tuple[str, str] | None, *, acting: bool, later: bool
) -> tuple[str, list[object]]:
    """Which rows ``Reader.chosen`` reads, as SQL with its values."""
    what = ["on_behalf_of IS NOT NULL"] if acting else []
    what += [f"kind IN ({', '.join('?' * len(kinds))})"] if kinds else []
    wanted = [f"({' OR '.join(what)})"] if what else []
    values: list[object] = [*kinds]
    if days is not None:
        wanted.append("(substr(occurred_at, 1, 10) BETWEEN ? AND ? OR substr(kind, 1, 6) = 'entry.')")
        values += days
    if later:
        wanted.append("substr(recorded_at, 1, 10) > substr(occurred_at, 1, 10)")
    return "".join(f" AND {one}" for one in wanted), values


def _is_between(row: Row, days: tuple[str, str]) -> bool:
    return days[0] <= row.occurred_at[:10] <= days[1] or row.kind.startswith("entry.")
