"""A client's instalments and credits while they are settled: what is open, what is left, and what went into what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from projections.receivables.documents import CHARGE, Credit, Debt

__all__ = ["Books", "OpenCredit", "OpenPart", "Use", "by_number", "place_of", "put"]

_NOTHING = Decimal(0)


class Use(NamedTuple):
    """So much of a credit went into an instalment.

    Attributes:
        credit: the document that went into it.
        how: somebody said so, the credit is linked to the document, or the policy put it there.
        target: the number under which somebody said so.
    """

    credit: Credit
    amount: Decimal
    how: str
    target: str | None = None


@dataclass(slots=True)
class OpenPart:
    """An instalment of a debt with what is open of it, and what went into it."""

    debt: Debt
    instalment: int
    due: date
    amount: Decimal
    open: Decimal
    uses: list[Use] = field(default_factory=list)

    @property
    def charged(self) -> date | None:
        """The day on which it was charged; None where it is no charge."""
        return self.debt.at.date() if self.debt.what == CHARGE else None


@dataclass(slots=True)
class OpenCredit:
    """A credit with what is left of it."""

    credit: Credit
    left: Decimal


@dataclass(slots=True)
class Books:
    """A client's instalments, the oldest first, and its credits in order of their date, after settling."""

    parts: list[OpenPart]
    credits: list[OpenCredit]

    def under(self, numbers: Sequence[str]) -> list[OpenPart]:
        """The instalments of the debts with these numbers, in order of due date."""
        return [part for part in self.parts if part.debt.number in numbers]


def place_of(document: Credit | Debt) -> tuple[datetime, int]:
    """Where a document stands in time."""
    return document.at, document.position


def by_number(parts: Iterable[OpenPart]) -> dict[str, list[OpenPart]]:
    """The instalments under each number, in the same order."""
    found: dict[str, list[OpenPart]] = {}
    for part in parts:
        found.setdefault(part.debt.number, []).append(part)
    return found


def put(one: OpenCredit, part: OpenPart, amount: Decimal, how: str, target: str | None = None) -> Decimal:
    """Put at most an amount of a credit into an instalment; says how much it was."""
    share = min(amount, one.left, part.open)
    if share <= 0 or one.credit.currency != part.debt.currency:
        return _NOTHING
    one.left -= share
    part.open -= share
    part.uses.append(Use(one.credit, share, how, target))
    return share
