"""Posting: how each kind of event enters an account. Posting never refuses, and keeps facts alone."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Mapping
from datetime import date, datetime
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
    DiscrepancyRecorded,
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
from ledger.money import NO_CURRENCY, rounded
from ledger.subledger.account import Account
from ledger.subledger.completing import COMPLETED, complete, currency_under
from ledger.subledger.documents import (
    CHARGE,
    CREDIT_NOTE,
    INVOICE,
    OPENING,
    PAYMENT,
    PRINCIPAL,
    RETURN,
    WRITE_OFF,
    Change,
    Credit,
    Dispute,
    Document,
    Instalment,
    Mark,
    Promise,
    Reminder,
    Statement,
    Terms,
)
from ledger.subledger.orders import gathered_lines, order_of


def post(account: Account, entry: Fact) -> None:
    """Enter a fact into an account; facts that are not about money change nothing."""
    event = entry.event
    kind = type(event)
    enter = POSTED.get(kind)
    if enter is not None:
        enter(account, entry, complete(account, event) if kind in COMPLETED else event)


def _registered(account: Account, _entry: Fact, event: ClientRegistered) -> None:
    account.currency = event.currency


def _terms_agreed(account: Account, entry: Fact, event: ClientTermsAgreed) -> None:
    account.terms = with_terms(account, event, entry.occurred_at)
    account.live = account.links = (
        None  # any document may be due on another day, and any order billed otherwise
    )


def with_terms(account: Account, event: ClientTermsAgreed, at: datetime) -> list[Terms]:
    """The terms of an account with those that an event agrees on at a moment."""
    terms = [*account.terms]
    agreed = Terms(at, at.date(), event.billing, event.payment_days, event.credit_limit, event.prepaid)
    insort(terms, agreed, key=lambda one: (one.on, one.at))
    return terms


def _invoiced(account: Account, entry: Fact, event: InvoiceIssued) -> None:
    amount = event.amount
    if amount is None:
        amount = rounded(goods_value(event.lines), event.currency)
    parts = tuple(Instalment(part.due, part.amount) for part in event.instalments)
    account.add_document(
        Document(
            event.number,
            INVOICE,
            event.currency,
            entry.on,
            entry.position,
            amount,
            event.due,
            parts,
            event.orders,
        )
    )


def _invoice_cancelled(account: Account, entry: Fact, event: InvoiceCancelled) -> None:
    document = account.documents.get(event.number)
    if document is not None and document.cancelled is None:
        document.cancelled = Mark(entry.position, entry.on)
        account.touch(event.number)


def _charged(account: Account, entry: Fact, event: ChargeAdded) -> None:
    account.add_document(
        Document(
            event.number,
            CHARGE,
            event.currency or account.currency or NO_CURRENCY,
            entry.on,
            entry.position,
            event.amount,
            event.due,
            on_top_of=event.document,
            rank=1 if event.what == "interest" else 0,
        )
    )


def _opened(account: Account, entry: Fact, event: BalanceOpened) -> None:
    number, place = event.number or OPENING, (entry.on, entry.position)
    if event.amount < 0:
        account.add_credit(Credit(number, OPENING, event.currency, *place, -event.amount), account.credits)
    else:
        account.add_document(
            Document(number, OPENING, event.currency, *place, event.amount, event.due, rank=PRINCIPAL)
        )


def _ordered(account: Account, entry: Fact, event: OrderPlaced) -> None:
    account.add_order(order_of(event, entry.occurred_at, entry.position))


def _held(account: Account, _entry: Fact, event: OrderHeld | OrderReleased) -> None:
    order = account.orders.get(event.number)
    if order is not None:
        order.held = event.reason if isinstance(event, OrderHeld) else None


def _delivered(account: Account, entry: Fact, event: OrderDelivered) -> None:
    order = account.orders.get(event.number)
    if order is not None:
        order.deliver(entry, event.lines)
        account.touch_order(event.number)
    _close_act(account, entry, event)


def _cancelled(account: Account, entry: Fact, event: OrderCancelled) -> None:
    order = account.orders.get(event.number)
    if order is None:
        return
    order.cancel(entry, event.lines)
    for share in event.frees:
        account.state(share.source, event.number, Statement(entry.position, entry.on, None, -share.amount))
    account.touch_order(event.number)


def _returned(account: Account, entry: Fact, event: ReturnReceived) -> None:
    value = goods_value(event.lines)
    order = account.orders.get(event.order) if event.order else None
    if event.number not in account.returns:
        currency = event.currency or account.currency or NO_CURRENCY
        credit = Credit(
            event.number, RETURN, currency, entry.on, entry.position, rounded(value, currency), event.order
        )
        account.add_credit(credit, account.returns)
        if order is not None:
            order.give_back(entry, event.lines, value)
            account.touch_order(order.number)
    _close_act(account, entry, event)


def _paid(account: Account, entry: Fact, event: PaymentReceived) -> None:
    if event.number in account.credits:
        return
    credit = Credit(event.number, PAYMENT, event.currency, entry.on, entry.position, event.amount)
    account.add_credit(credit, account.credits)
    for part in event.settles:
        statement = Statement(entry.position, entry.on, part.instalment, part.amount)
        account.state(event.number, part.document, statement)


def _credited(account: Account, entry: Fact, event: CreditNoteIssued) -> None:
    credit = Credit(
        event.number, CREDIT_NOTE, event.currency, entry.on, entry.position, event.amount, event.invoice
    )
    account.add_credit(credit, account.credits)
    _close_act(account, entry, event)


def _written_off(account: Account, entry: Fact, event: DebtWrittenOff) -> None:
    if event.number in account.credits:
        return
    currency = currency_under(account, event.document) or account.currency or NO_CURRENCY
    credit = Credit(event.number, WRITE_OFF, currency, entry.on, entry.position, event.amount, event.document)
    account.add_credit(credit, account.credits)
    account.state(event.number, event.document, Statement(entry.position, entry.on, None, event.amount))


def _undone(account: Account, entry: Fact, event: PaymentReversed | PaymentRefunded) -> None:
    credit = next((one for one in account.credits_under(event.number) if one.what != WRITE_OFF), None)
    if credit is None:
        return
    if isinstance(event, PaymentReversed):
        for part in event.reopens:
            statement = Statement(entry.position, entry.on, part.instalment, -part.amount)
            account.state(event.number, part.document, statement)
    _lessen(account, entry, credit, event.amount)


def _recovered(account: Account, entry: Fact, event: DebtRecovered) -> None:
    for share in event.write_offs:
        credit = account.credits.get(share.source)
        if credit is not None and credit.what == WRITE_OFF:
            statement = Statement(entry.position, entry.on, None, -share.amount)
            account.state(share.source, event.document, statement)
            _lessen(account, entry, credit, share.amount)


def _lessen(account: Account, entry: Fact, credit: Credit, amount: Decimal | None) -> None:
    """Take an amount back from a credit, at most what is left of it."""
    less = min(credit.rest if amount is None else amount, credit.rest)
    if less > 0:
        credit.changes.append(Change(entry.position, -less, entry.on))
        account.touch(credit.number)


def _settled(account: Account, entry: Fact, event: SettlementMade) -> None:
    statement = Statement(entry.position, entry.on, event.instalment, event.amount, event.on)
    account.state(event.source, event.target, statement)


def _settlement_reversed(account: Account, entry: Fact, event: SettlementReversed) -> None:
    statement = Statement(entry.position, entry.on, event.instalment, -event.amount, reversal=True)
    account.state(event.source, event.target, statement)


def _disputed(account: Account, entry: Fact, event: DisputeOpened) -> None:
    dispute = Dispute(event.number, event.document, event.amount, event.reason, entry.on, entry.position)
    account.disputes.setdefault(event.number, dispute)


def _dispute_resolved(account: Account, entry: Fact, event: DisputeResolved) -> None:
    _close(account.disputes.get(event.number), entry.on, event.outcome)


def _discrepancy(account: Account, entry: Fact, event: DiscrepancyRecorded) -> None:
    """Missing, wrong or damaged goods are disputed; surplus goods are not."""
    order = account.orders.get(event.order)
    if order is None or event.what == "surplus":
        return
    amount = event.amount
    if amount is None:
        amount = rounded(order.worth(gathered_lines(event.lines)), order.currency)
    act = Dispute(event.number, event.order, amount, event.what, entry.on, entry.position)
    account.acts.setdefault(event.number, act)


def _close_act(
    account: Account, entry: Fact, event: CreditNoteIssued | OrderDelivered | ReturnReceived
) -> None:
    """A credit note, a replacement or a return closes the discrepancy that it names."""
    if event.discrepancy is not None:
        _close(account.acts.get(event.discrepancy), entry.on, f"{entry.event.kind} {event.number}")


def _close(dispute: Dispute | None, on: date, outcome: str) -> None:
    if dispute is not None and dispute.resolved is None:
        dispute.resolved, dispute.outcome = on, outcome


def _promised(account: Account, entry: Fact, event: PaymentPromised) -> None:
    document = next(iter(event.documents), None)
    currency = event.currency or currency_under(account, document) or account.currency or NO_CURRENCY
    account.promises.append(
        Promise(
            event.number, event.amount, currency, entry.on, event.by_date, event.documents, entry.position
        )
    )


def _reminded(account: Account, entry: Fact, event: ReminderSent) -> None:
    instalments = tuple((one.document, one.instalment) for one in event.instalments)
    account.add_reminder(
        Reminder(event.number, entry.on, event.level, event.documents, instalments, entry.position)
    )


def _visited(account: Account, entry: Fact, _event: VisitHeld) -> None:
    account.contacted = max(account.contacted or entry.on, entry.on)


Enter: TypeAlias = Callable[[Account, Fact, Any], None]

POSTED: Mapping[type[Event], Enter] = {
    ClientRegistered: _registered,
    ClientTermsAgreed: _terms_agreed,
    InvoiceIssued: _invoiced,
    InvoiceCancelled: _invoice_cancelled,
    ChargeAdded: _charged,
    BalanceOpened: _opened,
    OrderPlaced: _ordered,
    OrderHeld: _held,
    OrderReleased: _held,
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
    DiscrepancyRecorded: _discrepancy,
    ReminderSent: _reminded,
    VisitHeld: _visited,
}
"""How each kind of event changes an account."""
