"""Rules about goods that come back, and about deliveries that are not what was ordered.

Order files often hold returns and no delivery notes. An order without any recorded delivery therefore counts as
delivered: a return from it is judged against what was ordered and not cancelled. As soon as one delivery of the
order is recorded, its deliveries are what counts.
"""

from __future__ import annotations

from ledger.entry import Draft
from ledger.events import DiscrepancyRecorded, ReturnReceived, ReturnRefused
from ledger.rules.checks import not_before, not_negative, positive, same_currency
from ledger.rules.debts import source_must_be_new
from ledger.rules.lines import NoLines, gather
from ledger.rules.numbered import Thing
from ledger.rules.order_refusals import MoreThanDelivered, NotOnOrder
from ledger.rules.refusals import UnknownNumber
from ledger.rules.registry import folds, judges
from ledger.rules.relationship import Relationship
from ledger.subledger.billing import billing_on, is_owed
from ledger.subledger.documents import INVOICE
from ledger.subledger.orders import Order

RETURN = Thing("return")
DISCREPANCY = Thing("discrepancy")


@judges
def judge_received(relationship: Relationship, event: ReturnReceived, draft: Draft) -> None:
    """No more comes back than the client has, and not before it was ordered."""
    _judge_return(relationship, event)
    closes_an_act(relationship, event.discrepancy)
    account, on = relationship.account, draft.occurred_at.date()
    order = account.orders.get(event.order) if event.order else None
    if is_owed(account, order) if order is not None else billing_on(account.terms, on) != INVOICE:
        source_must_be_new(relationship, "return", event.number)
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


@folds
def fold_received(relationship: Relationship, event: ReturnReceived) -> None:
    """The number is used."""
    RETURN.becomes(relationship, event.number, "received")


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
        ordered = known_order(relationship, event.order).uncancelled()
        for product in products:
            if product not in ordered:
                raise NotOnOrder(event.order, product)


def known_order(relationship: Relationship, number: str, option: str = "--order") -> Order:
    """The order of that number.

    Raises:
        UnknownNumber: there is none.
    """
    order = relationship.account.orders.get(number)
    if order is None:
        raise UnknownNumber("order", number, relationship.name, option)
    return order


def closes_an_act(relationship: Relationship, number: str | None) -> None:
    """The act that an event closes is known, where it names one.

    Raises:
        UnknownNumber: there is none.
    """
    if number is not None and number not in relationship.numbered.get(DISCREPANCY.name, {}):
        raise UnknownNumber("discrepancy", number, relationship.name, "--discrepancy")
