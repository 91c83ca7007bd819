"""Money: documents that make a debt, payments and credits, settlements, disputes, reminders.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import field

from ledger.events.base import CLOSING, OPENING, Event
from ledger.events.values import Instalment, Line, OneInstalment, Settles, Share


class InvoiceIssued(Event, frozen=True, kw_only=True):
    """We billed the client. Without a due date or instalments, the client's terms give the due date."""

    kind = "invoice.issued"
    turn = OPENING
    decimals = True
    money = ("amount",)
    number: str
    currency: str
    amount: Decimal | None = None
    lines: tuple[Line, ...] = ()
    orders: tuple[str, ...] = ()
    due: date | None = None
    instalments: tuple[Instalment, ...] = ()


class InvoiceCancelled(Event, frozen=True, kw_only=True):
    """An invoice was a mistake. It and its cancellation sum to zero."""

    kind = "invoice.cancelled"
    turn = CLOSING
    number: str
    reason: str


class CreditNoteIssued(Event, frozen=True, kw_only=True):
    """We credited the client, against an invoice, for a return, or on account."""

    kind = "credit_note.issued"
    turn = OPENING
    decimals = True
    money = ("amount",)
    number: str
    amount: Decimal
    currency: str
    reason: str
    invoice: str | None = None
    return_: str | None = field(default=None, name="return")
    discrepancy: str | None = None


class ChargeAdded(Event, frozen=True, kw_only=True):
    """The client owes a fee, interest or a cost on top."""

    kind = "charge.added"
    turn = OPENING
    filled = ("currency",)
    decimals = True
    money = ("amount",)
    number: str
    what: Literal["fee", "interest", "cost"]
    amount: Decimal
    currency: str | None = None
    document: str | None = None
    due: date | None = None


class PaymentReceived(Event, frozen=True, kw_only=True):
    """The client paid. The payment can name the documents that it settles."""

    kind = "payment.received"
    turn = OPENING
    decimals = True
    money = ("amount",)
    number: str
    amount: Decimal
    currency: str
    method: str | None = None
    settles: tuple[Settles, ...] = ()
    advance: bool = False


class _PaymentUndone(Event, frozen=True, kw_only=True):
    number: str
    reason: str
    amount: Decimal | None = None


class PaymentReversed(_PaymentUndone, frozen=True, kw_only=True):
    """A payment bounced, or was never ours."""

    kind = "payment.reversed"
    turn = CLOSING
    filled = ("amount", "reopens")
    decimals = True
    money = ("amount",)
    reopens: tuple[Settles, ...] = ()


class PaymentRefunded(_PaymentUndone, frozen=True, kw_only=True):
    """We paid money back to the client."""

    kind = "payment.refunded"
    turn = CLOSING
    filled = ("amount",)
    decimals = True
    money = ("amount",)


class _Settlement(Event, frozen=True, kw_only=True):
    source: str
    target: str
    amount: Decimal
    instalment: int | None = None


class SettlementMade(_Settlement, frozen=True, kw_only=True):
    """A payment or a credit settles a part of a debt. The date of this event does not matter; ``on`` does."""

    kind = "settlement.made"
    decimals = True
    money = ("amount",)
    advance: bool = False
    on: date | None = None


class SettlementReversed(_Settlement, frozen=True, kw_only=True):
    """A settlement was undone. The debt is open again, the credit unapplied."""

    kind = "settlement.reversed"
    turn = CLOSING
    decimals = True
    money = ("amount",)
    reason: str | None = None


class PaymentPromised(Event, frozen=True, kw_only=True):
    """The client promised to pay by a day."""

    kind = "payment.promised"
    decimals = True
    money = ("amount",)
    number: str
    amount: Decimal
    by_date: date
    documents: tuple[str, ...] = ()
    currency: str | None = None


class DisputeOpened(Event, frozen=True, kw_only=True):
    """The client disputes a document, or part of its amount."""

    kind = "dispute.opened"
    decimals = True
    money = ("amount",)
    number: str
    document: str
    amount: Decimal
    reason: str


class DisputeResolved(Event, frozen=True, kw_only=True):
    """A dispute ended."""

    kind = "dispute.resolved"
    turn = CLOSING
    number: str
    outcome: str


class DebtWrittenOff(Event, frozen=True, kw_only=True):
    """We wrote a debt off, because we no longer expect the money."""

    kind = "debt.written_off"
    decimals = True
    money = ("amount",)
    number: str
    document: str
    amount: Decimal
    reason: str


class DebtRecovered(Event, frozen=True, kw_only=True):
    """We reopened a written-off debt, because the client pays after all."""

    kind = "debt.recovered"
    turn = CLOSING
    filled = ("write_offs",)
    decimals = True
    money = ("amount",)
    number: str
    document: str
    amount: Decimal
    reason: str
    write_offs: tuple[Share, ...] = ()


class ReminderSent(Event, frozen=True, kw_only=True):
    """We reminded the client of overdue documents."""

    kind = "reminder.sent"
    number: str
    level: int
    channel: str
    documents: tuple[str, ...]
    instalments: tuple[OneInstalment, ...] = ()


class BalanceOpened(Event, frozen=True, kw_only=True):
    """The ledger began with an opening balance: a debt (positive) or a credit (negative)."""

    kind = "balance.opened"
    turn = OPENING
    decimals = True
    money = ("amount",)
    amount: Decimal
    currency: str
    number: str | None = None
    due: date | None = None


class BalanceConfirmed(Event, frozen=True, kw_only=True):
    """Both sides signed a reconciliation act about the balance. Checks compare the ledger with it."""

    kind = "balance.confirmed"
    decimals = True
    money = ("amount",)
    as_of: date
    amount: Decimal
    currency: str
    by: str
    document: str | None = None
