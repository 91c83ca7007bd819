"""A client's account: the documents that make debt, those that cancel it, and what was said about settling them.

The page keeps facts. What settles what is worked out from it (``projections.receivables.settling``), because a settlement may
be recorded before its document, or point at an invoice that is cancelled later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, NamedTuple, TypeAlias

from pydantic import BeforeValidator, PlainSerializer

from ledger.entry import Fact
from ledger.money import NO_CURRENCY
from ledger.rules.instalments import LOOSE, standing
from projections.promises import Promise
from projections.receivables.reminding import Reminder
from projections.trade import Order

__all__ = [
    "CHARGE",
    "OPENING",
    "PAYMENT",
    "WRITE_OFF",
    "Account",
    "Change",
    "Credit",
    "Debt",
    "Dispute",
    "Part",
    "Reversal",
    "Statement",
    "sums",
]

_NOTHING = Decimal(0)

CHARGE = "charge"
OPENING = "opening"
PAYMENT = "payment"
WRITE_OFF = "write-off"


class Change(NamedTuple):
    """So much more (or less, below zero) of what an earlier entry said, by the entry at a position, on its day."""

    position: int
    amount: Decimal
    on: date


Pair: TypeAlias = Annotated[
    tuple[str, str],
    PlainSerializer("\n".join),
    BeforeValidator(lambda pair: tuple(pair.split("\n")) if isinstance(pair, str) else pair),
]
"""A source and a target; as two lines where a page is stored, since JSON has only text for keys."""


class Part(NamedTuple):
    """An instalment of a debt; a debt in one sum has one.

    Attributes:
        amount: what is owed, with its changes.
        changes: what made it more or less since it was issued.
    """

    due: date
    amount: Decimal
    changes: tuple[Change, ...] = ()

    def becomes(self, amount: Decimal, entry: Fact) -> Part:
        """The instalment after an entry that changed its amount."""
        change = Change(entry.position, amount - self.amount, entry.on)
        return self._replace(amount=amount, changes=(*self.changes, change))


class Statement(NamedTuple):
    """The entry at a position said that so much of a source is for a target; below zero, that it is taken back.

    Attributes:
        on: from which day, where that was said.
    """

    position: int
    instalment: int | None
    amount: Decimal
    on: date | None = None


def sums(statements: Iterable[Statement]) -> dict[int, Decimal]:
    """What is said in all for each instalment (``LOOSE`` for none in particular), less what was taken back."""
    found: dict[int, Decimal] = {}
    for one in statements:
        instalment = one.instalment or LOOSE
        found[instalment] = found.get(instalment, _NOTHING) + one.amount
    return found


@dataclass(slots=True)
class Debt:
    """A document that is owed.

    Attributes:
        what: "invoice", "charge", "opening", "order" or "delivery".
        at: when it was issued; with ``position`` its place among the client's facts.
        parts: what is owed when; nothing once the document is cancelled.
        on_top_of: the document that a charge comes on top of.
        bills: the orders that an invoice bills: that it names, and that name it.
        rank: within a debt costs and fees (0) are cleared before interest (1), and interest before the rest (2).
    """

    number: str
    what: str
    currency: str
    at: datetime
    position: int
    parts: list[Part]
    on_top_of: str | None = None
    bills: tuple[str, ...] = ()
    rank: int = 2


@dataclass(slots=True)
class Credit:
    """A document that cancels debt.

    Attributes:
        what: "payment", "credit note", "return", "write-off" or "opening".
        amount: what it is worth, less what was reversed or refunded.
        follows: the document it is linked to, which it settles where its whole amount fits.
        changes: what was reversed or refunded, below zero.
    """

    number: str
    what: str
    currency: str
    at: datetime
    position: int
    amount: Decimal
    follows: str | None = None
    changes: list[Change] = field(default_factory=list)


@dataclass(slots=True)
class Dispute:
    """The client contests a document, or part of its amount.

    Attributes:
        reason: the client's.
        opened: the day.
        position: of the entry that opened it.
        resolved: the day on which it came to its end; None while it is open.
        outcome: what came of it.
    """

    number: str
    document: str
    amount: Decimal
    reason: str
    opened: date
    position: int
    resolved: date | None = None
    outcome: str | None = None


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
