"""Posting: how each kind of event enters an account. Posting never refuses, and keeps facts alone."""

from __future__ import annotations

import sys
from bisect import insort
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from ledger.entry import Fact
from ledger.events import (
    BalanceOpened,
    ChargeAdded,
    ClientCreditChecked,
    ClientRegistered,
    ClientTermsAgreed,
    CreditNoteIssued,
    DebtRecovered,
    DebtWrittenOff,
    Event,
    InvoiceCancelled,
    InvoiceIssued,
    OrderCancelled,
    OrderDelivered,
    OrderHeld,
    OrderPlaced,
    OrderReleased,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    ProspectQualified,
    ReturnReceived,
    SettlementMade,
    SettlementReversed,
    goods_value,
)
from ledger.money import NO_CURRENCY, rounded
from ledger.subledger.account import Account
from ledger.subledger.claims import CLAIMED, Enter, close_act
from ledger.subledger.completing import COMPLETED, complete, currency_under
from ledger.subledger.documents import (
    CHARGE,
    CREDIT_NOTE,
    FEES,
    INTEREST,
    INVOICE,
    OPENING,
    PAYMENT,
    PRINCIPAL,
    RETURN,
    WRITE_OFF,
    Cancellation,
    Credit,
    CreditChange,
    CreditCheck,
    Document,
    Instalment,
    Statement,
    Terms,
)
from ledger.subledger.orders import order_of


def post(account: Account, entry: Fact) -> None:
    """Enter a fact into an account; facts that are not about money change nothing."""
    event = entry.event
    kind = type(event)
    enter = POSTED.get(kind)
    if enter is not None:
        enter(account, entry, complete(account, event) if kind in COMPLETED else event)


def _registered(account: Account, _entry: Fact, event: ClientRegistered) -> None:
    account.currency = event.currency


def _qualified(account: Account, _entry: Fact, event: ProspectQualified) -> None:
    account.currency = event.currency or account.currency


def _terms_agreed(account: Account, entry: Fact, event: ClientTermsAgreed) -> None:
    account.agree(with_terms(account, event, entry.occurred_at, entry.position))


def with_terms(
    account: Account, event: ClientTermsAgreed, at: datetime, position: int = sys.maxsize
) -> list[Terms]:
    """The terms of an account with those that an event agrees on at a moment."""
    terms = [*account.terms]
    agreed = Terms(
        at=at,
        on=at.date(),
        position=position,
        billing=event.billing,
        payment_days=event.payment_days,
        credit_limit=event.credit_limit,
        prepaid=event.prepaid,
        discount_limit=event.discount_limit,
    )
    insort(terms, agreed, key=lambda one: (one.on, one.at, one.position))
    return terms


def _credit_checked(account: Account, entry: Fact, event: ClientCreditChecked) -> None:
    found = CreditCheck(
        entry.occurred_at, entry.on, entry.position, event.outcome, event.limit_advised, event.valid_until
    )
    insort(account.checks, found, key=lambda one: (one.on, one.at, one.position))


def _invoiced(account: Account, entry: Fact, event: InvoiceIssued) -> None:
    amount = event.amount
    if amount is None:
        amount = rounded(goods_value(event.lines), event.currency)
    parts = tuple(Instalment(part.due, part.amount) for part in event.instalments)
    account.add_document(
        Document(
            number=event.number,
            what=INVOICE,
            currency=event.currency,
            on=entry.on,
            position=entry.position,
            amount=amount,
            due=event.due,
            instalments=parts,
            orders=event.orders,
        )
    )


def _invoice_cancelled(account: Account, entry: Fact, event: InvoiceCancelled) -> None:
    document = account.documents.get(event.number)
    if document is not None and document.cancelled is None:
        document.cancelled = Cancellation(entry.position, entry.on)
        account.touch(event.number)


def _charged(account: Account, entry: Fact, event: ChargeAdded) -> None:
    account.add_document(
        Document(
            number=event.number,
            what=CHARGE,
            currency=event.currency or account.currency or NO_CURRENCY,
            on=entry.on,
            position=entry.position,
            amount=event.amount,
            due=event.due,
            on_top_of=event.document,
            rank=INTEREST if event.what == "interest" else FEES,
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
    close_act(account, entry, event)


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
    close_act(account, entry, event)


def _paid(account: Account, entry: Fact, event: PaymentReceived) -> None:
    if event.number in account.credits:
        return
    credit = Credit(event.number, PAYMENT, event.currency, entry.on, entry.position, event.amount)
    account.add_credit(credit, account.credits)
    for part in event.settles:
        statement = Statement(entry.position, entry.on, part.instalment, part.amount)
        account.state(event.number, part.document, statement)


def _credited(account: Account, entry: Fact, event: CreditNoteIssued) -> None:
    place = entry.on, entry.position
    credit = Credit(
        event.number, CREDIT_NOTE, event.currency, *place, event.amount, event.invoice, event.return_
    )
    account.add_credit(credit, account.credits)
    close_act(account, entry, event)


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
        account.bounce(credit, event.amount, entry.on, event.reason)
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
        credit.changes.append(CreditChange(entry.position, -less, entry.on))
        account.touch(credit.number)


def _settled(account: Account, entry: Fact, event: SettlementMade) -> None:
    statement = Statement(entry.position, entry.on, event.instalment, event.amount, event.on)
    account.state(event.source, event.target, statement)


def _settlement_reversed(account: Account, entry: Fact, event: SettlementReversed) -> None:
    statement = Statement(entry.position, entry.on, event.instalment, -event.amount, reversal=True)
    account.state(event.source, event.target, statement)


POSTED: Mapping[type[Event], Enter] = {
    **CLAIMED,
    ClientRegistered: _registered,
    ProspectQualified: _qualified,
    ClientTermsAgreed: _terms_agreed,
    ClientCreditChecked: _credit_checked,
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
}
"""How each kind of event changes an account."""
