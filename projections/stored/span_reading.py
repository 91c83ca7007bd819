"""Reads the span rows of a view for a day, and for days before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from projections.framework.clients import Client
from projections.framework.needed import Needed
from projections.framework.spans import Held, Spans
from projections.stored.generation import Views
from projections.stored.summed import Query, query_of, query_of_lists, query_of_names, wanted_of
from projections.stored.tables.layout import DayNumber
from projections.stored.written import HELD, whose

SpanRow: TypeAlias = tuple[DayNumber, DayNumber, Any]
"""A row with its first day and the day after its last."""


class Wanted(NamedTuple):
    """A kind of span rows, and which of them are read.

    Attributes:
        needed: what is needed of them.
        eve: as a view has it.
        clients: all, as they were on the day, if no more is known of any than is stored.
    """

    spans: Spans[Any, Any]
    needed: Needed
    eve: date | None
    clients: Mapping[str, Client] | None


_BOUNDS = ["valid_from", "valid_to"]


def rows_on(views: Views, of: Wanted, day: date, codes: Iterable[str] | None) -> dict[str, list[Any]]:
    """The span rows of a kind that hold on a day, by client; ``codes`` of None: of all clients."""
    found: dict[str, list[Any]] = defaultdict(list)
    for clients, rows in _pages(views, of, (day, day), codes):
        for client, row in zip(clients, rows, strict=True):
            found[client].append(row)
    return found


def rows_between(
    views: Views, of: Wanted, days: tuple[date, date], codes: Iterable[str] | None
) -> dict[str, list[SpanRow]]:
    """The same that hold on a day, or on any since an earlier one."""
    found: dict[str, list[SpanRow]] = defaultdict(list)
    for clients, rows in _pages(views, of, days, codes, _BOUNDS):
        for client, row in zip(clients, rows, strict=True):
            found[client].append(row)
    return found


def held_on(read: Mapping[str, Sequence[SpanRow]], days: Iterable[date]) -> list[dict[str, Held[Any]]]:
    """The rows of each client that held on each of some days; those of neighbours that are alike are one.

    So what readers work out of them is worked out once.
    """
    numbers = [day.toordinal() for day in days]
    found: list[dict[str, Held[Any]]] = [{} for _ in numbers]
    for client, rows in read.items():
        held = Held[Any]()
        for on, day in zip(found, numbers, strict=True):
            then = [row for start, end, row in rows if start <= day < end]
            if then != held:
                held = Held(then)
            if then:
                on[client] = held
    return found


def _pages(
    views: Views,
    of: Wanted,
    days: tuple[date, date],
    codes: Iterable[str] | None,
    bounds: Sequence[str] = (),
) -> Iterator[tuple[Sequence[str], Iterator[Any]]]:
    """Clients with a row of each, some at a time; with ``bounds``, the row is behind these."""
    spans, needed, eve, known = of
    among, named = dict[str, Collection[str | None]](), list[Any]()
    if needed.names and needed.names.columns:
        query = query_of_names(spans, needed.names, views.engine)
        for clients, rows in _asked(views, spans.name, query, (f" AND {spans.always} = 1", ()), days, codes):
            named += (found := [*rows])
            yield clients, iter(found)
    if needed.names and known is not None:
        among = {**needed.names.among(known, named)}
    if (lists := needed.lists) and not bounds:
        wanted = wanted_of(spans, needed._replace(where=lists.where or needed.where), days[0], eve, among)
        yield from _asked(views, spans.name, query_of_lists(lists, views.engine), wanted, days, codes)
        if not lists.where:
            return
    elif lists and lists.where and needed.where:
        needed = needed._replace(where=f"({needed.where}) OR ({lists.where})")
    wanted = wanted_of(spans, needed, days[0], eve, among)
    yield from _asked(views, spans.name, query_of(spans, needed, views.engine), wanted, days, codes, bounds)


def _asked(
    views: Views,
    table: str,
    query: Query,
    wanted: tuple[str, Sequence[object]],
    days: tuple[date, date],
    codes: Iterable[str] | None,
    bounds: Sequence[str] = (),
) -> Iterator[tuple[Sequence[str], Iterator[Any]]]:
    """As ``_pages``, of one query with further conditions and their values."""
    layout, own, read_as, groups, readers = query
    columns = [read_as[0], *bounds, *read_as[1:]]
    conditions, asked = wanted
    day, since = days
    for where, values in whose(codes):
        given = since.toordinal(), day.toordinal(), *asked, *values
        for stored in views.pages(columns, table, f"WHERE {HELD}{conditions}{where}{groups}", given):
            clients, *cells = zip(*stored, strict=True)
            rows = layout.rows(dict(zip(own, cells[len(bounds) :], strict=True)), len(stored), readers)
            yield clients, zip(*cells[: len(bounds)], rows, strict=True) if bounds else rows
