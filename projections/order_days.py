"""The order days of a client, with their value net of what was cancelled or came back by then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, NamedTuple

from ledger.money import ZERO, Amounts
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.framework.spans import Spans
from projections.policy import Policy
from projections.trade import Day, Loose, Trade, evolve


class OrderDay(NamedTuple):
    """The value of a client's orders of a day in a currency, while it stands so.

    Attributes:
        size: the value as logarithms take it.
    """

    day: Annotated[date, Column(key=1)]
    currency: Annotated[str, Column(key=2)]
    value: Decimal
    size: float


def together(held: Iterable[Iterable[OrderDay]]) -> list[OrderDay]:
    """The order days of several clients, those of one day and currency as one."""
    values = Amounts.of(((one.day, one.currency), one.value) for days in held for one in days)
    return days_of(values)


def days_of(values: Mapping[Day, Decimal]) -> list[OrderDay]:
    """Order days with their values."""
    return [OrderDay(*key, value, float(value)) for key, value in values.items()]


def order_days(client: Client, trade: Trade, day: date, policy: Policy) -> list[OrderDay]:
    """The order days of a client that still stood on a day, with their values."""
    del client, policy
    if trade.loose:
        return days_of(values_on([trade], day))
    found = (worth_of_day(trade, one).standing for one in trade.by_day)
    return [one for one in found if one]


def touched_days(
    client: Client, trade: Trade, on: date, policy: Policy
) -> Iterable[tuple[Day, OrderDay | None]] | None:
    """The order days that changed since this was last asked; None at first, and with loose returns."""
    del client, on, policy
    moved = trade.moved_for(OrderDay)
    if trade.loose or moved is None:
        return None
    return ((day, worth_of_day(trade, day).standing if day in trade.by_day else None) for day in moved)


ORDER_DAYS = Spans(name="order_days", evolve=evolve, row=OrderDay, of=order_days, touched=touched_days)
"""What a client ordered, day by day; several views are made of it."""


class Worth(NamedTuple):
    """What the orders of a day, or of a year, are worth.

    Attributes:
        net: all of them, less what was taken back.
        orders: how many stand.
        last: the newest day on which one stands.
        first: the oldest one.
        days: on how many days one stands.
        standing: the day with what those that stand are worth; None if none does, and for a year.
    """

    net: Decimal
    orders: int
    last: date | None
    first: date | None = None
    days: int = 0
    standing: OrderDay | None = None


def worth_of_day(trade: Trade, day: Day) -> Worth:
    """What the orders of a day are worth; it is worked out again only after a change."""
    worth: Worth | None = trade.kept.get(day)
    if worth is None:
        nets = [(order.net(date.max), order.stands(date.max)) for order in trade.by_day[day].values()]
        standing = [net for net, stands in nets if stands]
        value = sum(standing, ZERO)
        net = value if len(standing) == len(nets) else sum([net for net, _ in nets], ZERO)
        held = OrderDay(*day, value, float(value)) if standing else None
        on = day[0] if standing else None
        worth = trade.kept[day] = Worth(net, len(standing), on, on, int(bool(standing)), held)
    return worth


def worth_of_years(trade: Trade) -> Iterator[tuple[str, Worth]]:
    """What the orders of each year are worth, with their currency; worked out again only after a change."""
    for year, days in trade.by_year.items():
        worth: Worth | None = trade.kept.get(year)
        if worth is None and days:
            found = [worth_of_day(trade, day) for day in days]
            ends = [one.last for one in found if one.last]
            net, orders = sum((one.net for one in found), ZERO), sum(one.orders for one in found)
            first, last = min(ends, default=None), max(ends, default=None)
            worth = trade.kept[year] = Worth(net, orders, last, first, len(ends))
        if worth is not None:
            yield year[1], worth


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


def values_on(trades: Iterable[Trade], day: date) -> dict[Day, Decimal]:
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
