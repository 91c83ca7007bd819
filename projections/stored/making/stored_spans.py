"""Span rows of a client as they are stored: which held on a day, and what rows of a view were made of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Any

from projections.framework.clients import Client
from projections.framework.past_days import Timeline
from projections.framework.registry import AnyView
from projections.framework.spans import Held
from projections.stored.generation import Views
from projections.stored.tables.layout import DayNumber, day_of
from projections.stored.tables.relations import DIRECTORY, FOREVER, Relation


def row_of(relation: Relation, client: str, cells: Iterable[Any]) -> Any:  # noqa: ANN401 - of its class of rows
    """A row of a client from the columns of a table as they are stored."""
    head = (client,) if relation == DIRECTORY else ()
    return relation.layout.row(*head, *relation.layout.read(cells))


class Past:
    """Rows of a client with the days between which they held."""

    def __init__(self, spans: Iterable[tuple[DayNumber, DayNumber, Any]]) -> None:
        self._spans = sorted(spans, key=itemgetter(0))
        self._starts = [start for start, _, _ in self._spans]
        self._turns = sorted({*self._starts, *(end for _, end, _ in self._spans)})
        self._held: dict[int, Held[Any]] = {0: Held()}

    @cached_property
    def days(self) -> Sequence[date]:
        """The days on which a row begins to hold, or ends, in order."""
        return [day_of(turn) for turn in self._turns if turn != FOREVER]

    def on(self, day: date) -> Held[Any]:
        """The rows that held on a day, the older first; once for all days between two changes."""
        number = day.toordinal()
        turn = bisect_right(self._turns, number)
        if turn not in self._held:
            begun = islice(self._spans, bisect_right(self._starts, number))
            self._held[turn] = Held([row for _, end, row in begun if number < end])
        return self._held[turn]


def pasts_of(
    views: Views, client: str, tables: Iterable[Relation], since: date = date.min, upto: date = date.max
) -> dict[str, Past]:
    """The stored spans of a client by table: those that held on any day from one on and before another."""
    found, days = {}, (since.toordinal(), upto.toordinal())
    where = "WHERE client = ? AND valid_to > ? AND valid_from < ?"
    for relation in tables:
        names = ["valid_from", "valid_to", *relation.layout.names]
        rows = views.select(names, relation.name, where, (client, *days))
        found[relation.name] = Past(
            [(start, end, row_of(relation, client, cells)) for start, end, *cells in rows]
        )
    return found


def stored_timeline(
    view: AnyView, client: Client, pasts: Mapping[str, Past], since: date = date.min
) -> Timeline:
    """What the rows of a client were made of from a day on, from its span rows by table."""
    days = {day for one in view.spans for day in pasts[one.name].days}
    if since > date.min:  # rows that ended before are not among them
        days.add(since)
    return Timeline(client, sorted(days), lambda day: basis_on(view, pasts, day))


def basis_on(view: AnyView, pasts: Mapping[str, Past], day: date) -> Any:  # noqa: ANN401 - of any view
    """What a client's rows of a day are made of."""
    return view.basis_of([pasts[one.name].on(day) for one in view.spans])
