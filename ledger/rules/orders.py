"""Rules about orders: placed, held, released, delivered, cancelled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ledger.entry import Draft, Entry
from ledger.events import (
    Line,
    OrderCancelled,
    OrderDelivered,
    OrderHeld,
    OrderPlaced,
    OrderReleased,
    Share,
)
from ledger.money import WIDE
from ledger.rules.billing import bill, link, must_not_unsettle, owed_after
from ledger.rules.checks import not_before
from ledger.rules.credit_policy import HELD
from ledger.rules.debts import newest_settlers, take_back
from ledger.rules.lines import NoLines, gather, judge_price, pieces, together
from ledger.rules.money_refusals import MoreThanSettled, shares_agree
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
from ledger.rules.registry import KNOWN, Verdict, fills, folds, judges
from ledger.rules.relationship import ZERO, Goods, Order, Relationship

__all__ = ["known_order", "order_of"]


@judges
def judge_placed(relationship: Relationship, event: OrderPlaced, draft: Draft) -> None:
    """A number is used once, something is ordered, and it has a price."""
    if event.number in relationship.orders:
        raise NumberTaken("order", event.number, relationship.name)
    if not event.lines:
        raise NoLines("order", event.number)
    _judge_lines(event.lines)
    order = Order(draft.occurred_at.date(), event.currency, invoice=event.invoice)
    must_not_unsettle(relationship, [(event.number, order)], relationship.terms)


@judges
def judge_delivered(relationship: Relationship, event: OrderDelivered, draft: Draft) -> None:
    """What is delivered was ordered, is not cancelled and does not wait."""
    order = _living_order(relationship, event.number, draft)
    if order.held:
        raise OrderIsHeld(event.number)
    on = draft.occurred_at.date()
    if order.shipped is None or on < order.shipped:
        after = replace(order, shipments={on: {}, **order.shipments})
        must_not_unsettle(relationship, [(event.number, after)], relationship.terms)
    if not event.lines and not any(_left(goods) > 0 for goods in order.goods.values()):
        raise NothingLeft(event.number)
    for product, quantity in gather(event.lines).items():
        left = _left(_goods(order, event.number, product))
        if quantity > left:
            raise MoreThanOrdered(event.number, product, quantity, left)


@judges
def judge_held(relationship: Relationship, event: OrderHeld, draft: Draft) -> Verdict:
    """An order is held once at a time; a hold by the policy of credit that is said again is no news."""
    order = _living_order(relationship, event.number, draft)
    if order.held and order.held_for == event.reason and event.reason.startswith(HELD):
        return KNOWN
    if order.held:
        raise OrderIsHeld(event.number)
    return None


@judges
def judge_released(relationship: Relationship, event: OrderReleased, draft: Draft) -> None:
    """Only a held order goes on."""
    if not _living_order(relationship, event.number, draft).held:
        raise OrderNotHeld(event.number)


@judges
def judge_cancelled(relationship: Relationship, event: OrderCancelled, draft: Draft) -> None:
    """What the client has got already is not cancelled: that is a return."""
    order = _living_order(relationship, event.number, draft)
    _judge_freed(relationship, event, order)
    if not event.lines and not any(_cancellable(goods) > 0 for goods in order.goods.values()):
        raise DeliveredAlready(event.number, next(iter(order.goods), ""))
    for product, quantity in gather(event.lines).items():
        goods = _goods(order, event.number, product)
        left = _cancellable(goods)
        if quantity > goods.ordered - goods.cancelled:
            raise MoreThanOrdered(event.number, product, quantity, left)
        if quantity > left:
            raise DeliveredAlready(event.number, product)


@fills
def fill_delivered(relationship: Relationship, event: OrderDelivered) -> OrderDelivered:
    """Without lines, all that is left is delivered."""
    order = relationship.orders.get(event.number)
    if event.lines or order is None:
        return event
    left = {product: _left(goods) for product, goods in order.goods.items()}
    return event.model_copy(update={"lines": pieces(left)})


@fills
def fill_cancelled(relationship: Relationship, event: OrderCancelled) -> OrderCancelled:
    """Without lines, all that is left is cancelled; what settled more than is owed then, is free again."""
    order = relationship.orders.get(event.number)
    if order is None:
        return event
    left = {product: _cancellable(goods) for product, goods in order.goods.items()}
    whole = event.model_copy(update={"lines": event.lines or pieces(left)})
    if whole.frees or order.billed != "order":
        return whole
    newest = newest_settlers(relationship.debts[event.number], _excess(relationship, whole, order))
    frees = tuple(Share.model_construct(source=source, amount=amount) for source, amount in newest)
    return whole.model_copy(update={"frees": frees})


@folds
def fold_placed(relationship: Relationship, event: OrderPlaced, entry: Entry) -> None:
    """The order stands; where the terms bill by order it is owed."""
    order = order_of(event, entry.occurred_at.date())
    relationship.orders[event.number] = order
    if event.invoice is not None:
        relationship.naming.setdefault(event.invoice, []).append(event.number)
        link(relationship, event.number, event.invoice)
    bill(relationship, event.number)


def order_of(event: OrderPlaced, on: date) -> Order:
    """The order that an event places on a day, not billed yet."""
    order = Order(on, event.currency, due=event.due, invoice=event.invoice)
    known = order.goods
    for line in event.lines:
        product, worth = line.product, line.value
        goods = known.get(product)
        if goods is None:
            known[product] = Goods(line.quantity, worth)
        else:
            goods.ordered += line.quantity
            goods.worth = WIDE.add(goods.worth, worth)
    return order


@folds
def fold_delivered(relationship: Relationship, event: OrderDelivered, entry: Entry) -> None:
    """The client has got the goods; where the terms bill by delivery they are owed."""
    order = relationship.orders.get(event.number)
    if order is None:
        return
    shipment = order.shipments.setdefault(entry.on, {})
    for line in event.lines:
        if line.product in order.goods:
            order.goods[line.product].delivered += line.quantity
            shipment[line.product] = shipment.get(line.product, ZERO) + line.quantity
    if order.billing != "order":
        bill(relationship, event.number)


@folds
def fold_waiting(relationship: Relationship, event: OrderHeld | OrderReleased) -> None:
    """The order waits, or goes on."""
    order = relationship.orders.get(event.number)
    if order is not None:
        order.held = isinstance(event, OrderHeld)
        order.held_for = event.reason if order.held else ""


@folds
def fold_cancelled(relationship: Relationship, event: OrderCancelled) -> None:
    """The goods will not come, and are not owed."""
    order = relationship.orders.get(event.number)
    if order is None:
        return
    for line in event.lines:
        if line.product in order.goods:
            order.goods[line.product].cancelled += line.quantity
    relationship.touch(event.number)
    if order.billed == "order":
        for share in event.frees:
            take_back(relationship, share.source, event.number, share.amount)
        bill(relationship, event.number)


def known_order(relationship: Relationship, number: str, option: str = "--order") -> Order:
    """The order of that number.

    Raises:
        UnknownNumber: there is none.
    """
    order = relationship.orders.get(number)
    if order is None:
        raise UnknownNumber("order", number, relationship.name, option)
    return order


def _living_order(relationship: Relationship, number: str, draft: Draft) -> Order:
    order = known_order(relationship, number, "--number")
    not_before(f"order '{number}'", order.on, draft.occurred_at.date())
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


def _judge_freed(relationship: Relationship, event: OrderCancelled, order: Order) -> None:
    """What is freed settles the order, and is as much as is no longer owed of it."""
    if not event.frees:
        return
    debt = relationship.debts.get(event.number)
    for share in event.frees:
        settled = debt.settlers.get(share.source, ZERO) if debt is not None else ZERO
        if not 0 < share.amount <= settled:
            raise MoreThanSettled(share.source, event.number, share.amount, settled)
    excess = _excess(relationship, event, order) if order.billed == "order" else ZERO
    shares_agree(event.number, event.frees, excess)


def _excess(relationship: Relationship, event: OrderCancelled, order: Order) -> Decimal:
    return relationship.debts[event.number].settled - owed_after(order, together(event.lines))


def _left(goods: Goods) -> Decimal:
    return goods.ordered - goods.cancelled - goods.delivered


def _cancellable(goods: Goods) -> Decimal:
    """What came back had been delivered, whether or not anybody recorded it."""
    return goods.ordered - goods.cancelled - max(goods.delivered, goods.returned)
