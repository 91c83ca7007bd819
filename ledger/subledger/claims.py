"""How what people say of debts enters an account: disputes, acts, promises, reminders and contacts.

All of it stands beside the balance and changes none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    CreditNoteIssued,
    DiscrepancyRecorded,
    DisputeOpened,
    DisputeResolved,
    Event,
    OrderDelivered,
    PaymentPromised,
    ReminderSent,
    ReturnReceived,
    VisitHeld,
)
from ledger.money import NO_CURRENCY, rounded
from ledger.subledger.account import Account
from ledger.subledger.completing import currency_under
from ledger.subledger.documents import Dispute, Promise, Reminder
from ledger.subledger.orders import gathered_lines

Enter: TypeAlias = Callable[[Account, Fact, Any], None]
"""What an event of one kind does to an account."""


def _disputed(account: Account, entry: Fact, event: DisputeOpened) -> None:
    dispute = Dispute(event.number, event.document, event.amount, event.reason, entry.on, entry.position)
    account.disputes.setdefault(event.number, dispute)


def _dispute_resolved(account: Account, entry: Fact, event: DisputeResolved) -> None:
    _close(account.disputes.get(event.number), entry.on, event.outcome)


def _discrepancy(account: Account, entry: Fact, event: DiscrepancyRecorded) -> None:
    """Goods too few, wrong or damaged are contested; goods too many are not."""
    order = account.orders.get(event.order)
    if order is None or event.what == "surplus":
        return
    amount = event.amount
    if amount is None:
        amount = rounded(order.worth(gathered_lines(event.lines)), order.currency)
    act = Dispute(event.number, event.order, amount, event.what, entry.on, entry.position)
    account.acts.setdefault(event.number, act)


def close_act(
    account: Account, entry: Fact, event: CreditNoteIssued | OrderDelivered | ReturnReceived
) -> None:
    """A credit note, a replacement or a return that names an act closes it."""
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


CLAIMED: Mapping[type[Event], Enter] = {
    PaymentPromised: _promised,
    DisputeOpened: _disputed,
    DisputeResolved: _dispute_resolved,
    DiscrepancyRecorded: _discrepancy,
    ReminderSent: _reminded,
    VisitHeld: _visited,
}
"""What each kind that makes a claim does to an account."""
