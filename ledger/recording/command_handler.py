"""The command handler: decides drafts in order, each against the client state that earlier drafts led to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from msgspec.structs import replace

from ledger import rules
from ledger.corrections import Correction
from ledger.entry import HOUSE, Draft, Entry, client_stream, other_plans, stream_of
from ledger.events import AnyEvent, ClientRegistered, OrderPlaced
from ledger.recording.repository import Repository, VersionedState
from ledger.unseen import identifier_key

_CLIENTS = ("parent", "to_client", "client")
"""The fields by which an event names another client."""


class CommandHandler:
    """Decides drafts and evolves their streams as if the admitted ones were recorded. It appends nothing.

    Attributes:
        advice: warnings about the draft admitted last: exceeded limits and faults in its billing.
        follows: what its account gives it.
    """

    def __init__(self, repository: Repository, now: datetime) -> None:
        self._repository = repository
        self._now = now
        self._context = rules.Context(
            now=now,
            ancestors=self._ancestors,
            policy=self._policy,
            house=self._house_state,
            other_plans=lambda manager: [self._state(stream).client_state for stream in other_plans(manager)],
            client=self._client_state,
            owned=self._owned,
            judge_limits=True,
        )
        self.advice: tuple[rules.Advice, ...] = ()
        self.follows = rules.Follows()
        self._versions: dict[UUID, int] = {}
        self._states: dict[UUID, VersionedState] = {}
        self._changed: set[UUID] = set()
        self._house: VersionedState | None = None

    def normal(self, draft: Draft) -> Draft:
        """A tidy draft in its stored form: a correction gets the id and the client of its entry.

        Raises:
            Refused: the replacement cannot take the place of the entry.
        """
        event = draft.event
        if not isinstance(event, Correction):
            return draft
        target = self.find(event.entry)
        if target is None or draft.client not in {None, target.client}:
            return draft  # the rules refuse it and say why
        return draft._replace(event=rules.normal_correction(target, event), client=target.client)

    def admit(self, draft: Draft) -> list[Entry]:
        """The entries that a draft in its stored form leads to, at position 0; none if it repeats a state.

        Raises:
            Refused: a rule refused it.
        """
        self.advice, self.follows = (), rules.Follows()
        if isinstance(draft.event, Correction):
            return self._admit_correction(draft, draft.event)
        draft = self._known(draft)
        stream = stream_of(draft.event, draft.client)
        state = self._state(stream)
        events = rules.decide(state.client_state, draft, self._context)
        if not events:
            return []
        if type(draft.event) is OrderPlaced:
            self.advice = rules.advise(
                state.client_state, draft.event, draft.occurred_at.date(), self._context
            )
        entries = self._entries_for(draft, stream, state.version, events)
        self._changed.add(stream)
        for entry in entries:
            state.client_state = rules.evolve(state.client_state, entry)
        state.version += len(entries)
        stored = draft._replace(event=events[0])
        self.advice += rules.advise_on_recorded(state.client_state, stored, self._context)
        self.follows = rules.follows(state.client_state, entries[0])
        return entries

    def _known(self, draft: Draft) -> Draft:
        """The draft with the code of the client that each code looks like, if no client has that code."""
        event, client = draft.event, draft.client
        named = {name: getattr(event, name) for name in _CLIENTS if name in event.__struct_fields__}
        changed = {name: new for name, code in named.items() if (new := self._known_code(code)) != code}
        if changed:
            draft = draft._replace(event=replace(event, **changed))
        return draft if type(event) is ClientRegistered else draft._replace(client=self._known_code(client))

    def _known_code(self, code: str | None) -> str | None:
        """The code of a client: this one, or else the one that it looks like."""
        if code is None or code.isascii() or (key := identifier_key(code)) == code:
            return code
        known = self._client_state(code).code is None and self._client_state(key).code is not None
        return key if known else code

    def _admit_correction(self, draft: Draft, event: Correction) -> list[Entry]:
        """Admit a correction to the stream of the entry that it corrects."""
        target = self.find(event.entry)
        if target is None and draft.client is None:
            raise rules.UnknownEntry(event.entry, "any client")
        stream = stream_of(event, draft.client) if target is None or draft.client else target.stream
        state = self._state(stream)
        before = self.entries(stream)
        events = rules.decide_correction(before, draft, self._context)
        if not events:
            return []
        entries = self._entries_for(draft, stream, before[-1].version, events)
        self._changed.add(stream)
        state.client_state = rules.refold([*before, *entries])
        state.version = entries[-1].version
        return entries

    def _entries_for(
        self, draft: Draft, stream: UUID, version: int, events: Sequence[AnyEvent]
    ) -> list[Entry]:
        """The first event gets the draft's key; the others name the first one as their cause."""
        _, occurred_at, actor, client, on_behalf_of, key, causation, source = draft
        now = self._now
        envelope = (actor, client, on_behalf_of, key, causation, source)
        entries = [Entry(0, stream, version + 1, events[0], occurred_at, now, *envelope)]
        for event in events[1:]:
            envelope = (actor, client, on_behalf_of, None, str(entries[0].id), source)
            entries.append(Entry(0, stream, entries[-1].version + 1, event, occurred_at, now, *envelope))
        return entries

    def find(self, reference: str) -> Entry | None:
        """The entry of any client that a position or an id names; None if there is none."""
        return self._repository.find(reference)

    def entries(self, stream: UUID) -> list[Entry]:
        """The recorded entries of a stream."""
        return self._repository.entries(stream)

    def _state(self, stream: UUID) -> VersionedState:
        state = self._states.get(stream)
        if state is None:
            version = self._versions.get(stream)
            if version is None:
                version = self._repository.versions([stream]).get(stream, 0)
            state = self._states[stream] = self._repository.take(stream, version)
        return state

    def _ancestors(self, code: str) -> Iterator[str]:
        seen = {code}
        while (parent := self._client_state(code).parent) is not None:
            if parent in seen:
                return
            yield parent
            seen.add(parent)
            code = parent

    def _client_state(self, code: str) -> rules.ClientState:
        return self._state(client_stream(code)).client_state

    def _owned(self, code: str) -> set[str]:
        """The clients that a client owns or owned; those that only look so are among them too."""
        drafted = {
            state.client_state.code
            for state in self._states.values()
            if any(owner.code == code for owner in state.client_state.points.owners)
        }
        return {*self._repository.owned_by(code), *filter(None, drafted)}

    def _house_state(self) -> rules.ClientState:
        if self._house is None:
            self._house = self._state(HOUSE)
        return self._house.client_state

    def _policy(self, day: date) -> rules.HousePolicy:
        return self._house_state().policy_on(day)

    def only_read(self) -> dict[UUID, int]:
        """The versions of streams that were read but not changed; the decisions depend on them too."""
        return {
            stream: state.version for stream, state in self._states.items() if stream not in self._changed
        }

    def give_back(self, *, changed: bool) -> None:
        """Give client states back to the repository.

        Args:
            changed: whether the changes were recorded; if not, the changed states are dropped.
        """
        for stream, state in self._states.items():
            if changed or stream not in self._changed:
                self._repository.keep(stream, state, changed=stream in self._changed)
        self.forget()

    def forget(self) -> None:
        """Drop all client states, because another writer recorded meanwhile and they must be read again."""
        self._states.clear()
        self._changed.clear()
        self._house = None
