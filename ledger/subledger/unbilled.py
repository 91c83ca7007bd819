"""What a client ordered and does not owe yet.

An order that is billed by orders is owed at once, one billed by delivery as its goods are delivered, and one
billed by invoices as far as invoices bill it: those that name it, and the one that it names.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ledger.money import ZERO, part_of, rounded, total
from ledger.subledger.account import Account
from ledger.subledger.billing import billing_of
from ledger.subledger.documents import DELIVERY, INVOICE, ORDER, Document
from ledger.subledger.orders import Order


def orders_near(account: Account, numbers: Iterable[str]) -> set[str]:
    """The invoices that bill these orders, and the orders that these or those invoices bill."""
    bills = account.linked().bills
    invoices = {invoice for number in numbers for invoice in bills.get(number, ())}
    documents = (account.documents.get(number) for number in {*numbers, *invoices})
    orders = {
        order for document in documents if document is not None for order in account.orders_of(document)
    }
    return invoices | orders


def unbilled(account: Account, numbers: Iterable[str]) -> dict[str, Decimal]:
    """How much of each of these orders is not owed yet, rounded; numbers without an order are left out."""
    wanted = {number: account.orders[number] for number in numbers if number in account.orders}
    billed = _billed(account, wanted)
    return {
        number: rounded(max(_worth(account, order) - billed.get(number, ZERO), ZERO), order.currency)
        for number, order in wanted.items()
    }


def _worth(account: Account, order: Order) -> Decimal:
    """What is still to be delivered, or to be invoiced; unrounded."""
    billing = billing_of(account, order)
    if billing == ORDER:
        return ZERO
    if not order.shipped and not order.taken:
        return order.value
    left = order.cancellable() if billing == DELIVERY else order.kept()
    return order.worth({product: quantity for product, quantity in left.items() if quantity > 0})


def _billed(account: Account, wanted: Iterable[str]) -> dict[str, Decimal]:
    """How much of these orders invoices bill; unrounded.

    An invoice of several orders bills each in proportion to what it is worth. An invoice in another currency
    bills an order whole, because the share is unknown.
    """
    found: dict[str, Decimal] = {}
    bills = account.linked().bills
    for invoice in dict.fromkeys(invoice for number in wanted for invoice in bills.get(number, ())):
        document = account.documents.get(invoice)
        if document is None or document.what != INVOICE or document.cancelled:
            continue
        for number, share in billed_by_invoice(account, document).items():
            found[number] = found.get(number, ZERO) + share
    return found


def billed_by_invoice(account: Account, document: Document) -> dict[str, Decimal]:
    """How much an invoice bills of each of its orders that invoices bill."""
    numbers = account.orders_of(document)
    orders = {number: account.orders[number] for number in numbers if number in account.orders}
    worths = {
        number: _worth(account, order)
        for number, order in orders.items()
        if billing_of(account, order) == INVOICE
    }
    same = total(worth for number, worth in worths.items() if orders[number].currency == document.currency)
    return {
        number: worth
        if orders[number].currency != document.currency
        else part_of(document.amount, worth, same)
        if same
        else ZERO
        for number, worth in worths.items()
    }
