"""Drafts on their way into the ledger: together in one transaction, or one after another in a rehearsal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from ledger.codec import encode_event
from ledger.entry import Draft, Entry, stream_of, tidy
from ledger.errors import Refused
from ledger.events import OrderPlaced
from ledger.events.corrections import Correction
from ledger.recording.command_handler import HOUSE, Judge
from ledger.recording.repository import Memory
from ledger.rules import Advice


class Outcome(NamedTuple):
    """What became of a draft.

    Attributes:
        entry: the entry that says it: a new one, or the one recorded before under the same key. None: it says
            what the ledger knows already, so there was nothing to record, and its key is still free.
        new: whether the draft led to new entries.
        advice: what is to be known of a draft that was admitted all the same: limits that it passes.
    """

    entry: Entry | None
    new: bool
    advice: tuple[Advice, ...] = ()


class KeyTaken(Refused):
    """Something else was recorded under that key."""

    code = "key-taken"

    def __init__(self, key: str, place: str) -> None:
        super().__init__(
            f"the key '{key}' stands for something else already ({place}); use another key, or correct that entry"
        )


class CorrectionInRehearsal(Refused):
    """A correction of a client of whom other news is rehearsed as well."""

    code = "correction-in-rehearsal"

    def __init__(self) -> None:
        super().__init__(
            "a correction cannot be imported together with other news of its client; import the rest first, "
            "then the corrections by themselves"
        )


class Batch(Judge):
    """Drafts that are appended together.

    Attributes:
        pending: the entries to append, in order; at position 0 until ``settle`` says where they are.
    """

    def __init__(self, memory: Memory, now: datetime) -> None:
        super().__init__(memory, now)
        self.pending: list[Entry] = []
        self._known: dict[str, Entry] = {}
        self._by_key: dict[str, int] = {}
        self._said: list[tuple[Entry | int | None, bool, tuple[Advice, ...]]] = []

    def judge(self, drafts: Sequence[Draft]) -> None:
        """Judge drafts in order.

        Raises:
            Refused: a rule said no to one of them; ``index`` says to which.
        """
        tidied: list[Draft] = []
        try:
            streams = set()
            for draft in map(tidy, drafts):
                if not isinstance(draft.event, Correction):
                    streams.add(stream_of(draft.event, draft.client))
                if type(draft.event) is OrderPlaced:
                    streams.add(HOUSE)  # whose policy judges it
                tidied.append(draft)
            self._known = self._memory.by_keys([draft.key for draft in tidied if draft.key is not None])
            self._newest = dict.fromkeys(streams, 0) | self._memory.newest(streams)
            for draft in tidied:
                self._said.append(self._judged(draft))
        except Refused as refused:
            refused.index = len(self._said if len(tidied) == len(drafts) else tidied)
            raise

    def _judged(self, draft: Draft) -> tuple[Entry | int | None, bool, tuple[Advice, ...]]:
        draft = self.normal(draft)
        if draft.key is not None:
            known = self._known.get(draft.key)
            if known is not None:
                _same(known, draft, f"position {known.position}")
                return known, False, ()
            index = self._by_key.get(draft.key)
            if index is not None:
                _same(self.pending[index], draft, "earlier in this batch")
                return index, False, ()
        entries = self.admit(draft)
        if not entries:
            return None, False, ()
        if draft.key is not None:
            self._by_key[draft.key] = len(self.pending)
        self.pending += entries
        return len(self.pending) - len(entries), True, self.advice

    def find(self, named: str) -> Entry | None:
        """The entry that a position or an id names, in the ledger or, by its id, in this batch."""
        return super().find(named) or next((entry for entry in self.pending if str(entry.id) == named), None)

    def entries(self, stream: UUID) -> list[Entry]:
        """The entries of a stream: those in the ledger, then those of this batch."""
        return super().entries(stream) + [entry for entry in self.pending if entry.stream == stream]

    def settle(self, first: int, recorded_at: datetime) -> None:
        """The pending entries are in the ledger now, from this position on, recorded at this moment."""
        self.pending = [
            Entry._make((first + index, *entry[1:5], recorded_at, *entry[6:]))
            for index, entry in enumerate(self.pending)
        ]

    def outcomes(self) -> list[Outcome]:
        """What became of every draft, in order."""
        return [
            Outcome(self.pending[entry] if isinstance(entry, int) else entry, new, advice)
            for entry, new, advice in self._said
        ]


class Rehearsal(Judge):
    """Judges drafts one after another as if each admitted one were recorded; appends nothing, keeps no entries.

    A correction is judged against every entry of its client, so it cannot follow rehearsed ones.
    """

    def __init__(self, memory: Memory, now: datetime) -> None:
        super().__init__(memory, now)
        self._digests: dict[str, bytes] = {}

    def judge(self, draft: Draft) -> Outcome:
        """What recording the draft would lead to.

        Raises:
            Refused: a rule said no; what was admitted before stays admitted.
        """
        draft = self.normal(tidy(draft))
        if draft.key is None:
            return self._outcome(draft)
        digest = _digest(draft)
        if draft.key in self._digests:
            if self._digests[draft.key] != digest:
                raise KeyTaken(draft.key, "earlier in this rehearsal")
            return Outcome(None, new=False)
        known = self._memory.by_keys([draft.key]).get(draft.key)
        if known is not None:
            _same(known, draft, f"position {known.position}")
            return Outcome(known, new=False)
        outcome = self._outcome(draft)
        self._digests[draft.key] = digest
        return outcome

    def entries(self, stream: UUID) -> list[Entry]:
        """The entries of a stream, as far as they are in the ledger.

        Raises:
            CorrectionInRehearsal: entries of the stream were rehearsed, and were not kept.
        """
        if stream in self._changed:
            raise CorrectionInRehearsal
        return super().entries(stream)

    def _outcome(self, draft: Draft) -> Outcome:
        entries = self.admit(draft)
        return Outcome(entries[0], new=True, advice=self.advice) if entries else Outcome(None, new=False)


def _same(entry: Entry, draft: Draft, place: str) -> None:
    """Check that an entry says what a draft with the same key says: who recorded it, and from where, may differ."""
    when = (draft.client, draft.occurred_at.isoformat())
    if (entry.client, entry.occurred_at.isoformat()) != when or not entry.event.answers(draft.event):
        raise KeyTaken(draft.key or "", place)


def _digest(draft: Draft) -> bytes:
    """What a draft says, in sixteen bytes; amounts as they are written, 5.00 is not 5 here."""
    said = (draft.event.kind, draft.client or "", draft.occurred_at.isoformat(), encode_event(draft.event))
    return blake2b("\0".join(said).encode(), digest_size=16).digest()
