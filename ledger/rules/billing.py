"""Rules about which document creates a debt: no entry may change how a settled document is owed.

Terms, orders and deliveries arrive in any order, and each may change what is owed (see
``ledger.subledger.billing``). An order that is billed twice, in another currency than its own, or far above
its worth, is recorded with a warning, and ``check`` lists it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ledger.money import ZERO, rounded
from ledger.rules.client_state import ClientState
from ledger.rules.debts import debt_must_be_new, source_must_be_new
from ledger.rules.refusals import Rule
from ledger.subledger.account import Account
from ledger.subledger.billing import billed_by, billing_of, is_owed, repeats
from ledger.subledger.documents import DELIVERY, INVOICE, ORDER, Credit, Document, Terms
from ledger.subledger.orders import Order


class SettledOtherwise(Rule, code="settled-otherwise"):
    """A settled document would no longer be owed, or be owed differently."""

    document: str
    what = "'{document}' is settled, and this would change how it is owed"
    advice = "reverse the settlement first with settlement.reversed, or correct the date"


class BilledTwice(Rule, code="billed-twice"):
    """An invoice bills an order that is owed or billed already."""

    order: str
    invoice: str
    other: str
    what = "invoice '{invoice}' bills order '{order}', which {other}"
    advice = "correct or void the one that is wrong"


class BilledOtherwise(Rule, code="billed-otherwise"):
    """An invoice bills an order in another currency."""

    order: str
    invoice: str
    currency: str
    own: str
    what = "invoice '{invoice}' is in {currency} and bills order '{order}' in {own}"
    advice = "correct or void the one that is wrong"


class BilledAbove(Rule, code="billed-above"):
    """Invoices bill more of their orders than the orders are worth, by more than tax and delivery explain."""

    orders: str
    invoice: str
    billed: Decimal
    worth: Decimal
    currency: str
    what = "invoice '{invoice}' brings what is billed of {orders} to {billed}; the goods are worth {worth}"
    advice = "if that is more than tax and delivery add, correct or void the one that is wrong"


_MOST: Final = Fraction(4, 3)
"""How far above their worth orders may be billed: tax is at most 27 % in Europe, and delivery is added."""


class NoDueDate(Rule, code="no-due-date"):
    """An invoice has no due date, and the client has no terms that give one."""

    invoice: str
    client: str
    what = "invoice '{invoice}' has no due date and {client} no terms, so it is due on its own day"
    advice = "agree terms with client.terms_agreed, or correct the invoice"


def without_due_date(account: Account, number: str, client: str) -> Iterator[Rule]:
    """A warning about an invoice that is overdue at once, because neither it nor terms give a due date."""
    invoice = account.documents[number]
    if invoice.due is None and not invoice.instalments and not account.terms:
        yield NoDueDate(number, client)


def must_not_unsettle(
    client_state: ClientState, orders: Iterable[Order], terms: Sequence[Terms], delivered: date | None = None
) -> None:
    """Refuse orders, terms or a delivery that change how a settled document is owed.

    Args:
        client_state: before the change.
        orders: that change, or that the terms concern.
        terms: those that hold after the change.
        delivered: the day of a delivery of the orders that is to be recorded.

    Raises:
        SettledOtherwise: they do.
        NumberTaken: a new debt would have the number of another document.
    """
    account, orders = client_state.account, list(orders)
    for order in orders:
        first = _first_delivery(order, delivered)
        billing = billed_by(terms, order.on, first)
        owed = billing == ORDER or (billing == DELIVERY and first is not None)
        recorded = account.orders.get(order.number)
        before = billing_of(account, recorded) if recorded is not None and is_owed(account, recorded) else ""
        if before and before != (billing if owed else ""):
            _must_be_unsettled(account, order.number)
        elif owed and not before:
            debt_must_be_new(client_state, "order", order.number)
            for back in _returns_of(account, order.number):
                source_must_be_new(client_state, "return", back.number)
    for invoice in replaced(account, orders, terms, delivered):
        if account.settled(invoice):
            raise SettledOtherwise(invoice)


def _first_delivery(order: Order, delivered: date | None) -> date | None:
    first = order.first_delivery()
    return first if delivered is None or (first is not None and first < delivered) else delivered


def _returns_of(account: Account, order: str) -> Iterator[Credit]:
    """The returns of an order."""
    for number in account.linked().followers.get(order, ()):
        if number in account.returns and account.returns[number].follows == order:
            yield account.returns[number]


def replaced(
    account: Account, orders: Iterable[Order], terms: Sequence[Terms], delivered: date | None = None
) -> Iterator[str]:
    """The invoices that would no longer be owed with these orders, terms and delivery."""
    supposed: dict[str, str] = {}
    concerned: dict[str, list[str]] = {}
    for order in orders:
        supposed[order.number] = billed_by(terms, order.on, _first_delivery(order, delivered))
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
    if account.settled(number) or account.disputed(number):
        raise SettledOtherwise(number)
    for back in _returns_of(account, number):
        must_be_whole(account, back)


def must_be_whole(account: Account, back: Credit) -> None:
    """Refuse if part of a return's credit is used or paid out.

    Raises:
        SettledOtherwise: a part is.
    """
    if account.linked().stated.get(back.number) or back.changes:
        raise SettledOtherwise(back.number)


def wrong_bills(
    account: Account, orders: list[str] | None = None, invoice: str | None = None
) -> Iterator[tuple[Document, Rule]]:
    """Every invoice that bills an order wrongly, with the fault.

    Args:
        account: the client's.
        orders: only these; None for all.
        invoice: only this one; None for all.
    """
    bills = account.linked().bills
    right: dict[str, Document] = {}
    wrong: set[str] = set()
    for number in account.orders if orders is None else orders:
        order = account.orders.get(number)
        if order is not None and number in bills:
            invoices = _invoices(account, number)
            for document, fault in _wrong(account, order, invoices):
                wrong.add(document.number)
                if invoice in {None, document.number}:
                    yield document, fault
            right.update((one.number, one) for one in invoices if invoice in {None, one.number})
    for document in right.values():
        if document.number not in wrong:  # one warning about an invoice says enough
            yield from _above(account, document)


def _invoices(account: Account, order: str) -> list[Document]:
    """An order's invoices that are not cancelled, in order of date and number."""
    counting = [
        one
        for number in account.linked().bills.get(order, ())
        if (one := account.documents.get(number)) is not None and one.what == INVOICE and not one.cancelled
    ]
    return sorted(counting, key=lambda one: (one.on, one.number)) if len(counting) > 1 else counting


def _wrong(account: Account, order: Order, invoices: list[Document]) -> Iterator[tuple[Document, Rule]]:
    by_itself = is_owed(account, order)
    left = order.worth(order.uncancelled()) if order.taken else order.value
    before: list[str] = []
    for invoice in invoices:
        if invoice.currency != order.currency:
            yield invoice, BilledOtherwise(order.number, invoice.number, invoice.currency, order.currency)
        elif by_itself and not repeats(account, invoice):
            yield (
                invoice,
                BilledTwice(order.number, invoice.number, "is owed by itself by the client's terms"),
            )
        elif not by_itself and before and left <= 0:
            named = ", ".join(f"'{number}'" for number in before)
            yield invoice, BilledTwice(order.number, invoice.number, f"{named} already bills in full")
        before.append(invoice.number)
        if len(invoices) > 1:
            left -= _share(account, invoice, order)


def _above(account: Account, invoice: Document) -> Iterator[tuple[Document, Rule]]:
    """The fault of an invoice with which its orders are billed far above what they are worth together.

    Orders without prices and orders that nobody recorded tell nothing. What was cancelled or came back counts
    as ordered: a credit note follows, and the invoice was right.
    """
    numbers = account.orders_of(invoice)
    orders = [account.orders[number] for number in numbers if number in account.orders]
    worth = sum((order.value for order in orders), ZERO)
    if len(orders) < len(numbers) or not worth or any(one.currency != invoice.currency for one in orders):
        return
    counting = {
        one.number: one
        for number in numbers
        for one in _invoices(account, number)
        if one.currency == invoice.currency and (one.on, one.number) <= (invoice.on, invoice.number)
    }
    billed = sum((_billed(account, one, orders) for one in counting.values()), ZERO)
    if billed * _MOST.denominator > worth * _MOST.numerator:
        named = ("order " if len(orders) == 1 else "orders ") + ", ".join(f"'{one}'" for one in numbers)
        yield (
            invoice,
            BilledAbove(named, invoice.number, rounded(billed, invoice.currency), worth, invoice.currency),
        )


def _billed(account: Account, invoice: Document, orders: Iterable[Order]) -> Decimal:
    """How much of an invoice bills some orders."""
    named = set(account.orders_of(invoice))
    return sum((_share(account, invoice, order) for order in orders if order.number in named), ZERO)


def _share(account: Account, invoice: Document, order: Order) -> Decimal:
    """How much of an invoice bills an order: several orders share it in proportion to their values."""
    orders = (account.orders.get(number) for number in account.orders_of(invoice))
    together = sum((one.value for one in orders if one is not None), ZERO)
    return invoice.amount * order.value / together if together else ZERO
