"""The basis of the measures of collection: amounts of clients, which add up to those of the house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ledger.subledger import Account, Books
from ledger.subledger.documents import PAYMENT
from projections.framework.periods import Period
from projections.measures.sales import BILLED, Sale, credit_sales
from projections.policy import Policy
from projections.receivables.applying import open_books, settle, settlements


class Paid(NamedTuple):
    """A payment of part of a document in the period.

    Attributes:
        took: days from the document to the payment; None for a document that sells nothing.
        late: days from the due date to the payment, below zero before it.
    """

    amount: Decimal
    took: int | None
    late: int


class Lateness(NamedTuple):
    """How punctual payment was: what was paid in the period, and what is open and late at its end.

    Attributes:
        late: the amount that was paid late, or is open and late.
        amounts: each amount with its days late, 0 if it is on time.
    """

    late: Decimal
    amounts: list[tuple[Decimal, int]]


@dataclass(slots=True)
class Basis:
    """The basis of the measures in one currency.

    Attributes:
        opening: open debts on the day before the period.
        owed: open debts at its end.
        current: the part of those that is not due.
        overdue: the others, each with its days late.
        sales: all sales up to the end.
        paid: in the period.
        settled_items: documents or instalments on which something was paid in the period.
    """

    opening: Decimal = Decimal(0)
    owed: Decimal = Decimal(0)
    current: Decimal = Decimal(0)
    overdue: list[tuple[Decimal, int]] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    paid: list[Paid] = field(default_factory=list)
    settled_items: int = 0

    def add(self, other: Basis) -> None:
        """Add another basis."""
        self.opening += other.opening
        self.owed += other.owed
        self.current += other.current
        self.overdue += other.overdue
        self.sales += other.sales
        self.paid += other.paid
        self.settled_items += other.settled_items

    def matters(self, period: Period) -> bool:
        """Whether there is anything to measure in the period."""
        return bool(
            self.opening or self.owed or self.paid or any(period.holds(sale.on) for sale in self.sales)
        )

    def at_risk(self, after: int) -> Decimal:
        """The amount that is late for more than so many days."""
        return sum((amount for amount, days in self.overdue if days > after), Decimal(0))

    def lateness(self, tolerance: int) -> Lateness:
        """The basis of timeliness; a payment is late only after so many days of tolerance."""
        paid = [(one.amount, one.late if one.late > tolerance else 0) for one in self.paid]
        amounts = paid + [(amount, days) for amount, days in self.overdue if days > tolerance]
        return Lateness(sum((amount for amount, days in amounts if days), Decimal(0)), amounts)


def bases(
    before: Account | None, account: Account | None, period: Period, policy: Policy
) -> dict[str, Basis]:
    """The basis of a client's measures, by currency, from its accounts before and after the period."""
    found: dict[str, Basis] = {}
    for part in open_books(before, policy).items if before else ():
        found.setdefault(part.debt.currency, Basis()).opening += part.open
    if account is not None:
        for currency, basis in _at_the_end(account, settle(account, policy), period):
            found.setdefault(currency, Basis()).add(basis)
    return found


def _at_the_end(account: Account, books: Books, period: Period) -> Iterator[tuple[str, Basis]]:
    for part in books.items:
        if part.open:
            late = (period.end - part.due).days
            if late > 0:
                yield part.debt.currency, Basis(owed=part.open, overdue=[(part.open, late)])
            else:
                yield part.debt.currency, Basis(owed=part.open, current=part.open)
    for sale in credit_sales(account):
        yield sale.currency, Basis(sales=[sale])
    counted = set()
    for one in settlements(account, books):
        if one.what == PAYMENT and period.holds(one.on):
            debt = one.part.debt
            took = (one.on - debt.on).days if debt.what in BILLED else None
            paid = Paid(one.amount, took, (one.on - one.part.due).days)
            yield debt.currency, Basis(paid=[paid], settled_items=int(one.part.key not in counted))
            counted.add(one.part.key)
