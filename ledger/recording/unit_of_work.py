"""Drafts on their way into the ledger: together in one transaction, or one by one in a rehearsal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from ledger.codec import encode_event
from ledger.entry import HOUSE, Draft, Entry, stream_of, tidy
from ledger.errors import Refused
from ledger.events import OrderPlaced
from ledger.events.corrections import Correction
from ledger.recording.command_handler import CommandHandler
from ledger.recording.repository import Repository
from ledger.rules import Advice


class Outcome(NamedTuple):
    """The outcome of a draft.

    Attributes:
        entry: the new entry, or the one recorded before under the same key. None: the draft repeats a known
            state, so there was nothing to record, and its key is still free.
        new: whether the draft led to new entries.
        advice: warnings about the admitted draft: exceeded limits and faults in its billing.
    """

    entry: Entry | None
    new: bool
    advice: tuple[Advice, ...] = ()


class KeyTaken(Refused):
    """Another event was recorded under that key."""

    code = "key-taken"

    def __init__(self, key: str, place: str) -> None:
        super().__init__(
            f"the key '{key}' belongs to another event already ({place}); use another key, or correct that entry"
        )


class CorrectionInRehearsal(Refused):
    """A correction for a client for whom other drafts are rehearsed too."""

    code = "correction-in-rehearsal"

    def __init__(self) -> None:
        super().__init__(
            "a correction cannot be imported together with other events of its client; import those first, "
            "then the corrections by themselves"
        )


class _Pending(NamedTuple):
    """The outcome of a draft before appending; ``entry`` may be an index of the pending entries."""

    entry: Entry | int | None
    new: bool
    advice: tuple[Advice, ...] = ()


class UnitOfWork(CommandHandler):
    """Drafts whose entries are appended in one transaction.

    Attributes:
        pending: the entries to append, in order; at position 0 until ``settle`` gives their positions.
    """

    def __init__(self, repository: Repository, now: datetime) -> None:
        super().__init__(repository, now)
        self.pending: list[Entry] = []
        self._recorded: dict[str, Entry] = {}
        self._by_key: dict[str, int] = {}
        self._outcomes: list[_Pending] = []

    def decide(self, drafts: Sequence[Draft]) -> None:
        """Decide drafts in order.

        Raises:
            Refused: a rule refused one of them; ``index`` says which.
        """
        tidied: list[Draft] = []
        try:
            streams = set()
            for draft in map(tidy, drafts):
                if not isinstance(draft.event, Correction):
                    streams.add(stream_of(draft.event, draft.client))
                if type(draft.event) is OrderPlaced:
                    streams.add(HOUSE)  # the policy of the house limits orders
                tidied.append(draft)
            self._recorded = self._repository.by_keys(
                [draft.key for draft in tidied if draft.key is not None]
            )
            self._versions = dict.fromkeys(streams, 0) | self._repository.versions(streams)
            for draft in tidied:
                self._outcomes.append(self._decide(draft))
        except Refused as refused:
            refused.index = len(self._outcomes if len(tidied) == len(drafts) else tidied)
            raise

    def _decide(self, draft: Draft) -> _Pending:
        draft = self.normal(draft)
        if draft.key is not None:
            recorded = self._recorded.get(draft.key)
            if recorded is not None:
                _check_repeats(recorded, draft, f"position {recorded.position}")
                return _Pending(recorded, new=False)
            index = self._by_key.get(draft.key)
            if index is not None:
                _check_repeats(self.pending[index], draft, "earlier in this batch")
                return _Pending(index, new=False)
        entries = self.admit(draft)
        if not entries:
            return _Pending(None, new=False)
        if draft.key is not None:
            self._by_key[draft.key] = len(self.pending)
        self.pending += entries
        return _Pending(len(self.pending) - len(entries), new=True, advice=self.advice)

    def find(self, reference: str) -> Entry | None:
        """The recorded entry that a position or an id names, or the pending one that an id names."""
        pending = (entry for entry in self.pending if str(entry.id) == reference)
        return super().find(reference) or next(pending, None)

    def entries(self, stream: UUID) -> list[Entry]:
        """The entries of a stream: the recorded ones, then the pending ones."""
        return super().entries(stream) + [entry for entry in self.pending if entry.stream == stream]

    def settle(self, first: int, recorded_at: datetime) -> None:
        """Give the pending entries their positions, from ``first`` on, and their moment of recording."""
        self.pending = [
            Entry._make((first + index, *entry[1:5], recorded_at, *entry[6:]))
            for index, entry in enumerate(self.pending)
        ]

    def outcomes(self) -> list[Outcome]:
        """The outcome of every draft, in order."""
        return [
            Outcome(self.pending[entry] if isinstance(entry, int) else entry, new, advice)
            for entry, new, advice in self._outcomes
        ]


class Rehearsal(CommandHandler):
    """Decides drafts one by one as if the admitted ones were recorded. It keeps no entries.

    The rules decide a correction against every entry of its client, so it cannot follow rehearsed entries.
    """

    def __init__(self, repository: Repository, now: datetime) -> None:
        super().__init__(repository, now)
        self._digests: dict[str, bytes] = {}

    def decide(self, draft: Draft) -> Outcome:
        """The outcome that recording the draft would have.

        Raises:
            Refused: a rule said no; earlier drafts stay admitted.
        """
        draft = self.normal(tidy(draft))
        if draft.key is None:
            return self._outcome(draft)
        digest = _digest(draft)
        if draft.key in self._digests:
            if self._digests[draft.key] != digest:
                raise KeyTaken(draft.key, "earlier in this rehearsal")
            return Outcome(None, new=False)
        recorded = self._repository.by_keys([draft.key]).get(draft.key)
        if recorded is not None:
            _check_repeats(recorded, draft, f"position {recorded.position}")
            return Outcome(recorded, new=False)
        outcome = self._outcome(draft)
        self._digests[draft.key] = digest
        return outcome

    def entries(self, stream: UUID) -> list[Entry]:
        """The recorded entries of a stream.

        Raises:
            CorrectionInRehearsal: entries of the stream were rehearsed, and the rehearsal did not keep them.
        """
        if stream in self._changed:
            raise CorrectionInRehearsal
        return super().entries(stream)

    def _outcome(self, draft: Draft) -> Outcome:
        entries = self.admit(draft)
        return Outcome(entries[0], new=True, advice=self.advice) if entries else Outcome(None, new=False)


def _check_repeats(entry: Entry, draft: Draft, place: str) -> None:
    """Check that a draft with the key of an entry repeats it; the actor and the source may differ."""
    when = (draft.client, draft.occurred_at.isoformat())
    if (entry.client, entry.occurred_at.isoformat()) != when or not entry.event.answers(draft.event):
        raise KeyTaken(draft.key or "", place)


def _digest(draft: Draft) -> bytes:
    """A hash of a draft's content. Amounts count as they are written: 5.00 and 5 differ here."""
    content = (draft.event.kind, draft.client or "", draft.occurred_at.isoformat(), encode_event(draft.event))
    return blake2b("\0".join(content).encode(), digest_size=16).digest()
