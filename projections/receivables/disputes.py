"""What is contested of a client's debts, and why. It stands beside the balance and is never taken out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from ledger.money import Amounts, zero_of
from projections.choice import Party
from projections.framework.answer import Answer
from projections.framework.columns import CLIENT, CURRENCY, Column
from projections.framework.sums import totals_of
from projections.policy import Policy
from projections.receivables.account import Account
from projections.receivables.beside import Lying, by_part, spread
from projections.receivables.documents import Dispute
from projections.receivables.settling import Books, settle


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRow:
    """A dispute, with what is still open of what it contests."""

    client: Annotated[str, CLIENT]
    document: Annotated[str, Column("The document contested.")]
    number: Annotated[str, Column("The number of the dispute.")]
    currency: Annotated[str, CURRENCY]
    amount: Annotated[Decimal, Column("What was contested.")]
    disputed: Annotated[
        Decimal, Column("Of that, what is open and contested on the day.", quiet=True, spare=True)
    ]
    opened: Annotated[date, Column("The day on which the client opened it.")]
    resolved: Annotated[date | None, Column("The day on which it ended.", null="it is open")]
    days: Annotated[int, Column("Days from its beginning to its end, or to the day asked for.", unit="days")]
    reason: Annotated[str, Column("Why the client contests.", quiet=True, colours="red")]
    outcome: Annotated[str | None, Column("What came of it.", null="it is open")]


@dataclass(frozen=True, slots=True)
class DisputeTotal:
    """What the disputes of one currency come to.

    Attributes:
        disputes: how many are open.
    """

    currency: str
    disputed: Decimal
    disputes: int


def contested(account: Account, books: Books) -> dict[int, Decimal]:
    """What is contested of each instalment that is open, by its ``id``."""
    return by_part(_lying(account, books)) if account.disputes else {}


def rows(parties: Sequence[Party[Account]], as_of: date, policy: Policy) -> list[DisputeRow]:
    """Every dispute of the parties shown: those that are open first, the oldest first."""
    found = [
        row
        for party in parties
        if party.shown
        for client, account in party.members
        if account is not None and account.disputes
        for row in _rows(client.code, account, as_of, policy)
    ]
    return sorted(found, key=lambda row: (row.resolved is not None, row.opened))


def listed(answer: Answer) -> Answer:
    """The answer with a row for each dispute of the clients in view."""
    found = rows(answer.parties, answer.as_of, answer.rules)
    return answer.made_into(DisputeRow, found, totals(found), listing="disputes")


def totals(found: Iterable[DisputeRow]) -> list[DisputeTotal]:
    """What is contested, per currency."""
    return totals_of(
        DisputeTotal, found, lambda same: {"disputes": sum(row.resolved is None for row in same)}
    )


def _open(account: Account) -> list[Dispute]:
    return [dispute for dispute in account.disputes.values() if dispute.resolved is None]


def _lying(account: Account, books: Books) -> Iterator[Lying]:
    return spread(
        (dispute.amount, books.under(account.names(dispute.document))) for dispute in _open(account)
    )


def _rows(client: str, account: Account, as_of: date, policy: Policy) -> Iterator[DisputeRow]:
    numbers = [dispute.number for dispute in _open(account)]
    lying = _lying(account, settle(account, policy))
    disputed = Amounts.of((numbers[one.number], one.amount) for one in lying)
    for dispute in account.disputes.values():
        currency = account.currency_under(dispute.document)
        yield DisputeRow(
            client=client,
            document=dispute.document,
            number=dispute.number,
            currency=currency,
            amount=dispute.amount + zero_of(currency),
            disputed=zero_of(currency) + disputed[dispute.number],
            opened=dispute.opened,
            resolved=dispute.resolved,
            days=((dispute.resolved or as_of) - dispute.opened).days,
            reason=dispute.reason,
            outcome=dispute.outcome,
        )
