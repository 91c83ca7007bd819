"""Facts of money: documents, payments and credits, what settles what, and what clients said about it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ledger.entry import Entry
from ledger.events import (
    BalanceConfirmed,
    BalanceOpened,
    ChargeAdded,
    ClientCreditChecked,
    CreditNoteIssued,
    DebtRecovered,
    DebtWrittenOff,
    DisputeOpened,
    DisputeResolved,
    InvoiceCancelled,
    InvoiceIssued,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    PaymentPromised,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    ReminderSent,
    SettlementMade,
    SettlementReversed,
)
from ledger.money import zero_of
from ledger.subledger import OpenCredit, OpenItem
from ledger.subledger.billing import due_of
from ledger.subledger.documents import OPENING, Document
from projections.receivables.applying import settlements_of
from reporting.catalogue.client_facts import ClientFacts
from reporting.catalogue.facts import Derived, Facts, Row, envelope, fact_table, of_credit, of_document, plain
from reporting.catalogue.shape import CURRENCY, day, integer, money, text
from reporting.catalogue.things import Later, things

_DOCUMENTS = (InvoiceIssued, ChargeAdded, BalanceOpened)
_NO_DEBT = "it is a credit"
_UNUSED = "another entry has its number"


def _number(entry: Entry) -> str:
    found: str | None = getattr(entry.event, "number", None)
    return found or OPENING


def _document(told: ClientFacts, entry: Entry) -> Document | None:
    """The document of an entry; None for an opening credit."""
    found = told.account.documents.get(_number(entry))
    return found if found is not None and found.position == entry.position else None


def _amount(told: ClientFacts, entry: Entry) -> Decimal | None:
    """What a document was issued for; below zero for an opening credit."""
    document = _document(told, entry)
    if document is not None:
        return document.whole
    amount: Decimal | None = getattr(entry.event, "amount", None)
    return amount


def _due(told: ClientFacts, entry: Entry) -> object:
    """When the first part of a document is due, by its own date, its instalments or the terms of its day."""
    document = _document(told, entry)
    if document is None:
        return None
    return min((part.due for part in document.instalments), default=None) or due_of(told.account, document)


def _cancelled(told: ClientFacts, entry: Entry) -> object:
    document = _document(told, entry)
    return document.cancelled.on if document is not None and document.cancelled else None


def _credit(told: ClientFacts, entry: Entry) -> OpenCredit | None:
    return told.credits.get((_number(entry), entry.position))


def _taken_back(told: ClientFacts, entry: Entry) -> Decimal | None:
    one = _credit(told, entry)
    return None if one is None else one.credit.amount - one.credit.rest + zero_of(one.credit.currency)


def _unapplied(told: ClientFacts, entry: Entry) -> Decimal | None:
    one = _credit(told, entry)
    return None if one is None else one.left + zero_of(one.credit.currency)


_OF_CREDITS = (
    Derived(money("taken_back", "What was reversed, refunded or recovered of it.", _UNUSED), _taken_back),
    Derived(
        money("unapplied", "What settles nothing yet, under the policy of the day.", _UNUSED), _unapplied
    ),
)

_PART = (
    text("document", "The number of the document."),
    text("what", "What it is: invoice, charge, opening, order or delivery."),
    integer("instalment", "Which instalment, from 1; 1 of a document in one sum."),
    CURRENCY,
)


def _instalments(told: ClientFacts) -> Iterator[Row]:
    for item in told.books.items:
        debt, zero = item.debt, zero_of(item.debt.currency)
        yield (
            *envelope(told, told.at(debt.position), told.newest),
            *(debt.number, debt.what, item.instalment, debt.currency, item.due),
            *(item.amount + zero, item.amount - item.open + zero, item.open + zero),
        )


_INSTALMENTS = Facts(
    fact_table(
        "instalments",
        "Every debt, open or settled: what entries and the policy of the day leave open of it. An order that is "
        "owed by itself is one, and an invoice that only repeats it is none.",
        "an instalment of a document that is owed",
        [
            *_PART,
            day("due", "When it is due."),
            money("amount", "What it is for, with what was cancelled or returned of it taken off."),
            money("settled", "What payments and credits settle of it."),
            money("open", "What is open of it."),
        ],
        ("document", "position", "instalment", "client"),
    ),
    _instalments,
    (
        InvoiceIssued,
        ChargeAdded,
        BalanceOpened,
        OrderPlaced,
        OrderDelivered,
        OrderCancelled,
        InvoiceCancelled,
    ),
)


def _settlements(told: ClientFacts) -> Iterator[Row]:
    for item in told.books.items:
        for number, (use, one) in enumerate(
            zip(item.uses, settlements_of(told.account, item), strict=True), 1
        ):
            credit = use.credit
            yield (
                *envelope(told, told.at(credit.position), told.newest),
                *_of_part(item, number),
                *(credit.number, credit.what, use.amount + zero_of(credit.currency), one.on, use.how),
            )


def _of_part(item: OpenItem, number: int) -> Row:
    debt = item.debt
    return debt.number, debt.what, item.instalment, debt.currency, debt.position, number


_SETTLEMENTS = Facts(
    fact_table(
        "settlements",
        "What settles what. ``how`` marks settlements that no entry states: those of a credit note or a return "
        "against its own document (linked), and those of unapplied money against the oldest debt (derived).",
        "a part of a payment or credit that settles an instalment",
        [
            *_PART,
            integer("document_position", "The position of the entry that issued the document."),
            integer("settlement", "Which settlement of the instalment, from 1."),
            text("source", "The number of the payment or credit."),
            text("source_what", "What it is: payment, credit note, return, write-off or opening."),
            money("amount", "How much of it."),
            day("settled_on", "The day from which it counts."),
            text("how", "explicit, linked or derived."),
        ],
        ("client", "document", "document_position", "instalment", "settlement"),
    ),
    _settlements,
    (SettlementMade, SettlementReversed),
)

TABLES = (
    plain(
        "documents",
        "Invoices, charges and opening balances, as they were issued; an opening credit is below zero.",
        "a document",
        _DOCUMENTS,
        without=("number", "amount", "due"),
        derived=(
            Derived(text("number", "The number of the document."), lambda _, entry: _number(entry)),
            Derived(money("amount", "What it was issued for."), _amount),
            Derived(day("due", "When it is due, or its first part.", _NO_DEBT), _due),
            Derived(day("cancelled_on", "The day on which it was cancelled.", "it stands"), _cancelled),
        ),
        unit=of_document("document"),
        of_account=True,
    ),
    _INSTALMENTS,
    plain(
        "payments", "What clients paid.", "a payment", [PaymentReceived], derived=_OF_CREDITS, of_account=True
    ),
    plain(
        "credit_notes",
        "What we credited, against an invoice, for a return, or on account.",
        "a credit note",
        [CreditNoteIssued],
        derived=_OF_CREDITS,
        of_account=True,
    ),
    plain(
        "write_offs",
        "Debts that we no longer expect to be paid.",
        "a write-off",
        [DebtWrittenOff],
        derived=_OF_CREDITS,
        unit=of_document("document"),
        of_account=True,
    ),
    _SETTLEMENTS,
    plain(
        "payments_taken_back",
        "Payments that bounced, and payments and credits that we refunded, whole or in part.",
        "a reversal or a refund",
        [PaymentReversed, PaymentRefunded],
        unit=of_credit("number"),
    ),
    plain(
        "recoveries",
        "What came in after all of debts that were written off.",
        "a recovery",
        [DebtRecovered],
        unit=of_document("document"),
    ),
    plain("balance_confirmations", "Balances that clients confirmed.", "a confirmation", [BalanceConfirmed]),
    plain("credit_checks", "What others say of the credit of clients.", "a check", [ClientCreditChecked]),
    plain("promises", "Promises of clients to pay by a day.", "a promise", [PaymentPromised]),
    things(
        "disputes",
        "Documents, or parts of them, that clients dispute.",
        "a dispute",
        [DisputeOpened],
        [Later("resolved", (DisputeResolved,))],
        unit=of_document("document"),
    ),
    plain(
        "reminders", "Reminders of overdue documents.", "a reminder", [ReminderSent], without=("instalments",)
    ),
)
