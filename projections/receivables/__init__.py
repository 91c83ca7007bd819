"""Who owes what: a client's account, what settles what in it, and what is open for a date.

The state of the view is the client's account (``ledger.subledger``). From it come open documents by age
(``ageing``), what is contested and promised of them (``disputes``, ``promises``), statements (``statement``)
and the entries behind what is open (``tracing``). ``projections.collections``, ``credit`` and ``measures``
read the same accounts; ``lists`` names what all of them show, and ``view`` declares the view.
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
