"""The declaration of a view: one ``View`` holds everything that the program knows about it.

Everything that lists views reads it, from the command to the reference; ``registry`` names the declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

from ledger.entry import Fact
from ledger.errors import LedgerError
from ledger.events import Event
from projections.framework.clients import Client
from projections.framework.columns import Field, row_fields
from projections.framework.contributions import Contribution, Span, differences
from projections.framework.filters import AccountHolder
from projections.framework.fold_parts import Evolve, joined, reads
from projections.framework.grouping import Groups
from projections.framework.needed import Needed
from projections.framework.question import Question
from projections.framework.spans import Spans
from projections.framework.tables import Table
from projections.framework.view_parts import (
    Comparing,
    Explaining,
    Items,
    Lookback,
    Showing,
    Storing,
    Totals,
)
from projections.history import Horizon
from projections.policy import Policy

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

State = TypeVar("State")
Basis = TypeVar("Basis")
Row = TypeVar("Row", bound="DataclassInstance")
Total = TypeVar("Total", bound="DataclassInstance")


class NoPeriod(LedgerError):
    """A view about a day was asked about a period."""

    code = "no-period"

    def __init__(self, view: str) -> None:
        super().__init__(f"{view} is about a day, not about a period", "ask for the day with --as-of")


class Variants(NamedTuple, Generic[State, Basis, Total]):
    """The same view for questions that ask about more than a day.

    Attributes:
        since: the first day of the period that it is about, by its last; as registered, that of twelve
            months. None: it is about a day.
        over: makes the view of the period from a day on; None: there is no other period.
        fuller: makes the view for a day with fields that take longer to work out, and are not stored.
        seen_on: makes the view of days to come, as it is seen on a day; None: it makes no difference.
    """

    since: Callable[[date], date] | None = None
    over: Callable[[date], View[State, Basis, Any, Total]] | None = None
    fuller: Callable[[date], View[State, Basis, Any, Total]] | None = None
    seen_on: Callable[[date], View[State, Basis, Any, Total]] | None = None


@dataclass(frozen=True, kw_only=True)
class View(Generic[State, Basis, Row, Total]):
    """A view.

    Every view has a name, rows, an explanation, a table, and ``spans`` or ``evolve``. What only some views
    have is in parts: ``Variants`` above, the others in ``view_parts``.

    Attributes:
        name: as it is registered.
        rows: makes an account holder's rows for a day, without comparing holders: from the span rows of its
            members (of several kinds, a list of each), or from their states if the view declares no spans.
        explain: the contributions to an account holder's figures; those of a figure sum to it exactly.
        table: the rows as they are stored and shown.
        spans: the rows that hold for spans of days, of which its rows are made, by kind. Without any, the
            view is answered from the facts, and its stored rows are those of today and of month-ends.
        evolve: the fold of a view without spans; the annotation of its event lists the kinds that it reads.
        needed: what its rows for a day under a policy need of span rows, by their name; of others, all.
        policy: the sections of the policy that its figures depend on.
        items: the items behind the rows; None if the view has none.
        groups: how its rows are summed by a manager, a segment or another grouping; None: they are not.
        totals: what all rows come to.
        comparing: how rows depend on what other account holders have.
        lookback: which days before its own day it reads.
        storing: how rows of today and of month-ends are stored, and read again.
        variants: the same view for questions that ask about more than a day.
        showing: how people see the rows.
        explaining: what ``explain`` shows beside the contributions.
    """

    name: str
    rows: Callable[[AccountHolder[Basis], date, Policy], list[Row]]
    explain: Callable[[AccountHolder[State], date, Policy], list[Contribution]]
    table: Table[Row]
    spans: tuple[Spans[Any, Any], ...] = ()
    evolve: Callable[[State | None, Fact, Any], State] | None = None
    needed: Callable[[date, Policy], Mapping[str, Needed]] = lambda *_: {}
    policy: tuple[str, ...] = ()
    items: Items[Basis, Any] | None = None
    groups: Groups[Any] | None = None
    totals: Totals[Row, Total] = field(default=Totals[Any, Any]())
    comparing: Comparing[Basis, Row] = field(default=Comparing[Any, Any]())
    lookback: Lookback = field(default=Lookback())
    storing: Storing[Basis, Row] = field(default=Storing[Any, Any]())
    variants: Variants[State, Basis, Total] = field(default=Variants[Any, Any, Any]())
    showing: Showing[Basis, Row] = field(default=Showing[Any, Any]())
    explaining: Explaining[State] = field(default=Explaining[Any]())

    def on(self, question: Question) -> View[State, Basis, Any, Total]:
        """The view as a question is about it.

        Raises:
            NoPeriod: the question is about a period, and the view is not.
        """
        variants, day, today = self.variants, question.horizon.as_of, question.today
        if question.start is not None:
            if variants.over is None:
                raise NoPeriod(self.name)
            return variants.over(question.start).on(question._replace(start=None))
        if variants.seen_on and today and today < day:
            return variants.seen_on(today).on(question._replace(today=None))
        found = variants.fuller(day) if question.full and variants.fuller else self
        if (eve := found.lookback.eve) is not None:
            found = replace(found, lookback=found.lookback._replace(days=((day - eve).days,)))
        if question.needed is None:
            return found
        found = found.needing(question.needed)
        return found if question.needed.counts else replace(found, totals=Totals())

    def horizon(self, question: Question) -> Horizon:
        """How far a question looks; where it matters on which day the answer is seen, up to that day."""
        if question.seen_at is None or not self.variants.seen_on:
            return question.horizon
        return question.horizon._replace(known_at=question.seen_at)

    def needing(self, needed: Needed) -> View[State, Basis, Row, Total]:
        """The view for a question that needs so much of its first span rows; rows of sums have no order."""
        own, first = self.needed, self.spans[0].name
        showing = self.showing._replace(order=None) if needed.sums else self.showing
        return replace(self, needed=lambda *asked: {**own(*asked), first: needed}, showing=showing)

    @property
    def compares(self) -> bool:
        """Whether its rows are compared with each other and with those of others."""
        return self.comparing.of is not None

    def uncompared(self) -> View[State, Basis, Row, Total]:
        """The view with rows that nothing compares with those of others."""
        return replace(self, comparing=self.comparing._replace(of=None))

    def about(self, day: date) -> dict[str, Any]:
        """What an answer says of the period that ends on a day; nothing, if the view is about a day."""
        return {"period": {"start": since(day), "end": day}} if (since := self.variants.since) else {}

    @cached_property
    def fold(self) -> Evolve:
        """Its fold; where its span rows have several, its state holds the state of each."""
        return self.evolve or joined(one.evolve for one in self.spans)

    @property
    def reads(self) -> tuple[type[Event], ...]:
        """The kinds of event that it reads."""
        return reads(self.fold)

    @property
    def tables(self) -> Iterator[Table[Any]]:
        """All its stored tables."""
        yield self.table
        if self.storing.part:
            yield self.storing.part.table
        if self.items:
            yield self.items.table

    def depends(self, policy: Policy) -> tuple[object, ...]:
        """What of a policy its span rows depend on."""
        return tuple(one.depends(policy) for one in self.spans)

    def basis(self, client: Client, state: State | None, day: date, policy: Policy) -> Basis:
        """What a client's rows are made of: its span rows for a day, or its state."""
        if not self.spans:
            return cast("Basis", state)
        folds = [*dict.fromkeys(one.evolve for one in self.spans)]
        states: Any = [state] if len(folds) == 1 else state or [None] * len(folds)
        found: list[list[Any]] = []
        for one in self.spans:
            own = states[folds.index(one.evolve)]
            found.append([] if own is None else [*one.of(client, own, day, policy)])
        return self.basis_of(found)

    def basis_of(self, rows: Sequence[list[Any]]) -> Basis:
        """What a client's rows are made of, from its span rows of each kind."""
        return cast("Basis", rows[0] if len(rows) == 1 else tuple(rows))

    def of(
        self,
        holders: Iterable[AccountHolder[Basis]],
        as_of: date,
        policy: Policy,
        beside: Iterable[Basis] = (),
        told: Callable[[list[Any]], list[Any]] | None = None,
    ) -> list[Row]:
        """The rows of the account holders shown for a day; those not shown are only compared with.

        ``beside`` has what the rows of other clients are made of, which are only compared with too; ``told``
        fills in texts that are not stored before rows are compared.
        """
        compare, beside_of = self.comparing.of, self.comparing.beside
        shown: list[Any] = []
        others: list[Any] = []
        for holder in holders:
            if holder.shown:
                shown += self.rows_of(holder, as_of, policy)
            elif beside_of:
                others += beside_of([basis for _, basis in holder.states], as_of)
            elif compare:
                others += self.rows(holder, as_of, policy)
        if beside_of:
            others += [one for basis in beside for one in beside_of([basis], as_of)]
        if told:
            shown = told(shown)
        found = compare(shown, policy, others) if compare else shown
        return sorted(found, key=order) if (order := self.showing.order) else found

    def rows_of(self, holder: AccountHolder[Basis], as_of: date, policy: Policy) -> Sequence[Row]:
        """The rows of an account holder, uncompared: as they are written, or else worked out."""
        return self.rows(holder, as_of, policy) if holder.written is None else holder.written

    def change(self, span: Span[State], policy: Policy) -> list[Contribution]:
        """What moved an account holder's figures between two days, under one policy."""
        if self.explaining.moved:
            return self.explaining.moved(span, policy)
        before = self.explain(span.before, span.since, policy)
        return differences(before, self.explain(span.after, span.until, policy), span.older, self.ages)

    @property
    def fields(self) -> dict[str, Field]:
        """The fields of its rows by name, which are also the figures that it explains."""
        return {field.name: field for field in row_fields(self.table.row)}

    @property
    def ages(self) -> list[str]:
        """The figures that count days, and so rise by themselves from day to day."""
        return [name for name, field in self.fields.items() if field.column.unit == "days"]
