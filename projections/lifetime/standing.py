"""The order days that stood on a day, from what was sold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Final, cast

from ledger.money import Amounts
from projections.health.commerce import Counted
from projections.key_accounts.client_sales import Sold
from projections.lifetime.ordered import Sales, ordered_in
from projections.order_days import comes_off
from projections.policy import Commerce
from projections.trade import Day, Loose

_LAST: Final = date.max.toordinal()


class Standing:
    """What was sold to a client, put together by order once, so that its order days of any day follow.

    Args:
        sold: what was sold, in any order.

    Attributes:
        orders: as they were placed, in order of their days.
        rest: what was taken back of them, or came back without one.
        loose: the latter alone.
    """

    def __init__(self, sold: Sales) -> None:
        self.orders, self.rest = ordered_in(sold)
        self.loose = [one for one in self.rest if one.document is None]
        self._taken: dict[int, list[Sold]] = {}
        for one in self.rest:
            if one.document in self.orders.document:
                self._taken.setdefault(self.orders.document.index(one.document), []).append(one)

    def on(self, day: date) -> Amounts[Day]:
        """The value of each order day that still stood on a day, as ``order_days.values_on`` has it."""
        added = self._added(day.toordinal())
        values = Amounts[Day](
            {(date.fromordinal(on), currency): one for (on, currency), one in added.items()}
        )
        loose = [
            Loose(one.on, -one.revenue, one.currency or None, one.position)
            for one in self.loose
            if one.on <= day
        ]
        for key, _, off in comes_off(sorted(loose, key=attrgetter("on", "position")), values, day):
            values[key] -= off
        return values

    def changed(self) -> list[tuple[int, int]]:
        """Of what changed later, the first day on which it counts, and that of its last change."""
        found = [(0, one.on.toordinal()) for one in self.loose]
        found += [
            (self.orders.on[at], max(one.on for one in taken).toordinal())
            for at, taken in self._taken.items()
        ]
        return found

    def sizes(self, number: int) -> tuple[Sequence[int], Sequence[str], Sequence[float]]:
        """Days, currencies and sizes of the order days that stood on a day, as ``date.toordinal`` counts it.

        Order days after it may be among them. What came back without an order does not come off.
        """
        orders = self.orders
        if len({*orders.on}) < len(orders.on):
            added = self._added(number)
            return [on for on, _ in added], [one for _, one in added], [*map(float, added.values())]
        if not self._taken:
            return orders.on, orders.currency, orders.size
        sizes: list[float | None] = [*orders.size]
        for at in self._taken:
            left = self._left(at, number)
            sizes[at] = None if left is None else float(left)
        if None not in sizes:
            return orders.on, orders.currency, cast("Sequence[float]", sizes)
        found = [one for one in zip(orders.on, orders.currency, sizes, strict=True) if one[2] is not None]
        days, currencies, stood = zip(*found, strict=True) if found else ((), (), ())
        return days, currencies, stood

    def _added(self, number: int) -> Amounts[tuple[int, str]]:
        """The value of the orders of each day and currency that stood on a day."""
        values = Amounts[tuple[int, str]]()
        for at, key in enumerate(zip(self.orders.on, self.orders.currency, strict=True)):
            if key[0] <= number and (left := self._left(at, number)) is not None:
                values[key] += left
        return values

    def _left(self, at: int, number: int) -> Decimal | None:
        """What was left of an order on a day; None if it stood no more, as ``Order.stands`` has it."""
        orders, taken = self.orders, self._taken.get(at, ())
        back = [one for one in taken if one.on.toordinal() <= number]
        if back and sum(one.pieces for one in back) >= orders.pieces[at]:
            return None
        return sum([one.revenue for one in back], orders.revenue[at])


class Scores:
    """The chance of the next order of clients that count as one, of any day up to that asked.

    Args:
        several: what was sold to each of the clients.
        commerce: the policy.
    """

    def __init__(self, several: Sequence[Standing], commerce: Commerce) -> None:
        self._several, self._commerce = several, commerce
        self._changed = [span for one in several for span in one.changed()]
        self._last = self._counted(_LAST)

    def score(self, ordinal: int) -> float | None:
        """The chance on a day, from 0 to 100; None where no order stood."""
        for first, last in self._changed:
            if first <= ordinal < last:
                return self._counted(ordinal).score(ordinal)
        return self._last.score(ordinal)

    def _counted(self, ordinal: int) -> Counted:
        """The order days that stood on a day; order days after it may be among them."""
        if len(self._several) == 1 and not self._several[0].loose:
            return Counted(*self._several[0].sizes(ordinal), self._commerce)
        values = sorted(standing_on(self._several, date.fromordinal(ordinal)).items())
        days, currencies = ([on.toordinal() for (on, _), _ in values], [one for (_, one), _ in values])
        return Counted(days, currencies, [float(value) for _, value in values], self._commerce)


def standing_on(several: Iterable[Standing], day: date) -> Amounts[Day]:
    """The value of each order day of some clients together that still stood on a day."""
    together = Amounts[Day]()
    for one in several:
        for key, value in one.on(day).items():
            together[key] += value
    return together
