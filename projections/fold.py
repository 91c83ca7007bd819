"""The one loop: entries in, one page per client and projection out.

Within a client entries are folded by day and, within a day, causes before consequences (``place``), with corrections in place. They are read
once, in order of position; a client whose entries came in another order, or were corrected, is folded again
from its own entries. What a projection reads stands in the annotation of its ``evolve`` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias, get_args, get_type_hints

from ledger.corrections import in_force
from ledger.entry import Entry
from ledger.events import (
    ClientRegistered,
    ClientTermsAgreed,
    EntryCorrected,
    EntryVoided,
    Event,
    SettlementMade,
)

__all__ = [
    "Evolve",
    "Folded",
    "History",
    "Horizon",
    "Place",
    "as_it_happened",
    "fold",
    "fold_client",
    "place",
    "reads",
    "remembered",
]

Evolve: TypeAlias = Callable[[Any, Entry, Any], Any]
"""(page or None, entry, event) -> page. The page belongs to the loop: it may be changed and handed back."""

History: TypeAlias = Callable[[str | None], Iterable[Entry]]
"""The entries in order of position: all of them for None, those of one client for its code."""

_FROM_THE_START = (ClientRegistered, ClientTermsAgreed)
"""The first of each holds from the beginning, whatever its date: who the client is, and on which terms."""
_CORRECTIONS = (EntryVoided, EntryCorrected)

Place: TypeAlias = tuple[date, int, datetime, int]
"""Where an entry stands among those of its client."""


def place(entry: Entry) -> Place:
    """Where an entry is folded: by its day, its kind's turn within a day, its moment, its position.

    Many days have no times, or times on some papers only: an invoice of ten o'clock still stands before its
    cancellation of that day. Nothing here depends on the order of arrival, but for facts of one moment.
    """
    return entry.on, entry.event.turn, entry.occurred_at, entry.position


class Horizon(NamedTuple):
    """How far an answer looks: facts of up to a day, known by a moment, up to a position."""

    as_of: date
    known_at: datetime | None
    position: int

    def knows(self, entry: Entry) -> bool:
        """Whether the entry was recorded by then."""
        return entry.position <= self.position and (
            self.known_at is None or entry.recorded_at <= self.known_at
        )

    def sees(self, entry: Entry) -> bool:
        """Whether it had happened by the end of that day.

        A settlement takes effect on the day it states, or else on the later of its two documents' dates; never
        on the day a clerk makes it.
        """
        event = entry.event
        if isinstance(event, SettlementMade):
            return event.on is None or event.on <= self.as_of
        return entry.on <= self.as_of


@dataclass(slots=True)
class Folded:
    """What is known of one client.

    Attributes:
        pages: one per projection, in the order asked for; None where nothing concerned it.
        begun: something of the client had happened by the day.
        last: the place of the last entry so far, but those that hold from the beginning.
        opened: the kinds that hold from the beginning and have been read.
        in_order: the entries so far came in the order in which they are folded.
    """

    pages: list[Any]
    begun: bool = False
    last: Place | None = None
    opened: set[type[Event]] = field(default_factory=set)
    in_order: bool = True


def reads(evolve: Evolve) -> tuple[type[Event], ...]:
    """The events that a projection reads, from the annotation of its ``evolve``."""
    event = get_type_hints(evolve)["event"]
    return get_args(event) or (event,)


def remembered(entries: Iterable[Entry]) -> History:
    """A history of entries at hand, in any order."""
    everything = sorted(entries, key=lambda entry: entry.position)
    clients: dict[str | None, list[Entry]] = {}
    for entry in everything:
        clients.setdefault(entry.client, []).append(entry)
    return lambda client: everything if client is None else clients.get(client, [])


def fold(evolves: Sequence[Evolve], history: History, horizon: Horizon) -> dict[str, Folded]:
    """The pages of every client of whom anything is known, by code."""
    subscribed = _subscriptions(evolves)
    clients: dict[str, Folded] = {}
    for entry in history(None):
        if entry.client is None or not horizon.knows(entry):
            continue
        folded = clients.get(entry.client)
        if folded is None:
            folded = clients[entry.client] = Folded([None] * len(evolves))
        folded.begun = folded.begun or entry.on <= horizon.as_of
        handlers = subscribed.get(type(entry.event))
        if handlers is not None and folded.in_order:
            _take(folded, entry, handlers, horizon)
    for client, folded in clients.items():
        if not folded.in_order:
            clients[client] = fold_client(evolves, history(client), horizon)
    return clients


def _take(folded: Folded, entry: Entry, handlers: _Handlers, horizon: Horizon) -> None:
    opening = isinstance(entry.event, _FROM_THE_START)
    if opening:
        folded.in_order = folded.last is None and type(entry.event) not in folded.opened
        folded.opened.add(type(entry.event))
    else:
        here = place(entry)
        folded.in_order = not isinstance(entry.event, _CORRECTIONS) and (
            folded.last is None or here > folded.last
        )
        folded.last = here
    if folded.in_order and (opening or horizon.sees(entry)):
        _step(folded, entry, handlers)


def fold_client(evolves: Sequence[Evolve], entries: Iterable[Entry], horizon: Horizon) -> Folded:
    """The pages of one client, from all its entries in order of position."""
    subscribed = _subscriptions(evolves)
    known = in_force(entry for entry in entries if horizon.knows(entry))
    folded = Folded([None] * len(evolves), begun=any(entry.on <= horizon.as_of for entry in known))
    for entry in _as_it_happened(known, horizon):
        _step(folded, entry, subscribed.get(type(entry.event), ()))
    return folded


def as_it_happened(entries: Iterable[Entry], horizon: Horizon) -> list[Entry]:
    """The facts of one client in force, as far as the horizon sees, in the order in which they are folded."""
    return _as_it_happened(in_force(entry for entry in entries if horizon.knows(entry)), horizon)


def _as_it_happened(known: Sequence[Entry], horizon: Horizon) -> list[Entry]:
    ordered = sorted(known, key=place)
    opening: dict[type[Event], int] = {}
    for entry in ordered:
        if isinstance(entry.event, _FROM_THE_START):
            opening.setdefault(type(entry.event), entry.position)
    first = set(opening.values())
    seen = [entry for entry in ordered if entry.position in first or horizon.sees(entry)]
    return sorted(seen, key=lambda entry: entry.position not in first)


def _step(folded: Folded, entry: Entry, handlers: _Handlers) -> None:
    for index, evolve in handlers:
        folded.pages[index] = evolve(folded.pages[index], entry, entry.event)


_Handlers: TypeAlias = Sequence[tuple[int, Evolve]]


def _subscriptions(evolves: Sequence[Evolve]) -> dict[type[Event], _Handlers]:
    found: dict[type[Event], list[tuple[int, Evolve]]] = {kind: [] for kind in _CORRECTIONS}
    for index, evolve in enumerate(evolves):
        for kind in reads(evolve):
            found.setdefault(kind, []).append((index, evolve))
    return dict(found)
