"""Entries, which the ledger keeps, and drafts: the events that are to be recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias, TypeVar
from uuid import UUID, uuid5

from pydantic import TypeAdapter, ValidationError

from ledger.errors import Malformed, UnknownKind
from ledger.events import KINDS, AnyEvent, PlanSet
from ledger.problems import problem
from ledger.text import Identifier

_NAMESPACE = UUID("a45b2e07-93cf-5d14-8e6b-0d7e4c1f5a90")
_VERSION_BITS = 32
_VERSION_MASK = (1 << _VERSION_BITS) - 1


class Draft(NamedTuple):
    """An event to be recorded, with its envelope.

    Attributes:
        event: what happened.
        occurred_at: when it happened in the world; aware. It keeps the offset it was written with.
        actor: the person or program that records it.
        client: the client's code; None for events of a manager or of the house.
        on_behalf_of: the person for whom the actor acts as a deputy.
        key: unique in the ledger; the same key with the same content is recorded once.
        causation: the id of the entry that led to this one.
        source: the file and row where it was read.
    """

    event: AnyEvent
    occurred_at: datetime
    actor: str
    client: str | None = None
    on_behalf_of: str | None = None
    key: str | None = None
    causation: str | None = None
    source: str | None = None


class Entry(NamedTuple):
    """A recorded event: a draft with its place in the ledger and the moment of recording.

    Attributes:
        position: 1, 2, 3 ... over the whole ledger, without gaps.
        stream: one stream for each client, one for each manager, and one for the house.
        version: 1, 2, 3 ... within the stream, without gaps.
        recorded_at: in UTC, set by the ledger alone; never earlier than that of the position before.
    """

    position: int
    stream: UUID
    version: int
    event: AnyEvent
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    client: str | None = None
    on_behalf_of: str | None = None
    key: str | None = None
    causation: str | None = None
    source: str | None = None

    @property
    def id(self) -> UUID:
        """The id of the entry in every ledger: its stream and its version in one UUID."""
        return entry_id(self.stream, self.version)

    @property
    def kind(self) -> str:
        """The stored name of the event's kind."""
        return self.event.kind

    @property
    def on(self) -> date:
        """The calendar day on which it happened, where it happened."""
        return self.occurred_at.date()

    @property
    def originator_id(self) -> UUID:
        """The stream, as the eventsourcing library calls it."""
        return self.stream

    @property
    def originator_version(self) -> int:
        """The version, as the eventsourcing library calls it."""
        return self.version


class BriefEntry(NamedTuple):
    """An entry of a client reduced to the fields that folds read."""

    position: int
    stream: UUID
    version: int
    event: AnyEvent
    occurred_at: datetime
    client: str

    @property
    def on(self) -> date:
        """The calendar day on which it happened, where it happened."""
        return self.occurred_at.date()


Fact: TypeAlias = Entry | BriefEntry
"""The input of a fold."""

FactT = TypeVar("FactT", Entry, BriefEntry)


@lru_cache(maxsize=65_536)
def _stream(party: str, name: str) -> UUID:
    return uuid5(_NAMESPACE, f"{party}:{name}")


HOUSE = _stream("house", "")
"""The stream of the house: policies and rates."""


def stream_of(event: AnyEvent | type[AnyEvent], client: str | None) -> UUID:
    """The stream an event belongs to.

    Raises:
        Malformed: the event is about a client and none is named, or it is not and one is.
    """
    if event.party == "client":
        if client is None:
            raise Malformed(event.kind, [("client", "say whose event it is")])
        return client_stream(client)
    if client is not None:
        raise Malformed(
            event.kind, [("client", f"it belongs to the {event.party}, not to a client; leave it out")]
        )
    return _stream("manager", event.manager) if isinstance(event, PlanSet) else HOUSE


def client_stream(client: str) -> UUID:
    """The stream of a client."""
    return _stream("client", client)


def entry_id(stream: UUID, version: int) -> UUID:
    """The id of an entry: the stream's UUID with the version in its last eight hexadecimal digits."""
    return UUID(int=(stream.int & ~_VERSION_MASK) | version)


def version_in(stream: UUID, entry: UUID) -> int | None:
    """The version in a stream that an entry's id names; None if the entry is in another stream."""
    same = entry.int >> _VERSION_BITS == stream.int >> _VERSION_BITS
    return entry.int & _VERSION_MASK if same else None


def streams_of(entry: UUID) -> tuple[UUID, UUID]:
    """The lowest and the highest UUID of a stream that an entry's id can belong to."""
    low = entry.int & ~_VERSION_MASK
    return UUID(int=low), UUID(int=low | _VERSION_MASK)


_identifier: Callable[[str | None], str | None] = TypeAdapter(Identifier | None).validator.validate_python
_name = lru_cache(maxsize=65_536)(_identifier)  # a ledger has few clients and people, each in many drafts
_ENVELOPE = ("actor", "client", "on_behalf_of", "key", "causation", "source")


def tidy(draft: Draft) -> Draft:
    """The draft with its names and keys in the form in which they are compared: NFC, without outer space.

    Raises:
        Malformed: one of them is empty or not one line of text, the actor is missing, or ``occurred_at`` has
            no time zone.
    """
    event, occurred_at, actor, client, on_behalf_of, key, causation, source = draft
    if occurred_at.tzinfo is None:
        raise Malformed(event.kind, [("occurred_at", "a moment needs a time zone or an offset")])
    try:
        tidy_actor = _name(actor)
        if tidy_actor is None:
            raise Malformed(event.kind, [("actor", "say who records it")])
        return Draft(
            event,
            occurred_at,
            tidy_actor,
            _name(client),
            _name(on_behalf_of),
            _identifier(key),
            _identifier(causation),
            _identifier(source),
        )
    except ValidationError:
        raise Malformed(event.kind, list(_problems(draft[2:]))) from None


def _problems(envelope: Iterable[str | None]) -> Iterator[tuple[str, str]]:
    for name, text in zip(_ENVELOPE, envelope, strict=True):
        try:
            _identifier(text)
        except ValidationError as wrong:
            yield name, problem(wrong.errors(include_url=False)[0])[1]


def make_event(kind: str, fields: Mapping[str, Any]) -> AnyEvent:
    """An event of a kind from its fields by name: text, numbers, lists and mappings as in JSON.

    Raises:
        UnknownKind: no kind has that name.
        Malformed: the fields do not have the shape of the kind; it names all problems at once.
    """
    model = KINDS.get(kind)
    if model is None:
        raise UnknownKind(kind, list(KINDS))
    try:
        return model.model_validate(fields)
    except ValidationError as invalid:
        raise Malformed(kind, [problem(error) for error in invalid.errors(include_url=False)]) from None
