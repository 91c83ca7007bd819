"""What a client ordered and gave back, and the points it earned: the state of health and loyalty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    PointsGranted,
    PointsRedeemed,
    ReturnReceived,
    goods_value,
)
from ledger.money import ZERO
from ledger.subledger.completing import lines_of
from ledger.subledger.orders import Order, gathered_lines, order_of


class Loose(NamedTuple):
    """A return that belongs to no recorded order: it reduces value, but no particular order."""

    on: date
    value: Decimal
    currency: str | None
    position: int


class Points(NamedTuple):
    """Points that the entry at a position granted, or below zero redeemed."""

    number: str
    points: Decimal
    position: int


Day: TypeAlias = tuple[date, str]
"""A calendar day and a currency."""


@dataclass(slots=True)
class Trade:
    """A client's orders by number, its returns that belong to no order, and its points.

    Attributes:
        by_day: the same orders by their days.
        kept: what readers worked out of the orders of a day; it is dropped when one of them changes.
    """

    orders: dict[str, Order] = field(default_factory=dict)
    loose: list[Loose] = field(default_factory=list)
    points: list[Points] = field(default_factory=list)
    by_day: dict[Day, dict[str, Order]] = field(default_factory=dict, compare=False, repr=False)
    kept: dict[Day, Any] = field(default_factory=dict, compare=False, repr=False)

    def place(self, order: Order) -> None:
        """Add an order; of two with one number the last counts."""
        before = self.orders.get(order.number)
        if before is not None:
            self.touch(before)
            same = self.by_day[before.on, before.currency]
            del same[order.number]
            if not same:
                del self.by_day[before.on, before.currency]
        self.orders[order.number] = order
        self.by_day.setdefault((order.on, order.currency), {})[order.number] = order
        self.touch(order)

    def touch(self, order: Order) -> None:
        """Drop what was worked out of the orders of an order's day."""
        self.kept.pop((order.on, order.currency), None)


def evolve(
    state: Trade | None,
    entry: Fact,
    event: OrderPlaced | OrderDelivered | OrderCancelled | ReturnReceived | PointsGranted | PointsRedeemed,
) -> Trade:
    """The state after an entry."""
    trade = state or Trade()
    match event:
        case OrderPlaced():
            trade.place(order_of(event, entry.occurred_at, entry.position))
        case OrderDelivered():
            if (order := trade.orders.get(event.number)) is not None:
                order.deliver(entry, event.lines or lines_of(order.undelivered()))
        case OrderCancelled():
            if (order := trade.orders.get(event.number)) is not None:
                order.cancel(entry, event.lines or lines_of(order.cancellable()))
                trade.touch(order)
        case ReturnReceived():
            _returned(trade, entry, event)
        case PointsGranted():
            trade.points.append(Points(event.number, event.points, entry.position))
        case PointsRedeemed():
            trade.points.append(Points(event.number, -event.points, entry.position))
    return trade


def _returned(trade: Trade, entry: Fact, event: ReturnReceived) -> None:
    order = _mirrored(trade, entry, event) if event.order is None else trade.orders.get(event.order)
    value = goods_value(event.lines)
    if order is None:
        trade.loose.append(Loose(entry.on, value, event.currency, entry.position))
    else:
        order.give_back(entry, event.lines, value)
        trade.touch(order)


def _mirrored(trade: Trade, entry: Fact, event: ReturnReceived) -> Order | None:
    """The only earlier order with exactly the goods of a return without an order; None if not exactly one."""
    goods = gathered_lines(event.lines)
    pieces = sum(goods.values(), ZERO)
    same = [
        order
        for order in trade.orders.values()
        if order.pieces == pieces
        and not order.taken
        and _before(order, entry)
        and event.currency in (None, order.currency)
        and {product: quantity for product, quantity, _ in order.goods()} == goods
    ]
    return same[0] if len(same) == 1 else None


def _before(order: Order, entry: Fact) -> bool:
    """Whether an order precedes an entry; without a time, the entry comes after all orders of its day."""
    return order.at <= entry.occurred_at or (order.on == entry.on and entry.occurred_at.time() == time())
