"""Which rows of many say the most to a reader who sees only some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from operator import itemgetter
from typing import TypeVar

from projections.framework.sums import InCurrency

R = TypeVar("R", bound=InCurrency)


def in_turns(
    rows: Iterable[R], size: Callable[[R], Decimal], age: Callable[[R], int] = lambda _: 0
) -> list[R]:
    """The rows of the highest age first, then the largest of each currency in its turn."""
    turns: Counter[str] = Counter()
    ordered = []
    for row in sorted(rows, key=size, reverse=True):
        ordered.append((-age(row), turns[row.currency], row.currency, row))
        turns[row.currency] += 1
    return [row for *_, row in sorted(ordered, key=itemgetter(0, 1, 2))]
