"""A unit of work of any size: its entries wait on disk until all of them are appended, or none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import Self, TypeVar
from uuid import UUID

from ledger import rules
from ledger.codec import decode, encode, encode_event
from ledger.entry import Draft, Entry, id_in
from ledger.errors import Refused
from ledger.garbage_collector import collect
from ledger.money import exact
from ledger.recording.repository import MOST_ENTRIES, Repository, VersionedState
from ledger.recording.unit_of_work import Outcome, UnitOfWork
from ledger.store.appending import Appender
from ledger.store.errors import IntegrityError
from ledger.store.staging import Staged, StagingArea
from ledger.times import Clock, stamp

_T = TypeVar("_T")
_BATCH = 1_000  # drafts that are decided again at once


class StagedWork(UnitOfWork):
    """Decides drafts in batches, as if those before were recorded, and appends their entries all together.

    Others can record meanwhile: nothing is locked until ``append``. Leaving the ``with`` block drops what was
    not appended.

    Attributes:
        waiting: the number of entries that wait.
    """

    _earlier = "earlier in this import"

    def __init__(self, recorder: Appender, clock: Clock) -> None:
        super().__init__(Repository(recorder), clock())
        self._recorder = recorder
        self._clock = clock
        self._area = StagingArea()
        self.waiting = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._area.close()

    @exact
    def decide_each(self, drafts: Sequence[Draft]) -> list[Outcome | Refused]:
        """The outcomes of drafts, decided in order, or why a rule refused them. Entries are at position 0."""
        tidied = [_tried(self._tidy, draft) for draft in drafts]
        self._look_up([draft for draft in tidied if not isinstance(draft, Refused)])
        staged: list[Staged] = []
        outcomes = [
            draft if isinstance(draft, Refused) else _tried(lambda one: self._stage(one, staged), draft)
            for draft in tidied
        ]
        self._area.add(staged)
        self.waiting += len(self.pending)
        self.pending.clear()
        self._by_key.clear()
        self._spill()
        return outcomes

    def _spill(self) -> None:
        """Move the changed states to disk once they stand for too many entries."""
        changed = [(stream, self._states[stream]) for stream in self._changed & self._states.keys()]
        if sum(state.version for _, state in changed) > MOST_ENTRIES:
            self._area.keep(
                (stream, state.version, rules.dump(state.client_state)) for stream, state in changed
            )
            for stream, _ in changed:
                del self._states[stream]
            self._house = None
            del changed
            collect()  # an account and its documents name each other, and a command pauses the collector

    def _state(self, stream: UUID) -> VersionedState:
        if stream in self._changed and stream not in self._states:
            version, text = self._area.kept(stream)
            self._states[stream] = VersionedState(rules.load(text), version)
        return super()._state(stream)

    def _stage(self, draft: Draft, staged: list[Staged]) -> Outcome:
        before = len(self.pending)
        outcome = self._outcome(self._decide(draft))
        for entry in self.pending[before:]:
            wanted = None if entry.event is draft.event else encode_event(draft.event)
            staged.append(Staged(encode(entry), wanted if entry is self.pending[before] else ""))
        if not outcome.new and not outcome.final:
            staged.append(Staged.undecided(draft))
        return outcome

    def move(self, recorder: Appender) -> None:
        """Append to another ledger than that on which the drafts were decided, and decide ``again`` on it."""
        self._recorder, self._repository = recorder, Repository(recorder)

    @exact
    def append(self) -> bool:
        """Append all entries in one transaction, with the present moment as that of recording.

        Returns:
            Whether they were appended. If not, others have recorded first what the decisions depend on;
            ``again`` decides the drafts anew.
        """
        recorded_at = stamp(self._clock())
        rows = (row._replace(recorded_at=recorded_at) for row, *_ in self._area if row.version)
        try:
            self._recorder.append(rows, self.only_read())
        except IntegrityError:
            return False
        self.give_back(changed=True)
        return True

    @exact
    def again(self) -> Iterator[tuple[Draft, Outcome | Refused]]:
        """Decide drafts again, after what others have recorded meanwhile.

        These are the admitted drafts, and those that repeated what another recording can change.
        """
        self.forget()
        with self._area as before:
            self._area, self.waiting = StagingArea(), 0
            wanted = (staged.draft() for staged in before if staged.wanted != "")
            while drafts := list(islice(wanted, _BATCH)):
                yield from zip(drafts, self.decide_each(drafts), strict=True)

    def find(self, reference: str) -> Entry | None:
        """The entry that a position or an id names: recorded, or wanted in this work."""
        return super().find(reference) or self._waiting_entry(reference)

    def _waiting_entry(self, reference: str) -> Entry | None:
        entry = id_in(reference)
        row = None if entry is None else self._area.with_id(entry)
        return None if row is None else decode(row)

    def entries(self, stream: UUID) -> list[Entry]:
        """The entries of a stream: the recorded ones, those of earlier batches, those of this one."""
        waiting = [decode(row) for row in self._area.rows(stream)]
        recorded = self._repository.entries(stream)
        return [*recorded, *waiting, *(entry for entry in self.pending if entry.stream == stream)]

    def _by_keys(self, keys: Collection[str]) -> dict[str, Entry]:
        waiting = {str(row.key): decode(row) for row in self._area.by_keys(keys)}
        return super()._by_keys(keys) | waiting


def _tried(decide: Callable[[Draft], _T], draft: Draft) -> _T | Refused:
    try:
        return decide(draft)
    except Refused as no:
        return no.with_traceback(None)  # its frames would hold the outcomes, and so the refusal itself
