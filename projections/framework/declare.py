"""The declaration of a view: all that the program knows of it stands in one ``View``.

Everything that lists views reads it: the command with its options and formats, the stored tables, ``check``,
``explain``, ``replay --diff``, and the reference. ``registry`` names the declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from ledger.entry import Fact
from ledger.events import Event
from projections.framework.answer import Answer
from projections.framework.attribution.contributions import Contribution, Span, differences
from projections.framework.columns import Field, row_fields
from projections.framework.filters import AccountHolder
from projections.framework.fold import reads
from projections.framework.history import History
from projections.framework.tables import Lasting, Part, Table
from projections.policy import Policy

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

State = TypeVar("State")
Basis = TypeVar("Basis")
Row = TypeVar("Row", bound="DataclassInstance")
Item = TypeVar("Item", bound="DataclassInstance")
Total = TypeVar("Total", bound="DataclassInstance")


class Figures(NamedTuple):
    """What a view, or a list made of one, says of a client in one currency, as figures by name.

    Attributes:
        document: it is about, such as "17", or "17/2" for an instalment; None where it is about no single one.
        values: by name; what does not follow from a policy is not among them.
    """

    view: str
    client: str
    name: str | None
    currency: str
    document: str | None
    values: Mapping[str, Any]


class Lists(NamedTuple):
    """The lists made of a view, which change with a policy as its rows do; their modules are imported when needed.

    Attributes:
        names: of the lists.
        measures: the name of what is measured over a period; "" where nothing is.
        figures: what the lists say under two policies, from the history, the two answers, and the period measured.
        rows: the classes of the rows of everything made of the view, by the command that shows them.
    """

    names: tuple[str, ...]
    measures: str
    figures: Callable[
        [History, Answer, Answer, tuple[date, date] | None], tuple[Iterable[Figures], Iterable[Figures]]
    ]
    rows: Callable[[], Mapping[str, type[DataclassInstance]]]


class Explaining(NamedTuple):
    """What ``explain`` says beside the entries.

    Attributes:
        nothing: where no entry counts; {client} stands for the client.
        note: what a reader has to know of the figures.
        ways: by how an entry came to count, what that means.
    """

    nothing: str = "Nothing to explain."
    note: str = ""
    ways: Mapping[str, str] = {}


def _no_totals(rows: Iterable[Any]) -> list[Any]:
    del rows
    return []


@dataclass(frozen=True, kw_only=True)
class View(Generic[State, Basis, Row, Item, Total]):
    """A view.

    Attributes:
        name: as it is registered.
        version: raised whenever the fold, its state or the rows change, so that stored views are made again.
        evolve: the fold; the annotation of its event says which kinds it reads.
        prepare: what a holder's rows rest on: the same on any day until its next fact.
        rows: a holder's rows for a day and the items behind them, but for what compares it with others.
        explain: what a holder's figures are made of; the contributions of each sum to it exactly.
        moved: what moved them between two days under one policy; by default what ``explain`` says otherwise of the
            second day.
        totals: what the rows come to together.
        table: the rows as they are stored and shown.
        items: the items likewise; None where the view has none.
        part: the field of the rows that has a table of its own.
        lasting: how a stored row holds on later days; None: it does not.
        compare: the rows shown with what compares them with one another and with those of others; it reads only what
            no policy changes. None: no row depends on others.
        policy: the sections of the policy that change its figures.
        explaining: what ``explain`` says beside the entries.
        lists: what is made of the view besides.
        summary: the line under its table, in place of totals.
        telling: its rows with those first that say the most to a reader who sees only some.
    """

    name: str
    version: int
    evolve: Callable[[State | None, Fact, Any], State]
    prepare: Callable[[AccountHolder[State], Policy], Basis]
    rows: Callable[[Basis, date], tuple[list[Row], list[Item]]]
    explain: Callable[[AccountHolder[State], date, Policy], list[Contribution]]
    table: Table[Row]
    moved: Callable[[Span[State], Policy], list[Contribution]] | None = None
    totals: Callable[[Iterable[Row]], list[Total]] = _no_totals
    items: Table[Item] | None = None
    part: Part[Row, Any] | None = None
    lasting: Lasting[Row] | None = None
    compare: Callable[[Sequence[Row], Policy, Sequence[Row]], list[Row]] | None = None
    policy: tuple[str, ...] = ()
    explaining: Explaining = field(default=Explaining())
    lists: Lists | None = None
    summary: Callable[[Sequence[Total]], str] | None = None
    telling: Callable[[Sequence[Row]], Sequence[Row]] = list

    @property
    def reads(self) -> tuple[type[Event], ...]:
        """The kinds of event that it reads."""
        return reads(self.evolve)

    @property
    def tables(self) -> Iterator[Table[Any]]:
        """Everything that is stored of it."""
        yield self.table
        if self.part:
            yield self.part.table
        if self.items:
            yield self.items

    def of(
        self, holders: Iterable[AccountHolder[State]], as_of: date, policy: Policy, others: Iterable[Row] = ()
    ) -> tuple[list[Row], list[Item]]:
        """The rows of the holders shown for a day, and the items behind them.

        Args:
            holders: those shown, and those that they are compared with.
            as_of: the day.
            policy: how the figures are made.
            others: rows of those with whom they are compared besides.
        """
        shown: list[Row] = []
        items: list[Item] = []
        beside = [*others]
        for holder in holders:
            if holder.shown or self.compare:
                rows, behind = self.rows(self.prepare(holder, policy), as_of)
                (shown if holder.shown else beside).extend(rows)
                items += behind if holder.shown else []
        return (self.compare(shown, policy, beside) if self.compare else shown), items

    def change(self, span: Span[State], policy: Policy) -> list[Contribution]:
        """What moved a holder's figures between two days, under one policy."""
        if self.moved:
            return self.moved(span, policy)
        before = self.explain(span.before, span.since, policy)
        return differences(before, self.explain(span.after, span.until, policy), span, self.ages)

    @property
    def fields(self) -> dict[str, Field]:
        """The fields of its rows by name, which are the figures that it explains too."""
        return {field.name: field for field in row_fields(self.table.row)}

    @property
    def ages(self) -> list[str]:
        """The figures that count days, and so rise by themselves from one to the next."""
        return [name for name, field in self.fields.items() if field.column.unit == "days"]
