"""The entries of a ledger, as they are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from ledger.codec import damaged, decode
from ledger.corrections import CORRECTIONS, Mark, corrected, marks_by_entry
from ledger.entry import Entry, client_stream
from ledger.store.appending import Appender
from ledger.store.database import Database
from ledger.store.opening import open_database
from ledger.text import trimmed
from ledger.times import Clock, stamp

_POLL_SECONDS = 1.0  # how long ``follow`` waits for a notice before it looks itself


class EntryLog:
    """Reads the entries of a ledger. It needs neither the rules nor the eventsourcing library.

    Args:
        url: a path (``./goodwill.db``) or a URL of SQLite or PostgreSQL (``postgresql+psycopg://...``).
        clock: returns the present moment.
        recorder: the ledger at that place, if it is open already.
        keys: the folder of the keys of ledgers, by which personal data is read and written. Without it, what
            is encrypted shows as sealed.

    Attributes:
        keys: as given.
        recorder: reads and appends rows.
        now: this moment, by the ledger's clock.
        closing: set when the ledger closes.

    Raises:
        NoLedger: there is none at that place.
        Unreadable: the place does not hold a ledger, or it cannot be opened.
    """

    recorder: Appender

    def __init__(
        self, url: str, *, clock: Clock, recorder: Appender | None = None, keys: Path | None = None
    ) -> None:
        self.url, self.keys = url, keys
        self.recorder = recorder or Appender(open_database(url))
        if keys is not None:
            self.database.use_keys(keys)
        self.closing = Event()
        self.now = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to the database."""
        self.closing.set()
        self.recorder.close()

    @property
    def database(self) -> Database:
        """The database of the ledger, in which its stored views are too."""
        return self.recorder.database

    @property
    def position(self) -> int:
        """The position of the newest entry; 0 in an empty ledger."""
        return self.recorder.last()[0]

    @property
    def newest(self) -> tuple[int, datetime | None]:
        """The position of the newest entry and the moment at which it was recorded; (0, None) without one."""
        position, recorded_at = self.recorder.last()
        try:
            return position, datetime.fromisoformat(recorded_at) if recorded_at else None
        except ValueError as wrong:
            raise damaged(position, wrong) from wrong

    @property
    def recorded_at(self) -> datetime:
        """The moment at which the newest entry was recorded; the earliest possible one in an empty ledger."""
        return self.newest[1] or datetime.min.replace(tzinfo=UTC)

    def position_at(self, known_at: datetime) -> int:
        """The newest position at a moment; the entries up to there were known then."""
        return self.recorder.position_at(stamp(known_at))

    def newest_day(self, kind: str, *, position: int, until: date) -> date | None:
        """The last day, up to ``until``, of an event of a kind, among the entries up to a position.

        What was voided does not count. A corrected date counts if both it and the first one are in time.
        """
        corrections = self.recorder.chosen(kinds=CORRECTIONS, upto=position)
        found = marks_by_entry(map(decode, corrections))
        rows = self.recorder.latest(kind, position, until.isoformat(), len(found) + 1)
        entries = [(entry, found.get((entry.stream, entry.version), Mark())) for entry in map(decode, rows)]
        days = [corrected(entry, mark).on for entry, mark in entries if mark.voided_by is None]
        return max((day for day in days if day <= until), default=None)

    def entry(self, position: int) -> Entry | None:
        """The entry at a position; None if the ledger has no such position."""
        row = self.recorder.row_at(position)
        return None if row is None else decode(row)

    def named(self, reference: str) -> Entry | None:
        """The entry that a position or an id names; None if there is none."""
        row = self.recorder.row_named(reference)
        return None if row is None else decode(row)

    def history(
        self, client: str | None = None, *, after: int = 0, known_at: datetime | None = None
    ) -> Iterator[Entry]:
        """Entries in order of position, read lazily.

        Args:
            client: only this client's entries; an unknown client has none.
            after: only entries after this position.
            known_at: only entries recorded by this moment.
        """
        self.database.people.forget_destroyed()
        upto = None if known_at is None else self.position_at(known_at)
        stream = None if client is None else client_stream(trimmed(client))
        return map(decode, self.recorder.rows(after=after, upto=upto, stream=stream))

    def follow(self, after: int = 0) -> Iterator[Entry]:
        """Entries after a position, then each new one when it is recorded, until the ledger closes."""
        while not self.closing.is_set():
            for entry in self.history(after=after):
                yield entry
                after = entry.position
            self.recorder.wait_past(after, _POLL_SECONDS)
