"""The ledger: records events and reads them back, as an ``eventsourcing`` application."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from threading import RLock
from typing import Self
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper

from ledger import store
from ledger.codec import decode, encode
from ledger.collector import uncollected
from ledger.entry import Draft, Entry, client_stream
from ledger.errors import Conflict
from ledger.recording.repository import Repository
from ledger.recording.unit_of_work import Outcome, Rehearsal, UnitOfWork
from ledger.store.errors import IntegrityError
from ledger.text import trimmed
from ledger.times import Clock, stamp

_TRIES = 5
_POLL_SECONDS = 1.0  # how long ``follow`` waits for a notice before it looks itself


class Ledger(Application[UUID]):
    """A ledger in a SQLite file or a PostgreSQL database.

    Args:
        url: a path (``./goodwill.db``) or a URL of SQLite or PostgreSQL (``postgresql+psycopg://...``).
        clock: returns the moment of recording.

    Raises:
        NoLedger: there is none at that place; ``Ledger.create`` makes one.
        Unreadable: the place does not hold a ledger, or it cannot be opened.
    """

    recorder: store.Recorder

    def __init__(self, url: str, *, clock: Clock) -> None:
        super().__init__(env={"PERSISTENCE_MODULE": "ledger.store.factory", "GOODWILL_LEDGER": url})
        self._clock = clock
        self._client_states = Repository(self.recorder)
        self._lock = RLock()

    @classmethod
    def create(cls, url: str, *, clock: Clock) -> Self:
        """Create an empty ledger and open it.

        Raises:
            LedgerExists: there is something at that place already.
        """
        store.create(url)
        return cls(url, clock=clock)

    def construct_mapper(self) -> Mapper[UUID]:
        """The mapper between entries and the library's stored events."""
        return store.EntryMapper()

    # Writing

    def record(self, draft: Draft) -> Outcome:
        """Record one event.

        Returns:
            The outcome: a new entry, the one recorded before under the same key, or none if the draft repeats
            a known state.

        Raises:
            Refused: a rule said no; nothing was recorded.
            Conflict: others kept recording first; nothing was recorded.
        """
        return self.record_many([draft])[0]

    def record_many(self, drafts: Iterable[Draft], *, dry_run: bool = False) -> list[Outcome]:
        """Record events together, in order, in one transaction: all of them or none.

        Args:
            drafts: the events to record.
            dry_run: decide them but append nothing; new entries then have position 0.

        Returns:
            One outcome for each draft, in order.

        Raises:
            Refused: a rule refused one of them; its ``index`` says which. Nothing was recorded.
            Conflict: others kept recording first. Nothing was recorded.
        """
        with self._lock, uncollected():
            drafts = list(drafts)
            for _ in range(_TRIES):
                work = UnitOfWork(self._client_states, self._clock())
                try:
                    work.decide(drafts)
                    if not dry_run:
                        self._append(work)
                except IntegrityError:
                    work.forget()
                except BaseException:
                    work.give_back(changed=False)
                    raise
                else:
                    work.give_back(changed=not dry_run)
                    return work.outcomes()
        raise Conflict(_TRIES)

    def rehearse(self) -> Rehearsal:
        """Decide drafts as if the admitted ones were recorded. It keeps client states, no entries."""
        return Rehearsal(self._client_states, self._clock())

    def _append(self, work: UnitOfWork) -> None:
        if work.pending:
            rows = [encode(entry) for entry in work.pending]
            first, recorded_at = self.recorder.append(rows, work.only_read())
            work.settle(first, datetime.fromisoformat(recorded_at))

    # Reading

    @property
    def position(self) -> int:
        """The position of the newest entry; 0 in an empty ledger."""
        return self.recorder.last()[0]

    @property
    def recorded_at(self) -> datetime:
        """The moment at which the newest entry was recorded; the earliest possible one in an empty ledger."""
        newest = self.recorder.last()[1]
        return datetime.fromisoformat(newest) if newest else datetime.min.replace(tzinfo=UTC)

    def position_at(self, known_at: datetime) -> int:
        """The newest position at a moment; the entries up to there were known then."""
        return self.recorder.position_at(stamp(known_at))

    def newest_day(self, kind: str, *, position: int, until: date) -> date | None:
        """The last day, up to ``until``, of an event of a kind, among the entries up to a position."""
        day = self.recorder.newest_day(kind, position, until.isoformat())
        return date.fromisoformat(day) if day else None

    def entry(self, position: int) -> Entry | None:
        """The entry at a position; None if the ledger has no such position."""
        row = self.recorder.row_at(position)
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
