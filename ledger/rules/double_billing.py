"""Orders that are billed twice, or in another currency than their own. Both are recorded with a warning; `check` lists them.

Rule
├── BilledTwice       an invoice bills an order that is owed or billed already
└── BilledOtherwise   an invoice bills an order in another currency
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ledger.events import AnyEvent, InvoiceIssued, OrderPlaced
from ledger.rules.client_state import ZERO, ClientState
from ledger.rules.refusals import Rule
from ledger.subledger import Account
from ledger.subledger.billing import is_owed, repeats
from ledger.subledger.documents import INVOICE, Document
from ledger.subledger.orders import CANCELLED, Order


class BilledTwice(Rule, code="billed-twice"):
    """An invoice bills an order that is owed or billed already."""

    order: str
    invoice: str
    other: str
    says = "invoice '{invoice}' bills order '{order}', which {other}; correct or void the one that is wrong"


class BilledOtherwise(Rule, code="billed-otherwise"):
    """An invoice bills an order in another currency."""

    order: str
    invoice: str
    currency: str
    own: str
    says = "invoice '{invoice}' is in {currency} and bills order '{order}' in {own}; correct or void the one that is wrong"


def wrong_bills(account: Account, orders: list[str] | None = None) -> Iterator[tuple[Document, Rule]]:
    """Every invoice that bills an order wrongly, and how.

    Args:
        account: the client's.
        orders: only these; None: all.
    """
    for number in account.orders if orders is None else orders:
        invoices = _invoices(account, number)
        order = account.orders.get(number)
        if order is not None and invoices:
            yield from _wrong(account, order, invoices)


def _invoices(account: Account, order: str) -> list[Document]:
    """The invoices of an order that count, in order of date and number."""
    found = (account.documents.get(number) for number in account.linked().bills.get(order, ()))
    counting = [one for one in found if one is not None and one.what == INVOICE and not one.cancelled]
    return sorted(counting, key=lambda one: (one.on, one.number))


def _wrong(account: Account, order: Order, invoices: list[Document]) -> Iterator[tuple[Document, Rule]]:
    by_itself = is_owed(account, order)
    left = order.worth(order.uncancelled()) if order.moved(CANCELLED) else order.value
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
        left -= _share(account, invoice, order)


def _share(account: Account, invoice: Document, order: Order) -> Decimal:
    """How much of an invoice bills an order: of several orders each in proportion to what it is worth."""
    orders = (account.orders.get(number) for number in account.orders_of(invoice))
    together = sum((one.value for one in orders if one is not None), ZERO)
    return invoice.amount * order.value / together if together else ZERO


def billing_advice(client_state: ClientState, event: AnyEvent) -> list[Rule]:
    """What is wrong with the bills that an event, now recorded, adds."""
    account = client_state.account
    if isinstance(event, InvoiceIssued):
        document = account.documents[event.number]
        return [
            rule
            for invoice, rule in wrong_bills(account, account.orders_of(document))
            if invoice.number == event.number
        ]
    if isinstance(event, OrderPlaced) and event.number in account.linked().bills:
        return [rule for _, rule in wrong_bills(account, [event.number])]
    return []
