"""What a question needs of span rows, so that the database reads no more, and sums them where it can."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

from projections.policy import Policy

OF_CLIENT: Final = "currency IS NULL"
"""In SQL, the rows in their client's own currency."""


class Needed(NamedTuple):
    """Which columns of span rows a question needs, and which rows count as one.

    Those count as one that are alike, and whose days lie in one part of time. A row has None in each column
    that is not named. Rows may stay apart all the same, and others may be among them, as those from the facts
    do: what is made of them must not depend on it. No row that is summed is older than the first part, but
    those that a question about any period needs.

    Attributes:
        by: the columns in which they are alike.
        sums: the columns with numbers that are added; a row in which one is None is added only to such rows.
            (): no rows count as one.
        days: the first day of each part of time, in order.
        lines: the columns with lines, which are put one after the other.
        first: whether the row has the day and the position of the first of them; else the least of each.
        apart: in SQL, which rows count as one only with those of the same client. Other rows of all clients
            asked about do so too, and are told of one of them. None: each client has its own.
        where: in SQL, which rows are needed; "": all.
        counts: by the name of a column, in SQL, which of the rows that are alike it counts. Rows of an answer
            are then complete, so it has totals.
        row: the class of rows with such columns, in place of that of the span rows; it has the day and the
            position too, as ``first`` says. None: there are none.
    """

    by: tuple[str, ...]
    sums: tuple[str, ...] = ()
    days: Sequence[date] = ()
    lines: tuple[str, ...] = ()
    first: bool = False
    apart: str | None = None
    where: str = ""
    counts: Mapping[str, str] = {}
    row: type[tuple[Any, ...]] | None = None


class Totalling(NamedTuple):
    """How totals of a view are made without its rows, for a reader who wants nothing else.

    Attributes:
        needed: what of the first kind of span rows they need.
        of: the totals for a day, from what the rows of each client are made of.
    """

    needed: Needed
    of: Callable[[Iterable[Any], date, Policy], Sequence[Any]]


Since: TypeAlias = date | Needed
"""The day from which rows are wanted that have days of their own, or what is needed of them."""
