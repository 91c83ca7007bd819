"""Judging drafts in order, each against what the admitted ones before it made of the client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from ledger import rules
from ledger.entry import Draft, Entry, client_stream, stream_of
from ledger.events import AnyEvent, OrderPlaced, PolicyAdopted
from ledger.events.corrections import Correction
from ledger.recording.repository import Memory, Remembered

HOUSE = stream_of(PolicyAdopted, None)
"""The stream of the house."""


class Judge:
    """Decides drafts, and evolves their streams as if every admitted draft were recorded. Appends nothing.

    Attributes:
        advice: what is to be known of the draft that was admitted last: limits that it passes.
    """

    def __init__(self, memory: Memory, now: datetime) -> None:
        self._memory = memory
        self._now = now
        self._context = rules.Context(now=now, ancestors=self._ancestors, policy=self._policy)
        self.advice: tuple[rules.Advice, ...] = ()
        self._newest: dict[UUID, int] = {}
        self._streams: dict[UUID, Remembered] = {}
        self._changed: set[UUID] = set()
        self._house: Remembered | None = None

    def normal(self, draft: Draft) -> Draft:
        """A tidy draft as it would be stored: a correction has the id and the client of its entry.

        Raises:
            Refused: the replacement cannot stand for the entry.
        """
        event = draft.event
        if not isinstance(event, Correction):
            return draft
        target = self.find(event.entry)
        if target is None or draft.client not in {None, target.client}:
            return draft  # the rules say what is wrong with it
        return draft._replace(event=rules.normal_correction(target, event), client=target.client)

    def admit(self, draft: Draft) -> list[Entry]:
        """The entries that a draft in its normal form leads to, at position 0; none when it says what is known.

        Raises:
            Refused: a rule said no.
        """
        self.advice = ()
        if isinstance(draft.event, Correction):
            return self._admit_correction(draft, draft.event)
        stream = stream_of(draft.event, draft.client)
        known = self._stream(stream)
        events = rules.decide(known.relationship, draft, self._context)
        if not events:
            return []
        if type(draft.event) is OrderPlaced:  # a model is asked slowly whose instance it is
            self.advice = rules.advise(
                known.relationship, draft.event, draft.occurred_at.date(), self._context
            )
        entries = self._entries_for(draft, stream, known.version, events)
        self._changed.add(stream)
        for entry in entries:
            known.relationship = rules.evolve(known.relationship, entry)
        known.version += len(entries)
        return entries

    def _admit_correction(self, draft: Draft, event: Correction) -> list[Entry]:
        """A correction belongs to the stream of what it corrects."""
        target = self.find(event.entry)
        if target is None and draft.client is None:
            raise rules.UnknownEntry(event.entry, "any client")
        stream = stream_of(event, draft.client) if target is None or draft.client else target.stream
        known = self._stream(stream)
        before = self.entries(stream)
        events = rules.decide_correction(before, draft, self._context)
        if not events:
            return []
        entries = self._entries_for(draft, stream, before[-1].version, events)
        self._changed.add(stream)
        known.relationship = rules.refold([*before, *entries])
        known.version = entries[-1].version
        return entries

    def _entries_for(
        self, draft: Draft, stream: UUID, version: int, events: Sequence[AnyEvent]
    ) -> list[Entry]:
        """The first event carries the draft's key; what follows from it names it as its cause."""
        _, occurred_at, actor, client, on_behalf_of, key, causation, source = draft
        now = self._now
        said = (actor, client, on_behalf_of, key, causation, source)
        entries = [Entry(0, stream, version + 1, events[0], occurred_at, now, *said)]
        for event in events[1:]:
            said = (actor, client, on_behalf_of, None, str(entries[0].id), source)
            entries.append(Entry(0, stream, entries[-1].version + 1, event, occurred_at, now, *said))
        return entries

    def find(self, named: str) -> Entry | None:
        """The entry that a position or an id names, whoever it belongs to; None where there is none."""
        return self._memory.find(named)

    def entries(self, stream: UUID) -> list[Entry]:
        """The entries of a stream, as far as they are in the ledger."""
        return self._memory.entries(stream)

    def _stream(self, stream: UUID) -> Remembered:
        known = self._streams.get(stream)
        if known is None:
            newest = self._newest.get(stream)
            if newest is None:
                newest = self._memory.newest([stream]).get(stream, 0)
            known = self._streams[stream] = self._memory.take(stream, newest)
        return known

    def _ancestors(self, code: str) -> Iterator[str]:
        seen = {code}
        while (
            parent := self._stream(client_stream(code)).relationship.parent
        ) is not None and parent not in seen:
            yield parent
            seen.add(parent)
            code = parent

    def _policy(self, day: date) -> rules.Known:
        if self._house is None:
            self._house = self._stream(HOUSE)
        return rules.credit_on(self._house.relationship.policies, day)

    def only_read(self) -> dict[UUID, int]:
        """The versions of the streams that were looked at and not changed: what was decided rests on them too."""
        return {
            stream: known.version for stream, known in self._streams.items() if stream not in self._changed
        }

    def give_back(self, *, changed: bool) -> None:
        """Give streams back to the memory: those that were changed only where the changes are in the ledger now."""
        for stream, known in self._streams.items():
            if changed or stream not in self._changed:
                self._memory.keep(stream, known)
            if changed and stream in self._changed:
                self._memory.save(stream, known)
        self.forget()

    def forget(self) -> None:
        """Give nothing back: somebody else recorded meanwhile, so all is to be read again."""
        self._streams.clear()
        self._changed.clear()
        self._house = None
