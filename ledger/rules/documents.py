"""Rules about documents that make a debt or a credit: invoices, charges, credit notes, opening balances.

A credit note for an invoice settles nothing by itself on this side: how it falls on the invoice, or stands alone
because less is open, is the view's to derive or a settlement's to say. So it may be larger than what is open.
"""

from __future__ import annotations

from decimal import Decimal

from ledger.entry import Draft, Entry
from ledger.events import (
    BalanceConfirmed,
    BalanceOpened,
    ChargeAdded,
    CreditNoteIssued,
    InvoiceCancelled,
    InvoiceIssued,
)
from ledger.rules.billing import link, repeat
from ledger.rules.checks import not_before, positive, same_currency
from ledger.rules.debts import debt_must_be_new, source_must_be_new
from ledger.rules.lines import amount_of, amount_stated
from ledger.rules.money_refusals import (
    BilledByOrders,
    DocumentCancelled,
    DueTwice,
    InstalmentsDisagree,
    NotOwed,
    SettledAlready,
)
from ledger.rules.refusals import UnknownNumber
from ledger.rules.registry import fills, folds, judges
from ledger.rules.relationship import Debt, Part, Relationship, Source

__all__ = ["known_debt", "living_debt"]

OPENING = "opening"


@judges
def judge_invoice(relationship: Relationship, event: InvoiceIssued) -> None:
    """A number is used once, an amount is said, and instalments add up to it."""
    debt_must_be_new(relationship, "invoice", event.number)
    amount_stated(event)
    if not event.instalments:
        return
    if event.due is not None:
        raise DueTwice(event.number)
    for instalment in event.instalments:
        positive("instalment amount", instalment.amount)
    together = sum((instalment.amount for instalment in event.instalments), Decimal(0))
    if together != amount_of(event):
        raise InstalmentsDisagree(event.number, together, amount_of(event), event.currency)


@judges
def judge_invoice_cancelled(relationship: Relationship, event: InvoiceCancelled, draft: Draft) -> None:
    """Only an invoice of which nothing is settled is cancelled, and once."""
    debt = relationship.debts.get(event.number)
    if debt is None or debt.kind != "invoice":
        raise UnknownNumber("invoice", event.number, relationship.name, "--number")
    if debt.cancelled:
        raise DocumentCancelled(event.number)
    not_before(f"invoice '{event.number}'", debt.on, draft.occurred_at.date())
    if debt.settled > 0:
        raise SettledAlready(event.number, debt.settled, debt.currency, ", ".join(debt.settlers))


@judges
def judge_credit_note(relationship: Relationship, event: CreditNoteIssued) -> None:
    """A number is used once; the invoice that is credited is known and in the same currency."""
    source_must_be_new(relationship, "credit note", event.number)
    positive("amount", event.amount)
    if event.invoice is not None:
        debt = known_debt(relationship, event.invoice, "--invoice")
        same_currency(
            f"credit note '{event.number}'", event.currency, f"invoice '{event.invoice}'", debt.currency
        )


@judges
def judge_charge(relationship: Relationship, event: ChargeAdded, draft: Draft) -> None:
    """A charge is more than nothing, and in the currency of the document it comes on top of."""
    positive("amount", event.amount)
    debt_must_be_new(relationship, "charge", event.number)
    if event.document is not None:
        debt = known_debt(relationship, event.document)
        not_before(f"'{event.document}'", debt.on, draft.occurred_at.date())
        if event.currency is not None:
            same_currency(f"charge '{event.number}'", event.currency, f"'{event.document}'", debt.currency)


@judges
def judge_opened(relationship: Relationship, event: BalanceOpened) -> None:
    """An opening debt or credit has a number of its own; without one there is a single opening of each."""
    number = event.number or OPENING
    if event.amount < 0:
        source_must_be_new(relationship, "opening balance", number)
    else:
        debt_must_be_new(relationship, "opening balance", number)


@judges
def judge_confirmed(event: BalanceConfirmed) -> None:
    """An assertion is never refused: where the ledger disagrees, ``goodwill check`` says so."""


@fills
def fill_charge(relationship: Relationship, event: ChargeAdded) -> ChargeAdded:
    """Without a currency, it is that of the document or else the client's."""
    if event.currency is not None:
        return event
    document = relationship.debts.get(event.document) if event.document else None
    currency = document.currency if document is not None else relationship.currency
    return event.model_copy(update={"currency": currency or None})


@folds
def fold_invoice(relationship: Relationship, event: InvoiceIssued, entry: Entry) -> None:
    """The invoice is owed."""
    debt = Debt("invoice", entry.occurred_at.date(), event.currency, amount_of(event), due=event.due)
    if event.instalments:
        debt.parts = [Part(instalment.due, instalment.amount) for instalment in event.instalments]
    if event.number in relationship.debts:
        return
    relationship.debts[event.number] = debt
    for order in (*event.orders, *relationship.naming.get(event.number, ())):
        link(relationship, order, event.number)
    repeat(relationship, event.number)


@folds
def fold_invoice_cancelled(relationship: Relationship, event: InvoiceCancelled) -> None:
    """Nothing is owed on it."""
    debt = relationship.debts.get(event.number)
    if debt is not None:
        debt.cancelled = True
        relationship.touch(event.number)


@folds
def fold_credit_note(relationship: Relationship, event: CreditNoteIssued, entry: Entry) -> None:
    """The credit can settle debts."""
    source = Source("credit note", entry.on, event.currency, event.amount, follows=event.invoice)
    relationship.sources.setdefault(event.number, source)
    relationship.touch(event.number)


@folds
def fold_charge(relationship: Relationship, event: ChargeAdded, entry: Entry) -> None:
    """The charge is owed."""
    currency = event.currency or relationship.currency
    debt = Debt("charge", entry.on, currency, event.amount, due=event.due, on_top_of=event.document)
    debt.rank = 1 if event.what == "interest" else 0
    relationship.debts.setdefault(event.number, debt)
    relationship.touch(event.number)


@folds
def fold_opened(relationship: Relationship, event: BalanceOpened, entry: Entry) -> None:
    """The ledger begins with a debt, or with a credit."""
    number = event.number or OPENING
    relationship.touch(number)
    if event.amount < 0:
        source = Source("opening balance", entry.on, event.currency, -event.amount)
        relationship.sources.setdefault(number, source)
    else:
        debt = Debt("opening balance", entry.on, event.currency, event.amount, due=event.due)
        relationship.debts.setdefault(number, debt)


def known_debt(relationship: Relationship, number: str, option: str = "--document") -> Debt:
    """The document of that number.

    Raises:
        NotOwed: it is an order, and the terms do not bill by orders.
        UnknownNumber: there is none.
    """
    debt = relationship.debts.get(number)
    if debt is not None:
        return debt
    if number in relationship.orders:
        raise NotOwed(number, relationship.name, relationship.orders[number].billing)
    raise UnknownNumber("document", number, relationship.name, option)


def living_debt(relationship: Relationship, number: str, option: str = "--document") -> Debt:
    """The document of that number, which is not cancelled.

    Raises:
        BilledByOrders: it bills orders, which are owed by themselves.
        DocumentCancelled: it is.
        NotOwed: it is an order, and the terms do not bill by orders.
        UnknownNumber: there is none.
    """
    debt = known_debt(relationship, number, option)
    if debt.cancelled:
        raise DocumentCancelled(number)
    if debt.repeats:
        raise BilledByOrders(number, ", ".join(f"'{order}'" for order in debt.bills))
    return debt
