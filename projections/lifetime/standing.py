"""The order days that stood on a day, from what was sold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter

from ledger.money import ZERO, Amounts
from projections.health.commerce import Counted
from projections.key_accounts.client_sales import Sold
from projections.lifetime.ordered import Sales, ordered_in
from projections.order_days import comes_off
from projections.policy import Commerce
from projections.trade import Day, Loose


class Standing:
    """What was sold to a client, put together by order once, so that its order days of any day follow.

    Args:
        sold: what was sold, in any order.

    Attributes:
        orders: as they were placed.
        rest: what was taken back of them, or came back without one.
    """

    def __init__(self, sold: Sales) -> None:
        self.orders, self.rest = ordered_in(sold)
        self._loose = [one for one in self.rest if one.document is None]
        self._taken: dict[int, list[Sold]] = {}
        for one in self.rest:
            if one.document in self.orders.document:
                self._taken.setdefault(self.orders.document.index(one.document), []).append(one)

    def on(self, day: date) -> Amounts[Day]:
        """The value of each order day that still stood on a day, as ``order_days.values_on`` has it."""
        values, orders, number = Amounts[Day](), self.orders, day.toordinal()
        for at, (on, currency, value) in enumerate(
            zip(orders.on, orders.currency, orders.revenue, strict=True)
        ):
            if on <= number:
                taken = [one for one in self._taken.get(at, ()) if one.on <= day]
                if not taken or _stands(orders.pieces[at], taken):
                    values[date.fromordinal(on), currency] += value + sum(
                        [one.revenue for one in taken], ZERO
                    )
        loose = [
            Loose(one.on, -one.revenue, one.currency or None, one.position)
            for one in self._loose
            if one.on <= day
        ]
        for key, _, off in comes_off(sorted(loose, key=attrgetter("on", "position")), values, day):
            values[key] -= off
        return values

    def changed(self) -> list[tuple[int, int]]:
        """Of what changed later, the first day on which it counts, and that of its last change."""
        found = [(0, one.on.toordinal()) for one in self._loose]
        found += [
            (self.orders.on[at], max(one.on for one in taken).toordinal())
            for at, taken in self._taken.items()
        ]
        return found

    def left(self) -> tuple[Sequence[int], Sequence[str], Sequence[float]] | None:
        """Days, currencies and sizes of the orders that stand after all; None if they have to be added."""
        orders = self.orders
        if self._loose or len({*orders.on}) < len(orders.on):
            return None
        if not self._taken:
            return orders.on, orders.currency, orders.size
        sizes: list[float | None] = [*orders.size]
        for at, taken in self._taken.items():
            left = orders.revenue[at] + sum([one.revenue for one in taken], ZERO)
            sizes[at] = float(left) if _stands(orders.pieces[at], taken) else None
        found = [one for one in zip(orders.on, orders.currency, sizes, strict=True) if one[2] is not None]
        days, currencies, stands = zip(*found, strict=True) if found else ((), (), ())
        return days, currencies, stands


class Scores:
    """The chance of the next order of clients that count as one, of any day up to that asked.

    Args:
        several: what was sold to each of the clients.
        commerce: the policy.
    """

    def __init__(self, several: Sequence[Standing], commerce: Commerce) -> None:
        self._several, self._commerce = several, commerce
        self._changed = [span for one in several for span in one.changed()]
        left = several[0].left() if len(several) == 1 else None
        self._last = Counted(*left, commerce) if left else self._counted(date.max)

    def score(self, ordinal: int) -> float | None:
        """The chance on a day, from 0 to 100; None where no order stood."""
        for first, last in self._changed:
            if first <= ordinal < last:
                return self._counted(date.fromordinal(ordinal)).score(ordinal)
        return self._last.score(ordinal)

    def _counted(self, day: date) -> Counted:
        values = standing_on(self._several, day)
        days = [on.toordinal() for on, _ in values]
        return Counted(days, [one for _, one in values], [*map(float, values.values())], self._commerce)


def standing_on(several: Iterable[Standing], day: date) -> Amounts[Day]:
    """The value of each order day of some clients together that still stood on a day."""
    together = Amounts[Day]()
    for one in several:
        for key, value in one.on(day).items():
            together[key] += value
    return together


def _stands(pieces: Decimal, taken: Collection[Sold]) -> bool:
    """Whether the client kept anything of an order of so many pieces, as ``Order.stands`` has it."""
    return sum(one.pieces for one in taken) < pieces
