"""Makes the rows of a client: folds its entries forward, from one day of change to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from projections.framework.registry import ALL, AnyView
from projections.policy import DEFAULT, Policy, Timetable, UnreadablePolicy
from projections.stored.history_source import ClientHistory
from projections.stored.tables import (
    DIRECTORY,
    FOREVER,
    MONTHLY,
    RELATIONS,
    WRITTEN,
    Cells,
    Layout,
    layout_of,
    written_tables,
)

_FOLDS: dict[str, Evolve] = {DIRECTORY.name: clients.evolve} | {
    name: view.evolve for name, view in ALL.items()
}
EVOLVES = tuple(dict.fromkeys(_FOLDS.values()))
"""The folds of the directory and of the views, each once."""

_FOLD_OF = {name: EVOLVES.index(evolve) for name, evolve in _FOLDS.items()}
_WITH_SPANS = tuple(view for view in ALL.values() if view.spans)
_WITHOUT_SPANS = tuple(view for view in WRITTEN if not view.spans)

Rows = dict[str, list[Cells]]
"""Rows by table."""


class ClientRows(NamedTuple):
    """The rows of a client.

    Attributes:
        position: of its last entry.
        since: the first day of any entry; None if there is none, or a fault.
        shown: the day for which its written rows are.
        fault: why its entries cannot be folded.
        rows: by table.
    """

    client: str
    position: int
    since: date | None
    shown: date
    fault: str | None
    rows: Rows


class Past(NamedTuple):
    """Rows of a client with the days, as text, between which they held."""

    spans: Sequence[tuple[str, str, Any]]

    def on(self, day: date) -> list[Any]:
        """The rows that held on a day."""
        text = day.isoformat()
        return [row for start, end, row in self.spans if start <= text < end]


class _Track:
    """The rows of one table, day after day."""

    def __init__(self, layout: Layout[Any]) -> None:
        self._layout = layout
        self._held: dict[Any, tuple[Any, Cells, str]] = {}
        self._spans: list[tuple[str, str, Any, Cells]] = []

    def take(self, day: date, rows: Iterable[Any]) -> None:
        """Note all rows of a day of change; each day is later than the last."""
        self.take_touched(day, dict.fromkeys(self._held) | {self._layout.key(row): row for row in rows})

    def take_touched(self, day: date, rows: Mapping[Any, Any]) -> None:
        """As ``take``, of the rows that changed, by key; None for one that is no more."""
        text = day.isoformat()
        for key, row in rows.items():
            self._note(key, row, text)

    def _note(self, key: object, row: Any, day: str) -> None:  # noqa: ANN401 - a row of the table
        cells = None if row is None else self._layout.cells(row)
        if (before := self._held.pop(key, None)) is not None:
            old, old_cells, start = before
            if cells == old_cells:
                self._held[key] = row, old_cells, start
                return
            self._spans.append((start, day, old, old_cells))
        if cells is not None:
            self._held[key] = row, cells, day

    def end(self) -> None:
        """Let the rows that are held hold forever."""
        self._spans += [(start, FOREVER, row, cells) for row, cells, start in self._held.values()]

    def rows(self, client: str) -> list[Cells]:
        """The rows as the table has them."""
        return [(client, end, start, *cells) for start, end, _, cells in self._spans]

    @property
    def past(self) -> Past:
        """The rows with their days."""
        return Past([(start, end, row) for start, end, row, _ in self._spans])


def made_under(policies: Timetable, day: date) -> Policy:
    """The policy under which span rows of a day are made: the default if the one in force cannot be used."""
    policy = policies.on(day)
    return DEFAULT if isinstance(policy, UnreadablePolicy) else policy


def refold(history: ClientHistory, as_of: date, policies: Timetable, *, months: bool) -> ClientRows:
    """Make the rows of a client from all its entries.

    Args:
        history: all its entries.
        as_of: the day for which to make written rows.
        policies: the rows of a day are made under the policy of that day.
        months: whether to make written rows of month-ends too.
    """
    rows: Rows = {name: [] for name in RELATIONS}
    try:
        facts, since = history.facts()
        days = written_days(since, as_of, months=months)
        tracks = _folded(history.client, facts, days, as_of, policies, rows)
        write_rows(
            history.client, {name: track.past for name, track in tracks.items()}, days, as_of, policies, rows
        )
        for name, track in tracks.items():
            rows[name] = track.rows(history.client)
    except Exception as wrong:  # noqa: BLE001 - a client that cannot be folded stops no other
        fault = str(wrong) or type(wrong).__name__
        return ClientRows(
            history.client, history.position, None, as_of, fault, {name: [] for name in RELATIONS}
        )
    return ClientRows(
        history.client, history.position, None if since == date.max else since, as_of, None, rows
    )


def written_days(since: date, as_of: date, *, months: bool) -> list[date]:
    """The days from a client's first to today for which it has written rows."""
    if since > as_of:
        return []
    return [*(month_ends(since, as_of) if months else ()), as_of]


def _folded(
    code: str,
    facts: Sequence[BriefEntry],
    written: Sequence[date],
    as_of: date,
    policies: Timetable,
    rows: Rows,
) -> dict[str, _Track]:
    """Fold a client forward; rows of views without spans are added to ``rows``."""
    tracks = {DIRECTORY.name: _Track(DIRECTORY.layout)}
    tracks |= {view.spans.name: _Track(layout_of(view.spans.row)) for view in _WITH_SPANS if view.spans}
    turns = {view.name: {date.min, *_turns(view, facts, policies)} for view in _WITH_SPANS}
    extra = set(written) if _WITHOUT_SPANS else set[date]()
    days = {date.min}.union(extra, *turns.values())
    for day, folded, changed in fold_days(EVOLVES, facts, days, changes=True):
        if day == date.max:  # where a span without an end ends, so that no span can start on it
            break
        known = folded.states[0]
        client = clients.client_of(known, code)
        if 0 in changed:
            tracks[DIRECTORY.name].take(day, [] if known is None else [replace(known)])
        for view in _WITH_SPANS:
            if view.spans and (not changed.isdisjoint((0, _FOLD_OF[view.name])) or day in turns[view.name]):
                state, track = folded.states[_FOLD_OF[view.name]], tracks[view.spans.name]
                policy = made_under(policies, day)
                touched = None if state is None else view.spans.touched(state, day, policy)
                if touched is None or len(changed) == len(EVOLVES):  # at first, or folded from the beginning
                    track.take(day, [] if state is None else view.spans.of(client, state, day, policy))
                else:
                    track.take_touched(day, touched)
        for view in _WITHOUT_SPANS if day in extra else ():
            _write(view, client, (folded.states[_FOLD_OF[view.name]], {}), (day, as_of), policies, rows)
    for track in tracks.values():
        track.end()
    return tracks


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
