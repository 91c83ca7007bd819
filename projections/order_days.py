"""The order days of a client and their decayed value.

A day counts 0.5 ^ (age / half-life) x ln(1 + its value), net of what was cancelled or came back by then.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from ledger.money import ZERO, Amounts
from projections.policy import Commerce
from projections.trade import Loose, Trade

Day: TypeAlias = tuple[date, str]
"""A calendar day and a currency."""

_DAY = timedelta(days=1)
_STEP = Decimal("0.01")


class OrderDays:
    """The order days of some clients, for questions about one day after the other.

    The value of an order day changes only when something is taken back, so it is computed once between two
    such days.

    Args:
        trades: the orders of the clients.
        commerce: the policy that weighs order days.
    """

    __slots__ = ("_changes", "_commerce", "_epochs", "_trades")

    def __init__(self, trades: Sequence[Trade], commerce: Commerce) -> None:
        changes = {taken.on for traded in trades for order in traded.orders.values() for taken in order.taken}
        changes.update(loose.on for traded in trades for loose in traded.loose)
        self._trades, self._commerce = trades, commerce
        self._changes = sorted(changes)
        self._epochs: dict[int, list[tuple[int, float]]] = {}

    def decayed(self, day: date) -> tuple[float, int] | None:
        """The decayed order value on a day, and the days since the last order; None if no order stands."""
        number = bisect_right(self._changes, day) if self._changes else 0
        worth = self._epochs.get(number)
        if worth is None:
            worth = self._epoch(number)
        today, left = day.toordinal(), decays(self._commerce.half_life)
        if worth and worth[-1][0] > today:
            worth = worth[: bisect_left(worth, (today + 1, 0.0))]
        if not worth:
            return None
        return math.fsum([left[today - on] * log for on, log in worth]), today - worth[-1][0]

    def _epoch(self, number: int) -> list[tuple[int, float]]:
        """Each order day as an ordinal, with the logarithm of its value until the next taking back."""
        following = self._changes[number] if number < len(self._changes) else None
        values = order_days(self._trades, following - _DAY if following else date.max)
        found = sorted((on.toordinal(), _log(value)) for (on, _), value in values.items())
        self._epochs[number] = found
        return found


class _Decays(dict[int, float]):
    """The part that is left after so many days, computed once per number of days."""

    def __init__(self, half_life: float) -> None:
        super().__init__()
        self._half_life = half_life

    def __missing__(self, age: int) -> float:
        left = self[age] = float(0.5 ** (age / self._half_life))
        return left


@lru_cache(maxsize=64)
def decays(half_life: float) -> Mapping[int, float]:
    """The part that is left after so many days: a half after each half-life."""
    return _Decays(half_life)


def decay(on: date, day: date, half_life: float) -> float:
    """The part that is left by a day."""
    return decays(half_life)[(day - on).days]


def decayed(values: dict[Day, Decimal], day: date, commerce: Commerce) -> float:
    """The decayed order value."""
    return math.fsum(counts(on, value, day, commerce) for (on, _), value in values.items())


def counts(on: date, value: Decimal, day: date, commerce: Commerce) -> float:
    """What an order day of a value counts on a later day."""
    return decay(on, day, commerce.half_life) * _log(value)


def _log(value: Decimal) -> float:
    return math.log1p(value) if value > 0 else 0.0


def order_days(trades: Iterable[Trade], day: date) -> dict[Day, Decimal]:
    """The value of each order day in each currency that still stood on a day."""
    together = Amounts[Day]()
    for traded in trades:
        values = standing(traded, day)
        for key, _, off in comes_off(traded.loose, values, day):
            values[key] -= off
        for key, value in values.items():
            together[key] += value
    return together


def standing(traded: Trade, day: date) -> Amounts[Day]:
    """The value of the orders that stood on a day, by order day, before returns without an order."""
    return Amounts.of(
        ((order.on, order.currency), order.net(day))
        for order in traded.orders.values()
        if order.on <= day and order.stands(day)
    )


def comes_off(
    loose: Iterable[Loose], values: dict[Day, Decimal], day: date
) -> Iterator[tuple[Day, Loose, Decimal]]:
    """The order days that a return without a recorded order reduces: the newest before it first.

    The caller reduces the values by each part before it asks for the next.
    """
    for one in loose:
        left = one.value if one.on <= day else ZERO
        for key in sorted(values, reverse=True):
            if left <= 0:
                break
            if key[0] <= one.on and one.currency in (None, key[1]):
                off = max(min(left, values[key]), ZERO)
                left -= off
                yield key, one, off
