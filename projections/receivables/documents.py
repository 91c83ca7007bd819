"""What a client's account is made of: documents that make debt and documents that cancel it, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, NamedTuple, TypeAlias

from pydantic import BeforeValidator, PlainSerializer

from ledger.entry import Fact
from ledger.rules.instalments import LOOSE

__all__ = [
    "CHARGE",
    "OPENING",
    "PAYMENT",
    "WRITE_OFF",
    "Change",
    "Credit",
    "Debt",
    "Dispute",
    "Pair",
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
