"""Rules about orders: placed, held, released, delivered, cancelled."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ledger.entry import Entry
from ledger.events import Line, OrderCancelled, OrderDelivered, OrderHeld, OrderPlaced, OrderReleased
from ledger.rules.billing import bill
from ledger.rules.debts import debt_must_be_new
from ledger.rules.lines import NoLines, gather, judge_price
from ledger.rules.order_refusals import (
    DeliveredAlready,
    MoreThanOrdered,
    NothingLeft,
    NotOnOrder,
    OrderIsCancelled,
    OrderIsHeld,
    OrderNotHeld,
)
from ledger.rules.refusals import NotPositive, NumberTaken, UnknownNumber
from ledger.rules.registry import folds, judges
from ledger.rules.relationship import ZERO, Goods, Order, Relationship

__all__ = ["known_order"]


@judges
def judge_placed(relationship: Relationship, event: OrderPlaced) -> None:
    """A number is used once, something is ordered, and it has a price."""
    if event.number in relationship.orders:
        raise NumberTaken("order", event.number, relationship.name)
    if not event.lines:
        raise NoLines("order", event.number)
    _judge_lines(event.lines)
    if relationship.billing == "order":
        debt_must_be_new(relationship, "order", event.number)


@judges
def judge_delivered(relationship: Relationship, event: OrderDelivered) -> None:
    """What is delivered was ordered, is not cancelled and does not wait."""
    order = _living_order(relationship, event.number)
    if order.held:
        raise OrderIsHeld(event.number)
    if relationship.billing == "delivery" and not order.billed:
        debt_must_be_new(relationship, "order", event.number)
    if not event.lines and not any(_left(goods) > 0 for goods in order.goods.values()):
        raise NothingLeft(event.number)
    for product, quantity in gather(event.lines).items():
        left = _left(_goods(order, event.number, product))
        if quantity > left:
            raise MoreThanOrdered(event.number, product, quantity, left)


@judges
def judge_held(relationship: Relationship, event: OrderHeld) -> None:
    """An order is held once at a time."""
    if _living_order(relationship, event.number).held:
        raise OrderIsHeld(event.number)


@judges
def judge_released(relationship: Relationship, event: OrderReleased) -> None:
    """Only a held order goes on."""
    if not _living_order(relationship, event.number).held:
        raise OrderNotHeld(event.number)


@judges
def judge_cancelled(relationship: Relationship, event: OrderCancelled) -> None:
    """What the client has got already is not cancelled: that is a return."""
    order = _living_order(relationship, event.number)
    if not event.lines and not any(_cancellable(goods) > 0 for goods in order.goods.values()):
        raise DeliveredAlready(event.number, next(iter(order.goods), ""))
    for product, quantity in gather(event.lines).items():
        goods = _goods(order, event.number, product)
        left = _cancellable(goods)
        if quantity > goods.ordered - goods.cancelled:
            raise MoreThanOrdered(event.number, product, quantity, left)
        if quantity > left:
            raise DeliveredAlready(event.number, product)


@folds
def fold_placed(relationship: Relationship, event: OrderPlaced, entry: Entry) -> None:
    """The order stands; where the terms bill by order it is owed."""
    order = Order(entry.occurred_at.date(), event.currency)
    known = order.goods
    for line in event.lines:
        product, worth = line.product, line.value
        goods = known.get(product)
        if goods is None:
            known[product] = Goods(line.quantity, worth)
        else:
            goods.ordered += line.quantity
            goods.worth += worth
    relationship.orders[event.number] = order
    relationship.earning = True
    if relationship.billing == "order":
        bill(relationship, event.number, order, "order", order.on)


@folds
def fold_delivered(relationship: Relationship, event: OrderDelivered, entry: Entry) -> None:
    """The client has got the goods; where the terms bill by delivery they are owed."""
    order = relationship.orders.get(event.number)
    if order is None:
        return
    order.shipped = True
    if not event.lines:
        for goods in order.goods.values():
            goods.delivered += max(_left(goods), ZERO)
    for line in event.lines:
        if line.product in order.goods:
            order.goods[line.product].delivered += line.quantity
    if order.billed == "delivery" or (relationship.billing == "delivery" and not order.billed):
        bill(relationship, event.number, order, "delivery", entry.on)


@folds
def fold_waiting(relationship: Relationship, event: OrderHeld | OrderReleased) -> None:
    """The order waits, or goes on."""
    order = relationship.orders.get(event.number)
    if order is not None:
        order.held = isinstance(event, OrderHeld)


@folds
def fold_cancelled(relationship: Relationship, event: OrderCancelled) -> None:
    """The goods will not come, and are not owed."""
    order = relationship.orders.get(event.number)
    if order is None:
        return
    if not event.lines:
        for goods in order.goods.values():
            goods.cancelled += max(_cancellable(goods), ZERO)
    for line in event.lines:
        if line.product in order.goods:
            order.goods[line.product].cancelled += line.quantity
    if order.billed:
        bill(relationship, event.number, order, order.billed, order.on)


def known_order(relationship: Relationship, number: str, option: str = "--order") -> Order:
    """The order of that number.

    Raises:
        UnknownNumber: there is none.
    """
    order = relationship.orders.get(number)
    if order is None:
        raise UnknownNumber("order", number, relationship.name, option)
    return order


def _living_order(relationship: Relationship, number: str) -> Order:
    order = known_order(relationship, number, "--number")
    if all(goods.cancelled >= goods.ordered for goods in order.goods.values()):
        raise OrderIsCancelled(number)
    return order


def _judge_lines(lines: Iterable[Line]) -> None:
    for line in lines:
        if line.quantity <= ZERO:
            raise NotPositive("quantity", line.quantity)
        if line.unit_price <= ZERO:
            raise NotPositive("unit_price", line.unit_price)
        if line.discount is not None or line.unit_cost is not None:
            judge_price(line)


def _goods(order: Order, number: str, product: str) -> Goods:
    goods = order.goods.get(product)
    if goods is None:
        raise NotOnOrder(number, product)
    return goods


def _left(goods: Goods) -> Decimal:
    return goods.ordered - goods.cancelled - goods.delivered


def _cancellable(goods: Goods) -> Decimal:
    """What came back had been delivered, whether or not anybody recorded it."""
    return goods.ordered - goods.cancelled - max(goods.delivered, goods.returned)
