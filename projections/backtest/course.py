"""When an account holder ordered: on which month-ends it was active, and after which it was lost."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Final, NamedTuple, Self

from ledger.entry import Fact
from ledger.events import OrderPlaced
from ledger.subledger.orders import order_of
from ledger.times import shifted
from projections.framework.filters import AccountHolder
from projections.health.commerce import unit_of
from projections.policy import Policy

ACTIVE: Final = 182
"""Days within which a client ordered that is active."""
WARNING: Final = 60
"""Days before a loss on which the score is asked whether it warned of it."""


class PlacedOrder(NamedTuple):
    """An order as it was placed, before any return or cancellation."""

    on: date
    currency: str
    value: Decimal


def placed(state: list[PlacedOrder] | None, entry: Fact, event: OrderPlaced) -> list[PlacedOrder]:
    """The orders of a client after an entry."""
    orders, order = state or [], order_of(event, entry.occurred_at)
    orders.append(PlacedOrder(order.on, order.currency, order.value))
    return orders


class Course(NamedTuple):
    """When an account holder ordered.

    Attributes:
        days: of each order, in order.
        values: of each order and all before it, in the units of the policy.
        active: the month-ends on which it was active.
        lost: those of them after which no order came within the horizon.
        warned: the day on which the score could have warned of the last loss; empty without a loss.
    """

    holder: AccountHolder[list[PlacedOrder]]
    days: Sequence[date]
    values: Sequence[float]
    active: Sequence[date]
    lost: Sequence[date]
    warned: Sequence[date]

    @classmethod
    def of(cls, holder: AccountHolder[list[PlacedOrder]], month_ends: Sequence[date], policy: Policy) -> Self:
        """The course of an account holder."""
        commerce = policy.health.commerce
        orders = sorted(order for _, own in holder.states for order in own)
        sizes = (float(order.value) / unit_of(order.currency, commerce) for order in orders)
        course = cls(holder, [order.on for order in orders], [*accumulate(sizes)], [], [], [])
        ahead = commerce.horizon
        active = [day for day in month_ends if course.count(day) and course.since(day) <= ACTIVE]
        lost = [day for day in active if course.count(day) == course.count(shifted(day, ahead))]
        warned = [shifted(course.last(day), ahead - WARNING) for day in lost[-1:]]
        return course._replace(active=active, lost=lost, warned=warned)

    def count(self, day: date) -> int:
        """The number of orders by a day."""
        return bisect_right(self.days, day)

    def last(self, day: date) -> date:
        """The day of the last order by a day on which there was one."""
        return self.days[self.count(day) - 1]

    def since(self, day: date) -> int:
        """The days since then."""
        return (day - self.last(day)).days

    def value_by(self, day: date) -> float:
        """What was ordered by a day on which there was an order."""
        return self.values[self.count(day) - 1]
