"""Makes the rows of a client: folds its entries forward, from one day of change to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from typing import Any, NamedTuple

from ledger.entry import BriefEntry
from projections.framework import clients
from projections.framework.asking import days_before
from projections.framework.clients import Client
from projections.framework.filters import AccountHolder
from projections.framework.fold import Evolve, fold_days
from projections.framework.ordering import touched_from
from projections.framework.registry import ALL, AnyView
from projections.policy import DEFAULT, Policy, Timetable, UnreadablePolicy
from projections.stored.history_source import ClientHistory
from projections.stored.tables import (
    DIRECTORY,
    MONTHLY,
    RELATIONS,
    WRITTEN,
    Cells,
    layout_of,
    written_tables,
)
from projections.stored.tracks import Past, Track

_FOLDS: dict[str, Evolve] = {DIRECTORY.name: clients.evolve} | {
    name: view.evolve for name, view in ALL.items()
}
EVOLVES = tuple(dict.fromkeys(_FOLDS.values()))
"""The folds of the directory and of the views, each once."""

_FOLD_OF = {name: EVOLVES.index(evolve) for name, evolve in _FOLDS.items()}
_WITH_SPANS = tuple(view for view in ALL.values() if view.spans)
_SPANS = tuple(name for name, relation in RELATIONS.items() if relation.spans)
_BACK = max((back for view in _WITH_SPANS for back in view.back), default=0)
_WITHOUT_SPANS = tuple(view for view in WRITTEN if not view.spans)

Rows = dict[str, list[Cells]]
"""Rows by table."""


class Stored(NamedTuple):
    """What is stored of a client that could be folded, up to the entry at a position.

    Attributes:
        since, shown: as ``ClientRows`` has them.
        spans: reads the span rows, as stored, that hold on a day or end later, by table.
    """

    position: int
    since: date
    shown: date
    spans: Callable[[date], Rows]


class Kept(NamedTuple):
    """Stored rows that are made again.

    Attributes:
        day: from which written rows are made again.
        spans: the span rows among which those made again are found.
    """

    day: date
    spans: Rows


class ClientRows(NamedTuple):
    """The rows of a client.

    Attributes:
        position: of its last entry.
        since: the first day of any entry; None if there is none, or a fault.
        shown: the day for which its written rows are.
        fault: why its entries cannot be folded.
        rows: by table.
        kept: the stored rows in place of which they are; None: in place of all.
    """

    client: str
    position: int
    since: date | None
    shown: date
    fault: str | None
    rows: Rows
    kept: Kept | None = None


def made_under(policies: Timetable, day: date) -> Policy:
    """The policy under which span rows of a day are made: the default if the one in force cannot be used."""
    policy = policies.on(day)
    return DEFAULT if isinstance(policy, UnreadablePolicy) else policy


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
        facts, since = history.facts()
        day = _touched_from(history, facts, since, stored)
        if stored and day == date.max:
            return ClientRows(client, history.position, since, stored.shown, None, rows, Kept(day, {}))
        written, kept = date.min, None
        if stored and day > date.min:
            written = min(day, stored.shown)
            kept = Kept(written, stored.spans(days_before(written, _BACK)))
        days = [one for one in written_days(since, as_of, months=months) if one >= written]
        tracks = {name: Track(RELATIONS[name], kept.spans[name] if kept else (), day) for name in _SPANS}
        _fold(tracks, client, facts, days, as_of, policies, rows)
        write_rows(client, {name: track.past for name, track in tracks.items()}, days, as_of, policies, rows)
        for name, track in tracks.items():
            rows[name] = track.rows(client)
    except Exception as wrong:  # noqa: BLE001 - a client that cannot be folded stops no other
        fault = str(wrong) or type(wrong).__name__
        return ClientRows(client, history.position, None, as_of, fault, {name: [] for name in RELATIONS})
    begun = None if since == date.max else since
    return ClientRows(client, history.position, begun, as_of, None, rows, kept)


def _touched_from(
    history: ClientHistory, facts: Sequence[BriefEntry], since: date, stored: Stored | None
) -> date:
    """The first day of which entries that are not stored yet change anything; ``date.min``: all days."""
    if stored is None or stored.since != since or history.corrected_after(stored.position):
        return date.min
    return touched_from(facts, stored.position)


def written_days(since: date, as_of: date, *, months: bool) -> list[date]:
    """The days from a client's first to today for which it has written rows."""
    if since > as_of:
        return []
    return [*(month_ends(since, as_of) if months else ()), as_of]


def _fold(
    tracks: Mapping[str, Track],
    code: str,
    facts: Sequence[BriefEntry],
    written: Sequence[date],
    as_of: date,
    policies: Timetable,
    rows: Rows,
) -> None:
    """Fold a client forward from the day of the tracks; rows of views without spans are added to ``rows``."""
    since = tracks[DIRECTORY.name].since
    first = days_before(since, 1)
    turns = {view.name: {day for day in _turns(view, facts, policies) if day > first} for view in _WITH_SPANS}
    extra = set(written) if _WITHOUT_SPANS else set[date]()
    for day, folded, changed in fold_days(
        EVOLVES, facts, {first}.union(extra, *turns.values()), changes=True
    ):
        if day == date.max:  # where a span without an end ends, so that no span can start on it
            break
        known = folded.states[0]
        client = clients.client_of(known, code)
        if 0 in changed and day >= since:
            tracks[DIRECTORY.name].take(day, [] if known is None else [replace(known)])
        for view in _WITH_SPANS:
            if view.spans and (not changed.isdisjoint((0, _FOLD_OF[view.name])) or day in turns[view.name]):
                state, track = folded.states[_FOLD_OF[view.name]], tracks[view.spans.name]
                policy = made_under(policies, day)
                touched = None if state is None else view.spans.touched(client, state, day, policy)
                if day < since:
                    continue  # its rows are stored
                if touched is None or len(changed) == len(EVOLVES):  # at first, or folded from the beginning
                    track.take(day, [] if state is None else view.spans.of(client, state, day, policy))
                else:
                    track.take_touched(day, touched)
        for view in _WITHOUT_SPANS if day in extra else ():
            _write(view, client, (folded.states[_FOLD_OF[view.name]], {}), (day, as_of), policies, rows)
    for track in tracks.values():
        track.end()


def _turns(view: AnyView, facts: Iterable[BriefEntry], policies: Timetable) -> Iterator[date]:
    """The days on which a view's span rows may change without a new fact."""
    turns = view.spans.turns if view.spans else {}
    for fact in facts if turns else ():
        if (turn := turns.get(type(fact.event))) is not None:
            yield turn(fact.event)
    yield from depends_from(view, policies)


def depends_from(view: AnyView, policies: Timetable) -> list[date]:
    """The days on which the policy changes what a view's span rows depend on."""
    spans, days = view.spans, [day for day, _ in policies.steps]
    if spans is None:
        return []
    values = [spans.depends(made_under(policies, day)) for day in days]
    return [
        day
        for day, before, value in zip(days, [spans.depends(DEFAULT), *values], values, strict=False)
        if before != value
    ]


def write_rows(
    code: str,
    pasts: Mapping[str, Past],
    days: Iterable[date],
    as_of: date,
    policies: Timetable,
    rows: Rows,
) -> None:
    """Add the written rows of views with spans for some days."""
    views = [view for view in WRITTEN if view.spans]
    for day in days if views else ():
        client = next(iter(pasts[DIRECTORY.name].on(day)), None) or Client(code)
        for view in views:
            past = pasts[view.spans.name] if view.spans else Past([])
            earlier = {back: [past.on(days_before(day, back))] for back in view.back}
            _write(view, client, (past.on(day), earlier), (day, as_of), policies, rows)


def _write(
    view: AnyView,
    client: Client,
    held: tuple[Any, Mapping[int, Sequence[Any]]],
    days: tuple[date, date],
    policies: Timetable,
    rows: Rows,
) -> None:
    """Add a view's written rows of a client; the days are that of the rows and today."""
    (basis, earlier), (day, as_of), policy = held, days, policies.on(days[0])
    if isinstance(policy, UnreadablePolicy):
        return
    holder = AccountHolder(client.code, client.name, client.currency, [(client, basis)], earlier)
    made = view.rows(holder, day, policy)
    head = client.code, day.isoformat(), policy.version
    for table in written_tables(view):
        several: Iterable[Any] = made
        if view.items and table is view.items.table:
            several = view.items.of(holder, day, policy)
        if view.part and table is view.part.table:
            several = chain.from_iterable(map(view.part.of, made))
        layout = layout_of(table.row)
        name = table.name if day == as_of else table.name + MONTHLY
        rows[name] += [(*head, *layout.cells(row)) for row in several]


def month_ends(start: date, end: date) -> Iterator[date]:
    """The month-ends from a day on and before another."""
    day = start
    while day < end:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        last = following - timedelta(days=1)
        if last < end:
            yield last
        day = following
