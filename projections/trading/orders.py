"""Open orders: what of each is delivered, and the day that we promised for the rest.

An order is open while goods of it were neither delivered nor cancelled. Goods that came back had been
delivered, recorded or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    OrderHeld,
    OrderPlaced,
    OrderPromised,
    OrderReleased,
    ReturnReceived,
)
from ledger.money import ZERO, rounded
from ledger.subledger.orders import DELIVERED
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.framework.fold_parts import following
from projections.framework.numbered import Kept
from projections.policy import Policy
from projections.trade import Trade, Traded
from projections.trade import evolve as traded


class OpenOrder(NamedTuple):
    """An order, while no fact changes what is left of it.

    Attributes:
        promised: the day of delivery that we promised last.
        moved: how often we promised another day.
        delivered, left: pieces.
        value: what the goods that are left are worth.
        held: why it waits.
    """

    number: Annotated[str, Column(key=1)]
    on: Annotated[date, Column(stored="on_day")]
    promised: date | None
    moved: int
    ordered: Annotated[Decimal, Column(unit="pieces")]
    delivered: Annotated[Decimal, Column(unit="pieces")]
    left: Annotated[Decimal, Column(unit="pieces", stored="still_open")]
    currency: str
    value: Decimal
    held: str | None
    position: int


class Promise(NamedTuple):
    """The day of delivery that we promised last, and how often we had promised another one."""

    day: date
    moved: int


@dataclass(slots=True)
class OpenOrders(Kept[OpenOrder]):
    """The orders of a client; ``rows`` has those too of which nothing is left.

    Attributes:
        trade: what was ordered and taken back.
        promises: by order.
        held: why an order waits, by order.
    """

    trade: Trade = field(default_factory=Trade)
    promises: dict[str, Promise] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)


FoldedEvent: TypeAlias = Traded | OrderPromised | OrderHeld | OrderReleased


@following(traded)
def evolve(state: OpenOrders | None, entry: Fact, event: FoldedEvent, trade: Trade | None) -> OpenOrders:
    """The orders after an entry."""
    orders = state or OpenOrders()
    orders.trade = trade or orders.trade
    match event:
        case OrderPromised():
            before = orders.promises.get(event.number)
            orders.promises[event.number] = Promise(event.deliver_by, before.moved + 1 if before else 0)
        case OrderHeld():
            orders.held[event.number] = event.reason
        case OrderReleased():
            orders.held.pop(event.number, None)
        case OrderPlaced():
            _placed(orders, event)
    for number in _touched_by(orders, entry, event):
        _show(orders, entry, number)
    return orders


def _placed(orders: OpenOrders, event: OrderPlaced) -> None:
    """Note what an order promises; of two with one number the last counts."""
    orders.held.pop(event.number, None)
    orders.promises.pop(event.number, None)
    if event.deliver_by is not None:
        orders.promises[event.number] = Promise(event.deliver_by, 0)


def _touched_by(orders: OpenOrders, entry: Fact, event: FoldedEvent) -> Iterator[str]:
    """The recorded order that an entry is about, if there is one."""
    number = event.order if isinstance(event, ReturnReceived) else event.number
    known = orders.trade.orders
    for one in known if number is None else known.keys() & {number}:
        taken = known[one].taken
        if number is not None or (taken and taken[-1].position == entry.position):
            yield one


def _show(orders: OpenOrders, entry: Fact, number: str) -> None:
    """Keep what is left of an order, if an entry changed that."""
    order = orders.trade.orders[number]
    orders.trade.ship(order)
    left = {product: pieces for product, pieces in order.cancellable().items() if pieces > 0}
    promise = orders.promises.get(number)
    row = OpenOrder(
        number=number,
        on=order.on,
        promised=promise.day if promise else None,
        moved=promise.moved if promise else 0,
        ordered=sum(order.uncancelled().values(), ZERO),
        delivered=sum(order.moved(DELIVERED).values(), ZERO),
        left=sum(left.values(), ZERO),
        currency=order.currency,
        value=rounded(order.worth(left), order.currency),
        held=orders.held.get(number),
        position=order.position,
    )
    if row != orders.rows.get((number,)):
        orders.put((number,), row, entry)


def still_open(client: Client, orders: OpenOrders, day: date, policy: Policy) -> Iterator[OpenOrder]:
    """The orders of a client that are open."""
    del client, day, policy
    return (row for row in orders.rows.values() if row.left)


def touched(
    client: Client, orders: OpenOrders, day: date, policy: Policy
) -> Iterable[tuple[tuple[str], OpenOrder | None]]:
    """The orders that changed since this was last asked, by key; None for one that is open no more."""
    del client, day, policy
    moved = orders.moved_for(OpenOrder)
    return [(key, row if (row := orders.rows[key]).left else None) for key in moved]
