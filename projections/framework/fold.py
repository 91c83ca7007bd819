"""The one loop: entries in, one state per client and projection out.

A client's entries are folded in the order that ``place`` gives them, after corrections are applied. The
annotation of a projection's ``evolve`` says which kinds it reads.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

from ledger.corrections import in_force
from ledger.entry import Entry, Fact
from ledger.events import EntryCorrected, EntryVoided, Event
from ledger.garbage_collector import uncollected
from projections.framework.fold_parts import Deferred, Evolve, Joined, parts_of, read_by, step_of
from projections.history import History, Horizon, source_of
from projections.ordering import in_order

F = TypeVar("F", bound=Fact)

_CORRECTIONS = (EntryVoided, EntryCorrected)


@dataclass(slots=True)
class Folded:
    """The states of one client.

    Attributes:
        states: one per projection, in the order asked for; None where no entry concerned it.
        since: the day of the client's first entry.
    """

    states: list[Any]
    since: date = date.max


def kinds_of(evolves: Sequence[Evolve]) -> frozenset[str]:
    """The kinds that some folds read, and those of corrections."""
    return frozenset(kind.kind for kind in subscriptions(apart(tuple(evolves))))


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
        wanted: codes of known clients, the only ones that are read; None: all.
    """
    source, kinds, found = source_of(history), kinds_of(evolves), dict[str, Folded]()
    for code in source.clients(horizon) if wanted is None else wanted:
        facts, since = source.facts(code, kinds, horizon)
        folded = fold_on(evolves, facts, horizon.as_of)
        folded.since = since
        found[code] = folded
    return found


def fold_client(evolves: Sequence[Evolve], entries: Iterable[Entry], horizon: Horizon) -> Folded:
    """The states of one client, from all its entries in order of position."""
    facts = in_force(filter(horizon.knows, entries))
    folded = fold_on(evolves, facts, horizon.as_of)
    folded.since = min([entry.on for entry in facts], default=date.max)
    return folded


def as_it_happened(entries: Iterable[Entry], horizon: Horizon) -> list[Entry]:
    """One client's facts in force, as far as the horizon sees, in the order of folding."""
    return happened_by(horizon.as_of, in_force(filter(horizon.knows, entries)))


def happened_by(day: date, facts: Iterable[F]) -> list[F]:
    """Those of one client's facts in force that are seen by a day, in the order of folding."""
    opening, rest = in_order(facts)
    return [*opening, *(entry for start, entry in rest if start <= day)]


def fold_on(evolves: Sequence[Evolve], facts: Sequence[Fact], day: date) -> Folded:
    """The states of one client on a day; the caller sets ``since``, as for ``fold_days``."""
    alone = apart(tuple(evolves))
    subscribed, opening, rest = _read(alone, facts, None)
    states: list[Any] = [None] * len(alone)
    for entry in (*opening, *(entry for start, entry in rest if start <= day)):
        step(states, entry, subscribed[type(entry.event)])
    return Folded([reader_of(alone, one)(states) for one in evolves])


def fold_days(
    evolves: Sequence[Evolve],
    facts: Sequence[Fact],
    days: Iterable[date],
    *,
    changes: bool = False,
    only: Collection[int] | None = None,
) -> Iterator[tuple[date, Folded, frozenset[type[Event]] | None]]:
    """The states of one client on one day after the other, with the kinds of the facts that are new on it.

    The kinds are None where all facts are folded from the beginning: at first, and where one comes between.
    Each day continues from the day before where the result is the same, so use a state before asking for the
    next. The caller sets ``since``, because only the caller sees the entries that no projection reads.

    Args:
        evolves: the folds.
        facts: the client's entries that are known and in force, in order of position.
        days: in any order.
        changes: whether to add every day after the first of these on which a fact is first seen.
        only: the numbers of the folds that are wanted, none of which is joined; None: all.
    """
    alone = apart(tuple(evolves))
    subscribed, opening, rest = _read(alone, facts, only)
    readers = None if alone == evolves else [reader_of(alone, one) for one in evolves]
    coming = sorted(range(len(rest)), key=lambda turn: rest[turn][0])
    starts = [rest[turn][0] for turn in coming]
    folded: Folded | None = None
    seen = reached = 0
    asked = {*days}
    if changes:
        asked.update(starts[bisect_right(starts, min(asked)) :])
    for day in sorted(asked):
        upto = bisect_right(starts, day, seen)
        turns = sorted(coming[seen:upto])
        first = folded is None or (seen > 0 and upto > seen and turns[0] < reached)
        if folded is None or first:
            folded = Folded([None] * len(alone))
            turns = sorted(coming[:upto])
        new = [rest[turn][1] for turn in turns]
        for entry in opening + new if first else new:
            step(folded.states, entry, subscribed[type(entry.event)])
        seen, reached = upto, turns[-1] if turns else reached
        kinds = None if first else frozenset([type(entry.event) for entry in new])
        yield day, Folded([read(folded.states) for read in readers]) if readers else folded, kinds


def fold_each(
    evolve: Evolve, facts: Sequence[F], period: tuple[date, date]
) -> Iterator[tuple[date, F | None, Any]]:
    """The state of one client after each fact of a period, with its day, in the order of these days.

    The state before the period comes first, without a fact. Use a state before asking for the next.

    Args:
        evolve: the fold.
        facts: the client's entries that are known and in force, in order of position.
        period: its first and its last day.
    """
    alone, (start, end) = apart((evolve,)), period
    subscribed, opening, rest = _read(alone, facts, None)
    read = reader_of(alone, evolve)
    coming = sorted(
        (turn for turn, (day, _) in enumerate(rest) if day <= end), key=lambda turn: rest[turn][0]
    )
    seen = [turn for turn in coming if rest[turn][0] < start]

    def folded() -> list[Any]:
        states: list[Any] = [None] * len(alone)
        for entry in (*opening, *(rest[turn][1] for turn in sorted(seen))):
            step(states, entry, subscribed[type(entry.event)])
        return states

    states, reached = folded(), max(seen, default=-1)
    yield start, None, read(states)
    for turn in coming[len(seen) :]:
        day, entry = rest[turn]
        seen.append(turn)
        if turn > reached:
            reached = turn
            step(states, entry, subscribed[type(entry.event)])
        else:
            states = folded()
        yield day, entry, read(states)


def _read(
    alone: tuple[Evolve, ...], facts: Sequence[F], only: Collection[int] | None
) -> tuple[Subscriptions, list[F], list[tuple[date, F]]]:
    """Which of the folds that are wanted read what, and what they read, as ``in_order`` has it."""
    subscribed = subscriptions(alone)
    opening, rest = in_order([entry for entry in facts if type(entry.event) in subscribed])
    if only is None:
        return subscribed, opening, rest
    # Other facts are left out only now: they tell from when on a settlement is seen.
    few = {kind: [one for one in handlers if one[0] in only] for kind, handlers in subscribed.items()}
    return few, opening, [(start, entry) for start, entry in rest if few[type(entry.event)]]


@cache
def reader_of(alone: tuple[Evolve, ...], evolve: Evolve) -> Callable[[Sequence[Any]], Any]:
    """What gives the state of a fold from those of the folds that ``apart`` gives."""
    if not isinstance(evolve, Joined):
        return itemgetter(places_in(alone, evolve)[-1])
    readers, make = [reader_of(alone, one) for one in evolve.folds], evolve.make

    def read(states: Sequence[Any]) -> Any:  # noqa: ANN401 - any state
        own = [read(states) for read in readers]
        return make(*own) if any(one is not None for one in own) else None

    return read


@cache
def apart(evolves: tuple[Evolve, ...]) -> tuple[Evolve, ...]:
    """The folds that some folds consist of, each once, without those that another fold does at once."""
    parts = dict.fromkeys(part for one in evolves for part in parts_of(one))
    return tuple(one for one in parts if not (isinstance(one, Deferred) and one.evolve in parts))


@cache
def places_in(alone: tuple[Evolve, ...], evolve: Evolve) -> tuple[int, ...]:
    """The numbers of the parts of a fold among the folds that ``apart`` gives."""
    return tuple(
        alone.index(part.evolve if isinstance(part, Deferred) and part not in alone else part)
        for part in parts_of(evolve)
    )


def step(states: list[Any], entry: Fact, handlers: _Handlers) -> None:
    """Let the folds that read an entry make their states of it; ``handlers`` are those of its kind."""
    event = entry.event
    for index, evolve, leader in handlers:
        if leader is None:
            states[index] = evolve(states[index], entry, event)
        else:
            states[index] = evolve(states[index], entry, event, states[leader])


_Handler: TypeAlias = tuple[int, Callable[..., Any], int | None]
"""The number of a fold, its function, and the number of the fold that it follows."""
_Handlers: TypeAlias = Sequence[_Handler]

Subscriptions: TypeAlias = Mapping[type[Event], _Handlers]
"""For each event that is read, the folds that read it; no fold reads corrections."""


@cache
def subscriptions(evolves: tuple[Evolve, ...]) -> Subscriptions:
    """Which folds read which events."""
    found: dict[type[Event], list[_Handler]] = {kind: [] for kind in _CORRECTIONS}
    for index, evolve in enumerate(evolves):
        *before, _ = places_in(evolves, evolve)
        leader = before[-1] if before else None
        for kind in read_by(evolve):
            found.setdefault(kind, []).append((index, step_of(evolve), leader))
    return dict(found)
