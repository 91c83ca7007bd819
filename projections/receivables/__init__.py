"""Who owes what: a client's account, what settles what in it, and what is open of it for a date.

The view state is the client's account (``ledger.subledger``). Open documents by age (``ageing``), what is contested and
promised of them (``disputes``, ``promises``), the measures of collection (``metrics``) and the entries behind what is open
(``tracing``) are made of it, and so are the worklists: what to settle (``proposing``), whom to remind (``reminders``), whom to
call (``collecting``). ``figures`` lists what all of them say, so that two policies can be compared, and ``view`` declares it all.
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
    DiscrepancyRecorded,
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
from ledger.subledger import Account, post

__all__ = ["evolve"]


def evolve(
    state: Account | None,
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
    | DiscrepancyRecorded
    | ReminderSent
    | VisitHeld,
) -> Account:
    """The account after an entry."""
    state = state or Account()
    del event  # its annotation says what is read
    post(state, entry)
    return state
