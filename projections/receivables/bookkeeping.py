"""How each kind of event enters a client's account: one function for each, named after what the event says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from ledger.entry import Fact
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
    goods_value,
)
from ledger.money import rounded
from projections.promises import Promise
from projections.receivables.account import Account
from projections.receivables.documents import (
    CHARGE,
    OPENING,
    PAYMENT,
    WRITE_OFF,
    Credit,
    Dispute,
    Part,
    Reversal,
)
from projections.receivables.reminding import Reminder
from projections.trade import order_of

__all__ = ["ENTERS", "Enter"]

Enter: TypeAlias = Callable[[Account, Fact, Any], None]
"""What an event of one kind does to an account."""


def _registered(account: Account, _entry: Fact, event: ClientRegistered) -> None:
    account.currency = event.currency


def _terms_agreed(account: Account, _entry: Fact, event: ClientTermsAgreed) -> None:
    """The terms hold for documents from now on."""
    account.payment_days, account.billing = event.payment_days, event.billing


def _invoiced(account: Account, entry: Fact, event: InvoiceIssued) -> None:
    amount = event.amount
    if amount is None:
        amount = rounded(goods_value(event.lines), event.currency)
    parts = [Part(part.due, part.amount) for part in event.instalments]
    parts = parts or [Part(account.due(entry, event.due), amount)]
    bills = dict.fromkeys((*event.orders, *account.naming.get(event.number, ())))
    account.owe(entry, event.number, "invoice", event.currency, parts).bills = tuple(bills)


def _invoice_cancelled(account: Account, entry: Fact, event: InvoiceCancelled) -> None:
    for debt in account.debts.get(event.number, ()):
        debt.parts = [part.becomes(part.amount - part.amount, entry) for part in debt.parts]


def _charged(account: Account, entry: Fact, event: ChargeAdded) -> None:
    currency = event.currency or account.currency_under(event.document)
    parts = [Part(account.due(entry, event.due), event.amount)]
    debt = account.owe(entry, event.number, CHARGE, currency, parts)
    debt.on_top_of, debt.rank = event.document, 1 if event.what == "interest" else 0


def _opened(account: Account, entry: Fact, event: BalanceOpened) -> None:
    number = event.number or OPENING
    if event.amount < 0:
        account.credit(entry, number, OPENING, event.currency, -event.amount)
    else:
        parts = [Part(account.due(entry, event.due), event.amount)]
        account.owe(entry, number, OPENING, event.currency, parts)


def _ordered(account: Account, entry: Fact, event: OrderPlaced) -> None:
    """An order is owed at once where the terms bill by order; else when it is delivered, or invoiced."""
    order = account.orders[event.number] = order_of(entry, event)
    account.billed_by[event.number] = account.billing
    if event.invoice is not None:
        _link(account, event.number, event.invoice)
    if account.billing == "order":
        parts = [Part(account.due(entry, event.due), rounded(order.value, order.currency))]
        account.owe(entry, event.number, "order", order.currency, parts)


def _held(account: Account, _entry: Fact, event: OrderHeld) -> None:
    account.held[event.number] = event.reason


def _released(account: Account, _entry: Fact, event: OrderReleased) -> None:
    account.held.pop(event.number, None)


def _link(account: Account, order: str, invoice: str) -> None:
    """An order names its invoice, which may be issued already, or later: as if the invoice had named the order."""
    account.naming.setdefault(invoice, []).append(order)
    for debt in account.debts.get(invoice, ()):
        if debt.what == "invoice" and order not in debt.bills:
            debt.bills = (*debt.bills, order)


def _delivered(account: Account, entry: Fact, event: OrderDelivered) -> None:
    """What is billed by delivery is owed as far as it was delivered; the first delivery settles how an order is billed."""
    order = account.orders.get(event.number)
    if order is None:
        return
    first = not order.delivered
    order.deliver(event.lines)
    if account.billed_by[order.number] != "order" and first:
        account.billed_by[order.number] = "delivery" if account.billing == "delivery" else "invoice"
    if account.billed_by[order.number] != "delivery":
        return
    owed = [debt for debt in account.debts.get(order.number, ()) if debt.what == "delivery"]
    before = sum(part.amount for debt in owed for part in debt.parts)
    amount = rounded(order.worth(order.delivered), order.currency) - before
    account.owe(entry, order.number, "delivery", order.currency, [Part(account.due(entry, None), amount)])
    for credit in account.waiting.pop(order.number, ()):
        account.take(credit)


def _cancelled(account: Account, entry: Fact, event: OrderCancelled) -> None:
    order = account.orders.get(event.number)
    if order is None:
        return
    order.cancel(event.lines)
    for share in event.frees:
        account.say(entry, share.source, event.number, None, -share.amount)
    for debt in account.debts.get(order.number, ()):
        if debt.what == "order":
            left = {
                product: quantity - order.cancelled.get(product, 0) for product, quantity, _ in order.goods()
            }
            amount = rounded(order.worth(left), order.currency)
            debt.parts = [part.becomes(amount, entry) for part in debt.parts]


def _returned(account: Account, entry: Fact, event: ReturnReceived) -> None:
    """A return credits what is owed; that of an order which is not owed yet waits until it is."""
    order = account.orders.get(event.order) if event.order else None
    if order is None and account.billing == "invoice":
        return
    currency = event.currency or (order.currency if order else account.currency_under(None))
    amount = rounded(goods_value(event.lines), currency)
    credit = Credit(event.number, "return", currency, entry.occurred_at, entry.position, amount, event.order)
    if order is not None:
        order.give_back(event.lines)
    if order is None or any(
        debt.what in {"order", "delivery"} for debt in account.debts.get(order.number, ())
    ):
        account.take(credit)
    else:
        account.waiting.setdefault(order.number, []).append(credit)


def _paid(account: Account, entry: Fact, event: PaymentReceived) -> None:
    account.credit(entry, event.number, PAYMENT, event.currency, event.amount)
    for part in event.settles:
        account.say(entry, event.number, part.document, part.instalment, part.amount)


def _credited(account: Account, entry: Fact, event: CreditNoteIssued) -> None:
    account.credit(entry, event.number, "credit note", event.currency, event.amount, event.invoice)


def _written_off(account: Account, entry: Fact, event: DebtWrittenOff) -> None:
    currency = account.currency_under(event.document)
    account.credit(entry, event.number, WRITE_OFF, currency, event.amount, event.document)
    account.say(entry, event.number, event.document, None, event.amount)


def _settled(account: Account, entry: Fact, event: SettlementMade) -> None:
    account.say(entry, event.source, event.target, event.instalment, event.amount, event.on)


def _settlement_reversed(account: Account, entry: Fact, event: SettlementReversed) -> None:
    account.reversals.append(Reversal(event.source, event.target, event.amount))
    account.say(entry, event.source, event.target, event.instalment, -event.amount)


def _undone(account: Account, entry: Fact, event: PaymentReversed | PaymentRefunded) -> None:
    """All that is left of a payment is reversed, all that is unapplied of it refunded, where no amount is said."""
    found = [one for one in account.credits.get(event.number, ()) if one.what != WRITE_OFF]
    rest = sum((one.amount for one in found), Decimal(0))
    if isinstance(event, PaymentRefunded):
        rest = max(account.free(event.number), Decimal(0))
    else:
        for settles in event.reopens:
            account.say(entry, event.number, settles.document, settles.instalment, -settles.amount)
    account.reduce(entry, found, rest if event.amount is None else event.amount)


def _recovered(account: Account, entry: Fact, event: DebtRecovered) -> None:
    """So much of the write-offs is owed again; of those that settle the document, where none are said."""
    shares = {share.source: share.amount for share in event.write_offs} or _write_offs(account, event)
    for source, amount in shares.items():
        account.reduce(entry, account.credits.get(source, []), amount)
        account.say(entry, source, event.document, None, -amount)


def _write_offs(account: Account, event: DebtRecovered) -> dict[str, Decimal]:
    """Of the write-off with the recovery's number, then of the newest."""
    settling = [
        number
        for number, same in account.credits.items()
        if any(one.what == WRITE_OFF for one in same) and account.settled_by(number, event.document)
    ]
    shares, rest = {}, event.amount
    newest_first = list(reversed(settling))
    for number in sorted(newest_first, key=lambda each: each != event.number):
        shares[number] = min(rest, account.settled_by(number, event.document))
        rest -= shares[number]
    return shares


def _promised(account: Account, entry: Fact, event: PaymentPromised) -> None:
    currency = event.currency or account.currency_under(next(iter(event.documents), None))
    account.promises.append(
        Promise(
            event.number, event.amount, currency, entry.on, event.by_date, event.documents, entry.position
        )
    )


def _disputed(account: Account, entry: Fact, event: DisputeOpened) -> None:
    said = Dispute(event.number, event.document, event.amount, event.reason, entry.on, entry.position)
    account.disputes.setdefault(event.number, said)


def _dispute_resolved(account: Account, entry: Fact, event: DisputeResolved) -> None:
    dispute = account.disputes.get(event.number)
    if dispute is not None and dispute.resolved is None:
        dispute.resolved, dispute.outcome = entry.on, event.outcome


def _reminded(account: Account, entry: Fact, event: ReminderSent) -> None:
    instalments = tuple((one.document, one.instalment) for one in event.instalments)
    account.reminders.append(
        Reminder(event.number, entry.on, event.level, event.documents, instalments, entry.position)
    )


def _visited(account: Account, entry: Fact, _event: VisitHeld) -> None:
    account.touched = entry.on


ENTERS: Mapping[type[Event], Enter] = {
    ClientRegistered: _registered,
    ClientTermsAgreed: _terms_agreed,
    InvoiceIssued: _invoiced,
    InvoiceCancelled: _invoice_cancelled,
    ChargeAdded: _charged,
    BalanceOpened: _opened,
    OrderPlaced: _ordered,
    OrderHeld: _held,
    OrderReleased: _released,
    OrderDelivered: _delivered,
    OrderCancelled: _cancelled,
    ReturnReceived: _returned,
    PaymentReceived: _paid,
    PaymentReversed: _undone,
    PaymentRefunded: _undone,
    CreditNoteIssued: _credited,
    DebtWrittenOff: _written_off,
    DebtRecovered: _recovered,
    SettlementMade: _settled,
    SettlementReversed: _settlement_reversed,
    PaymentPromised: _promised,
    DisputeOpened: _disputed,
    DisputeResolved: _dispute_resolved,
    ReminderSent: _reminded,
    VisitHeld: _visited,
}
"""What each kind that the account reads does to it."""
