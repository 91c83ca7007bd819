"""Entries, which the ledger keeps, and drafts: the events that are to be recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple, TypeAlias, TypeVar
from uuid import UUID, uuid5

from ledger.errors import Malformed
from ledger.events import AnyEvent, PlanSet
from ledger.text import fold, trimmed, with_cedilla_or_comma

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
        recorded_at: in UTC, set by the ledger alone; later than that of every transaction before.
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
    """An entry of a client reduced to the fields that folds read.

    Attributes:
        replaced: whether a correction gave it another event than the one recorded.
    """

    position: int
    stream: UUID
    version: int
    event: AnyEvent
    occurred_at: datetime
    client: str
    replaced: bool = False

    @property
    def on(self) -> date:
        """The calendar day on which it happened, where it happened."""
        return self.occurred_at.date()


Fact: TypeAlias = Entry | BriefEntry
"""The input of a fold."""


def unreplaced(entry: Fact) -> int:
    """The position of an entry that has the event that was recorded; 0 if that is not sure."""
    return entry.position if isinstance(entry, BriefEntry) and not entry.replaced else 0


Envelope: TypeAlias = tuple[int, object, str, str, str]
"""An envelope as stored: the position, what the entries of a stream have in common, the kind, and by ISO 8601
when it happened and when it was recorded. A class would take as long to fill as all else takes."""

FactT = TypeVar("FactT", Entry, BriefEntry)


@lru_cache(maxsize=65_536)
def _stream(party: str, name: str) -> UUID:
    return uuid5(_NAMESPACE, f"{party}:{name}")


HOUSE = _stream("house", "")
"""The stream of the house: policies and rates."""


def as_draft(entry: Entry) -> Draft:
    """The draft that an entry was, as rules judge it again: without its key and where it was read."""
    return Draft(entry.event, entry.occurred_at, entry.actor, entry.client, entry.on_behalf_of)


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
    if not isinstance(event, PlanSet):
        return HOUSE
    key = fold(trimmed(event.manager))  # never another one: stored streams are named by it
    return _stream("manager", key)


def other_plans(manager: str) -> list[UUID]:
    """The other streams that may have plans of a manager.

    One is of the name as written, from before people were compared folded; some are of the name with a
    cedilla in place of the comma of Romanian, or the other way round.
    """
    key = fold(trimmed(manager))
    others = {manager, *with_cedilla_or_comma(key)} - {key}
    return [_stream("manager", name) for name in sorted(others)]


def client_stream(client: str) -> UUID:
    """The stream of a client."""
    return _stream("client", client)


def entry_id(stream: UUID, version: int) -> UUID:
    """The id of an entry: the stream's UUID with the version in its last eight hexadecimal digits."""
    return UUID(int=(stream.int & ~_VERSION_MASK) | version)


def entry_ids(stream: UUID) -> Callable[[int], str]:
    """Gives the ids of the entries of a stream by their versions, as text; it makes no UUID for each."""
    begin = str(stream)[: -_VERSION_BITS // 4]
    return lambda version: f"{begin}{version:08x}"


def id_in(reference: str) -> UUID | None:
    """The id of an entry that a reference writes; None if it is no id."""
    try:
        return UUID(reference)
    except ValueError:
        return None


def version_in(stream: UUID, entry: UUID) -> int | None:
    """The version in a stream that an entry's id names; None if the entry is in another stream."""
    same = entry.int >> _VERSION_BITS == stream.int >> _VERSION_BITS
    return entry.int & _VERSION_MASK if same else None


def streams_of(entry: UUID) -> tuple[UUID, UUID]:
    """The lowest and the highest UUID of a stream that an entry's id can belong to."""
    low = entry.int & ~_VERSION_MASK
    return UUID(int=low), UUID(int=low | _VERSION_MASK)
