"""What single entries say of covers: who manages a client, who stands in for whom, who acted for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeAlias

from ledger.corrections import CORRECTIONS, Correction, Mark, Marks, corrected
from ledger.entry import Entry
from ledger.events import ClientCovered, ClientReassigned, ClientRegistered, ManagerCovered
from ledger.times import stamp
from projections.auditing.trail import local_recording_day

KINDS: Final = tuple(
    kind.kind for kind in (ClientRegistered, ClientReassigned, ManagerCovered, ClientCovered)
)
"""The kinds that say so, beside what was recorded on behalf of another person."""
READ: Final = (*KINDS, *CORRECTIONS)
"""These and what changes them."""


class Manages(NamedTuple):
    """Who manages a client from a day on; the first manager does from the beginning.

    Attributes:
        moment: in UTC, as ``stamp`` writes it, since a client may get several managers on one day; "" for the
            first one.
    """

    position: int
    client: str
    manager: str | None
    since: date
    moment: str


class Decided(NamedTuple):
    """A cover as an entry gives it.

    Attributes:
        client: the only client; None: all clients of the manager.
        manager: who is away; None: whoever manages the client.
        on: the day on which it was decided.
    """

    position: int
    client: str | None
    manager: str | None
    deputy: str
    on: date
    first: date
    last: date
    reason: str


class Acted(NamedTuple):
    """An entry on behalf of another person, here the manager.

    Attributes:
        recorded: the day on which it was recorded, where it happened.
    """

    position: int
    client: str | None
    manager: str
    deputy: str
    on: date
    recorded: date


CoverFact: TypeAlias = Manages | Decided | Acted


class CoverFacts(NamedTuple):
    """What the entries in force say of covers, each in order of position."""

    managed: Sequence[Manages]
    decided: Sequence[Decided]
    acted: Sequence[Acted]

    @classmethod
    def among(cls, facts: Iterable[CoverFact]) -> CoverFacts:
        """Facts in order of position, by what they say."""
        managed, decided, acted = list[Manages](), list[Decided](), list[Acted]()
        for fact in facts:
            match fact:
                case Manages():
                    managed.append(fact)
                case Decided():
                    decided.append(fact)
                case Acted():
                    acted.append(fact)
        return cls(managed, decided, acted)

    def of(self, clients: Collection[str]) -> CoverFacts:
        """Those of some clients, and the covers of all clients of a manager."""
        return CoverFacts(
            [one for one in self.managed if one.client in clients],
            [one for one in self.decided if one.client is None or one.client in clients],
            [one for one in self.acted if one.client in clients],
        )


def facts_of(entry: Entry) -> Iterator[CoverFact]:
    """What an entry says of covers; it is no correction."""
    event, position, client = entry.event, entry.position, entry.client
    match event:
        case ClientRegistered() if client is not None:
            yield Manages(position, client, event.manager, date.min, "")
        case ClientReassigned() if client is not None:
            yield Manages(position, client, event.manager, entry.on, stamp(entry.occurred_at))
        case ManagerCovered():
            days = entry.on, event.from_, event.until
            yield Decided(position, None, event.manager, event.deputy, *days, event.reason)
        case ClientCovered():
            days = entry.on, event.from_, event.until
            yield Decided(position, client, None, event.deputy, *days, event.reason)
        case _:
            pass
    if entry.on_behalf_of is not None:
        yield Acted(position, client, entry.on_behalf_of, entry.actor, entry.on, local_recording_day(entry))


def facts_in_force(entries: Iterable[Entry], marks: Marks) -> Iterator[CoverFact]:
    """What entries say of covers, as corrections left them."""
    for entry in entries:
        if not isinstance(entry.event, Correction):
            mark = marks.get((entry.stream, entry.version), Mark())
            if not mark.voided_by:
                yield from facts_of(corrected(entry, mark))
