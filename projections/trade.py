"""What a client ordered and gave back: the state of health, and part of that of loyalty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    ReturnReceived,
    goods_value,
)
from ledger.money import ZERO, rounded
from ledger.subledger.completing import lines_of
from ledger.subledger.orders import Order, gathered_lines, order_of
from ledger.times import has_hour

Traded: TypeAlias = OrderPlaced | OrderDelivered | OrderCancelled | ReturnReceived
"""The kinds that place an order, or change what the client keeps of it."""


class Loose(NamedTuple):
    """A return that belongs to no recorded order: it reduces value, but no particular order.

    Attributes:
        value: rounded in its currency; not rounded where it names none.
    """

    on: date
    value: Decimal
    currency: str | None
    position: int

    def value_in(self, currency: str) -> Decimal:
        """What it is worth where a currency stands for one that it does not name."""
        return rounded(self.value, self.currency or currency)


Day: TypeAlias = tuple[date, str]
"""A calendar day and a currency."""


@dataclass(slots=True)
class Trade:
    """A client's orders by number, and its returns that belong to no order.

    Attributes:
        by_day: the same orders by their days.
        by_year: those days by year and currency.
        kept: what readers worked out of the orders of a day or a year; dropped when one of them changes.
        unread: for each reader, the days whose orders changed since it last asked.
        read: what readers keep from one question to the next.
        changes: how often orders or returns changed.
        delivered: deliveries by order. ``ship`` enters them where a cancellation asks what was delivered.
        replaced: whether the order that was placed last has the number of an earlier one.
        newest: the order that the newest entry placed, or took back from; None where it did neither.
        shown: of how many changes a reader showed its habits, and in which currency of the client.
    """

    orders: dict[str, Order] = field(default_factory=dict)
    loose: list[Loose] = field(default_factory=list)
    by_day: dict[Day, dict[str, Order]] = field(default_factory=dict, compare=False, repr=False)
    by_year: dict[tuple[int, str], set[Day]] = field(default_factory=dict, compare=False, repr=False)
    kept: dict[tuple[date | int, str], Any] = field(default_factory=dict, compare=False, repr=False)
    unread: dict[object, set[Day]] = field(default_factory=dict, compare=False, repr=False)
    read: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    changes: int = field(default=0, compare=False, repr=False)
    delivered: dict[str, list[tuple[Fact, OrderDelivered]]] = field(default_factory=dict)
    replaced: bool = field(default=False, compare=False, repr=False)
    newest: Order | None = field(default=None, compare=False, repr=False)
    shown: tuple[int, str | None] | None = field(default=None, compare=False, repr=False)

    def place(self, order: Order) -> None:
        """Add an order; of two with one number the last counts."""
        before = self.orders.get(order.number)
        self.replaced = before is not None
        if before is not None:
            self.delivered.pop(order.number, None)
            day = self.touch(before)
            del self.by_day[day][order.number]
            if not self.by_day[day]:
                del self.by_day[day]
                self.by_year[day[0].year, day[1]].discard(day)
        self.orders[order.number] = order
        day = self.touch(order)
        self.by_day.setdefault(day, {})[order.number] = order
        self.by_year.setdefault((day[0].year, day[1]), set()).add(day)

    def touch(self, order: Order) -> Day:
        """Drop what was worked out of the orders of an order's day, which it returns."""
        day = order.on, order.currency
        self.kept.pop(day, None)
        self.kept.pop((order.on.year, order.currency), None)
        for moved in self.unread.values():
            moved.add(day)
        self.changes += 1
        self.newest = order
        return day

    def standing(self, number: str, position: int) -> bool:
        """Whether the client keeps anything of the order that an entry at a position placed.

        Of two orders with one number the last counts.
        """
        order = self.orders.get(number)
        return order is not None and order.position == position and order.stands(date.max)

    def moved_for(self, reader: object) -> set[Day] | None:
        """The days whose orders changed since a reader last asked; None the first time."""
        moved, self.unread[reader] = self.unread.get(reader), set()
        return moved

    def deliver(self, entry: Fact, event: OrderDelivered) -> None:
        """Keep a delivery of an order until a cancellation asks for it."""
        if event.number in self.orders:
            self.delivered.setdefault(event.number, []).append((entry, event))

    def ship(self, order: Order) -> None:
        """Enter the deliveries of an order that were kept."""
        for earlier, delivery in self.delivered.pop(order.number, ()):
            order.deliver(earlier, delivery.lines or lines_of(order.undelivered()))

    def cancel(self, entry: Fact, event: OrderCancelled) -> None:
        """Cancel what an order has left after its deliveries."""
        order = self.orders.get(event.number)
        if order is None:
            return
        self.ship(order)
        order.cancel(entry, event.lines or lines_of(order.cancellable()))
        self.touch(order)


def evolve(state: Trade | None, entry: Fact, event: Traded) -> Trade:
    """The state after an entry."""
    trade = state or Trade()
    trade.newest = None
    match event:
        case OrderPlaced():
            trade.place(order_of(event, entry.occurred_at, entry.position))
        case OrderDelivered():
            trade.deliver(entry, event)
        case OrderCancelled():
            trade.cancel(entry, event)
        case ReturnReceived():
            _returned(trade, entry, event)
    return trade


def _returned(trade: Trade, entry: Fact, event: ReturnReceived) -> None:
    order = _mirrored(trade, entry, event) if event.order is None else trade.orders.get(event.order)
    value = goods_value(event.lines)
    if order is None:
        worth = value if event.currency is None else rounded(value, event.currency)
        trade.loose.append(Loose(entry.on, worth, event.currency, entry.position))
        trade.changes += 1
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
    return order.at <= entry.occurred_at or (order.on == entry.on and not has_hour(entry.occurred_at))
