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
from projections.framework.folds import Evolve, joined, reads
from projections.framework.grouping import Groups
from projections.framework.needed import Needed, Totalling
from projections.framework.spans import Spans
from projections.framework.tables import Subtable, Table, Unstored
from projections.policy import Policy
from projections.remarks import Remark

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

State = TypeVar("State")
Basis = TypeVar("Basis")
Row = TypeVar("Row", bound="DataclassInstance")
Item = TypeVar("Item", bound="DataclassInstance")
Total = TypeVar("Total", bound="DataclassInstance")


class NoPeriod(LedgerError):
    """A view about a day was asked about a period."""

    code = "no-period"

    def __init__(self, view: str) -> None:
        super().__init__(f"{view} is about a day, not about a period", "ask for the day with --as-of")


class Explaining(NamedTuple):
    """The words of ``explain`` around the entries.

    Attributes:
        nothing: the answer if no entry counts; {client} stands for the client.
        note: what a reader needs to know about the figures.
        ways: the meaning of each ``how`` of a contribution.
    """

    nothing: str = "Nothing to explain."
    note: Remark | None = None
    ways: Mapping[str, Remark] = {}


class Items(NamedTuple, Generic[Basis, Item]):
    """What the rows of a view are made of; or what has no row any more, such as proposals that ended.

    Attributes:
        table: of the items.
        of: those of an account holder for a day, from what its rows are made of.
        restored: makes an item of a client again of what its table has, where no client needs what others
            have; they are then in ``made`` of the holder under the table's name. None: they are worked out.
        spans: the names of the span rows of which items alone are made, and what rows take of items.
    """

    table: Table[Item]
    of: Callable[[AccountHolder[Basis], date, Policy], list[Item]]
    restored: Callable[[Client, dict[str, Any]], Item] | None = None
    spans: tuple[str, ...] = ()


def _a_day(holder: AccountHolder[Any], as_of: date, policy: Policy) -> date:
    del holder, policy
    return as_of


@dataclass(frozen=True, kw_only=True)
class View(Generic[State, Basis, Row, Total]):
    """A view.

    Attributes:
        name: as it is registered.
        rows: makes an account holder's rows for a day, without comparing holders: from the span rows of its
            members (of several kinds, a list of each), or from their states if the view declares no spans.
        spans: the rows that hold for spans of days, of which its rows are made, by kind. Without any, the
            view is answered from the facts, and its stored rows are those of today and of month-ends.
        evolve: the fold of a view without spans; the annotation of its event lists the kinds that it reads.
        back: its rows also need the span rows of so many days before.
        steps: the column of its rows that also needs the days before, one after the other; "" if none does.
        stays: the last day up to which the rows of an account holder for a day surely stay the same, while
            the policy and the span rows, also of the days before, do; the day itself where nothing is sure.
        explain: the contributions to an account holder's figures; those of a figure sum to it exactly.
        moved: the contributions to a change between two days; by default the differences of ``explain``.
        totals: the totals of the rows.
        totalling: makes the same totals without the rows; None: there is no quicker way.
        table: the rows as they are stored and shown.
        items: the items behind the rows likewise; None if the view has none.
        unstored: texts of its rows that are read from the entries when it is asked; None: there are none.
        restored: makes a row of a client again of what its table has; None: rows are always worked out.
        part: the field of the rows that has a table of its own.
        order: where a row stands among those of all clients; None: by client.
        groups: how its rows are summed by a manager, a segment or another grouping; None: they are not.
        compare: adds to the rows shown what compares them with each other and with those of others; it reads
            only what no policy changes. None: no row depends on others.
        beside: what ``compare`` takes of an account holder that is not shown, for a day, from what the rows
            of its members are made of; None: its rows.
        beside_spans: the names of the span rows that ``beside`` reads; (): all.
        needed: what its rows for a day need of span rows, by their name; of others they need all.
        pooled: whether under a policy the rows of a client need what others have, beside ``compare``.
        policy: the sections of the policy that its figures depend on.
        explaining: the words of ``explain`` around the entries.
        cautions: what a reader has to know before the figures, from what the rows are made of.
        empty: why there may be no row though clients are in view, in words that begin with a small letter.
        summary: the line under its table, in place of totals.
        telling: orders the rows for a reader who sees only the first.
        leading: the fields that a reader of changes wants first; the first of them is a number.
        fuller: makes the same view for a day with fields that take longer to work out, and are not stored.
        since: of a view about a period, its first day by its last; as registered, that of twelve months.
        over: makes the same view of the period from a day on.
        seen_on: makes the same view as of days to come, as it is seen today; None: it makes no difference.
        eve: the day before its period; only span rows that changed since are read, of both days. None: all.
    """

    name: str
    rows: Callable[[AccountHolder[Basis], date, Policy], list[Row]]
    explain: Callable[[AccountHolder[State], date, Policy], list[Contribution]]
    table: Table[Row]
    spans: tuple[Spans[Any, Any], ...] = ()
    evolve: Callable[[State | None, Fact, Any], State] | None = None
    back: tuple[int, ...] = ()
    steps: str = ""
    stays: Callable[[AccountHolder[Basis], date, Policy], date] = _a_day
    moved: Callable[[Span[State], Policy], list[Contribution]] | None = None
    totals: Callable[[Iterable[Row]], list[Total]] = lambda _: []
    totalling: Totalling | None = None
    items: Items[Basis, Any] | None = None
    unstored: Unstored | None = None
    restored: Callable[[Client, Mapping[str, Any]], Row] | None = None
    part: Subtable[Row, Any] | None = None
    order: Callable[[Row], Any] | None = None
    groups: Groups[Any] | None = None
    compare: Callable[[Sequence[Row], Policy, Sequence[Any]], list[Row]] | None = None
    beside: Callable[[Sequence[Basis], date], Iterable[Any]] | None = None
    beside_spans: tuple[str, ...] = ()
    needed: Callable[[date], Mapping[str, Needed]] = lambda _: {}
    pooled: Callable[[Policy], bool] = lambda _: False
    policy: tuple[str, ...] = ()
    explaining: Explaining = field(default=Explaining())
    cautions: Callable[[Sequence[AccountHolder[Basis]], Policy], Iterable[Remark]] = lambda *_: ()
    empty: str = "no entry of these clients counts on that day"
    summary: Callable[[Sequence[Total]], str] | None = None
    telling: Callable[[Sequence[Row]], Sequence[Row]] = list
    leading: tuple[str, ...] = ()
    fuller: Callable[[date], View[State, Basis, Any, Total]] | None = None
    since: Callable[[date], date] | None = None
    over: Callable[[date], View[State, Basis, Any, Total]] | None = None
    seen_on: Callable[[date], View[State, Basis, Any, Total]] | None = None
    eve: date | None = None

    def on(
        self,
        day: date,
        *,
        full: bool = False,
        start: date | None = None,
        needed: Needed | None = None,
        today: date | None = None,
    ) -> View[State, Basis, Any, Total]:
        """The view for a day, with all its fields or with those that are quickly worked out.

        Args:
            day: the day.
            full: whether to work out all fields.
            start: the first day of the period that it is about; None: that of the view itself.
            needed: what is needed of its first span rows, without totals; None: as it says itself.
            today: the day on which it is seen; None: the day that it is for.

        Raises:
            NoPeriod: a first day is given, and the view is not about a period.
        """
        if start is not None:
            if self.over is None:
                raise NoPeriod(self.name)
            return self.over(start).on(day, full=full, needed=needed, today=today)
        if self.seen_on and today and today < day:
            return self.seen_on(today).on(day, full=full, needed=needed)
        found = self.fuller(day) if full and self.fuller else self
        found = replace(found, back=((day - found.eve).days,)) if found.eve else found
        if needed is None:
            return found
        found = found.needing(needed)
        return found if needed.counts else replace(found, totals=lambda _: [])

    def needing(self, needed: Needed) -> View[State, Basis, Row, Total]:
        """The view for a question that needs so much of its first span rows."""
        own, first = self.needed, self.spans[0].name
        return replace(self, needed=lambda day: {**own(day), first: needed})

    def about(self, day: date) -> dict[str, Any]:
        """What an answer says of the period that ends on a day; nothing, if the view is about a day."""
        return {"period": {"start": self.since(day), "end": day}} if self.since else {}

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
        if self.part:
            yield self.part.table
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
    ) -> list[Row]:
        """The rows of the account holders shown for a day; those not shown are only compared with.

        ``beside`` has what the rows of other clients are made of, which are only compared with too.
        """
        shown: list[Row] = []
        others: list[Any] = []
        for holder in holders:
            if holder.shown:
                shown += self.rows_of(holder, as_of, policy)
            elif self.beside:
                others += self.beside([basis for _, basis in holder.states], as_of)
            elif self.compare:
                others += self.rows(holder, as_of, policy)
        if self.beside:
            others += [one for basis in beside for one in self.beside([basis], as_of)]
        found = self.compare(shown, policy, others) if self.compare else shown
        return sorted(found, key=self.order) if self.order else found

    def rows_of(self, holder: AccountHolder[Basis], as_of: date, policy: Policy) -> Sequence[Row]:
        """The rows of an account holder, uncompared: as they are written, or else worked out."""
        return self.rows(holder, as_of, policy) if holder.written is None else holder.written

    def change(self, span: Span[State], policy: Policy) -> list[Contribution]:
        """What moved an account holder's figures between two days, under one policy."""
        if self.moved:
            return self.moved(span, policy)
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
