"""Rules about orders, their deliveries, and goods that come back or did not arrive as ordered.

Order files often hold returns and no deliveries, so an order without a recorded delivery counts as delivered:
what may come back is what was ordered and not cancelled. Once a delivery of the order is recorded, its
deliveries count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from ledger.entry import Draft
from ledger.events import (
    DiscrepancyRecorded,
    Line,
    OrderCancelled,
    OrderDelivered,
    OrderHeld,
    OrderPlaced,
    OrderPromised,
    OrderReleased,
    ReturnReceived,
    ReturnRefused,
)
from ledger.money import ZERO
from ledger.rules.billing import must_not_unsettle
from ledger.rules.checks import in_order, not_before, not_negative, positive, same_currency
from ledger.rules.client_state import ClientState
from ledger.rules.credit_policy import HELD, HELD_FOR_DISCOUNT
from ledger.rules.debts import source_must_be_new
from ledger.rules.lines import NoLines, gather, judge_price
from ledger.rules.money_refusals import MoreThanSettled, shares_agree
from ledger.rules.numbered_things import DISCREPANCY, RETURN
from ledger.rules.refusals import NotPositive, NumberTaken, Rule, UnknownNumber
from ledger.rules.registry import REPEAT, judges
from ledger.subledger.billing import billing_of, billing_on, is_owed
from ledger.subledger.completing import freed
from ledger.subledger.documents import DELIVERY, INVOICE, ORDER
from ledger.subledger.instalments import stated
from ledger.subledger.orders import Order, order_of


class MoreThanOrdered(Rule, code="more-than-ordered"):
    """More is delivered or cancelled than the order has left."""

    order: str
    product: str
    quantity: Decimal
    left: Decimal
    what = "{quantity} of '{product}' is more than the {left} left of order '{order}'"
    advice = "give less, or correct the order with entry.corrected"


class NotOnOrder(Rule, code="not-on-order"):
    """The order has no such product."""

    order: str
    product: str
    what = "order '{order}' has no line with product '{product}'"
    advice = "name a product that was ordered, or another order"


class NothingLeft(Rule, code="nothing-left"):
    """Nothing of the order is left to deliver."""

    order: str
    what = "order '{order}' is delivered in full"
    advice = "record further goods under another order"


class OrderIsHeld(Rule, code="order-held"):
    """The order is held."""

    order: str
    what = "order '{order}' is held"
    advice = "release it first with order.released"


class OrderNotHeld(Rule, code="order-not-held"):
    """The order is not held."""

    order: str
    what = "order '{order}' is not held, so there is nothing to release"
    advice = "hold it first with order.held"


class OrderIsCancelled(Rule, code="order-cancelled"):
    """All of the order is cancelled."""

    order: str
    what = "order '{order}' is cancelled"
    advice = "name another with --number, or void the cancellation with entry.voided"


class DeliveredAlready(Rule, code="delivered-already"):
    """Delivered goods cannot be cancelled."""

    order: str
    product: str
    what = "'{product}' of order '{order}' is delivered already"
    advice = "record goods that come back with return.received"


class MoreThanDelivered(Rule, code="more-than-delivered"):
    """More comes back than the client still has."""

    order: str
    product: str
    quantity: Decimal
    left: Decimal
    what = (
        "{quantity} of '{product}' is more than the {left} delivered on order '{order}' and not returned yet"
    )
    advice = "give less, or record the delivery first"


@judges
def judge_placed(client_state: ClientState, event: OrderPlaced, draft: Draft) -> None:
    """An order's number is used once, and each of its lines has a quantity and a price."""
    if event.number in client_state.account.orders:
        raise NumberTaken("order", event.number, client_state.name)
    if not event.lines:
        raise NoLines("order", event.number)
    _judge_lines(event.lines)
    terms = client_state.account.terms
    if event.invoice is not None or billing_on(terms, draft.occurred_at.date()) != INVOICE:
        must_not_unsettle(client_state, [order_of(event, draft.occurred_at)], terms)


@judges
def judge_promised(client_state: ClientState, event: OrderPromised, draft: Draft) -> None:
    """A day of delivery is promised for an order that is not cancelled, and not before it was placed."""
    order = _living_order(client_state, event.number, draft)
    in_order(order.on, event.deliver_by)


@judges
def judge_delivered(client_state: ClientState, event: OrderDelivered, draft: Draft) -> None:
    """Only goods that were ordered are delivered, if the order is neither cancelled nor held."""
    order = _living_order(client_state, event.number, draft)
    if order.held is not None:
        raise OrderIsHeld(event.number)
    closes_discrepancy(client_state, event.discrepancy)
    on, first = draft.occurred_at.date(), order.first_delivery()
    terms = client_state.account.terms
    if (first is None or on < first) and any(each.billing == DELIVERY for each in terms):
        must_not_unsettle(client_state, [order], terms, delivered=on)
    undelivered = order.undelivered()
    if not event.lines and not any(left > 0 for left in undelivered.values()):
        raise NothingLeft(event.number)
    for product, quantity in gather(event.lines).items():
        left = _quantity(order, undelivered, product)
        if quantity > left:
            raise MoreThanOrdered(event.number, product, quantity, left)


@judges
def judge_held(client_state: ClientState, event: OrderHeld, draft: Draft) -> bool:
    """An order is held once at a time; the same hold by the policy is not recorded again."""
    order = _living_order(client_state, event.number, draft)
    if order.held == event.reason and event.reason.startswith((HELD, HELD_FOR_DISCOUNT)):
        return REPEAT
    if order.held is not None:
        raise OrderIsHeld(event.number)
    return False


@judges
def judge_released(client_state: ClientState, event: OrderReleased, draft: Draft) -> None:
    """Only a held order can be released."""
    if _living_order(client_state, event.number, draft).held is None:
        raise OrderNotHeld(event.number)


@judges
def judge_cancelled(client_state: ClientState, event: OrderCancelled, draft: Draft) -> None:
    """Delivered goods cannot be cancelled: they are returned."""
    order = _living_order(client_state, event.number, draft)
    _judge_freed(client_state, event, order)
    cancellable, standing = order.cancellable(), order.uncancelled()
    if not event.lines and not any(left > 0 for left in cancellable.values()):
        raise DeliveredAlready(event.number, next(iter(cancellable), ""))
    for product, quantity in gather(event.lines).items():
        left = _quantity(order, cancellable, product)
        if quantity > standing[product]:
            raise MoreThanOrdered(event.number, product, quantity, left)
        if quantity > left:
            raise DeliveredAlready(event.number, product)


@judges
def judge_received(client_state: ClientState, event: ReturnReceived, draft: Draft) -> None:
    """A client returns no more than it has, and not before it ordered."""
    _judge_return(client_state, event)
    closes_discrepancy(client_state, event.discrepancy)
    account, on = client_state.account, draft.occurred_at.date()
    order = account.orders.get(event.order) if event.order else None
    if is_owed(account, order) if order is not None else billing_on(account.terms, on) != INVOICE:
        source_must_be_new(client_state, "return", event.number)
    if order is None or event.order is None:
        return
    if event.currency is not None:
        same_currency(f"return '{event.number}'", event.currency, f"order '{event.order}'", order.currency)
    not_before(f"order '{event.order}'", order.on, on)
    returnable = order.returnable()
    for product, quantity in gather(event.lines).items():
        left = returnable[product]
        if quantity > left:
            raise MoreThanDelivered(event.order, product, quantity, left)


@judges
def judge_refused(client_state: ClientState, event: ReturnRefused) -> None:
    """A refused return names products of the order; too large a quantity may be why it was refused."""
    _judge_return(client_state, event)


@judges
def judge_discrepancy(client_state: ClientState, event: DiscrepancyRecorded) -> None:
    """A discrepancy is about a known order; its goods may differ from those ordered."""
    DISCREPANCY.must_be_new(client_state, event.number)
    _order(client_state, event.order)
    if not event.lines:
        raise NoLines("discrepancy", event.number)
    gather(event.lines)
    positive("amount", event.amount)


def closes_discrepancy(client_state: ClientState, number: str | None) -> None:
    """The discrepancy that an event closes is known, if it names one.

    Raises:
        UnknownNumber: it is not.
    """
    if number is not None and DISCREPANCY.state(client_state, number) is None:
        raise UnknownNumber(DISCREPANCY.name, number, client_state.name, DISCREPANCY.option)


def _order(client_state: ClientState, number: str, option: str = "--order") -> Order:
    order = client_state.account.orders.get(number)
    if order is None:
        raise UnknownNumber("order", number, client_state.name, option)
    return order


def _living_order(client_state: ClientState, number: str, draft: Draft) -> Order:
    order = _order(client_state, number, "--number")
    not_before(f"order '{number}'", order.on, draft.occurred_at.date())
    if all(left <= 0 for left in order.uncancelled().values()):
        raise OrderIsCancelled(number)
    return order


def _judge_lines(lines: Iterable[Line]) -> None:
    """Large orders are recorded often, so figures are compared here and not by a call each."""
    for line in lines:
        if line.quantity <= ZERO:
            raise NotPositive("quantity", line.quantity)
        if line.unit_price <= ZERO:
            raise NotPositive("unit_price", line.unit_price)
        if line.discount is not None or line.unit_cost is not None:
            judge_price(line)


def _quantity(order: Order, quantities: Mapping[str, Decimal], product: str) -> Decimal:
    if product not in quantities:
        raise NotOnOrder(order.number, product)
    return quantities[product]


def _judge_freed(client_state: ClientState, event: OrderCancelled, order: Order) -> None:
    """A cancellation frees money that settles the order, as much as is no longer owed of it."""
    if not event.frees:
        return
    account = client_state.account
    settlements = account.statements.get(event.number, {})
    for share in event.frees:
        settled = stated(settlements.get(share.source, ()))
        if not 0 < share.amount <= settled:
            raise MoreThanSettled(share.source, event.number, share.amount, settled, order.currency)
    excess = freed(account, event) if billing_of(account, order) == ORDER else ZERO
    shares_agree(event.number, event.frees, excess, order.currency)


def _judge_return(client_state: ClientState, event: ReturnReceived | ReturnRefused) -> None:
    RETURN.must_be_new(client_state, event.number)
    if not event.lines:
        raise NoLines("return", event.number)
    for line in event.lines:
        not_negative("unit_price", line.unit_price)
    products = gather(event.lines)
    if event.order is not None:
        order = _order(client_state, event.order)
        ordered = order.uncancelled()
        for product in products:
            _quantity(order, ordered, product)
