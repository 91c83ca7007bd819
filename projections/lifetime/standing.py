"""The order days that stood on a day, from what was sold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from ledger.money import ZERO, Amounts
from projections.key_accounts.client_sales import ORDER, Sold
from projections.order_days import comes_off
from projections.trade import Day, Loose


def standing_on(several: Iterable[Iterable[Sold]], day: date) -> Amounts[Day]:
    """The value of each order day that still stood on a day, as ``order_days.values_on`` has it.

    Args:
        several: what was sold to each of some clients, in any order.
        day: the day.
    """
    together = Amounts[Day]()
    for sold in several:
        values = _standing(sold, day)
        for key, value in values.items():
            together[key] += value
    return together


def _standing(sold: Iterable[Sold], day: date) -> Amounts[Day]:
    by_order: dict[str, list[Sold]] = {}
    loose: list[Loose] = []
    for one in sorted(one for one in sold if one.on <= day):
        if one.document is None:
            loose.append(Loose(one.on, -one.revenue, one.currency or None, one.position))
        else:
            by_order.setdefault(one.document, []).append(one)
    values = Amounts[Day]()
    for own in by_order.values():
        if len(own) == 1 and own[0].what == ORDER:  # as most are
            values[own[0].on, own[0].currency] += own[0].revenue
            continue
        order = next((one for one in own if one.what == ORDER), None)
        if order is not None and _stands(order, own):
            values[order.on, order.currency] += sum((one.revenue for one in own), ZERO)
    for key, _, off in comes_off(sorted(loose, key=attrgetter("on", "position")), values, day):
        values[key] -= off
    return values


def _stands(order: Sold, own: Iterable[Sold]) -> bool:
    """Whether the client kept anything of an order, as ``Order.stands`` has it."""
    taken = [one.pieces for one in own if one is not order]
    return not taken or sum(taken) < order.pieces
