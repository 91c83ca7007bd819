"""The journal of a ledger: records events, and reads them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from threading import RLock

from ledger.codec import encode
from ledger.entry import Draft
from ledger.errors import Conflict
from ledger.garbage_collector import uncollected
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.recording.repository import Repository
from ledger.recording.staged_work import StagedWork
from ledger.recording.unit_of_work import Outcome, UnitOfWork
from ledger.store.appending import Appender
from ledger.store.errors import IntegrityError
from ledger.times import Clock

TRIES = 5


class Journal(EntryLog):
    """Records events in a ledger. ``Ledger`` is one that the eventsourcing library can use."""

    def __init__(
        self, url: str, *, clock: Clock, recorder: Appender | None = None, keys: Path | None = None
    ) -> None:
        super().__init__(url, clock=clock, recorder=recorder, keys=keys)
        self._client_states = Repository(self.recorder)
        self._lock = RLock()

    def record(self, draft: Draft) -> Outcome:
        """Record one event.

        Returns:
            The outcome: a new entry, the one recorded before under the same key, or none if the draft repeats
            a known state.

        Raises:
            Refused: a rule refused it; nothing was recorded.
            Conflict: others kept recording first; nothing was recorded.
        """
        return self.record_many([draft])[0]

    @exact
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
            for _ in range(TRIES):
                work = UnitOfWork(self._client_states, self.now())
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
        raise Conflict(TRIES)

    def stage(self) -> StagedWork:
        """A unit of work of any size, for drafts that are recorded all together or not at all."""
        return StagedWork(self.recorder, self.now)

    def _append(self, work: UnitOfWork) -> None:
        if work.pending:
            rows = [encode(entry) for entry in work.pending]
            first, recorded_at = self.recorder.append(rows, work.only_read())
            work.settle(first, datetime.fromisoformat(recorded_at))
