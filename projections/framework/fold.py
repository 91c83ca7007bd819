"""The one loop: entries in, one state per client and projection out.

A client's entries are folded in the order that ``place`` gives them, after corrections are applied. A
``HistorySource`` is read client by client. Any other history is read once, in order of position; a client
whose entries came in another order, or were corrected, is folded again from its own entries. The annotation
of a projection's ``evolve`` says which kinds it reads.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeAlias, get_args, get_type_hints

from ledger.collector import uncollected
from ledger.corrections import in_force
from ledger.entry import Entry, Fact
from ledger.events import EntryCorrected, EntryVoided, Event
from projections.framework.history import History, HistorySource, Horizon
from projections.framework.ordering import FROM_THE_START, Place, in_order, place, seen_from, waits

Evolve: TypeAlias = Callable[[Any, Fact, Any], Any]
"""(state or None, entry, event) -> state. The loop owns the state: ``evolve`` may change it and return it."""

_CORRECTIONS = (EntryVoided, EntryCorrected)


@dataclass(slots=True)
class Folded:
    """The states of one client.

    Attributes:
        states: one per projection, in the order asked for; None where no entry concerned it.
        since: the day of the client's first entry.
        due: the first day on which a fact that is not in the states yet will be seen.
        last: the place of the last entry so far, except those that hold from the beginning.
        opened: the places of the entries that hold from the beginning, by their kind.
        in_order: whether the entries so far came in the order of folding; if not, the states are useless.
    """

    states: list[Any]
    since: date = date.max
    due: date = date.max
    last: Place | None = None
    opened: dict[type[Event], Place] = field(default_factory=dict)
    in_order: bool = True


class Reads:
    """In the annotation of a fold's event, the kinds that it reads, if they are listed elsewhere."""

    def __init__(self, kinds: Iterable[type[Event]]) -> None:
        self.kinds = tuple(kinds)


def reads(evolve: Evolve) -> tuple[type[Event], ...]:
    """The events that a projection reads, from the annotation of its ``evolve``: a union, or ``Reads``."""
    event = get_type_hints(evolve, include_extras=True)["event"]
    inner = get_args(event)
    return next((note.kinds for note in inner if isinstance(note, Reads)), inner or (event,))


@uncollected()
def fold(
    evolves: Sequence[Evolve],
    history: History,
    horizon: Horizon,
    wanted: Iterable[str] | None = None,
) -> dict[str, Folded]:
    """The states of the clients that the ledger knew, by code.

    Args:
        evolves: the folds.
        history: the entries.
        horizon: how far it looks.
        wanted: codes of known clients; a ``HistorySource`` reads no others. None: all.
    """
    if isinstance(history, HistorySource):
        codes = history.clients(horizon) if wanted is None else wanted
        return {code: _fold_source(evolves, history, code, horizon) for code in codes}
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


def _fold_source(evolves: Sequence[Evolve], source: HistorySource, client: str, horizon: Horizon) -> Folded:
    kinds = frozenset(kind.kind for kind in subscriptions(tuple(evolves)))
    facts, since = source.facts(client, kinds, horizon)
    ((folded, _),) = fold_days(evolves, facts, [horizon.as_of])
    folded.since = since
    return folded


def take(folded: Folded, entry: Entry, subscribed: Subscriptions, horizon: Horizon) -> None:
    """Fold the client's next entry, or note that it does not come in the order of folding."""
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
        early = waits(entry.event) and on > horizon.as_of  # its documents decide from which day it is seen
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
    facts = in_force(filter(horizon.knows, entries))
    ((folded, _),) = fold_days(evolves, facts, [horizon.as_of])
    folded.since = min([entry.on for entry in facts], default=date.max)
    return folded


def as_it_happened(entries: Iterable[Entry], horizon: Horizon) -> list[Entry]:
    """One client's facts in force, as far as the horizon sees, in the order of folding."""
    opening, rest = in_order(in_force(filter(horizon.knows, entries)))
    return [*opening, *(entry for start, entry in rest if start <= horizon.as_of)]


def fold_days(
    evolves: Sequence[Evolve], facts: Sequence[Fact], days: Iterable[date]
) -> Iterator[tuple[Folded, set[int]]]:
    """The states of one client on one day after the other, with the numbers of the states that changed.

    Each day continues from the day before where the result is the same, so use a state before asking for the
    next. The caller sets ``since``, because only the caller sees the entries that no projection reads.

    Args:
        evolves: the folds.
        facts: the client's entries that are known and in force, in order of position.
        days: the earliest first.
    """
    subscribed = subscriptions(tuple(evolves))
    opening, rest = in_order([entry for entry in facts if type(entry.event) in subscribed])
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
"""For each event that is read, the folds that read it, each with its number; no fold reads corrections."""


@cache
def subscriptions(evolves: tuple[Evolve, ...]) -> Subscriptions:
    """Which folds read which events."""
    found: dict[type[Event], list[tuple[int, Evolve]]] = {kind: [] for kind in _CORRECTIONS}
    for index, evolve in enumerate(evolves):
        for kind in reads(evolve):
            found.setdefault(kind, []).append((index, evolve))
    return dict(found)
