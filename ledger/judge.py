"""Judging drafts in order, each against what the admitted ones before it made of the client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from ledger import rules
from ledger.entry import Draft, Entry, client_stream, entry_id, stream_of
from ledger.errors import Malformed
from ledger.events import AnyEvent, EntryCorrected, EntryVoided
from ledger.memory import Memory, Remembered

__all__ = ["Judge"]


class Judge:
    """Decides drafts, and evolves their streams as if every admitted draft were recorded. Appends nothing."""

    def __init__(self, memory: Memory, now: datetime) -> None:
        self._memory = memory
        self._now = now
        self._context = rules.Context(now=now, ancestors=self._ancestors)
        self._newest: dict[UUID, int] = {}
        self._streams: dict[UUID, Remembered] = {}
        self._changed: set[UUID] = set()

    def admit(self, draft: Draft) -> list[Entry]:
        """The entries that a draft leads to, at position 0; none when it says what is known.

        Raises:
            Refused: a rule said no.
        """
        if draft.occurred_at.tzinfo is None:
            raise Malformed(draft.event.kind, [("occurred_at", "a moment needs a time zone or an offset")])
        if isinstance(draft.event, EntryVoided | EntryCorrected):
            return self._admit_correction(draft, draft.event)
        stream = stream_of(draft.event, draft.client)
        known = self._stream(stream)
        events = rules.decide(known.relationship, draft, self._context)
        if not events:
            return []
        entries = self._entries_for(draft, stream, known.version, events)
        self._changed.add(stream)
        for entry in entries:
            known.relationship = rules.evolve(known.relationship, entry)
        known.version += len(entries)
        return entries

    def _admit_correction(self, draft: Draft, event: EntryVoided | EntryCorrected) -> list[Entry]:
        """A correction belongs to the stream of what it corrects; the client need not be named."""
        if draft.client is None and (target := self._memory.find(event.entry)) is not None:
            draft, stream = draft._replace(client=target.client), target.stream
        else:
            stream = stream_of(event, draft.client)
        known = self._stream(stream)
        before = self.entries(stream)
        events = rules.decide_correction(before, draft, self._context)
        entries = self._entries_for(draft, stream, known.version, events)
        self._changed.add(stream)
        known.relationship = rules.refold([*before, *entries])
        known.version += len(entries)
        return entries

    def _entries_for(
        self, draft: Draft, stream: UUID, version: int, events: Sequence[AnyEvent]
    ) -> list[Entry]:
        _, occurred_at, actor, client, on_behalf_of, key, causation, source = draft
        now = self._now
        first = version + 1
        if len(events) == 1:
            said = (actor, client, on_behalf_of, key, causation, source)
            return [Entry(0, stream, first, events[0], occurred_at, now, *said)]
        # The first event carries the draft's key; what follows from it names it as its cause.
        entries = []
        for index, event in enumerate(events):
            said = (actor, client, on_behalf_of, key, causation, source)
            entries.append(Entry(0, stream, first + index, event, occurred_at, now, *said))
            key, causation = None, str(entry_id(stream, first))
        return entries

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
