"""Open items: the instalments of debts and the credits of an account, with the uses that settle them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from msgspec import Struct, field

from ledger.subledger.documents import CHARGE, PRINCIPAL, Credit, CreditChange

EXPLICIT = "explicit"
LINKED = "linked"
DERIVED = "derived"


class DebtPart(NamedTuple):
    """An instalment of a debt; a debt in one sum has one.

    Attributes:
        amount: what is owed, with its changes.
        changes: what entries added to it or took off it since it was issued.
    """

    due: date
    amount: Decimal
    changes: tuple[CreditChange, ...] = ()


class Debt(NamedTuple):
    """A document that is owed: an invoice, charge or opening debt, an order, or one delivery of an order.

    Attributes:
        rank: within a debt the lowest is cleared first: ``FEES``, ``INTEREST``, then ``PRINCIPAL``.
    """

    number: str
    what: str
    currency: str
    on: date
    position: int
    parts: tuple[DebtPart, ...]
    on_top_of: str | None = None
    rank: int = PRINCIPAL


Key: TypeAlias = tuple[str, int, int]
"""Names an open item: document, position of its entry, instalment."""

Age: TypeAlias = tuple[date, date, str, int, str, int, int]
"""The place of an open item: by due date, date and number, with charges before what they belong to."""

CreditPlace: TypeAlias = tuple[date, str, int]
"""The place of a credit: by date, number and position."""

Linked: TypeAlias = dict[tuple[bool, str], Decimal]
"""How much each linked credit settles of its document, by the key of the credit."""


class Unit(NamedTuple):
    """Debts that are settled together: one, or several orders that one invoice repeats.

    Attributes:
        debts: their numbers.
        targets: the numbers that stand for them: their own, and those of invoices that repeat them.
    """

    debts: tuple[str, ...]
    targets: tuple[str, ...]


class Use(NamedTuple):
    """Part of a credit went into an item.

    Attributes:
        how: EXPLICIT, LINKED or DERIVED.
        target: the number under which entries state it; None for what none states.
    """

    credit: Credit
    amount: Decimal
    how: str
    target: str | None = None


class OpenItem(Struct):
    """An instalment of a debt, what is open of it and what settles it.

    Attributes:
        instalment: counted from 1.
    """

    debt: Debt
    instalment: int
    due: date
    amount: Decimal
    open: Decimal
    uses: list[Use] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """Names the item within its account."""
        return self.debt.number, self.debt.position, self.instalment

    @property
    def named(self) -> int | None:
        """The instalment, where the debt has several."""
        return self.instalment if len(self.debt.parts) > 1 else None

    @property
    def charged(self) -> date | None:
        """The day of a charge; None for any other debt."""
        return self.debt.on if self.debt.what == CHARGE else None

    @property
    def changes(self) -> tuple[CreditChange, ...]:
        """What entries added to it or took off it."""
        return self.debt.parts[self.instalment - 1].changes


class OpenCredit(Struct):
    """A credit, what it is worth and what is left of it."""

    credit: Credit
    worth: Decimal
    left: Decimal


class Books(Struct):
    """Items, the oldest first, and credits in order of date and number, after cash application.

    Attributes:
        paid: of the open books alone, items that money closed for now: with charges about, a later fact may
            let earlier money close others.
    """

    items: Sequence[OpenItem]
    credits: Sequence[OpenCredit]
    paid: Sequence[OpenItem] = ()

    def under(self, numbers: Collection[str]) -> list[OpenItem]:
        """The items of the debts with these numbers, oldest first."""
        return [item for item in self.items if item.debt.number in numbers]


Shortfalls: TypeAlias = dict[str, dict[str, Decimal]]
"""Source -> target -> the part of explicit settlements that exceeds either. The rules admit none."""
