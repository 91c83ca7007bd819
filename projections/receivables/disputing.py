"""What clients contest of what is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ledger.entry import Entry
from ledger.events import DisputeOpened, DisputeResolved
from ledger.money import quantum
from projections.policy import Policy
from projections.receivables.account import Account
from projections.receivables.settling import settle

__all__ = ["disputed_of"]


def disputed_of(accounts: Iterable[tuple[Sequence[Entry], Account]], policy: Policy) -> dict[str, Decimal]:
    """What is disputed of what is open, by currency; of one document no more than is open of it."""
    together: dict[str, Decimal] = {}
    for happened, account in accounts:
        contested = _contested(happened)
        books = settle(account, policy) if contested else None
        for number, amount in contested.items():
            for part in books.under(account.names(number)) if books else ():
                share = min(amount, max(part.open, Decimal(0)))
                amount -= share  # noqa: PLW2901 - what is left of it for the next instalment
                currency = part.debt.currency
                together[currency] = together.get(currency, 0 * quantum(currency)) + share
    return together


def _contested(happened: Iterable[Entry]) -> dict[str, Decimal]:
    """What open disputes contest, by document."""
    disputes: dict[str, DisputeOpened] = {}
    for entry in happened:
        match entry.event:
            case DisputeOpened() as dispute:
                disputes.setdefault(dispute.number, dispute)
            case DisputeResolved(number=number):
                disputes.pop(number, None)
    together: dict[str, Decimal] = {}
    for dispute in disputes.values():
        together[dispute.document] = together.get(dispute.document, Decimal(0)) + dispute.amount
    return together
