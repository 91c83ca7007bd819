"""What each entry did to a client's balance, on the entry's own day.

The account is folded entry by entry, and what an entry changed of the documents it touches is one movement for each
of them. So after the last entry of a day the movements sum to the balance of that day. A settlement moves nothing,
whenever a clerk makes it: it says what a payment is for, not what is owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from ledger.entry import Entry
from ledger.events import (
    BalanceOpened,
    ChargeAdded,
    ClientRegistered,
    ClientTermsAgreed,
    CreditNoteIssued,
    DebtRecovered,
    DebtWrittenOff,
    DisputeOpened,
    DisputeResolved,
    Event,
    InvoiceCancelled,
    InvoiceIssued,
    OrderCancelled,
    OrderDelivered,
    OrderHeld,
    OrderPlaced,
    OrderReleased,
    PaymentPromised,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    ReminderSent,
    ReturnReceived,
    SettlementMade,
    SettlementReversed,
    VisitHeld,
)
from projections.fold import Evolve, reads
from projections.receivables import evolve
from projections.receivables.account import Account
from projections.receivables.documents import OPENING, WRITE_OFF

__all__ = ["REPLACED", "WHATS", "Movement", "movements"]

REPLACED = "replaced"
"""An invoice that counts no more, since the orders it bills came to be owed by themselves."""
_RETURN = "return"
_INVOICE = "invoice"
_WHAT: Mapping[type[Event], str] = {
    BalanceOpened: OPENING,
    CreditNoteIssued: "credit note",
    DebtRecovered: "recovery",
    DebtWrittenOff: WRITE_OFF,
    InvoiceCancelled: "cancellation",
    InvoiceIssued: _INVOICE,
    OrderCancelled: "order cancellation",
    OrderDelivered: "delivery",
    OrderPlaced: "order",
    PaymentReceived: "payment",
    PaymentRefunded: "refund",
    PaymentReversed: "reversal",
    ReturnReceived: _RETURN,
}
WHATS = (*_WHAT.values(), "fee", "interest", "cost", REPLACED)
"""Every kind of movement."""
_fold: Evolve = evolve
_STILL = (
    ClientRegistered,
    ClientTermsAgreed,
    DisputeOpened,
    DisputeResolved,
    OrderHeld,
    OrderReleased,
    PaymentPromised,
    ReminderSent,
    VisitHeld,
    SettlementMade,
    SettlementReversed,
)

_Links: TypeAlias = Mapping[str, Sequence[str]]
_Worth: TypeAlias = Mapping[str, Decimal]
"""What documents of one number add to the balance, by currency."""


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
    wanted = frozenset(reads(_fold))
    invoices, orders = _links(happened)
    found: list[Movement] = []
    for entry in happened:
        if type(entry.event) not in wanted:
            continue
        touched = list(_touched(account, entry.event, invoices))
        before = [_worth(account, number) for number, _ in touched]
        _fold(account, entry, entry.event)
        moved: dict[tuple[str, str, str], Decimal] = {}
        for (number, of), was in zip(touched, before, strict=True):
            for currency, amount in _difference(_worth(account, number), was).items():
                key = (of or _what(entry.event), number if of else _number(entry.event), currency)
                moved[key] = moved.get(key, Decimal(0)) + amount
        refers = tuple(dict.fromkeys(_refers(entry.event, invoices, orders)))
        found += [
            _movement(client, account, entry, key, amount, refers) for key, amount in moved.items() if amount
        ]
    return found, account


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


def _touched(account: Account, event: Event, invoices: _Links) -> Iterator[tuple[str, str | None]]:
    """The numbers whose worth an event may change, each once; with what it is, where it is not the event's own."""
    if isinstance(event, _STILL):
        return
    own = _number(event)
    if isinstance(event, DebtRecovered):
        for number, same in account.credits.items():
            if any(one.what == WRITE_OFF for one in same):
                yield number, None
        return
    yield own, None
    if isinstance(event, OrderPlaced | OrderDelivered):
        others = dict.fromkeys(invoices.get(own, ()), _INVOICE)
        if isinstance(event, OrderDelivered):
            others |= {credit.number: _RETURN for credit in account.waiting.get(own, ())}
        yield from ((number, what) for number, what in others.items() if number != own)


def _number(event: Event) -> str:
    if isinstance(event, BalanceOpened):
        return event.number or OPENING
    return str(vars(event)["number"])


def _what(event: Event) -> str:
    return event.what if isinstance(event, ChargeAdded) else _WHAT[type(event)]


def _worth(account: Account, number: str) -> _Worth:
    together: dict[str, Decimal] = {}
    for debt in account.debts.get(number, ()):
        if not account.repeats(debt):
            owed = sum((part.amount for part in debt.parts), Decimal(0))
            together[debt.currency] = together.get(debt.currency, Decimal(0)) + owed
    for credit in account.credits.get(number, ()):
        together[credit.currency] = together.get(credit.currency, Decimal(0)) - credit.amount
    return together


def _difference(now: _Worth, was: _Worth) -> dict[str, Decimal]:
    return {
        currency: now.get(currency, Decimal(0)) - was.get(currency, Decimal(0)) for currency in {**was, **now}
    }


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
    if not own and what == _INVOICE and amount < 0:
        what = REPLACED
    dues = [
        part.due
        for debt in account.debts.get(number, ())
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
