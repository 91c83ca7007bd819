"""A client's account: the documents that make debt, those that cancel it, and what was said about settling them.

The page keeps facts. What settles what is worked out from it (``projections.settling``), because a settlement may
be recorded before its document, or point at an invoice that is cancelled later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from ledger.entry import Entry
from projections.trade import Order

__all__ = ["OPENING", "PAYMENT", "WRITE_OFF", "Account", "Credit", "Debt", "Part", "Reversal", "Settlement"]


OPENING = "opening"
PAYMENT = "payment"
WRITE_OFF = "write-off"


class Part(NamedTuple):
    """An instalment of a debt; a debt in one sum has one."""

    due: date
    amount: Decimal


@dataclass(slots=True)
class Debt:
    """A document that is owed.

    Attributes:
        what: "invoice", "charge", "opening", "order" or "delivery".
        at: when it was issued; with ``position`` its place among the client's facts.
        parts: what is owed when; nothing once the document is cancelled.
        on_top_of: the document that a charge comes on top of.
        rank: within a debt costs and fees (0) are cleared before interest (1), and interest before the rest (2).
    """

    number: str
    what: str
    currency: str
    at: datetime
    position: int
    parts: list[Part]
    on_top_of: str | None = None
    rank: int = 2


@dataclass(slots=True)
class Credit:
    """A document that cancels debt.

    Attributes:
        what: "payment", "credit note", "return", "write-off" or "opening".
        amount: what it is worth, less what was reversed or refunded.
        follows: the document it is linked to, which it settles where its whole amount fits.
    """

    number: str
    what: str
    currency: str
    at: datetime
    position: int
    amount: Decimal
    follows: str | None = None


class Settlement(NamedTuple):
    """Somebody said: so much of this credit is for that document."""

    source: str
    target: str
    instalment: int | None
    amount: Decimal


class Reversal(NamedTuple):
    """Somebody took back what was said, or the link of a credit note."""

    source: str
    target: str
    amount: Decimal


@dataclass(slots=True)
class Account:
    """What a client owes and has paid, as facts.

    Attributes:
        currency: the client's own; None where the client was never registered.
        payment_days: from a document's date to its due date, by the terms in force.
        billing: which document makes the debt, by the terms in force.
        orders: those of clients billed by order or delivery, to price deliveries and cancellations.
        billed_as: invoices that bill what is owed already, under the numbers of those debts.
    """

    currency: str | None = None
    payment_days: int = 0
    billing: str = "invoice"
    debts: dict[str, list[Debt]] = field(default_factory=dict)
    credits: dict[str, list[Credit]] = field(default_factory=dict)
    settlements: list[Settlement] = field(default_factory=list)
    reversals: list[Reversal] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)
    billed_as: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def owe(self, entry: Entry, number: str, what: str, currency: str, parts: list[Part]) -> Debt:
        """Add a debt; two documents under one number are both owed."""
        debt = Debt(number, what, currency, entry.occurred_at, entry.position, parts)
        self.debts.setdefault(number, []).append(debt)
        return debt

    def credit(
        self, entry: Entry, number: str, what: str, currency: str, amount: Decimal, follows: str | None = None
    ) -> None:
        """Add a credit."""
        credit = Credit(number, what, currency, entry.occurred_at, entry.position, amount, follows)
        self.credits.setdefault(number, []).append(credit)

    def say(self, source: str, target: str, instalment: int | None, amount: Decimal) -> None:
        """Note an explicit settlement."""
        self.settlements.append(Settlement(source, target, instalment, amount))

    def unsay(self, source: str, target: str, instalment: int | None, amount: Decimal) -> None:
        """Take back explicit settlements of a source and a target, the newest first, up to an amount."""
        self.reversals.append(Reversal(source, target, amount))
        for index in reversed(range(len(self.settlements))):
            said = self.settlements[index]
            if (said.source, said.target) != (source, target) or instalment not in (None, said.instalment):
                continue
            less = min(amount, said.amount)
            self.settlements[index] = said._replace(amount=said.amount - less)
            amount -= less

    def due(self, entry: Entry, stated: date | None) -> date:
        """When a document is due: as stated, or by the terms in force."""
        return stated or entry.on + timedelta(days=self.payment_days)

    def owed_under(self, number: str) -> Iterator[Debt]:
        """The debts that a number names, those that an invoice merely repeats included."""
        for name in self.billed_as.get(number, (number,)):
            yield from self.debts.get(name, ())

    def currency_under(self, number: str | None) -> str:
        """The currency of a document, or the client's own where there is no such document."""
        debt = next(self.owed_under(number), None) if number is not None else None
        return debt.currency if debt else self.currency or "XXX"

    def reduce(self, found: list[Credit], amount: Decimal) -> None:
        """Lessen credits, the newest first, by an amount; what they settled beyond the rest is open again."""
        for credit in reversed(found):
            less = min(amount, credit.amount)
            credit.amount -= less
            amount -= less
            self._trim(credit.number)

    def free(self, number: str) -> Decimal:
        """What a source has beyond what was said to settle documents."""
        return sum((credit.amount for credit in self.credits.get(number, ())), Decimal(0)) - self._said(
            number
        )

    def _said(self, source: str) -> Decimal:
        return sum((said.amount for said in self.settlements if said.source == source), Decimal(0))

    def _trim(self, source: str) -> None:
        for index in reversed(range(len(self.settlements))):
            said = self.settlements[index]
            if said.source == source and (beyond := -self.free(source)) > 0:
                self.settlements[index] = said._replace(amount=max(said.amount - beyond, Decimal(0)))
