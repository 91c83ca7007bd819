"""Rules about goods that come back, and about deliveries that are not what was ordered.

Order files often hold returns and no delivery notes. An order without any recorded delivery therefore counts as
delivered: a return from it is judged against what was ordered and not cancelled. As soon as one delivery of the
order is recorded, its deliveries are what counts.
"""

from __future__ import annotations

from ledger.entry import Draft
from ledger.events import DiscrepancyRecorded, ReturnReceived, ReturnRefused
from ledger.rules.checks import not_before, not_negative, positive, same_currency
from ledger.rules.client_state import ClientState
from ledger.rules.debts import source_must_be_new
from ledger.rules.lines import NoLines, gather
from ledger.rules.numbered import Thing
from ledger.rules.order_refusals import MoreThanDelivered, NotOnOrder
from ledger.rules.refusals import UnknownNumber
from ledger.rules.registry import folds, judges
from ledger.subledger.billing import billing_on, is_owed
from ledger.subledger.documents import INVOICE
from ledger.subledger.orders import Order

RETURN = Thing("return")
DISCREPANCY = Thing("discrepancy")


@judges
def judge_received(client_state: ClientState, event: ReturnReceived, draft: Draft) -> None:
    """No more comes back than the client has, and not before it was ordered."""
    _judge_return(client_state, event)
    closes_an_act(client_state, event.discrepancy)
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
    """A refused return names what the order has; its quantity may be the very reason to refuse it."""
    _judge_return(client_state, event)


@judges
def judge_discrepancy(client_state: ClientState, event: DiscrepancyRecorded) -> None:
    """The order is known; what arrived may be anything, so its lines need not be the order's."""
    DISCREPANCY.must_be_new(client_state, event.number)
    known_order(client_state, event.order)
    if not event.lines:
        raise NoLines("discrepancy", event.number)
    gather(event.lines)
    positive("amount", event.amount)


@folds
def fold_received(client_state: ClientState, event: ReturnReceived) -> None:
    """The number is used."""
    RETURN.becomes(client_state, event.number, "received")


@folds
def fold_refused(client_state: ClientState, event: ReturnRefused) -> None:
    """The number is used."""
    RETURN.becomes(client_state, event.number, "refused")


@folds
def fold_discrepancy(client_state: ClientState, event: DiscrepancyRecorded) -> None:
    """The number is used."""
    DISCREPANCY.becomes(client_state, event.number)


def _judge_return(client_state: ClientState, event: ReturnReceived | ReturnRefused) -> None:
    RETURN.must_be_new(client_state, event.number)
    if not event.lines:
        raise NoLines("return", event.number)
    for line in event.lines:
        not_negative("unit_price", line.unit_price)
    products = gather(event.lines)
    if event.order is not None:
        ordered = known_order(client_state, event.order).uncancelled()
        for product in products:
            if product not in ordered:
                raise NotOnOrder(event.order, product)


def known_order(client_state: ClientState, number: str, option: str = "--order") -> Order:
    """The order of that number.

    Raises:
        UnknownNumber: there is none.
    """
    order = client_state.account.orders.get(number)
    if order is None:
        raise UnknownNumber("order", number, client_state.name, option)
    return order


def closes_an_act(client_state: ClientState, number: str | None) -> None:
    """The act that an event closes is known, where it names one.

    Raises:
        UnknownNumber: there is none.
    """
    if number is not None and number not in client_state.numbered.get(DISCREPANCY.name, {}):
        raise UnknownNumber("discrepancy", number, client_state.name, "--discrepancy")
