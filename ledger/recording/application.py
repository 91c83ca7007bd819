"""The ledger: record facts, read them back. An ``eventsourcing`` application around our own store and rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from threading import RLock
from typing import Self
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import IntegrityError, Mapper

from ledger import store
from ledger.codec import decode, encode
from ledger.collector import uncollected
from ledger.entry import Draft, Entry, client_stream
from ledger.errors import Conflict
from ledger.recording.repository import Memory
from ledger.recording.unit_of_work import Batch, Outcome, Rehearsal
from ledger.text import nfc
from ledger.times import Clock, stamp

_TRIES = 5
_PATIENCE = 1.0  # seconds that ``follow`` waits before it looks again by itself


class Ledger(Application[UUID]):
    """A ledger in a SQLite file or a PostgreSQL database.

    Args:
        url: a path (``./goodwill.db``) or an SQLAlchemy URL (``postgresql+psycopg://...``).
        clock: what tells the time at which something is recorded.

    Raises:
        NoLedger: there is none at that place; ``Ledger.create`` makes one.
        Unreadable: what is there is not a ledger, or cannot be opened.
    """

    recorder: store.Recorder

    def __init__(self, url: str, *, clock: Clock) -> None:
        super().__init__(env={"PERSISTENCE_MODULE": "ledger.store", "GOODWILL_LEDGER": url})
        self._clock = clock
        self._memory = Memory(self.recorder)
        self._lock = RLock()

    @classmethod
    def create(cls, url: str, *, clock: Clock) -> Self:
        """Make an empty ledger and open it.

        Raises:
            LedgerExists: there is something at that place already.
        """
        store.create(url)
        return cls(url, clock=clock)

    def construct_mapper(self) -> Mapper[UUID]:
        """What turns entries into stored events of the library, and back."""
        return store.EntryMapper()

    # Writing

    def record(self, draft: Draft) -> Outcome:
        """Record one event.

        Returns:
            The new entry; or the entry recorded before under the same key; or none, when it says what is known.

        Raises:
            Refused: a rule said no; nothing was recorded.
            Conflict: others kept recording first; nothing was recorded.
        """
        return self.record_many([draft])[0]

    def record_many(self, drafts: Iterable[Draft], *, dry_run: bool = False) -> list[Outcome]:
        """Record events together, in order, in one transaction: all of them or none.

        Args:
            drafts: the events wanted.
            dry_run: judge them, and append nothing; new entries then have position 0.

        Returns:
            One outcome for each draft, in order.

        Raises:
            Refused: a rule said no to one of them; its ``index`` says to which. Nothing was recorded.
            Conflict: others kept recording first. Nothing was recorded.
        """
        with self._lock, uncollected():
            drafts = list(drafts)
            for _ in range(_TRIES):
                batch = Batch(self._memory, self._clock())
                try:
                    batch.judge(drafts)
                    if not dry_run:
                        self._append(batch)
                except IntegrityError:
                    batch.forget()
                except BaseException:
                    batch.give_back(changed=False)
                    raise
                else:
                    batch.give_back(changed=not dry_run)
                    return batch.outcomes()
        raise Conflict(_TRIES)

    def rehearse(self) -> Rehearsal:
        """Judge drafts as if each admitted one were recorded; nothing is. Memory grows with documents, not lines."""
        return Rehearsal(self._memory, self._clock())

    def _append(self, batch: Batch) -> None:
        if batch.pending:
            rows = [encode(entry) for entry in batch.pending]
            first, recorded_at = self.recorder.append(rows, batch.only_read())
            batch.settle(first, datetime.fromisoformat(recorded_at))

    # Reading

    @property
    def position(self) -> int:
        """The position of the newest entry; 0 in an empty ledger."""
        return self.recorder.last()[0]

    @property
    def recorded_at(self) -> datetime:
        """The moment at which the newest entry was recorded; the beginning of time in an empty ledger."""
        said = self.recorder.last()[1]
        return datetime.fromisoformat(said) if said else datetime.min.replace(tzinfo=UTC)

    def position_at(self, known_at: datetime) -> int:
        """The newest position that the ledger had at a moment; entries up to there are what was known then."""
        return self.recorder.position_at(stamp(known_at))

    def newest_day(self, kind: str, *, position: int, until: date) -> date | None:
        """The last day, up to one, on which something of a kind happened, as it was recorded up to a position."""
        said = self.recorder.newest_day(kind, position, until.isoformat())
        return date.fromisoformat(said) if said else None

    def entry(self, position: int) -> Entry | None:
        """The entry at a position, or none where the ledger does not reach so far."""
        row = self.recorder.row_at(position)
        return None if row is None else decode(row)

    def history(
        self, client: str | None = None, *, after: int = 0, known_at: datetime | None = None
    ) -> Iterator[Entry]:
        """Entries in order of position, read as they are asked for.

        Args:
            client: only this client's; an unknown one has none.
            after: only those beyond this position.
            known_at: only those recorded by this moment.
        """
        upto = None if known_at is None else self.position_at(known_at)
        stream = None if client is None else client_stream(nfc(client.strip()))
        return map(decode, self.recorder.rows(after=after, upto=upto, stream=stream))

    def follow(self, after: int = 0) -> Iterator[Entry]:
        """Entries beyond a position, then every new one as it is recorded; never ends by itself."""
        while not self.closing.is_set():
            for entry in self.history(after=after):
                yield entry
                after = entry.position
            self.recorder.wait_past(after, _PATIENCE)
