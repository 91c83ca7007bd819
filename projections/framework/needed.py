"""What is needed of span rows, so that the database reads no more, and adds them up where it can."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, Self

from ledger.money import ZERO
from projections.framework.clients import Client
from projections.policy import Policy

OF_CLIENT: Final = "currency IS NULL"
"""In SQL, the rows in their client's own currency."""


class Addends(Decimal):
    """A sum that knows what was added, for what has to be rounded before it is added.

    Attributes:
        each: the amounts.
    """

    __slots__ = ("each",)
    each: Sequence[Decimal]

    def __new__(cls, each: Sequence[Decimal]) -> Self:
        """The sum of amounts."""
        made = super().__new__(cls, sum(each, ZERO))
        made.each = each
        return made

    def __bool__(self) -> bool:
        """Whether any of them is not nothing: what sums to nothing need not do so once it is rounded."""
        return any(self.each)


def added_after(change: Callable[[Decimal], Decimal], amount: Decimal) -> Decimal:
    """What an amount becomes; of a sum that knows what was added, the sum of what each of these becomes."""
    return (
        sum(map(change, filter(None, amount.each)), ZERO) if isinstance(amount, Addends) else change(amount)
    )


class Sums(NamedTuple):
    """Which span rows the database adds up to one row.

    It adds rows that are alike, and whose days lie in the same part of time. Clients of whom more is known
    than is stored have rows made of facts, which are never added: so no figure may depend on what is added.
    A row has None in each column that is not named.

    Attributes:
        alike: the columns in which rows have to be the same.
        figures: the columns with numbers that are added. Rows without a number are added to each other alone.
        parts: the first day of each part of time, in order. Only rows that are needed whatever the period
            lie before the first. (): time has no parts.
        lines: the columns with lines of text, which are put one after the other.
        first: whether the row has the day and the position of the first of them; else the least of each.
        apart: in SQL, the rows that are added only to rows of the same client. Others are added over all
            clients that are asked about, and the sum has the code of one of them. None: no two clients' rows
            are added.
        counts: by the name of a column, in SQL, which of the rows it counts. The view has such columns in
            place of its rows, so its answer has totals.
        row: the class of rows with such columns, in place of that of the span rows. None: there are none.
        days: other columns with days. Rows are alike if these days lie in the same part of time, or if both
            have none; the sum has the least.
        singly: in SQL, the rows of which each stays one of its own; "": none.
        daily: in SQL, the rows that are added only to those of the same day, so that each can be converted at
            the rates of its day; "": none. Their amounts, and those of all other sums, are ``Addends``.
    """

    alike: tuple[str, ...]
    figures: tuple[str, ...] = ()
    parts: Sequence[date] = ()
    lines: tuple[str, ...] = ()
    first: bool = False
    apart: str | None = None
    counts: Mapping[str, str] = {}
    row: type[tuple[Any, ...]] | None = None
    days: tuple[str, ...] = ()
    singly: str = ""
    daily: str = ""


class Names(NamedTuple):
    """What a question about some names needs, of all clients.

    Attributes:
        columns: those with names, of the rows that each question about a period needs (``Spans.always``): one
            row for each of their values, whose figures are 0; (): none.
        among: gives the names that other rows need to have, by column, from all clients as they were on the
            day and from these rows. It is not asked where more is known of clients than is stored.
    """

    columns: tuple[str, ...]
    among: Callable[[Mapping[str, Client], Sequence[Any]], Mapping[str, Collection[str | None]]]


class Lists(NamedTuple):
    """Which span rows of a client come together, as one row whose columns are lists.

    To make such a row takes about as long as to make two of the span rows.

    Attributes:
        row: its class, a named tuple of tuples, of columns that always have a value.
        where: in SQL, the span rows; ``Needed.where`` then says which of the others come one by one. "": all
            that are needed.
    """

    row: type[tuple[Any, ...]]
    where: str = ""


class Needed(NamedTuple):
    """What a view or a question needs of span rows of a kind; it may be given more.

    Attributes:
        since: the day from which it needs those that are ``dated``; None: all days.
        columns: those that it needs; the others are None in stored rows. (): all, or those of ``sums``.
        where: in SQL, the rows that it needs; "": all.
        only_if: whether it needs any of a client, from what it has of the kinds of span rows before this one;
            None: it does of each.
        sums: which rows the database adds up; None: it adds none.
        names: which names it needs; None: any.
        lists: which of them come together, before the others. Those from the facts come one by one, and so do
            those of a view that reads earlier days. None: none come together.
        with_rows: whether the answer may leave out account holders of whom it needs no span row; it does so
            about all clients, where the view compares none with others and reads no earlier days.
    """

    since: date | None = None
    columns: tuple[str, ...] = ()
    where: str = ""
    only_if: Callable[[Sequence[Sequence[Any]]], bool] | None = None
    sums: Sums | None = None
    names: Names | None = None
    lists: Lists | None = None
    with_rows: bool = False

    @property
    def counts(self) -> bool:
        """Whether there are counts in place of rows."""
        return self.sums is not None and bool(self.sums.counts)


class Totalling(NamedTuple):
    """How totals of a view are made without its rows, for a reader who wants nothing else.

    Attributes:
        needed: what they need of the first kind of span rows.
        of: the totals for a day, from what the rows of each client are made of.
    """

    needed: Needed
    of: Callable[[Iterable[Any], date, Policy], Sequence[Any]]
