"""Drafts on their way into the ledger, together in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple
from uuid import UUID

from ledger.corrections import Correction
from ledger.entry import HOUSE, Draft, Entry, client_stream, stream_of
from ledger.errors import Refused
from ledger.events import ClientRegistered, OrderPlaced
from ledger.judging import tidy
from ledger.recording.command_handler import CommandHandler
from ledger.recording.difference import differences, told
from ledger.recording.repository import Repository
from ledger.rules import Advice, Follows
from ledger.rules.alike import spelt_in_cases


class Outcome(NamedTuple):
    """The outcome of a draft.

    Attributes:
        entry: the new entry, or the one recorded before under the same key. None: the draft repeats a known
            state, so there was nothing to record, and its key is still free.
        new: whether the draft led to new entries.
        advice: warnings about the admitted draft: exceeded limits and faults in its billing.
        follows: what the account gives a new entry: a due date by the terms, a currency.
    """

    entry: Entry | None
    new: bool
    advice: tuple[Advice, ...] = ()
    follows: Follows = Follows()

    @property
    def final(self) -> bool:
        """Whether the entry is recorded, so that no other recording changes the outcome."""
        return self.entry is not None and self.entry.position > 0


class KeyTaken(Refused):
    """Another event was recorded under that key.

    Attributes:
        entry: the entry that has the key.
    """

    code = "key-taken"

    def __init__(self, draft: Draft, entry: Entry, place: str) -> None:
        self.entry = entry
        super().__init__(
            f"the key '{draft.key}' belongs to another event already ({place}): {told(differences(entry, draft))}",
            "use another key, or correct that entry",
        )


class _Pending(NamedTuple):
    """The outcome of a draft before appending; ``entry`` may be an index of the pending entries."""

    entry: Entry | int | None
    new: bool
    advice: tuple[Advice, ...] = ()
    follows: Follows = Follows()


class UnitOfWork(CommandHandler):
    """Drafts whose entries are appended in one transaction.

    Attributes:
        pending: the entries to append, in order; at position 0 until ``settle`` gives their positions.
    """

    _earlier: ClassVar[str] = "earlier in this batch"

    def __init__(self, repository: Repository, now: datetime) -> None:
        super().__init__(repository, now)
        self.pending: list[Entry] = []
        self._needed: set[UUID] = set()
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
            for draft in drafts:
                tidied.append(self._tidy(draft))  # noqa: PERF401 - a refusal needs to know how many there were
            self._look_up(tidied)
            for draft in tidied:
                self._outcomes.append(self._decide(draft))
        except Refused as refused:
            refused.index = len(self._outcomes if len(tidied) == len(drafts) else tidied)
            raise

    def _tidy(self, draft: Draft) -> Draft:
        """The tidy draft. ``_look_up`` then reads the versions of the streams that deciding it needs."""
        draft = tidy(draft)
        if not isinstance(draft.event, Correction):
            self._needed.add(stream_of(draft.event, draft.client))
        if type(draft.event) is OrderPlaced:
            self._needed.add(HOUSE)  # the policy of the house limits orders
        if type(draft.event) is ClientRegistered:
            self._needed.update(map(client_stream, spelt_in_cases(draft.event.code)))
        return draft

    def _look_up(self, tidied: Iterable[Draft]) -> None:
        """Read at once what deciding drafts needs: entries under their keys, and versions of streams."""
        self._recorded = self._by_keys([draft.key for draft in tidied if draft.key is not None])
        needed = self._needed - self._states.keys()
        self._versions = dict.fromkeys(needed, 0) | self._repository.versions(needed)
        self._needed.clear()

    def _by_keys(self, keys: Collection[str]) -> dict[str, Entry]:
        return self._repository.by_keys(keys)

    def _decide(self, draft: Draft) -> _Pending:
        draft = self.normal(draft)
        if draft.key is not None:
            recorded = self._recorded.get(draft.key)
            if recorded is not None:
                place = f"position {recorded.position}" if recorded.position else self._earlier
                _check_repeats(recorded, draft, place)
                return _Pending(recorded, new=False)
            index = self._by_key.get(draft.key)
            if index is not None:
                _check_repeats(self.pending[index], draft, self._earlier)
                return _Pending(index, new=False)
        entries = self.admit(draft)
        if not entries:
            return _Pending(None, new=False)
        if draft.key is not None:
            self._by_key[draft.key] = len(self.pending)
        self.pending += entries
        return _Pending(len(self.pending) - len(entries), new=True, advice=self.advice, follows=self.follows)

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
        return list(map(self._outcome, self._outcomes))

    def _outcome(self, found: _Pending) -> Outcome:
        entry, new, advice, follows = found
        return Outcome(self.pending[entry] if isinstance(entry, int) else entry, new, advice, follows)


def _check_repeats(entry: Entry, draft: Draft, place: str) -> None:
    """Check that a draft with the key of an entry repeats it; the actor and the source may differ."""
    when = (draft.client, draft.occurred_at.isoformat())
    if (entry.client, entry.occurred_at.isoformat()) != when or not entry.event.answers(draft.event):
        raise KeyTaken(draft, entry, place)
