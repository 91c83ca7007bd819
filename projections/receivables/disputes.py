"""What is contested of a client's debts, and why. It stands beside the balance and is never taken out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ledger.money import NO_CURRENCY, quantum
from ledger.subledger import Account, Books
from ledger.subledger.billing import debts_under, names
from ledger.subledger.completing import currency_under
from ledger.subledger.documents import Dispute
from ledger.subledger.items import Key
from projections.answering import Answer
from projections.by_currency import by_currency
from projections.choice import Party
from projections.policy import Policy
from projections.receivables.applying import open_books
from projections.receivables.beside import Lying, by_part, spread

__all__ = ["DisputeRow", "DisputeTotal", "contested", "listed", "rows", "totals"]


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute, with what is still open of what it contests.

    Attributes:
        amount: what was contested.
        disputed: of that, what is open and contested on the day; nothing once the dispute came to its end.
        days: from the day it was opened to its end, or to the day asked for.
        outcome: what came of it; None while it is open.
    """

    client: str
    document: str
    number: str
    currency: str
    amount: Decimal
    disputed: Decimal
    opened: date
    resolved: date | None
    days: int
    reason: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class DisputeTotal:
    """What the disputes of one currency come to.

    Attributes:
        disputes: how many are open.
    """

    currency: str
    disputed: Decimal
    disputes: int


def contested(account: Account, books: Books) -> dict[Key, Decimal]:
    """What is contested of each instalment that is open, by its key."""
    return by_part(_lying(account, books)) if account.disputes or account.acts else {}


def listed(answer: Answer) -> Answer:
    """The answer of receivables with a row for each dispute."""
    found = rows(answer.parties, answer.as_of, answer.rules)
    more = {"listing": "disputes"}
    return replace(answer, rows=found, totals=totals(found), items=[], shape=DisputeRow, more=more)


def rows(parties: Sequence[Party], as_of: date, policy: Policy) -> list[DisputeRow]:
    """Every dispute of the parties shown: those that are open first, the oldest first."""
    found = [
        row
        for party in parties
        if party.shown
        for client, account in party.members
        if account is not None and (account.disputes or account.acts)
        for row in _rows(client.code, account, as_of, policy)
    ]
    return sorted(found, key=lambda row: (row.resolved is not None, row.opened))


def totals(found: Iterable[DisputeRow]) -> list[DisputeTotal]:
    """What is contested, per currency."""
    return [
        DisputeTotal(
            currency,
            sum((row.disputed for row in same), 0 * quantum(currency)),
            sum(row.resolved is None for row in same),
        )
        for currency, same in by_currency(found)
    ]


def _open(account: Account) -> list[Dispute]:
    return [dispute for dispute in _all(account) if dispute.resolved is None]


def _all(account: Account) -> list[Dispute]:
    """Disputes, and acts for goods that did not arrive as ordered: the client contests what they are worth."""
    return [*account.disputes.values(), *account.acts.values()]


def _about(account: Account, dispute: Dispute) -> list[str]:
    """The numbers under which is owed what a dispute is about; of an act the order, or the invoices that bill it."""
    if dispute.document in account.documents or next(debts_under(account, dispute.document), None):
        return names(account, dispute.document)
    return [*account.linked().bills.get(dispute.document, ())]


def _lying(account: Account, books: Books) -> Iterator[Lying]:
    return spread((dispute.amount, books.under(_about(account, dispute))) for dispute in _open(account))


def _rows(client: str, account: Account, as_of: date, policy: Policy) -> Iterator[DisputeRow]:
    contesting = _open(account)
    disputed: dict[int, Decimal] = {}
    for one in _lying(account, open_books(account, policy)):
        position = contesting[one.number].position
        disputed[position] = disputed.get(position, Decimal(0)) + one.amount
    for dispute in _all(account):
        currency = currency_under(account, dispute.document) or account.currency or NO_CURRENCY
        yield DisputeRow(
            client=client,
            document=dispute.document,
            number=dispute.number,
            currency=currency,
            amount=dispute.amount + 0 * quantum(currency),
            disputed=0 * quantum(currency) + disputed.get(dispute.position, 0),
            opened=dispute.opened,
            resolved=dispute.resolved,
            days=((dispute.resolved or as_of) - dispute.opened).days,
            reason=dispute.reason,
            outcome=dispute.outcome,
        )
