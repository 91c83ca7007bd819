"""Makes the rows of a client: folds its entries forward, from one day of change to the next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from ledger.entry import BriefEntry, Fact
from ledger.errors import LedgerError
from ledger.events import Event, SettlementMade
from ledger.times import month_end_before, shifted
from projections.framework import clients
from projections.framework.filters import AccountHolder
from projections.framework.fold import apart, fold_days, kinds_of, places_in, reader_of
from projections.framework.fold_parts import Evolve, moving
from projections.framework.registry import ALL
from projections.framework.spans import Spans, on_nothing
from projections.ordering import ends_waiting, touched_from
from projections.policy import DEFAULT, Timetable
from projections.stored.history_source import ClientHistory
from projections.stored.making.tracks import MonthEnds, Track
from projections.stored.making.written_rows import Rows, Written, write_rows, written_days
from projections.stored.tables.every import RELATIONS, SPANS, WRITTEN
from projections.stored.tables.layout import day_of
from projections.stored.tables.relations import DIRECTORY

EVOLVES: tuple[Evolve, ...] = apart((clients.evolve, *(view.fold for view in ALL.values())))
"""The folds of the directory and of the views, each once."""

READ = kinds_of((clients.evolve, *(view.fold for view in ALL.values())))
"""The kinds that a fold reads, and those of corrections."""

_PLACES = [places_in(EVOLVES, one.evolve) for one in SPANS]
"""By kind of span rows, the numbers of the folds of whose states they are made."""

_READERS = [reader_of(EVOLVES, one.evolve) for one in SPANS]
"""By kind of span rows, what gives the state of which they are made."""

_ALL = frozenset(range(len(SPANS)))
_READ_BY_WRITTEN = {DIRECTORY.name, *(one.name for view in WRITTEN for one in view.spans)}
"""The tables of span rows of which written rows are made."""

_DEPENDING = tuple((number, one) for number, one in enumerate(SPANS) if one.depends is not on_nothing)
"""The kinds of span rows that depend on the policy, with their numbers."""

_TURNING = {
    kind: [(number, one.turns[kind]) for number, one in enumerate(SPANS) if kind in one.turns]
    for kind in {kind for one in SPANS for kind in one.turns}
}
"""By kind of event, the kinds of span rows that it changes again on later days, with their numbers."""

_SPANS = tuple(name for name, relation in RELATIONS.items() if relation.spans)
_BACK = max((back for view in ALL.values() for back in view.lookback.days), default=0)
_WITHOUT_SPANS = tuple(view for view in WRITTEN if not view.spans)
_ALWAYS = frozenset({0}).union(*(places_in(EVOLVES, view.fold) for view in _WITHOUT_SPANS))
"""The folds without which no client is folded: of who it is, and of the views without spans."""
_DAMAGED: Final = (LedgerError, ValueError, TypeError, ArithmeticError, LookupError)
"""What a fold raises if an entry is not what was written."""
MONTHS = tuple(relation for relation in RELATIONS.values() if relation.months)
"""The tables of written rows of month-ends."""


class Stored(NamedTuple):
    """What is stored of a client that could be folded, up to the entry at a position.

    Attributes:
        since, figures, shown: as ``ClientRows`` has them.
        rows: reads the rows of spans and of month-ends, as stored, that hold on a day or end later, by table.
    """

    position: int
    since: date
    figures: date | None
    shown: date
    rows: Callable[[date], Rows]


class StaleRows(NamedTuple):
    """Stored rows that are made again.

    Attributes:
        day: on which those hold, or later.
        rows: those of spans and of month-ends, by table.
    """

    day: date
    rows: Rows


class ClientRows(NamedTuple):
    """The rows of a client.

    Attributes:
        position: of its last entry.
        since: the first day of any entry; None if there is none, or a fault.
        figures: the first day on which a view has span rows of it; None if there is none.
        shown: the day for which its written rows are.
        fault: why its entries cannot be folded.
        rows: by table.
        kept: the stored rows in place of which they are; None: in place of all.
    """

    client: str
    position: int
    since: date | None
    figures: date | None
    shown: date
    fault: str | None
    rows: Rows
    kept: StaleRows | None = None


def refold(
    history: ClientHistory,
    as_of: date,
    policies: Timetable,
    *,
    months: bool,
    stored: Stored | None = None,
) -> ClientRows:
    """Make the rows of a client from all its entries.

    Args:
        history: all its entries.
        as_of: the day for which to make written rows.
        policies: the rows of a day are made under the policy of that day.
        months: whether to make written rows of month-ends too.
        stored: what is stored of it. Rows from the first day that later entries touch are made again.
    """
    client, rows = history.client, Rows({name: [] for name in RELATIONS})
    try:
        facts, since = history.facts(READ)
        day = _touched_from(history, facts, since, stored)
        if stored and day == date.max:
            known = since, stored.figures, stored.shown, None
            return ClientRows(client, history.position, *known, rows, StaleRows(day, {}))
        written, kept = date.min, None
        if stored and day > date.min:
            written = min(day, stored.shown)
            known_from = min(shifted(written, -_BACK), month_end_before(written))
            kept = StaleRows(known_from, stored.rows(known_from))
        days = [one for one in written_days(since, as_of, months=months) if one >= written]
        ends = {one.name: MonthEnds(kept.rows[one.name] if kept else (), written) for one in MONTHS}
        made = Written(as_of, policies, rows, ends)
        touched = touched_kinds(facts, stored.position) if stored and kept else _ALL
        touched -= _absent(policies)
        tracks = _tracks(touched, kept, day)
        _fold(tracks, touched, _Client(client, facts, day), days, made)
        write_rows(client, {name: track.past for name, track in tracks.items()}, days, made)
        rows |= {name: own for name, own in kept.rows.items() if name in _SPANS} if kept else {}
        rows |= {name: track.rows(client) for name, track in tracks.items()}
        rows |= {name: own.rows(client) for name, own in ends.items()}
        figures = _figures_from(rows, stored, day)
    except _DAMAGED as wrong:  # a client that cannot be folded stops no other
        fault = str(wrong) or type(wrong).__name__
        rows = {name: [] for name in RELATIONS}
        return ClientRows(client, history.position, None, None, as_of, fault, rows)
    begun = None if since == date.max else since
    return ClientRows(client, history.position, begun, figures, as_of, None, rows, kept)


def _figures_from(rows: Rows, stored: Stored | None, day: date) -> date | None:
    """The first day of span rows of a client, of which those from a day on are made again.

    Rows that hold from the beginning, as its registration does, are no figures.
    """
    start = DIRECTORY.start
    starts: set[Any] = {row[start] for name in _SPANS if name != DIRECTORY.name for row in rows[name]}
    starts.discard(date.min.toordinal())
    days = [day_of(min(starts))] if starts else []
    if stored and stored.figures and stored.figures < day:
        days.append(stored.figures)
    return min(days, default=None)


def touched_kinds(facts: Sequence[Fact], position: int) -> frozenset[int]:
    """The numbers of the kinds of span rows that facts after a position may change."""
    kinds = {type(fact.event) for fact in facts if fact.position > position}
    if ends_waiting(facts, position):
        kinds.add(SettlementMade)
    return _moved_by(frozenset(kinds))


def _absent(policies: Timetable) -> frozenset[int]:
    """The numbers of the kinds of span rows of which there are none under any of some policies."""
    every = [DEFAULT, *(policies.usable_on(day) for day, _ in policies.steps)]
    return frozenset(number for number, one in enumerate(SPANS) if all(map(one.absent, every)))


def _tracks(touched: Collection[int], kept: StaleRows | None, day: date) -> dict[str, Track]:
    """The rows that are made again from a day on, and those of other kinds that written rows are made of."""
    found = {}
    again = {DIRECTORY.name, *(SPANS[number].name for number in touched)}
    for name in _SPANS:
        if name in again or name in _READ_BY_WRITTEN:
            found[name] = Track(
                RELATIONS[name], kept.rows[name] if kept else (), day if name in again else date.max
            )
    return found


def _touched_from(
    history: ClientHistory, facts: Sequence[BriefEntry], since: date, stored: Stored | None
) -> date:
    """The first day of which entries that are not stored yet change anything; ``date.min``: all days."""
    if stored is None or stored.since != since or history.corrected_after(stored.position):
        return date.min
    return touched_from(facts, stored.position)


class _Client(NamedTuple):
    """A client to fold.

    Attributes:
        since: the day from which its rows are made; date.min: all.
    """

    code: str
    facts: Sequence[BriefEntry]
    since: date


def _fold(
    tracks: Mapping[str, Track],
    wanted: frozenset[int],
    client_: _Client,
    days: Sequence[date],
    made: Written,
) -> None:
    """Fold a client forward for some kinds of span rows; write rows of views without spans for some days."""
    policies, (code, facts, since) = made.policies, client_
    first = shifted(since, -1)
    turns = _turns(facts, policies, first)
    extra = set(days) if _WITHOUT_SPANS else set[date]()
    folds = _ALWAYS.union(*[_PLACES[number] for number in wanted])
    only = folds if len(folds) < len(EVOLVES) else None
    following = [tracks.get(one.name) for one in SPANS]
    client, known = clients.client_of(None, code), None
    for day, folded, kinds in fold_days(EVOLVES, facts, {first, *extra, *turns}, changes=True, only=only):
        if day == date.max:  # where a span without an end ends, so that no span can start on it
            break
        policy = policies.usable_on(day)
        if kinds is None or not kinds.isdisjoint(moving(clients.evolve)):
            known = folded.states[0]
            client = clients.client_of(known, code)
            if day >= since:
                tracks[DIRECTORY.name].take(day, [] if known is None else [replace(known)])
        moved = _ALL if kinds is None else _moved_by(kinds)
        for number in (moved | turns.get(day, _NONE)) & wanted:
            one, state, track = SPANS[number], _READERS[number](folded.states), following[number]
            touched = None if state is None else one.touched(client, state, day, policy)
            if day < since or track is None:
                continue  # its rows are stored
            if touched is None or kinds is None:
                track.take(day, [] if state is None else one.of(client, state, day, policy))
            else:
                track.take_touched(day, touched)
        for view in _WITHOUT_SPANS if day in extra else ():
            state = reader_of(EVOLVES, view.fold)(folded.states)
            holder = AccountHolder(client.code, client.name, client.currency, [(client, state)])
            made.write(view, holder, day)
    for track in tracks.values():
        track.end()


_NONE = frozenset[int]()


@cache
def _moved_by(kinds: frozenset[type[Event]]) -> frozenset[int]:
    """The numbers of the kinds of span rows that facts of some kinds may change; all hold the client."""
    folds = {number for number, one in enumerate(EVOLVES) if not kinds.isdisjoint(moving(one))}
    return frozenset(number for number, places in enumerate(_PLACES) if not folds.isdisjoint((0, *places)))


def _turns(facts: Iterable[BriefEntry], policies: Timetable, first: date) -> dict[date, set[int]]:
    """The later days on which span rows may change without a new fact, with the numbers of their kinds."""
    found: dict[date, set[int]] = {}
    for number, spans in _DEPENDING:
        for day in depends_from(spans, policies):
            found.setdefault(day, set()).add(number)
    for fact in facts:
        for number, days_of in _TURNING.get(type(fact.event), ()):
            for day in days_of(fact, policies):
                found.setdefault(day, set()).add(number)
    return {day: numbers for day, numbers in found.items() if day > first}


def depends_from(spans: Spans[Any, Any], policies: Timetable) -> list[date]:
    """The days on which the policy changes what span rows depend on."""
    days = [day for day, _ in policies.steps]
    values = [spans.depends(policies.usable_on(day)) for day in days]
    return [
        day
        for day, before, value in zip(days, [spans.depends(DEFAULT), *values], values, strict=False)
        if before != value
    ]
