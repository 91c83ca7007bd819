"""The order days that stood on a day, from what was sold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter

from ledger.money import ZERO, Amounts
from projections.key_accounts.client_sales import ORDER, Sold
from projections.order_days import comes_off
from projections.trade import Day, Loose


class Standing:
    """What was sold to a client, put together by order once, so that its order days of any day follow.

    Args:
        sold: what was sold, in any order.
    """

    def __init__(self, sold: Iterable[Sold]) -> None:
        by_order = dict[str, list[Sold]]()
        self._loose, self._whole = list[Sold](), Amounts[Day]()
        for one in sold:
            if one.document is None:
                self._loose.append(one)
            elif one.document in by_order:
                by_order[one.document].append(one)
            else:
                by_order[one.document] = [one]
        self._changed = [own for own in by_order.values() if len(own) > 1]
        for own in by_order.values():
            if len(own) == 1 and (one := own[0]).what == ORDER:  # as most are
                self._whole[one.on, one.currency] += one.revenue

    def on(self, day: date) -> Amounts[Day]:
        """The value of each order day that still stood on a day, as ``order_days.values_on`` has it."""
        values = Amounts({key: value for key, value in self._whole.items() if key[0] <= day})
        for several in self._changed:
            own = [one for one in several if one.on <= day]
            order = next((one for one in own if one.what == ORDER), None)
            if order is not None and _stands(order, own):
                values[order.on, order.currency] += sum([one.revenue for one in own], ZERO)
        if not self._loose:
            return values
        loose = [
            Loose(one.on, -one.revenue, one.currency or None, one.position)
            for one in self._loose
            if one.on <= day
        ]
        for key, _, off in comes_off(sorted(loose, key=attrgetter("on", "position")), values, day):
            values[key] -= off
        return values


def standing_on(several: Sequence[Standing], day: date) -> Amounts[Day]:
    """The value of each order day of some clients together that still stood on a day."""
    if len(several) == 1:
        return several[0].on(day)
    together = Amounts[Day]()
    for one in several:
        for key, value in one.on(day).items():
            together[key] += value
    return together


def _stands(order: Sold, own: Iterable[Sold]) -> bool:
    """Whether the client kept anything of an order, as ``Order.stands`` has it."""
    taken = [one.pieces for one in own if one is not order]
    return not taken or sum(taken) < order.pieces
