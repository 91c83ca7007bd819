"""A client's account: the documents that make debt, those that cancel it, and what was said about settling them.

The page keeps facts. What settles what is worked out from it (``projections.receivables.settling``), because a settlement may
be recorded before its document, or point at an invoice that is cancelled later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.entry import Fact
from ledger.money import NO_CURRENCY
from ledger.rules.instalments import standing
from projections.promises import Promise
from projections.receivables.documents import (
    Change,
    Credit,
    Debt,
    Dispute,
    Pair,
    Part,
    Reversal,
    Statement,
    sums,
)
from projections.receivables.reminding import Reminder
from projections.trade import Order

__all__ = ["Account"]


@dataclass(slots=True)
class Account:
    """What a client owes and has paid, as facts.

    Attributes:
        currency: the client's own; None where the client was never registered.
        payment_days: from a document's date to its due date, by the terms in force.
        billing: which document makes the debt, by the terms in force.
        statements: what is said to settle what, by source and target, each as it was said.
        orders: to price deliveries and cancellations, each with the document that bills it.
        billed_by: by which document an order is billed, of the order itself, its deliveries, or an invoice.
        waiting: credits for returns of orders that are not owed yet.
        promises: to pay, in the order in which they were given.
        disputes: by their numbers, those that came to their end included.
        reminders: that were sent, in order.
        touched: when somebody last spoke with the client.
        naming: the orders that name each invoice as theirs.
        held: why an order waits, for each that does.
    """

    currency: str | None = None
    payment_days: int = 0
    billing: str = "invoice"
    debts: dict[str, list[Debt]] = field(default_factory=dict)
    credits: dict[str, list[Credit]] = field(default_factory=dict)
    statements: dict[Pair, list[Statement]] = field(default_factory=dict)
    reversals: list[Reversal] = field(default_factory=list)
    orders: dict[str, Order] = field(default_factory=dict)
    billed_by: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, list[Credit]] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    reminders: list[Reminder] = field(default_factory=list)
    touched: date | None = None
    naming: dict[str, list[str]] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)

    def owe(self, entry: Fact, number: str, what: str, currency: str, parts: list[Part]) -> Debt:
        """Add a debt; two documents under one number are both owed."""
        debt = Debt(number, what, currency, entry.occurred_at, entry.position, parts)
        self.debts.setdefault(number, []).append(debt)
        return debt

    def credit(
        self, entry: Fact, number: str, what: str, currency: str, amount: Decimal, follows: str | None = None
    ) -> None:
        """Add a credit."""
        self.take(Credit(number, what, currency, entry.occurred_at, entry.position, amount, follows))

    def take(self, credit: Credit) -> None:
        """Count a credit in."""
        self.credits.setdefault(credit.number, []).append(credit)

    def say(
        self,
        entry: Fact,
        source: str,
        target: str,
        instalment: int | None,
        amount: Decimal,
        on: date | None = None,
    ) -> None:
        """Note that so much of a source is for a target; below zero, that it is taken back."""
        statement = Statement(entry.position, instalment, amount, on)
        self.statements.setdefault((source, target), []).append(statement)

    def due(self, entry: Fact, stated: date | None) -> date:
        """When a document is due: as stated, or by the terms in force."""
        last = min(entry.on.toordinal() + self.payment_days, date.max.toordinal())
        return stated or date.fromordinal(last)

    def repeats(self, debt: Debt) -> bool:
        """Whether an invoice bills nothing but orders that are billed already."""
        for order in debt.bills:
            if self.billed_by.get(order, "invoice") == "invoice":
                return False
        return bool(debt.bills)

    def names(self, number: str) -> tuple[str, ...]:
        """Under which numbers is owed what a number names: an invoice that repeats orders names those."""
        for debt in self.debts.get(number, ()):
            if debt.bills and self.repeats(debt):
                return debt.bills
        return (number,)

    def owed_under(self, number: str) -> Iterator[Debt]:
        """The debts that a number names, those that an invoice merely repeats included."""
        for name in self.names(number):
            yield from self.debts.get(name, ())

    def currency_under(self, number: str | None) -> str:
        """The currency of a document, or the client's own where there is no such document."""
        document = number and (next(self.owed_under(number), None) or self.orders.get(number))
        return document.currency if document else self.currency or NO_CURRENCY

    def reduce(self, entry: Fact, found: list[Credit], amount: Decimal) -> None:
        """Lessen credits, the newest first, by an amount."""
        for credit in reversed(found):
            less = min(amount, credit.amount)
            credit.amount -= less
            amount -= less
            if less:
                credit.changes.append(Change(entry.position, -less, entry.on))

    def settled_by(self, source: str, target: str) -> Decimal:
        """What is said of a source to settle a target, and not taken back."""
        return sum(standing(sums(self.statements.get((source, target), ()))).values(), Decimal(0))

    def free(self, number: str) -> Decimal:
        """What a source has beyond what is said to settle documents."""
        amount = sum((credit.amount for credit in self.credits.get(number, ())), Decimal(0))
        return amount - sum(self.settled_by(*pair) for pair in self.statements if pair[0] == number)

    def signed(self, numbers: Iterable[str] | None = None) -> Iterator[tuple[Debt | Credit, Decimal]]:
        """Every document with what it adds to the balance, or takes off it below zero; repeated ones are left out.

        Args:
            numbers: only documents with these; None: all of them.
        """
        for number in [*self.debts] if numbers is None else numbers:
            for debt in self.debts.get(number, ()):
                if not self.repeats(debt):
                    yield debt, sum((part.amount for part in debt.parts), Decimal(0))
        for number in [*self.credits] if numbers is None else numbers:
            for credit in self.credits.get(number, ()):
                yield credit, -credit.amount
