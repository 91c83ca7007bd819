"""Money: documents that make a debt, documents that cancel one, and what is said about them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.events.base import (
    CLOSING,
    OPENING,
    Currency,
    Day,
    Event,
    Instalment,
    Line,
    Name,
    OneInstalment,
    Reason,
    Settles,
    Share,
)
from ledger.money import Amount
from ledger.text import Identifier, Text

DocumentNumber = Annotated[Identifier, Field(description="the number of the document that is owed")]
Advance = Annotated[bool, Field(description="it may settle documents of a later date")]


class InvoiceIssued(Event):
    """We billed the client; due in one sum or in instalments, by the client's terms where neither is said."""

    kind = "invoice.issued"
    turn = OPENING
    number: Identifier
    currency: Currency
    amount: Amount | None = Field(default=None, description="left out where lines say it")
    lines: tuple[Line, ...] = ()
    orders: tuple[Identifier, ...] = Field(default=(), description="the orders it bills")
    due: Day | None = None
    instalments: tuple[Instalment, ...] = ()


class InvoiceCancelled(Event):
    """An invoice was a mistake; it and its cancellation sum to zero."""

    kind = "invoice.cancelled"
    turn = CLOSING
    number: Identifier
    reason: Reason


class CreditNoteIssued(Event):
    """We owe the client: against one invoice, a return, or standing alone."""

    kind = "credit_note.issued"
    turn = OPENING
    number: Identifier
    amount: Amount
    currency: Currency
    reason: Reason
    invoice: Identifier | None = None
    return_: Identifier | None = Field(default=None, alias="return", description="the return it credits")


class ChargeAdded(Event):
    """A fee, interest or cost is owed on top."""

    kind = "charge.added"
    turn = OPENING
    filled = ("currency",)
    number: Identifier
    what: Literal["fee", "interest", "cost"]
    amount: Amount
    currency: Currency | None = Field(default=None, description="its document's or its client's, if none")
    document: DocumentNumber | None = Field(default=None, description="the document it comes on top of")
    due: Day | None = None


class PaymentReceived(Event):
    """Money came in; it may say which documents it is for."""

    kind = "payment.received"
    turn = OPENING
    number: Identifier
    amount: Amount
    currency: Currency
    method: Identifier | None = None
    settles: tuple[Settles, ...] = ()
    advance: Advance = False


class _PaymentUndone(Event):
    number: Identifier = Field(description="the payment's number")
    reason: Reason
    amount: Amount | None = Field(default=None, description="all that is left, if none")


class PaymentReversed(_PaymentUndone):
    """A payment did not hold: it bounced, or was never ours."""

    kind = "payment.reversed"
    turn = CLOSING
    filled = ("amount", "reopens")
    reopens: tuple[Settles, ...] = Field(
        default=(), description="what it settled and does no more; the newest settlements, if none"
    )


class PaymentRefunded(_PaymentUndone):
    """We paid money back to the client."""

    kind = "payment.refunded"
    turn = CLOSING
    filled = ("amount",)


class _Settlement(Event):
    source: Identifier = Field(description="the number of the payment, credit note or write-off")
    target: DocumentNumber
    amount: Amount
    instalment: int | None = Field(default=None, description="counted from 1")


class SettlementMade(_Settlement):
    """So much of a payment or a credit was put against a debt, whenever a clerk came to say so."""

    kind = "settlement.made"
    advance: Advance = False
    on: Day | None = Field(
        default=None, description="from which day; the later of both documents' dates, if none"
    )


class SettlementReversed(_Settlement):
    """A settlement was undone; the debt is open again and the credit free again."""

    kind = "settlement.reversed"
    turn = CLOSING
    reason: Reason | None = None


class PaymentPromised(Event):
    """The client gave their word to pay by a day."""

    kind = "payment.promised"
    number: Identifier
    amount: Amount
    by_date: Day
    documents: tuple[Identifier, ...] = ()
    currency: Currency | None = Field(default=None, description="the client's, if none")


class DisputeOpened(Event):
    """The client contests a document, or part of its amount."""

    kind = "dispute.opened"
    number: Identifier
    document: DocumentNumber
    amount: Amount
    reason: Reason


class DisputeResolved(Event):
    """A dispute came to its end."""

    kind = "dispute.resolved"
    turn = CLOSING
    number: Identifier
    outcome: Text


class DebtWrittenOff(Event):
    """We no longer expect this money."""

    kind = "debt.written_off"
    number: Identifier
    document: DocumentNumber
    amount: Amount
    reason: Reason


class DebtRecovered(Event):
    """Money that had been written off is owed again, because it is coming in after all."""

    kind = "debt.recovered"
    turn = CLOSING
    filled = ("write_offs",)
    number: Identifier
    document: DocumentNumber
    amount: Amount
    reason: Reason
    write_offs: tuple[Share, ...] = Field(
        default=(), description="of which write-offs; of the one with its number, then of the newest, if none"
    )


class ReminderSent(Event):
    """We reminded the client of what is due."""

    kind = "reminder.sent"
    number: Identifier
    level: int
    channel: Identifier
    documents: tuple[Identifier, ...]
    instalments: tuple[OneInstalment, ...] = Field(
        default=(), description="of documents in instalments, which; all that were due, if none"
    )


class BalanceOpened(Event):
    """The ledger began with a debt (a positive amount) or a credit (a negative one)."""

    kind = "balance.opened"
    turn = OPENING
    amount: Amount
    currency: Currency
    number: Identifier | None = Field(
        default=None, description="what later documents call it; 'opening' if none"
    )
    due: Day | None = None


class BalanceConfirmed(Event):
    """The signed reconciliation act: both sides agree what is owed. An assertion, checked ever after."""

    kind = "balance.confirmed"
    as_of: Day
    amount: Amount
    currency: Currency
    by: Name
    document: Identifier | None = None
