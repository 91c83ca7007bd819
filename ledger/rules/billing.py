"""Rules about which document creates a debt: nothing that is settled may come to be owed otherwise.

Terms, orders and deliveries are recorded in any order, and each may change what is owed (see ``ledger.subledger.billing``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledger.rules.client_state import ClientState
from ledger.rules.debts import debt_must_be_new, settled_amount, source_must_be_new
from ledger.rules.refusals import Rule
from ledger.subledger.account import Account
from ledger.subledger.billing import billed_by, billing_of, is_owed, repeats
from ledger.subledger.documents import DELIVERY, INVOICE, ORDER, Credit, Terms
from ledger.subledger.orders import Order


class SettledOtherwise(Rule, code="settled-otherwise"):
    """What is settled would not be owed any more, or not in this way."""

    document: str
    says = (
        "'{document}' is settled, and would be owed otherwise after this; reverse that first with "
        "settlement.reversed, or correct the date"
    )


def must_not_unsettle(client_state: ClientState, orders: Iterable[Order], terms: Sequence[Terms]) -> None:
    """Nothing that is settled would be owed otherwise, if the orders and the terms were these.

    Raises:
        SettledOtherwise: something would.
        NumberTaken: something new would be owed, under a number that another document has.
    """
    account, orders = client_state.account, list(orders)
    for order in orders:
        billing = billed_by(terms, order.on, order.first_delivery())
        owed = billing == ORDER or (billing == DELIVERY and bool(order.shipped))
        known = account.orders.get(order.number)
        before = billing_of(account, known) if known is not None and is_owed(account, known) else ""
        if before and before != (billing if owed else ""):
            _must_be_unsettled(account, order.number)
        elif owed and not before:
            debt_must_be_new(client_state, "order", order.number)
            for back in returns_of(account, order.number):
                source_must_be_new(client_state, "return", back.number)
    for invoice in replaced(account, orders, terms):
        if settled_amount(account, invoice):
            raise SettledOtherwise(invoice)


def returns_of(account: Account, order: str) -> Iterator[Credit]:
    """The returns of an order."""
    for number in account.linked().followers.get(order, ()):
        if number in account.returns and account.returns[number].follows == order:
            yield account.returns[number]


def replaced(account: Account, orders: Iterable[Order], terms: Sequence[Terms]) -> Iterator[str]:
    """The invoices that would not be owed any more, if the orders and the terms were these."""
    supposed: dict[str, str] = {}
    concerned: dict[str, list[str]] = {}
    for order in orders:
        supposed[order.number] = billed_by(terms, order.on, order.first_delivery())
        for invoice in account.linked().bills.get(order.number, ()):
            concerned.setdefault(invoice, [])
        if order.invoice is not None:
            concerned.setdefault(order.invoice, []).append(order.number)
    for invoice, named in concerned.items():
        document = account.documents.get(invoice)
        if document is not None and document.what == INVOICE and not repeats(account, document):
            numbers = [*account.orders_of(document), *named]
            if numbers and all(_billing(account, number, supposed) != INVOICE for number in numbers):
                yield invoice


def _billing(account: Account, number: str, supposed: Mapping[str, str]) -> str:
    if number in supposed:
        return supposed[number]
    return billing_of(account, account.orders[number]) if number in account.orders else INVOICE


def _must_be_unsettled(account: Account, number: str) -> None:
    if settled_amount(account, number) or account.disputed(number):
        raise SettledOtherwise(number)
    for back in returns_of(account, number):
        must_be_whole(account, back)


def must_be_whole(account: Account, back: Credit) -> None:
    """Nothing of a return's credit is used or paid out.

    Raises:
        SettledOtherwise: something is.
    """
    if account.linked().stated.get(back.number) or back.changes:
        raise SettledOtherwise(back.number)
