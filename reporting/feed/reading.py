"""The rows of the catalogue's tables, client by client, as far as one horizon looks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from typing import Any, Final, NamedTuple
from uuid import UUID

from ledger.corrections import CORRECTIONS
from ledger.entry import Entry
from ledger.times import month_ends
from projections.framework.answer import Answer
from projections.framework.registry import AnyView, views_with_rows
from projections.framework.tables import Table
from projections.history import HistorySource, Horizon
from projections.policy import Policy, in_force
from projections.stored.tables.layout import MONTHLY
from reporting.catalogue import house, house_facts, plan_rows, views
from reporting.catalogue.client_facts import ClientFacts
from reporting.catalogue.facts import Row
from reporting.catalogue.plan_rows import Counted
from reporting.catalogue.shape import VERSION
from reporting.catalogue.tables import CATALOGUE, OF_CLIENTS

_ROWS: Final = 10_000  # of a view at once
_NAMED = {
    house.MANAGERS.name: house.managers,
    house.PRODUCTS.name: house.products,
    house_facts.COMPETITORS.name: house_facts.competitors,
}
"""Dimensions that hold every name by which other tables refer to them, and how their rows are made."""


class Sources(NamedTuple):
    """What rows are made of.

    Attributes:
        history: the entries of clients and of the house.
        horizon: how far they are looked into.
        unowned: gives the entries of managers and of the house, in order of position; and maybe others.
        answer: gives the answer of a view by its name for a day.
    """

    history: HistorySource
    horizon: Horizon
    unowned: Callable[[], Iterable[Entry]]
    answer: Callable[[str, date], Answer]


class Batch(NamedTuple):
    """Some rows of a table."""

    table: str
    rows: list[Row]


@dataclass(slots=True)
class Seen:
    """What the rows of clients refer to, and the first day of their facts.

    Attributes:
        named: by dimension, the names that rows give it.
    """

    named: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in _NAMED})
    first: date = date.max

    def note(self, batch: Batch) -> Batch:
        """Keep the names in the rows of a batch."""
        for at, dimension in _NAMES[batch.table]:
            self.named[dimension].update([row[at] for row in batch.rows if row[at] is not None])  # type: ignore[misc]
        return batch

    def add(self, other: Seen) -> None:
        """Keep what the rows of other clients refer to, too."""
        self.first = min(self.first, other.first)
        for dimension, names in other.named.items():
            self.named[dimension] |= names


_NAMES: dict[str, list[tuple[int, str]]] = {
    name: [
        (table.names.index(reference.columns[0]), reference.table)
        for reference in table.references
        if reference.table in _NAMED
    ]
    for name, table in CATALOGUE.items()
}
"""The places in the rows of each table that refer to a dimension of names, with the dimension."""


def batches(sources: Sources, wanted: Collection[str], seen: Seen | None = None) -> Iterator[Batch]:
    """The rows of some tables. Batches of several tables alternate, and each client's rows come together.

    Args:
        sources: what they are made of.
        wanted: the names of the tables.
        seen: what the rows of other clients refer to; what these rows refer to is added.
    """
    own_house = [*sources.history.house(sources.horizon)]
    policy, seen = in_force(own_house, sources.horizon), Seen() if seen is None else seen
    facts = of_clients(sources, wanted, policy, seen)
    months = month_ends_of(sources) if views.MONTHLY_TABLES.keys() & wanted else ()
    yield from map(seen.note, chain(facts, of_views(sources, wanted, own_house, months)))
    yield from of_house(sources, wanted, own_house, seen)


def of_clients(
    sources: Sources,
    wanted: Collection[str],
    policy: Policy,
    seen: Seen,
    clients: Iterable[str] | None = None,
) -> Iterator[Batch]:
    """The rows of tables of facts, client by client; the first day of all goes to ``seen``.

    Without ``clients`` they are of all clients.
    """
    tables = [facts for name, facts in OF_CLIENTS.items() if name in wanted]
    entries = house.ENTRIES.name in wanted
    if not (tables or entries or house.CALENDAR.name in wanted):
        return
    for code in sources.history.clients(sources.horizon) if clients is None else clients:
        told = ClientFacts(code, sources.history(code), sources.horizon, policy)
        if told.facts:
            seen.first = min([seen.first, *[entry.on for entry in told.facts]])
        for one in tables:
            if found := [*one.rows(told)]:
                yield Batch(one.table.name, found)
        if entries:
            yield Batch(house.ENTRIES.name, [*house.envelopes(told.stream)])


def of_house(sources: Sources, wanted: Collection[str], own: Sequence[Entry], seen: Seen) -> Iterator[Batch]:
    """The rows that belong to no client; ``seen`` has what the rows of clients and of views refer to.

    Args:
        sources: what they are made of.
        wanted: the names of the tables.
        own: the entries of the house.
        seen: what these rows refer to is added.
    """
    yield from map(seen.note, _unowned(sources, wanted))
    yield from _dimensions(sources, wanted, own, seen)
    if house.STATUS.name in wanted:
        as_of, known_at, position = sources.horizon
        version = in_force(own, sources.horizon).version
        yield Batch(house.STATUS.name, [(position, as_of, known_at, version, VERSION)])


def _unowned(sources: Sources, wanted: Collection[str]) -> Iterator[Batch]:
    if house.PLANS.name in wanted:
        yield Batch(house.PLANS.name, [*house.plans(sources.unowned(), sources.horizon)])
    for one in house_facts.TABLES:
        if one.table.name in wanted:
            yield Batch(one.table.name, [*one.rows(sources.unowned(), sources.horizon)])
    if house.ENTRIES.name in wanted:
        streams: dict[UUID, list[Entry]] = {}
        for entry in filter(sources.horizon.knows, sources.unowned()):
            if entry.client is None:
                streams.setdefault(entry.stream, []).append(entry)
        for stream in streams.values():
            yield Batch(house.ENTRIES.name, [*house.envelopes(stream)])


def of_views(
    sources: Sources,
    wanted: Collection[str],
    own: Sequence[Entry],
    months: Sequence[date] = (),
    counting: Counted | None = None,
) -> Iterator[Batch]:
    """The rows of tables of views, of the day and of month-ends.

    Args:
        sources: what they are made of.
        wanted: the names of the tables.
        own: the entries of the house.
        months: the month-ends.
        counting: counts what plans are compared with.
    """
    day, planning = sources.horizon.as_of, plan_rows.PROGRESS.name in wanted
    if planning:
        counting = Counted(sources.unowned(), sources.horizon)
    for view in views_with_rows():
        compared = counting if view.name in plan_rows.VIEWS else None
        for end, days in (("", [day]), (MONTHLY, months)):
            tables = [table for table in view.tables if table.name + end in wanted]
            for one in days if tables or (compared and not end) else ():
                answer = sources.answer(view.name, one)
                if compared and not end:
                    compared.note(view.name, answer)
                yield from _of_answer(view, answer, tables, end)
                del answer  # before the next one is made
    if counting and planning:
        yield Batch(plan_rows.PROGRESS.name, [*counting.progress(own)])


def _of_answer(view: AnyView, answer: Answer, tables: Sequence[Table[Any]], end: str) -> Iterator[Batch]:
    """The rows of some tables of a view, some at a time; ``end`` follows the names of the tables.

    The last table consumes the rows of the answer, because those of a large view take much memory.
    """
    for table in tables:
        rows = views.rows_of(view, table, answer, consume=table is tables[-1])
        while some := [*islice(rows, _ROWS)]:
            yield Batch(table.name + end, some)


def month_ends_of(sources: Sources) -> list[date]:
    """The month-ends of which views have rows."""
    history, horizon = sources.history, sources.horizon
    firsts = [history.facts(code, CORRECTIONS, horizon)[1] for code in history.clients(horizon)]
    return month_ends(min(firsts, default=date.max), horizon.as_of)


def _dimensions(
    sources: Sources, wanted: Collection[str], own: Sequence[Entry], seen: Seen
) -> Iterator[Batch]:
    horizon = sources.horizon
    for name, rows in _NAMED.items():
        if name in wanted:
            yield Batch(name, [*rows(seen.named[name], own, horizon)])
    if house.CALENDAR.name in wanted:
        first = min(seen.first, horizon.as_of)
        yield Batch(house.CALENDAR.name, [*house.calendar(first, horizon.as_of)])
