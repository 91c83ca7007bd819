"""Appending entries, and the library's view of them as events of aggregates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, DataError, IntegrityError, StoredEvent, Tracking
from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.codec import Row, StoredEntry
from ledger.store.layout import COLUMNS
from ledger.store.reading import Reader
from ledger.store.tracking import track

__all__ = ["StreamRecorder", "as_row", "as_stream", "bounds"]

_NO_END = 2**62  # beyond every position, version and limit


class StreamRecorder(Reader, AggregateRecorder):
    """Appends entries, and reads and writes them as the stored events of the eventsourcing library."""

    def append(self, rows: Sequence[Row], unchanged: Mapping[UUID, int] | None = None) -> tuple[int, str]:
        """Append rows in one transaction: all of them, one after the other, or none.

        Their positions are given here, and one ``recorded_at`` for all: what the first row proposes, or the
        ledger's last where the clock has gone back.

        Args:
            rows: what to append.
            unchanged: streams that the rows rest on without belonging to them, with their newest versions.

        Returns:
            The first position and the ``recorded_at``. Without rows, what the next ones would be given.

        Raises:
            IntegrityError: a version of a stream, or a key, is taken, or a stream is not unchanged; nothing was
                recorded.
        """
        return self._append(rows, unchanged=unchanged or {})

    def _append(
        self,
        rows: Sequence[Row],
        tracking: Tracking | None = None,
        unchanged: Mapping[UUID, int] | None = None,
    ) -> tuple[int, str]:
        if not rows:
            position, recorded_at = self.last()
            return position + 1, recorded_at
        with self.database.appending() as (cursor, last, last_recorded_at):
            if unchanged and self.database.versions(cursor, unchanged) != {
                s: v for s, v in unchanged.items() if v
            }:
                raise IntegrityError("a stream that these rows rest on has changed")
            recorded_at, place = max(rows[0].recorded_at, last_recorded_at), Row._make
            self._write(
                cursor,
                [
                    place((position, *row[1:7], recorded_at, *row[8:]))
                    for position, row in enumerate(rows, start=last + 1)
                ],
            )
            if tracking is not None:
                track(self.database, cursor, tracking)
        return last + 1, recorded_at

    def _write(self, cursor: DBAPICursor, placed: Sequence[Row]) -> None:
        """Write rows that stand as they will be stored; whatever must cover every entry is written here too."""
        self.database.insert(cursor, placed)

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:  # noqa: ANN401
        """Append the library's stored events; an aggregate recorder tells no positions."""
        self._append([as_row(event) for event in stored_events])
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEntry]:
        """The entries of a stream as the library's stored events, by version."""
        statement = f"""
            SELECT {COLUMNS} FROM entries WHERE stream = ? AND version > ? AND version <= ?
            ORDER BY version {"DESC" if desc else "ASC"} LIMIT ?
        """  # noqa: S608 - our own names, and one of two words
        values = (self.database.stream(as_stream(originator_id)), *bounds(gt, lte, limit))
        return self.stored(statement, values)

    def stored(self, statement: str, values: Sequence[object]) -> list[StoredEntry]:
        """What a ``SELECT`` of all columns finds, as the library's stored events."""
        with self.database.reading() as cursor:
            found = self.database.execute(cursor, statement, values).fetchall()
        return list(map(StoredEntry.of, self.database.rows(found)))


def bounds(gt: int | None, lte: int | None, limit: int | None) -> tuple[int, int, int]:
    """The library's optional bounds of a selection, as numbers that bound nothing where none is given."""
    return -1 if gt is None else gt, _NO_END if lte is None else lte, _NO_END if limit is None else limit


def as_stream(originator_id: UUID | str) -> UUID:
    """The library's name of an aggregate as a stream.

    Raises:
        DataError: it is not a UUID.
    """
    if isinstance(originator_id, UUID):
        return originator_id
    raise DataError(f"a stream is named by a UUID, not by {originator_id!r}")


def as_row(event: StoredEvent) -> Row:
    """A stored event as a row that is not appended yet; the library's own have nothing said about them.

    Raises:
        DataError: its aggregate is not named by a UUID, or its state is not text.
    """
    if isinstance(event, StoredEntry):
        return event.row
    stream = as_stream(event.originator_id)
    try:
        state = event.state.decode()
    except UnicodeDecodeError as wrong:
        raise DataError(
            "an entry's state is stored as text; use no compressor or cipher with this recorder"
        ) from wrong
    if "\0" in state:
        raise DataError("an entry's state is stored as text, which cannot hold a NUL in every database")
    nothing = (None, None, None, None)
    return Row(0, stream, event.originator_version, event.topic, 1, None, "", "", "", *nothing, state)
