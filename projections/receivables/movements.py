"""The movements of a client's statement: what each entry did to the balance, in the words of a statement.

A settlement moves nothing: it says what a payment is for, not what is owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from ledger import subledger
from ledger.entry import Entry
from ledger.events import (
    BalanceOpened,
    ChargeAdded,
    CreditNoteIssued,
    DebtRecovered,
    DebtWrittenOff,
    Event,
    InvoiceCancelled,
    InvoiceIssued,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    ReturnReceived,
)
from ledger.subledger import Account
from ledger.subledger.billing import debts_under
from ledger.subledger.documents import (
    CREDIT_NOTE,
    DELIVERY,
    INVOICE,
    OPENING,
    ORDER,
    PAYMENT,
    RETURN,
    WRITE_OFF,
)
from ledger.subledger.movements import movements as posted

REPLACED = "replaced"
"""An invoice that counts no more, because the orders it bills came to be owed by themselves."""
_WHAT: Mapping[type[Event], str] = {
    BalanceOpened: OPENING,
    CreditNoteIssued: CREDIT_NOTE,
    DebtRecovered: "recovery",
    DebtWrittenOff: WRITE_OFF,
    InvoiceCancelled: "cancellation",
    InvoiceIssued: INVOICE,
    OrderCancelled: "order cancellation",
    OrderDelivered: DELIVERY,
    OrderPlaced: ORDER,
    PaymentReceived: PAYMENT,
    PaymentRefunded: "refund",
    PaymentReversed: "reversal",
    ReturnReceived: RETURN,
}
WHATS = (*_WHAT.values(), "fee", "interest", "cost", REPLACED)
"""Every kind of movement."""

_Links: TypeAlias = Mapping[str, Sequence[str]]


class Movement(NamedTuple):
    """So much more of a client's balance, or less, by one entry.

    Attributes:
        what: one of ``WHATS``.
        refers: the numbers of the documents that it is about: the invoice of a credit note, what a payment is said
            to settle, the invoices that bill an order.
        due: when it is due, or the first of its instalments; None where nothing new is owed.
        instalments: how many there are; 0 where nothing new is owed.
        amount: below zero where the client owes less.
        ref: what another paper calls it.
    """

    client: str
    currency: str
    on: date
    what: str
    document: str
    refers: tuple[str, ...]
    due: date | None
    instalments: int
    amount: Decimal
    position: int
    ref: str | None


def movements(client: str, happened: Sequence[Entry]) -> tuple[list[Movement], Account]:
    """The movements of one client in order, and the account that they lead to.

    Args:
        client: its code.
        happened: its facts in force, in the order in which they are folded.
    """
    account = Account()
    for entry in happened:
        subledger.post(account, entry)
    sums: dict[int, dict[tuple[str, str, str], Decimal]] = {}
    for one in posted(account):
        documents, key = sums.setdefault(one.position, {}), (one.document, one.what, one.currency)
        documents[key] = documents.get(key, Decimal(0)) + one.amount
    invoices, orders = _links(happened)
    found: list[Movement] = []
    for entry in happened:
        if entry.position in sums:
            refers = tuple(dict.fromkeys(_refers(entry.event, invoices, orders)))
            found += [
                _movement(client, account, entry, key, amount, refers)
                for key, amount in _by_document(entry.event, sums[entry.position]).items()
                if amount
            ]
    return found, account


def _by_document(
    event: Event, sums: Mapping[tuple[str, str, str], Decimal]
) -> dict[tuple[str, str, str], Decimal]:
    """What an entry moved, by what, document and currency: its own document first, others that it touched after it."""
    own = _number(event)
    others = {RETURN, INVOICE, CREDIT_NOTE} - {_WHAT.get(type(event), "")}
    found: dict[tuple[str, str, str], Decimal] = {}
    for (document, kind, currency), amount in sums.items():
        key = (
            (kind, document, currency)
            if document != own and kind in others
            else (_what(event), own, currency)
        )
        found[key] = found.get(key, Decimal(0)) + amount
    return dict(sorted(found.items(), key=lambda pair: pair[0][1] != own))


def _links(happened: Iterable[Entry]) -> tuple[_Links, _Links]:
    """By order, the invoices that bill it, and by invoice its orders, whichever of the two says so."""
    invoices: dict[str, list[str]] = {}
    orders: dict[str, list[str]] = {}
    for entry in happened:
        match entry.event:
            case InvoiceIssued(number=invoice, orders=named):
                pairs = [(invoice, order) for order in named]
            case OrderPlaced(number=order, invoice=str(invoice)):
                pairs = [(invoice, order)]
            case _:
                continue
        for invoice, order in pairs:
            invoices.setdefault(order, []).append(invoice)
            orders.setdefault(invoice, []).append(order)
    return invoices, orders


def _number(event: Event) -> str:
    if isinstance(event, BalanceOpened):
        return event.number or OPENING
    return str(vars(event)["number"])


def _what(event: Event) -> str:
    return event.what if isinstance(event, ChargeAdded) else _WHAT[type(event)]


def _movement(
    client: str,
    account: Account,
    entry: Entry,
    key: tuple[str, str, str],
    amount: Decimal,
    refers: tuple[str, ...],
) -> Movement:
    what, number, currency = key
    own = number == _number(entry.event)
    if not own and what == INVOICE and amount < 0:
        what = REPLACED
    dues = [
        part.due
        for debt in debts_under(account, number)
        if debt.position == entry.position
        for part in debt.parts
    ]
    return Movement(
        client,
        currency,
        entry.on,
        what,
        number,
        refers if own else (_number(entry.event),),
        min(dues, default=None),
        len(dues),
        amount,
        entry.position,
        entry.event.ref,
    )


def _refers(event: Event, invoices: _Links, orders: _Links) -> Iterator[str]:
    """The numbers of the documents that an event names beside its own."""
    match event:
        case InvoiceIssued():
            yield from orders.get(event.number, ())
        case OrderPlaced() | OrderDelivered():
            yield from invoices.get(event.number, ())
        case PaymentReceived():
            yield from (part.document for part in event.settles)
        case CreditNoteIssued():
            yield from (number for number in (event.invoice, event.return_) if number)
        case ReturnReceived():
            yield from (event.order,) if event.order else ()
        case ChargeAdded() | DebtWrittenOff() | DebtRecovered():
            yield from (event.document,) if event.document else ()
        case _:
            pass
