"""The rows of tables from one fold of each client: those of clients first, then what compares clients.

The first stage folds clients, some at a time. Rows that are compared with those of other clients (quintiles),
span rows where clients share something (a pool of points), sums that plans are compared with, and what rows
refer to (names of managers and products, the first day) are kept for the second stage, which makes rows of
them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, Final, NamedTuple

from ledger.entry import Entry
from ledger.garbage_collector import collect
from projections.framework.answer import Answer
from projections.framework.answering import ask_all
from projections.framework.clients import Client
from projections.framework.composing import answer_of
from projections.framework.filters import Everyone, account_holders
from projections.framework.registry import AnyView, views_with_rows
from projections.history import Horizon, Remembered
from projections.policy import Policy, in_force
from projections.stored.tables.layout import layout_of
from reporting.catalogue import house, house_facts, plan_rows, views
from reporting.catalogue.plan_rows import Counted
from reporting.feed.reading import Batch, Seen, Sources, batches, month_ends_of, of_clients, of_views

_MANY: Final = 5_000  # entries that are decoded at once, of one client at least
_HOUSE: Final = {
    *(one.name for one in (house.MANAGERS, house.PRODUCTS, house.CALENDAR, house.PLANS, house.STATUS)),
    *(one.table.name for one in house_facts.TABLES),
    house_facts.COMPETITORS.name,
    plan_rows.PROGRESS.name,
}
"""The tables of which no row belongs to a client."""


class _Later(NamedTuple):
    """A view of which the second stage needs something.

    Attributes:
        tables: the names of its tables that depend on several clients, so that the second stage makes them.
        spans: whether the second stage needs span rows; else it compares the rows of the first.
    """

    view: AnyView
    tables: set[str]
    spans: bool

    @classmethod
    def under(cls, view: AnyView, policy: Policy) -> _Later:
        """What the second stage needs of a view under a policy."""
        pooled = view.comparing.pooled(policy)
        compared = {view.table.name} if view.compares else set[str]()
        return cls(view, {table.name for table in view.tables} if pooled else compared, pooled)

    @property
    def content(self) -> Any:  # noqa: ANN401 - a type made of the rows of a view
        """The type of what is in the file: clients with their span rows of each kind, or rows."""
        if not self.spans:
            return list[self.view.table.row]  # type: ignore[name-defined]
        rows = tuple(list[one.row] for one in self.view.spans)  # type: ignore[name-defined]
        return list[tuple[Client, tuple[*rows]]]  # type: ignore[valid-type]

    def of(self, answer: Answer) -> Iterator[Any]:
        """What the second stage needs of clients, from the answer about them."""
        if not self.spans:
            yield from answer.rows
            return
        for holder in answer.holders:
            for client, state in holder.members:
                yield client, _ordered(self.view, client, state, answer.as_of, answer.rules)

    def answer(self, found: list[Any], horizon: Horizon, policy: Policy) -> Answer:
        """The answer about all clients, from what the first stage left of them."""
        view = self.view
        if not self.spans and view.comparing.of:
            rows = view.comparing.of(found, policy, ())
            return replace(answer_of(view, (), horizon, (policy, Remembered(())), ()), rows=rows)
        bases = {client.code: view.basis_of(rows) for client, rows in found}
        holders = account_holders({client.code: client for client, _ in found}, bases.items())
        everyone = Everyone(lambda: bases)
        for holder in holders:
            holder.everyone = everyone
        return answer_of(view, holders, horizon, (policy, Remembered(())), holders)


class Folding:
    """The rows of some tables in two stages.

    Args:
        own: the entries of the house.
        unowned: those of its managers, and maybe others.
        horizon: how far rows look.
        wanted: the names of the tables; none of month-ends.

    Attributes:
        first, second: the names of the tables that have rows of each stage.
        seen: what the rows of the first stage refer to.
        counted: what plans are compared with; None if that is not wanted.
        kept: by view, what the second stage needs of the first.
    """

    def __init__(
        self, own: Sequence[Entry], unowned: Iterable[Entry], horizon: Horizon, wanted: Collection[str]
    ) -> None:
        self._own, self._horizon, self._policy = own, horizon, in_force(own, horizon)
        self.counted = Counted(unowned, horizon) if plan_rows.PROGRESS.name in wanted else None
        compared = plan_rows.VIEWS if self.counted else ()
        used = [
            view
            for view in views_with_rows()
            if view.name in compared or any(table.name in wanted for table in view.tables)
        ]
        self._views = [view.uncompared() for view in used]
        found = (_Later.under(view, self._policy) for view in used)
        self._later = {one.view.name: one for one in found if one.tables}
        late = set[str]().union(*(one.tables for one in self._later.values()))
        self.first = {*wanted} - _HOUSE - late
        self.second = {*wanted} & _HOUSE.union(late, {house.ENTRIES.name})
        self.seen = Seen()
        self.kept = {name: list[Any]() for name in self._later}

    def content(self, view: str) -> Any:  # noqa: ANN401 - a type made of the rows of a view
        """The type of what is kept of a view."""
        return self._later[view].content

    def rows(self, some: Iterable[Entry]) -> Iterator[Batch]:
        """The rows of some clients, from all of their entries."""
        history = Remembered([*self._own, *some])
        answers = {one.view: one for (one,) in ask_all(self._views, history, self._horizon, (None,))}
        sources = Sources(history, self._horizon, tuple, partial(_of_day, answers))
        calendar = self.second & {house.CALENDAR.name}  # which needs the first day of all facts
        facts = of_clients(sources, self.first | calendar, self._policy, self.seen)
        yield from map(
            self.seen.note, chain(facts, of_views(sources, self.first, self._own, counting=self.counted))
        )
        for name, one in self._later.items():
            self.kept[name] += one.of(answers[name])

    def together(
        self, unowned: Callable[[], Iterable[Entry]], kept: Callable[[str], list[Any]]
    ) -> Iterator[Batch]:
        """The rows of the second stage, view after view.

        Args:
            unowned: gives the entries of managers and of the house.
            kept: gives what the first stage kept of a view, by its name; it is asked once for each.
        """
        sources = Sources(Remembered(self._own), self._horizon, unowned, partial(self._answer, kept))
        if self.counted:
            yield self.seen.note(Batch(plan_rows.PROGRESS.name, [*self.counted.progress(self._own)]))
        yield from batches(sources, self.second - {plan_rows.PROGRESS.name}, self.seen)

    def _answer(self, kept: Callable[[str], list[Any]], name: str, _day: date) -> Answer:
        collect()  # the views before: the parts of an answer refer to each other
        return self._later[name].answer(kept(name), self._horizon, self._policy)


def folded(sources: Sources, wanted: Collection[str]) -> Iterator[Batch]:
    """The rows of some tables as ``batches`` gives them, from one fold of each client.

    The answers of the sources are asked for month-ends only. The rows of a view come client by client.
    """
    history, horizon = sources.history, sources.horizon
    monthly = {*wanted} & views.MONTHLY_TABLES.keys()
    own = [*history.house(horizon)]
    folding = Folding(own, sources.unowned(), horizon, {*wanted} - monthly)
    for some in in_portions(map(history, history.clients(horizon))):
        yield from folding.rows(some)
    months = month_ends_of(sources) if monthly else ()
    yield from map(folding.seen.note, of_views(sources, monthly, own, months))
    yield from folding.together(sources.unowned, folding.kept.pop)


def in_portions(found: Iterable[Iterable[Entry]]) -> Iterator[list[Entry]]:
    """The entries of clients, some clients at a time, as their states need much memory."""
    some: list[Entry] = []
    for entries in found:
        some += entries
        if len(some) >= _MANY:
            yield some
            some = []
    if some:
        yield some


def _of_day(answers: Mapping[str, Answer], name: str, _day: date) -> Answer:
    """The answer of a view; no other day is asked for, since there are no month-ends."""
    return answers[name]


def _ordered(view: AnyView, client: Client, state: Any, day: date, policy: Policy) -> list[list[Any]]:  # noqa: ANN401 - of any view
    """The span rows of a client, of each kind, in order of their keys: states give them in any order."""
    basis = view.basis(client, state, day, policy)
    kinds = [basis] if len(view.spans) == 1 else basis
    return [sorted(rows, key=layout_of(one.row).key) for one, rows in zip(view.spans, kinds, strict=True)]
