"""The parts of a view that only some views need, each with what its defaults leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from ledger.events import Event
from projections.framework.clients import Client
from projections.framework.contributions import Contribution, Span
from projections.framework.filters import AccountHolder
from projections.framework.needed import Needed, Totalling
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


class Items(NamedTuple, Generic[Basis, Item]):
    """What the rows of a view are made of; or what has no row any more, such as proposals that ended.

    Attributes:
        table: of the items.
        of: those of an account holder for a day, from what its rows are made of.
        restored: makes an item of a client again of what its table has, where no client needs what others
            have; they are then in ``made`` of the holder under the table's name. None: they are worked out.
        spans: the names of the span rows of which items alone are made, and what rows take of items.
        needed: what they need for a day of the first span rows, where the rows need less: so it is read once
            somebody asks for items. None: they are made of what the rows are made of.
    """

    table: Table[Item]
    of: Callable[[AccountHolder[Basis], date, Policy], list[Item]]
    restored: Callable[[Client, dict[str, Any]], Item] | None = None
    spans: tuple[str, ...] = ()
    needed: Callable[[date], Needed] | None = None


class Totals(NamedTuple, Generic[Row, Total]):
    """What all rows come to.

    Attributes:
        of: the totals of rows; without it there are none.
        quicker: makes the same totals without the rows; None: there is no quicker way.
        summary: the line under the table of the rows, in place of totals.
    """

    of: Callable[[Iterable[Row]], list[Total]] = lambda _: []
    quicker: Totalling | None = None
    summary: Callable[[Sequence[Total]], str] | None = None


class Comparing(NamedTuple, Generic[Basis, Row]):
    """How rows depend on what other account holders have.

    Attributes:
        of: adds to the rows shown what compares them with each other and with those of others; it reads only
            what no policy changes. None: no row is compared.
        beside: what ``of`` takes of an account holder that is not shown, for a day, from what the rows of its
            members are made of; None: its rows.
        beside_spans: the names of the span rows that ``beside`` reads; (): all.
        pooled: whether under a policy the rows of a client need what others have before they are compared.
    """

    of: Callable[[Sequence[Row], Policy, Sequence[Any]], list[Row]] | None = None
    beside: Callable[[Sequence[Basis], date], Iterable[Any]] | None = None
    beside_spans: tuple[str, ...] = ()
    pooled: Callable[[Policy], bool] = lambda _: False


class Lookback(NamedTuple):
    """Which days before its own day a view reads.

    Attributes:
        days: its rows also need the span rows of so many days before.
        eve: the day before its period; only span rows that changed since are read, of both days. None: all.
        steps: the column of its rows that also needs the days before, one after the other; "" if none does.
    """

    days: tuple[int, ...] = ()
    eve: date | None = None
    steps: str = ""


def _a_day(holder: AccountHolder[Any], as_of: date, policy: Policy) -> date:
    del holder, policy
    return as_of


class Storing(NamedTuple, Generic[Basis, Row]):
    """How rows of today and of month-ends are stored, and read again.

    Attributes:
        part: the field of the rows that has a table of its own.
        unstored: texts of the rows that are read from the entries when they are asked for; None: there are
            none.
        restored: makes a row of a client again of what its table has; None: rows are always worked out.
        stays: the last day up to which the rows of an account holder for a day surely stay the same, while
            the policy and the span rows, also of the days before, do; the day itself where nothing is sure.
    """

    part: Subtable[Row, Any] | None = None
    unstored: Unstored | None = None
    restored: Callable[[Client, Mapping[str, Any]], Row] | None = None
    stays: Callable[[AccountHolder[Basis], date, Policy], date] = _a_day


class Showing(NamedTuple, Generic[Basis, Row]):
    """How people see the rows.

    Attributes:
        order: where a row stands among those of all clients; None: by client.
        empty: why there may be no row though clients are in view, in words that begin with a small letter.
        cautions: what a reader has to know before the figures, from what the rows are made of.
        telling: orders the rows for a reader who sees only the first.
        leading: the fields that a reader of changes wants first; the first of them is a number.
    """

    order: Callable[[Row], Any] | None = None
    empty: str = "no entry of these clients counts on that day"
    cautions: Callable[[Sequence[AccountHolder[Basis]], Policy], Iterable[Remark]] = lambda *_: ()
    telling: Callable[[Sequence[Row]], Sequence[Row]] = list
    leading: tuple[str, ...] = ()


class Explaining(NamedTuple, Generic[State]):
    """What ``explain`` shows beside the contributions to figures.

    Attributes:
        nothing: the answer if no entry counts; {client} stands for the client.
        note: what a reader needs to know about the figures.
        summed: whether the sum of the contributions says anything.
        ways: the meaning of each ``how`` of a contribution.
        moved: the contributions to a change between two days; None: the differences of those of both days.
        in_full: the kinds of which an entry moves no figure unless it has a part in one that is explained.
        of_period: the contributions to the figures of a period that begins on a day, where rows are single
            entries of all time and the command sums those of a period; None: it shows the figures of rows.
    """

    nothing: str = "Nothing to explain."
    note: Remark | None = None
    summed: bool = True
    ways: Mapping[str, Remark] = {}
    moved: Callable[[Span[State], Policy], list[Contribution]] | None = None
    in_full: frozenset[type[Event]] = frozenset()
    of_period: Callable[[AccountHolder[State], date, Policy, date], list[Contribution]] | None = None
