"""Who owes what: a client's account, what settles what in it, and what is open of it for a date.

One room each: the page of facts (``account``) and how events enter it (``bookkeeping``), what settles what
(``settling``, ``linking``, over ``books``) and on which day (``settlements``), open documents by age (``ageing``),
what is contested and promised of them (``disputes``, ``promises``), the measures of collection (``metrics``), and the
entries behind what is open (``tracing``). Work lists are made of the same pages: what to settle (``proposing``), whom
to remind (``reminding``, ``reminders``), whom to call (``overdue``, ``collecting``). ``figures`` tells what all of them say,
so that two policies can be compared, and ``view`` declares it all.
"""

from __future__ import annotations

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
from projections.receivables import bookkeeping
from projections.receivables.account import Account

__all__ = ["evolve"]


def evolve(
    page: Account | None,
    entry: Fact,
    event: ClientRegistered
    | ClientTermsAgreed
    | InvoiceIssued
    | InvoiceCancelled
    | ChargeAdded
    | BalanceOpened
    | OrderPlaced
    | OrderHeld
    | OrderReleased
    | OrderDelivered
    | OrderCancelled
    | ReturnReceived
    | PaymentReceived
    | PaymentReversed
    | PaymentRefunded
    | CreditNoteIssued
    | DebtWrittenOff
    | DebtRecovered
    | SettlementMade
    | SettlementReversed
    | PaymentPromised
    | DisputeOpened
    | DisputeResolved
    | ReminderSent
    | VisitHeld,
) -> Account:
    """The account after an entry."""
    page = page or Account()
    bookkeeping.ENTERS[type(event)](page, entry, event)
    return page
