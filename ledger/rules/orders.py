"""Rules about orders: placed, held, released, delivered, cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from ledger.entry import Draft
from ledger.events import Line, OrderCancelled, OrderDelivered, OrderHeld, OrderPlaced, OrderReleased
from ledger.rules.billing import must_not_unsettle
from ledger.rules.checks import not_before
from ledger.rules.client_state import ZERO, ClientState
from ledger.rules.credit_policy import HELD
from ledger.rules.lines import NoLines, gather, judge_price
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
from ledger.rules.refusals import NotPositive, NumberTaken
from ledger.rules.registry import KNOWN, Verdict, judges
from ledger.rules.returns import closes_an_act, known_order
from ledger.subledger.billing import billing_of
from ledger.subledger.completing import freed
from ledger.subledger.documents import ORDER
from ledger.subledger.instalments import stated
from ledger.subledger.orders import DELIVERED, Move, Order, order_of


@judges
def judge_placed(client_state: ClientState, event: OrderPlaced, draft: Draft) -> None:
    """A number is used once, something is ordered, and it has a price."""
    if event.number in client_state.account.orders:
        raise NumberTaken("order", event.number, client_state.name)
    if not event.lines:
        raise NoLines("order", event.number)
    _judge_lines(event.lines)
    must_not_unsettle(client_state, [order_of(event, draft.occurred_at)], client_state.account.terms)


@judges
def judge_delivered(client_state: ClientState, event: OrderDelivered, draft: Draft) -> None:
    """What is delivered was ordered, is not cancelled and does not wait."""
    order = _living_order(client_state, event.number, draft)
    if order.held is not None:
        raise OrderIsHeld(event.number)
    closes_an_act(client_state, event.discrepancy)
    on, first = draft.occurred_at.date(), order.first_delivery()
    if first is None or on < first:
        after = replace(order, shipped=[Move(DELIVERED, 0, on, {}, ZERO), *order.shipped])
        must_not_unsettle(client_state, [after], client_state.account.terms)
    undelivered = order.undelivered()
    if not event.lines and not any(left > 0 for left in undelivered.values()):
        raise NothingLeft(event.number)
    for product, quantity in gather(event.lines).items():
        left = _quantity(order, undelivered, product)
        if quantity > left:
            raise MoreThanOrdered(event.number, product, quantity, left)


@judges
def judge_held(client_state: ClientState, event: OrderHeld, draft: Draft) -> Verdict:
    """An order is held once at a time; a hold by the policy of credit that is said again is no news."""
    order = _living_order(client_state, event.number, draft)
    if order.held == event.reason and event.reason.startswith(HELD):
        return KNOWN
    if order.held is not None:
        raise OrderIsHeld(event.number)
    return None


@judges
def judge_released(client_state: ClientState, event: OrderReleased, draft: Draft) -> None:
    """Only a held order goes on."""
    if _living_order(client_state, event.number, draft).held is None:
        raise OrderNotHeld(event.number)


@judges
def judge_cancelled(client_state: ClientState, event: OrderCancelled, draft: Draft) -> None:
    """What the client has got already is not cancelled: that is a return."""
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


def _living_order(client_state: ClientState, number: str, draft: Draft) -> Order:
    order = known_order(client_state, number, "--number")
    not_before(f"order '{number}'", order.on, draft.occurred_at.date())
    if all(left <= 0 for left in order.uncancelled().values()):
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


def _quantity(order: Order, quantities: Mapping[str, Decimal], product: str) -> Decimal:
    if product not in quantities:
        raise NotOnOrder(order.number, product)
    return quantities[product]


def _judge_freed(client_state: ClientState, event: OrderCancelled, order: Order) -> None:
    """What is freed settles the order, and is as much as is no longer owed of it."""
    if not event.frees:
        return
    account = client_state.account
    settlements = account.statements.get(event.number, {})
    for share in event.frees:
        settled = stated(settlements.get(share.source, ()))
        if not 0 < share.amount <= settled:
            raise MoreThanSettled(share.source, event.number, share.amount, settled)
    excess = freed(account, event) if billing_of(account, order) == ORDER else ZERO
    shares_agree(event.number, event.frees, excess)
