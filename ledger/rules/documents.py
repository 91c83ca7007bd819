"""Rules about documents that create a debt or a credit: invoices, charges, credit notes, opening balances.

A credit note may be larger than what is open of its invoice: the rest is unapplied.
"""

from __future__ import annotations

from decimal import Decimal

from ledger.entry import Draft
from ledger.events import (
    BalanceConfirmed,
    BalanceOpened,
    ChargeAdded,
    CreditNoteIssued,
    InvoiceCancelled,
    InvoiceIssued,
)
from ledger.rules.billing import must_be_whole
from ledger.rules.checks import not_before, positive, same_currency
from ledger.rules.client_state import ClientState
from ledger.rules.debts import debt_must_be_new, known_debt, source_must_be_new
from ledger.rules.lines import amount_of, amount_stated
from ledger.rules.money_refusals import (
    CreditedAlready,
    DocumentCancelled,
    DueTwice,
    InstalmentsDisagree,
    ReturnCredited,
    SettledAlready,
)
from ledger.rules.orders import closes_discrepancy
from ledger.rules.refusals import UnknownNumber
from ledger.rules.registry import judges
from ledger.subledger.account import Account
from ledger.subledger.billing import counts, notes_of
from ledger.subledger.documents import INVOICE, OPENING, Credit, Document
from ledger.subledger.instalments import stated


@judges
def judge_invoice(client_state: ClientState, event: InvoiceIssued) -> None:
    """An invoice's number is used once, it has an amount, and its instalments add up to it."""
    debt_must_be_new(client_state, "invoice", event.number)
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
def judge_invoice_cancelled(client_state: ClientState, event: InvoiceCancelled, draft: Draft) -> None:
    """An invoice is cancelled once, and only if no settlement and no credit note is about it."""
    account = client_state.account
    document = account.documents.get(event.number)
    if document is None or document.what != INVOICE:
        raise UnknownNumber("invoice", event.number, client_state.name, "--number")
    if document.cancelled:
        raise DocumentCancelled(event.number)
    not_before(f"invoice '{event.number}'", document.on, draft.occurred_at.date())
    settled = account.settled(event.number)
    if settled > 0:
        sources = [name for name, made in account.statements[event.number].items() if stated(made)]
        raise SettledAlready(event.number, settled, document.currency, ", ".join(sources))
    credits_ = [name for name in account.linked().followers.get(event.number, ()) if name in account.credits]
    if credits_:
        raise CreditedAlready(event.number, ", ".join(f"'{name}'" for name in credits_))


@judges
def judge_credit_note(client_state: ClientState, event: CreditNoteIssued, draft: Draft) -> None:
    """A credit note's number is used once; an invoice that it names is known and not cancelled.

    A return that it names has something left to credit.
    """
    source_must_be_new(client_state, "credit note", event.number)
    positive("amount", event.amount)
    closes_discrepancy(client_state, event.discrepancy)
    account = client_state.account
    back = account.returns.get(event.return_) if event.return_ is not None else None
    if back is not None:
        named = f"credit note '{event.number}'"
        same_currency(named, event.currency, f"return '{back.number}'", back.currency)
        if counts(account, back):
            must_be_whole(account, back)
        _must_have_something_left(account, back)
    if event.invoice is not None:
        debt = known_debt(client_state, event.invoice, "--invoice")
        if isinstance(debt, Document) and debt.cancelled and debt.cancelled.on <= draft.occurred_at.date():
            raise DocumentCancelled(event.invoice)
        same_currency(
            f"credit note '{event.number}'", event.currency, f"invoice '{event.invoice}'", debt.currency
        )


def _must_have_something_left(account: Account, back: Credit) -> None:
    """Refuse another credit note for a return that is credited in full; one of no value never is."""
    shares = notes_of(account, back)
    if shares and sum(share for _, share in shares) >= back.rest:
        raise ReturnCredited(back.number, ", ".join(f"'{note.number}'" for note, _ in shares))


@judges
def judge_charge(client_state: ClientState, event: ChargeAdded, draft: Draft) -> None:
    """A charge is more than zero, and in the currency of the document to which it belongs."""
    positive("amount", event.amount)
    debt_must_be_new(client_state, "charge", event.number)
    if event.document is not None:
        debt = known_debt(client_state, event.document)
        not_before(f"'{event.document}'", debt.on, draft.occurred_at.date())
        if event.currency is not None:
            same_currency(f"charge '{event.number}'", event.currency, f"'{event.document}'", debt.currency)


@judges
def judge_opened(client_state: ClientState, event: BalanceOpened) -> None:
    """An opening debt or credit has a number; a client has one of each without a number."""
    must_be_new = source_must_be_new if event.amount < 0 else debt_must_be_new
    must_be_new(client_state, "opening balance", event.number or OPENING)


@judges
def judge_confirmed(_client_state: ClientState, event: BalanceConfirmed) -> None:
    """A confirmation is never refused; ``goodwill check`` reports where the ledger disagrees."""
