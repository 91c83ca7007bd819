"""A ledger that is created with its first entry, so that a refused event leaves no file behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.entry import Draft
from ledger.errors import LedgerExists
from ledger.recording.journal import Journal
from ledger.recording.staged_work import StagedWork
from ledger.recording.unit_of_work import Outcome
from ledger.store.opening import create
from ledger.times import Clock


class JournalToCome(Journal):
    """Judges on an empty scratch ledger; makes the real one when the first drafts are admitted.

    If another process creates one at the same moment, that one is used.

    Attributes:
        made: whether the real one was made.
    """

    def __init__(self, scratch: str, url: str, keys: Path, *, clock: Clock) -> None:
        super().__init__(scratch, clock=clock)
        self._wanted, self._keys, self._tell = url, keys, clock
        self._real: Journal | None = None
        self.made = False

    def record_many(self, drafts: Iterable[Draft], *, dry_run: bool = False) -> list[Outcome]:
        """As ``Journal.record_many``; the first drafts are judged before there is a ledger."""
        drafts = list(drafts)
        if self._real is None:
            outcomes = super().record_many(drafts, dry_run=True)
            if dry_run or not any(outcome.new for outcome in outcomes):
                return outcomes
        return self.real().record_many(drafts, dry_run=dry_run)

    def stage(self) -> StagedWork:
        """As ``Journal.stage``; the real ledger is made when entries are appended."""
        return _WorkToCome(self, self._tell)

    def real(self) -> Journal:
        """The real ledger, which is made if there is none."""
        if self._real is None:
            with suppress(LedgerExists):
                create(self._wanted, self._keys)
                self.made = True
            self._real = Journal(self._wanted, clock=self._tell, keys=self._keys)
        return self._real

    def close(self) -> None:
        """Closes both."""
        super().close()
        if self._real is not None:
            self._real.close()


class _WorkToCome(StagedWork):
    def __init__(self, coming: JournalToCome, clock: Clock) -> None:
        super().__init__(coming.recorder, clock)
        self._coming = coming

    def append(self) -> bool:
        if self.waiting:
            self.move(self._coming.real().recorder)
        return super().append()


@contextmanager
def ledger_to_come(url: str, keys: Path, *, clock: Clock) -> Iterator[JournalToCome]:
    """A ledger that does not exist yet; closed in the end."""
    with TemporaryDirectory(prefix="goodwill-") as directory:
        scratch = str(Path(directory) / "scratch.db")
        create(scratch)
        with JournalToCome(scratch, url, keys, clock=clock) as ledger:
            yield ledger
