"""Rules about goods that come back, and about deliveries that are not what was ordered.

Order files often hold returns and no delivery notes. An order without any recorded delivery therefore counts as
delivered: a return from it is judged against what was ordered and not cancelled. As soon as one delivery of the
order is recorded, its deliveries are what counts.
"""

from __future__ import annotations

from decimal import Decimal

from ledger.entry import Draft, Entry
from ledger.events import DiscrepancyRecorded, ReturnReceived, ReturnRefused, goods_value
from ledger.money import rounded
from ledger.rules.billing import bill, billing_on, credit_loose
from ledger.rules.checks import not_before, not_negative, positive, same_currency
from ledger.rules.debts import source_must_be_new
from ledger.rules.lines import NoLines, gather
from ledger.rules.numbered import Thing
from ledger.rules.order_refusals import MoreThanDelivered, NotOnOrder
from ledger.rules.orders import known_order
from ledger.rules.registry import fills, folds, judges
from ledger.rules.relationship import Goods, GoodsBack, Order, Relationship

RETURN = Thing("return")
DISCREPANCY = Thing("discrepancy")


@judges
def judge_received(relationship: Relationship, event: ReturnReceived, draft: Draft) -> None:
    """No more comes back than the client has, and not before it was ordered."""
    _judge_return(relationship, event)
    order = relationship.orders.get(event.order) if event.order else None
    on = draft.occurred_at.date()
    if order.billed if order is not None else billing_on(relationship.terms, on) != "invoice":
        source_must_be_new(relationship, "return", event.number)
    if order is None or event.order is None:
        return
    if event.currency is not None:
        same_currency(f"return '{event.number}'", event.currency, f"order '{event.order}'", order.currency)
    not_before(f"order '{event.order}'", order.on, on)
    for product, quantity in gather(event.lines).items():
        left = _with_client(order, order.goods[product])
        if quantity > left:
            raise MoreThanDelivered(event.order, product, quantity, left)


@judges
def judge_refused(relationship: Relationship, event: ReturnRefused) -> None:
    """A refused return names what the order has; its quantity may be the very reason to refuse it."""
    _judge_return(relationship, event)


@judges
def judge_discrepancy(relationship: Relationship, event: DiscrepancyRecorded) -> None:
    """The order is known; what arrived may be anything, so its lines need not be the order's."""
    DISCREPANCY.must_be_new(relationship, event.number)
    known_order(relationship, event.order)
    if not event.lines:
        raise NoLines("discrepancy", event.number)
    gather(event.lines)
    positive("amount", event.amount)


@fills
def fill_received(relationship: Relationship, event: ReturnReceived) -> ReturnReceived:
    """Without a currency, it is that of the order or else the client's."""
    if event.currency is not None:
        return event
    order = relationship.orders.get(event.order) if event.order else None
    currency = order.currency if order is not None else relationship.currency
    return event.model_copy(update={"currency": currency or None})


@folds
def fold_received(relationship: Relationship, event: ReturnReceived, entry: Entry) -> None:
    """The goods are back; where orders or deliveries make the debt, the return cancels debt."""
    RETURN.becomes(relationship, event.number, "received")
    if event.number in relationship.returns:
        return
    order = relationship.orders.get(event.order) if event.order else None
    currency = event.currency or relationship.currency
    amount = rounded(goods_value(event.lines), currency)
    relationship.returns[event.number] = GoodsBack(event.order, entry.on, currency, amount)
    if order is None or event.order is None:
        credit_loose(relationship, event.number)
        return
    order.returns.append(event.number)
    for line in event.lines:
        goods = order.goods.get(line.product)
        if goods is not None:
            goods.returned += line.quantity
    bill(relationship, event.order)


@folds
def fold_refused(relationship: Relationship, event: ReturnRefused) -> None:
    """The number is used."""
    RETURN.becomes(relationship, event.number, "refused")


@folds
def fold_discrepancy(relationship: Relationship, event: DiscrepancyRecorded) -> None:
    """The number is used."""
    DISCREPANCY.becomes(relationship, event.number)


def _judge_return(relationship: Relationship, event: ReturnReceived | ReturnRefused) -> None:
    RETURN.must_be_new(relationship, event.number)
    if not event.lines:
        raise NoLines("return", event.number)
    for line in event.lines:
        not_negative("unit_price", line.unit_price)
    products = gather(event.lines)
    if event.order is not None:
        order = known_order(relationship, event.order)
        for product in products:
            if product not in order.goods:
                raise NotOnOrder(event.order, product)


def _with_client(order: Order, goods: Goods) -> Decimal:
    delivered = goods.delivered if order.shipped is not None else goods.ordered - goods.cancelled
    return delivered - goods.returned
