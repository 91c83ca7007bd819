"""Money: documents that make a debt, payments and credits, settlements, disputes, reminders."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.constrained import Amount, Day, Identifier, Text
from ledger.events.base import CLOSING, OPENING
from ledger.events.models.base import Currency, Event, Name, Reason, optional
from ledger.events.models.values import Instalment, Line, OneInstalment, Settles, Share

DocumentNumber = Annotated[Identifier, Field(description="the number of the document that makes the debt")]
Advance = Annotated[bool, Field(description="whether it can settle documents of a later date")]


class InvoiceIssued(Event):
    """We billed the client. Without a due date or instalments, the client's terms give the due date."""

    kind = "invoice.issued"
    turn = OPENING
    number: Identifier = Field(description="the invoice's number")
    currency: Currency
    amount: Amount | None = optional("left out if the lines give it")
    lines: tuple[Line, ...] = optional("the goods that it bills", default=())
    orders: tuple[Identifier, ...] = optional("the orders that it bills", default=())
    due: Day | None = optional("when payment is due")
    instalments: tuple[Instalment, ...] = optional(
        "parts of the amount, each with its own due date", default=()
    )


class InvoiceCancelled(Event):
    """An invoice was a mistake. It and its cancellation sum to zero."""

    kind = "invoice.cancelled"
    turn = CLOSING
    number: Identifier = Field(description="the invoice's number")
    reason: Reason


class CreditNoteIssued(Event):
    """We credited the client, against an invoice, for a return, or on account."""

    kind = "credit_note.issued"
    turn = OPENING
    number: Identifier = Field(description="the credit note's number")
    amount: Amount = Field(description="the amount that we credit")
    currency: Currency
    reason: Reason
    invoice: Identifier | None = optional("the number of the invoice that it credits")
    return_: Identifier | None = optional("the return that it credits", alias="return")
    discrepancy: Identifier | None = optional("the act that the credit note closes")


class ChargeAdded(Event):
    """The client owes a fee, interest or a cost on top."""

    kind = "charge.added"
    turn = OPENING
    filled = ("currency",)
    number: Identifier = Field(description="the charge's number")
    what: Literal["fee", "interest", "cost"] = Field(description="the sort of charge")
    amount: Amount = Field(description="the amount that the client owes on top")
    currency: Currency | None = optional("the document's or the client's currency if left out")
    document: DocumentNumber | None = optional("the document that it adds to")
    due: Day | None = optional("when payment is due")


class PaymentReceived(Event):
    """The client paid. The payment can name the documents that it settles."""

    kind = "payment.received"
    turn = OPENING
    number: Identifier = Field(description="the payment's number")
    amount: Amount = Field(description="the amount that we received")
    currency: Currency
    method: Identifier | None = optional("how the client paid: transfer, card, cash ...")
    settles: tuple[Settles, ...] = optional("the documents that it settles", default=())
    advance: Advance = False


class _PaymentUndone(Event):
    number: Identifier = Field(description="the payment's number")
    reason: Reason
    amount: Amount | None = optional("the whole rest if left out")


class PaymentReversed(_PaymentUndone):
    """A payment bounced, or was never ours."""

    kind = "payment.reversed"
    turn = CLOSING
    filled = ("amount", "reopens")
    reopens: tuple[Settles, ...] = optional(
        "the settlements that it undoes; the newest ones if left out", default=()
    )


class PaymentRefunded(_PaymentUndone):
    """We paid money back to the client."""

    kind = "payment.refunded"
    turn = CLOSING
    filled = ("amount",)


class _Settlement(Event):
    source: Identifier = Field(description="the number of the payment, credit note or write-off")
    target: DocumentNumber
    amount: Amount = Field(description="how much of the debt it settles")
    instalment: int | None = optional("counted from 1")


class SettlementMade(_Settlement):
    """A payment or a credit settles a part of a debt. The date of this event does not matter; ``on`` does."""

    kind = "settlement.made"
    advance: Advance = False
    on: Day | None = optional("the day from which it counts; the later date of both documents if left out")


class SettlementReversed(_Settlement):
    """A settlement was undone. The debt is open again, the credit unapplied."""

    kind = "settlement.reversed"
    turn = CLOSING
    reason: Reason | None = None


class PaymentPromised(Event):
    """The client promised to pay by a day."""

    kind = "payment.promised"
    number: Identifier = Field(description="the promise's number")
    amount: Amount = Field(description="the amount that the client promised")
    by_date: Day = Field(description="the day by which the client promised to pay")
    documents: tuple[Identifier, ...] = optional("the documents that it is for; any if left out", default=())
    currency: Currency | None = optional("the client's currency if left out")


class DisputeOpened(Event):
    """The client disputes a document, or part of its amount."""

    kind = "dispute.opened"
    number: Identifier = Field(description="the dispute's number")
    document: DocumentNumber
    amount: Amount = Field(description="the amount that the client disputes")
    reason: Reason


class DisputeResolved(Event):
    """A dispute ended."""

    kind = "dispute.resolved"
    turn = CLOSING
    number: Identifier = Field(description="the dispute's number")
    outcome: Text = Field(description="how it ended")


class DebtWrittenOff(Event):
    """We wrote a debt off, because we no longer expect the money."""

    kind = "debt.written_off"
    number: Identifier = Field(description="the write-off's number")
    document: DocumentNumber
    amount: Amount = Field(description="the amount that we write off")
    reason: Reason


class DebtRecovered(Event):
    """We reopened a written-off debt, because the client pays after all."""

    kind = "debt.recovered"
    turn = CLOSING
    filled = ("write_offs",)
    number: Identifier = Field(description="the recovery's number")
    document: DocumentNumber
    amount: Amount = Field(description="the amount that is owed again")
    reason: Reason
    write_offs: tuple[Share, ...] = optional(
        "the write-offs that it reverses; the one with its number, then the newest ones, if left out",
        default=(),
    )


class ReminderSent(Event):
    """We reminded the client of overdue documents."""

    kind = "reminder.sent"
    number: Identifier = Field(description="the reminder's number")
    level: int = Field(description="which reminder it is, counted from 1; 0 for a notice before the due day")
    channel: Identifier = Field(description="how we sent it: e-mail, letter ...")
    documents: tuple[Identifier, ...] = Field(description="the documents that it is about")
    instalments: tuple[OneInstalment, ...] = optional(
        "the instalments of these documents; all that were due if left out", default=()
    )


class BalanceOpened(Event):
    """The ledger began with an opening balance: a debt (positive) or a credit (negative)."""

    kind = "balance.opened"
    turn = OPENING
    amount: Amount = Field(description="what the client owes; below zero, what we owe the client")
    currency: Currency
    number: Identifier | None = optional("the number by which later events name it; 'opening' if left out")
    due: Day | None = optional("when payment is due")


class BalanceConfirmed(Event):
    """Both sides signed a reconciliation act about the balance. Checks compare the ledger with it."""

    kind = "balance.confirmed"
    as_of: Day = Field(description="the day of the balance")
    amount: Amount = Field(description="what the client owes; below zero, what we owe the client")
    currency: Currency
    by: Name = Field(description="the person who signed for the client")
    document: Identifier | None = optional("the act's number")
