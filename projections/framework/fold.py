"""The one loop: entries in, one state per client and projection out.

Within a client entries are folded in the order that ``place`` gives them, with corrections in place. A history that can be
read client by client is (``HistorySource``); any other is read once, in order of position, and a client whose entries came in
another order, or were corrected, is folded again from its own. What a projection reads stands in the annotation of its
``evolve`` and nowhere else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, TypeAlias, get_args, get_type_hints

from ledger.collector import uncollected
from ledger.corrections import in_force
from ledger.entry import Entry, Fact
from ledger.events import EntryCorrected, EntryVoided, Event
from projections.framework.ordering import FROM_THE_START, Place, in_order, place, seen_from, waits

Evolve: TypeAlias = Callable[[Any, Fact, Any], Any]
"""(state or None, entry, event) -> state. The state belongs to the loop: it may be changed and handed back."""

History: TypeAlias = Callable[[str | None], Iterable[Entry]]
"""The entries in order of position: all of them for None, those of one client for its code. Faster is a ``HistorySource``."""

_CORRECTIONS = (EntryVoided, EntryCorrected)


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

    def sees(self, entry: Fact) -> bool:
        """Whether it had happened by the end of that day."""
        return seen_from(entry) <= self.as_of


class HistorySource(ABC):
    """A history that can also be read client by client, and no further than folds look: sooner, with the same result."""

    @abstractmethod
    def __call__(self, client: str | None) -> Iterable[Entry]:
        """As ``History``."""

    @abstractmethod
    def clients(self, horizon: Horizon) -> Sequence[str]:
        """The codes of the clients that are known, in the order in which they began to be."""

    @abstractmethod
    def facts(self, client: str, kinds: Collection[str], horizon: Horizon) -> tuple[Sequence[Fact], date]:
        """What is known of a client, in force, of these kinds; and the first day of anything that is in force."""

    @abstractmethod
    def house(self, horizon: Horizon) -> Iterable[Entry]:
        """The entries of the house that are known."""


@dataclass(slots=True)
class Folded:
    """What is known of one client.

    Attributes:
        states: one per projection, in the order asked for; None where nothing concerned it.
        since: the first day on which anything of the client happened.
        due: the first day on which a fact that is not in the states yet will be seen.
        last: the place of the last entry so far, but those that hold from the beginning.
        opened: the places of those that hold from the beginning, by their kind.
        in_order: the entries so far came in the order in which they are folded; if not, the states are of no use.
    """

    states: list[Any]
    since: date = date.max
    due: date = date.max
    last: Place | None = None
    opened: dict[type[Event], Place] = field(default_factory=dict)
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


@uncollected()
def fold(
    evolves: Sequence[Evolve],
    history: History,
    horizon: Horizon,
    wanted: Iterable[str] | None = None,
) -> dict[str, Folded]:
    """The states of clients of whom anything is known, by code.

    Args:
        evolves: the folds.
        history: the entries.
        horizon: how far it looks.
        wanted: clients that are known; of others nothing is read, if the history can be read by client. None: all.
    """
    if isinstance(history, HistorySource):
        codes = history.clients(horizon) if wanted is None else wanted
        return {code: _fold_past(evolves, history, code, horizon) for code in codes}
    subscribed = subscriptions(tuple(evolves))
    clients: dict[str, Folded] = {}
    for entry in history(None):
        if entry.client is None or not horizon.knows(entry):
            continue
        folded = clients.get(entry.client)
        if folded is None:
            folded = clients[entry.client] = Folded([None] * len(evolves))
        if folded.in_order:
            take(folded, entry, subscribed, horizon)
    for client, folded in clients.items():
        if not folded.in_order:
            clients[client] = fold_client(evolves, history(client), horizon)
    return clients


def _fold_past(evolves: Sequence[Evolve], pasts: HistorySource, client: str, horizon: Horizon) -> Folded:
    kinds = frozenset(kind.kind for kind in subscriptions(tuple(evolves)))
    facts, since = pasts.facts(client, kinds, horizon)
    ((folded, _),) = fold_days(evolves, facts, [horizon.as_of])
    folded.since = since
    return folded


def take(folded: Folded, entry: Entry, subscribed: Subscriptions, horizon: Horizon) -> None:
    """Take the client's next entry into its states, or find that it does not come in the order of folding."""
    on, kind = entry.on, type(entry.event)
    folded.since = min(folded.since, on)
    handlers = subscribed.get(kind)
    if handlers is None:
        return
    here = place(entry)
    opening = kind in FROM_THE_START and kind not in folded.opened
    if opening:
        folded.in_order = folded.last is None
        folded.opened[kind] = here
    else:
        early = waits(entry.event) and on > horizon.as_of  # its documents say from when on it is seen
        folded.in_order = not early and kind not in _CORRECTIONS and _follows(folded, kind, here)
        folded.last = here
    if not folded.in_order:
        return
    if opening or horizon.sees(entry):
        _step(folded, entry, handlers)
    else:
        folded.due = min(folded.due, seen_from(entry))


def _follows(folded: Folded, kind: type[Event], here: Place) -> bool:
    opened = folded.opened.get(kind)
    return (folded.last is None or folded.last < here) and (opened is None or opened < here)


def fold_client(evolves: Sequence[Evolve], entries: Iterable[Entry], horizon: Horizon) -> Folded:
    """The states of one client, from all its entries in order of position."""
    known = in_force(filter(horizon.knows, entries))
    ((folded, _),) = fold_days(evolves, known, [horizon.as_of])
    folded.since = min([entry.on for entry in known], default=date.max)
    return folded


def as_it_happened(entries: Iterable[Entry], horizon: Horizon) -> list[Entry]:
    """The facts of one client in force, as far as the horizon sees, in the order in which they are folded."""
    opening, rest = in_order(in_force(filter(horizon.knows, entries)))
    return [*opening, *(entry for start, entry in rest if start <= horizon.as_of)]


def fold_days(
    evolves: Sequence[Evolve], known: Sequence[Fact], days: Iterable[date]
) -> Iterator[tuple[Folded, set[int]]]:
    """The states of one client as of one day after the other, with the numbers of those that are not as before.

    Each is folded on from the one before where that leads to the same, and is of use until the next is asked for. Since
    when there is anything is for whoever asks to say, who also knows of what is not folded.

    Args:
        evolves: the folds.
        known: the entries of the client that are known and in force, in order of position.
        days: in order, the earliest first.
    """
    subscribed = subscriptions(tuple(evolves))
    opening, rest = in_order([entry for entry in known if type(entry.event) in subscribed])
    opened: dict[type[Event], Place] = {type(entry.event): place(entry) for entry in opening}
    last = place(rest[-1][1]) if rest else None
    coming = sorted(range(len(rest)), key=lambda turn: rest[turn][0])
    starts = [rest[turn][0] for turn in coming]
    folded: Folded | None = None
    seen = reached = 0
    for day in days:
        upto = bisect_right(starts, day, seen)
        turns = sorted(coming[seen:upto])
        first = folded is None or (seen > 0 and upto > seen and turns[0] < reached)
        if folded is None or first:
            folded = Folded([None] * len(evolves), last=last, opened=dict(opened))
            turns = sorted(coming[:upto])
        new = [rest[turn][1] for turn in turns]
        for entry in opening + new if first else new:
            _step(folded, entry, subscribed[type(entry.event)])
        seen, reached = upto, turns[-1] if turns else reached
        folded.due = starts[upto] if upto < len(starts) else date.max
        if first:
            yield folded, set(range(len(evolves)))
        else:
            kinds = {type(entry.event) for entry in new}
            yield folded, {index for kind in kinds for index, _ in subscribed[kind]}


def _step(folded: Folded, entry: Fact, handlers: _Handlers) -> None:
    states, event = folded.states, entry.event
    for index, evolve in handlers:
        states[index] = evolve(states[index], entry, event)


_Handlers: TypeAlias = Sequence[tuple[int, Evolve]]

Subscriptions: TypeAlias = Mapping[type[Event], _Handlers]
"""For each event that is read, the folds that read it with their place; corrections are read by none of them."""


@cache
def subscriptions(evolves: tuple[Evolve, ...]) -> Subscriptions:
    """Which folds read which events; a change of it is a change of every state."""
    found: dict[type[Event], list[tuple[int, Evolve]]] = {kind: [] for kind in _CORRECTIONS}
    for index, evolve in enumerate(evolves):
        for kind in reads(evolve):
            found.setdefault(kind, []).append((index, evolve))
    return dict(found)
