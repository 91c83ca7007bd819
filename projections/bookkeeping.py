"""How each kind of event enters a client's account."""

from __future__ import annotations

from decimal import Decimal

from ledger.entry import Entry
from ledger.events import (
    BalanceOpened,
    ChargeAdded,
    ClientRegistered,
    ClientTermsAgreed,
    CreditNoteIssued,
    DebtRecovered,
    DebtWrittenOff,
    InvoiceCancelled,
    InvoiceIssued,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    ReturnReceived,
    SettlementMade,
    SettlementReversed,
    goods_value,
)
from projections.account import OPENING, PAYMENT, WRITE_OFF, Account, Part
from projections.trade import Order, order_of, to_the_cent

__all__ = ["deal", "owe", "pay", "trade"]


def deal(account: Account, event: ClientRegistered | ClientTermsAgreed) -> None:
    """The client's currency, and the terms that hold for documents from now on."""
    match event:
        case ClientRegistered():
            account.currency = event.currency
        case ClientTermsAgreed():
            account.payment_days, account.billing = event.payment_days, event.billing


def owe(
    account: Account, entry: Entry, event: InvoiceIssued | InvoiceCancelled | ChargeAdded | BalanceOpened
) -> None:
    """Documents that are owed in themselves."""
    match event:
        case InvoiceIssued():
            _invoice(account, entry, event)
        case InvoiceCancelled():
            for debt in account.debts.get(event.number, ()):
                debt.parts = [part._replace(amount=part.amount - part.amount) for part in debt.parts]
        case ChargeAdded():
            currency = event.currency or account.currency_under(event.document)
            parts = [Part(account.due(entry, event.due), event.amount)]
            debt = account.owe(entry, event.number, "charge", currency, parts)
            debt.on_top_of, debt.rank = event.document, 1 if event.what == "interest" else 0
        case BalanceOpened():
            number = event.number or OPENING
            if event.amount < 0:
                account.credit(entry, number, OPENING, event.currency, -event.amount)
            else:
                parts = [Part(account.due(entry, event.due), event.amount)]
                account.owe(entry, number, OPENING, event.currency, parts)


def _invoice(account: Account, entry: Entry, event: InvoiceIssued) -> None:
    if event.orders and all(number in account.orders for number in event.orders):
        account.billed_as[event.number] = event.orders
        return
    amount = event.amount
    if amount is None:
        amount = to_the_cent(goods_value(event.lines), event.currency)
    parts = [Part(part.due, part.amount) for part in event.instalments]
    parts = parts or [Part(account.due(entry, event.due), amount)]
    account.owe(entry, event.number, "invoice", event.currency, parts)


def trade(
    account: Account, entry: Entry, event: OrderPlaced | OrderDelivered | OrderCancelled | ReturnReceived
) -> None:
    """Orders, deliveries and returns, where the client's terms bill by order or by delivery."""
    match event:
        case OrderPlaced():
            if account.billing != "invoice":
                order = account.orders[event.number] = order_of(entry, event)
                if account.billing == "order":
                    amount = to_the_cent(order.value, order.currency)
                    parts = [Part(account.due(entry, event.due), amount)]
                    account.owe(entry, event.number, "order", order.currency, parts)
        case OrderDelivered() if event.number in account.orders:
            _delivered(account, entry, event, account.orders[event.number])
        case OrderCancelled() if event.number in account.orders:
            _cancelled(account, event, account.orders[event.number])
        case ReturnReceived() if event.order in account.orders or (
            event.order is None and account.billing != "invoice"
        ):
            currency = event.currency or account.currency_under(event.order)
            amount = to_the_cent(goods_value(event.lines), currency)
            account.credit(entry, event.number, "return", currency, amount, event.order)


def _delivered(account: Account, entry: Entry, event: OrderDelivered, order: Order) -> None:
    owed = account.debts.get(order.number, [])
    order.deliver(event.lines)
    if any(debt.what == "order" for debt in owed):
        return
    before = sum(part.amount for debt in owed for part in debt.parts)
    amount = to_the_cent(order.worth(order.delivered), order.currency) - before
    account.owe(entry, order.number, "delivery", order.currency, [Part(account.due(entry, None), amount)])


def _cancelled(account: Account, event: OrderCancelled, order: Order) -> None:
    order.cancel(event.lines)
    for debt in account.debts.get(order.number, ()):
        if debt.what == "order":
            amount = to_the_cent(order.value - order.worth(order.cancelled), order.currency)
            debt.parts = [part._replace(amount=amount) for part in debt.parts]


def pay(
    account: Account,
    entry: Entry,
    event: PaymentReceived
    | PaymentReversed
    | PaymentRefunded
    | CreditNoteIssued
    | DebtWrittenOff
    | DebtRecovered
    | SettlementMade
    | SettlementReversed,
) -> None:
    """Documents that cancel debt, and what is said about what they settle."""
    match event:
        case PaymentReceived():
            account.credit(entry, event.number, PAYMENT, event.currency, event.amount)
            for part in event.settles:
                account.say(event.number, part.document, part.instalment, part.amount)
        case PaymentReversed() | PaymentRefunded():
            _undo(account, event)
        case CreditNoteIssued():
            account.credit(entry, event.number, "credit note", event.currency, event.amount, event.invoice)
        case DebtWrittenOff():
            currency = account.currency_under(event.document)
            account.credit(entry, event.number, WRITE_OFF, currency, event.amount, event.document)
            account.say(event.number, event.document, None, event.amount)
        case DebtRecovered():
            _recover(account, event)
        case SettlementMade():
            account.say(event.source, event.target, event.instalment, event.amount)
        case SettlementReversed():
            account.unsay(event.source, event.target, event.instalment, event.amount)


def _undo(account: Account, event: PaymentReversed | PaymentRefunded) -> None:
    """All that is left of a payment is reversed, all that is unapplied of it refunded, where no amount is said."""
    found = [one for one in account.credits.get(event.number, ()) if one.what != WRITE_OFF]
    rest = sum((one.amount for one in found), Decimal(0))
    if isinstance(event, PaymentRefunded):
        rest = max(account.free(event.number), Decimal(0))
    account.reduce(found, rest if event.amount is None else event.amount)


def _recover(account: Account, event: DebtRecovered) -> None:
    """So much of the document's write-offs is owed again: of the one named first, then of the newest."""
    found = [
        one
        for same in account.credits.values()
        for one in same
        if one.what == WRITE_OFF and one.follows == event.document
    ]
    account.reduce(sorted(found, key=lambda one: one.number == event.number), event.amount)
