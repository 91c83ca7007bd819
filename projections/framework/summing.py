"""Span rows that a question needs only together: the database sums them before they are read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple, TypeAlias

OF_CLIENT: Final = "currency IS NULL"
"""In SQL, the rows in their client's own currency."""


class Summing(NamedTuple):
    """Which span rows count as one: those that are alike, and whose days lie in one part of time.

    Such a row has None in each column that is not named. Rows may stay apart all the same, as those from the
    facts do, so what is made of them must not depend on how many they are. No row is older than the first
    part, but those that a question about any period needs.

    Attributes:
        by: the columns in which they are alike.
        sums: the columns with numbers that are added; a row in which one is None is added only to such rows.
        days: the first day of each part of time, in order.
        lines: the columns with lines, which are put one after the other.
        first: whether the row has the day and the position of the first of them; else the least of each.
        apart: in SQL, which rows count as one only with those of the same client. Other rows of all clients
            asked about do so too, and are told of one of them. None: each client has its own.
    """

    by: tuple[str, ...]
    sums: tuple[str, ...]
    days: Sequence[date]
    lines: tuple[str, ...] = ()
    first: bool = False
    apart: str | None = None


Since: TypeAlias = date | Summing
"""The day from which rows are wanted that have days of their own, or how they are summed from then on."""
