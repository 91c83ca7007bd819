"""The movements of a client's statement: what each entry did to the balance, in the words of a statement.

A settlement moves nothing, since it decides what a payment is for and not what the client owes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from ledger import subledger
from ledger.entry import Fact
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
from ledger.money import Amounts
from ledger.subledger import Account
from ledger.subledger.account import Links
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
"""An invoice that no longer counts, because the orders that it bills are now owed by themselves."""
_number_of = attrgetter("number")
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

_Key: TypeAlias = tuple[str, str, str]
"""The kind of a document, its number and its currency."""


class Movement(NamedTuple):
    """A change of a client's balance by one entry.

    Attributes:
        what: one of ``WHATS``.
        refers: the numbers of the documents that it is about: the invoice of a credit note, the documents
            that a payment names, the invoices that bill an order.
        due: when it, or the first of its instalments, is due; None where the client owes nothing new.
        instalments: how many there are; 0 where the client owes nothing new.
        amount: below zero where the client owes less.
        ref: its number on another document.
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


def movements(client: str, happened: Sequence[Fact]) -> tuple[list[Movement], Account]:
    """The movements of one client, from its facts in the order of folding, and the account after them."""
    account = Account()
    links = account.linked()  # from the start, so that it holds documents in the order of folding
    for entry in happened:
        subledger.post(account, entry)
    sums: dict[int, Amounts[_Key]] = {}
    for one in posted(account):
        sums.setdefault(one.position, Amounts())[one.what, one.document, one.currency] += one.amount
    found: list[Movement] = []
    for entry in happened:
        if entry.position in sums:
            refers = tuple(dict.fromkeys(_refers(entry.event, links)))
            found += [
                _movement(client, account, entry, key, amount, refers)
                for key, amount in _by_document(entry.event, sums[entry.position]).items()
                if amount
            ]
    return found, account


def _by_document(event: Event, sums: Amounts[_Key]) -> Amounts[_Key]:
    """What an entry moved, in the words of a statement: its own document first, then other documents."""
    own = _number(event)
    others = {RETURN, INVOICE, CREDIT_NOTE} - {_WHAT.get(type(event), "")}
    ordered = Amounts[_Key]()
    for (kind, document, currency), amount in sums.items():
        other = document != own and kind in others
        ordered[(kind, document, currency) if other else (_what(event), own, currency)] += amount
    return Amounts(sorted(ordered.items(), key=lambda pair: pair[0][1] != own))


def _number(event: Event) -> str:
    if isinstance(event, BalanceOpened):
        return event.number or OPENING
    number: str = _number_of(event)
    return number


def _what(event: Event) -> str:
    return event.what if isinstance(event, ChargeAdded) else _WHAT[type(event)]


def _movement(
    client: str,
    account: Account,
    entry: Fact,
    key: _Key,
    amount: Decimal,
    refers: tuple[str, ...],
) -> Movement:
    what, number, currency = key
    own = number == _number(entry.event)
    dues = [
        part.due
        for debt in debts_under(account, number)
        if debt.position == entry.position
        for part in debt.parts
    ]
    return Movement(
        client=client,
        currency=currency,
        on=entry.on,
        what=REPLACED if not own and what == INVOICE and amount < 0 else what,
        document=number,
        refers=refers if own else (_number(entry.event),),
        due=min(dues, default=None),
        instalments=len(dues),
        amount=amount,
        position=entry.position,
        ref=entry.event.ref,
    )


def _refers(event: Event, links: Links) -> Iterator[str]:
    """The numbers of the documents that an event names beside its own."""
    match event:
        case InvoiceIssued():
            yield from links.billed.get(event.number, ())
        case OrderPlaced() | OrderDelivered():
            yield from links.bills.get(event.number, ())
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
