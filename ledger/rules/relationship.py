"""The write side's state of one stream: only what rules ask about, in small mutable objects.

Nothing here that says something about a person's self (names, addresses): snapshots of it are kept in the clear.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field, TypeAdapter

from ledger.rules.credit_policy import Adopted
from ledger.rules.tally import Tally

__all__ = [
    "FOLD",
    "Debt",
    "Dispute",
    "Goods",
    "GoodsBack",
    "Order",
    "Part",
    "Person",
    "Relationship",
    "Said",
    "Source",
    "Terms",
    "dump",
    "initial",
    "load",
]

FOLD = 6
"""Raised whenever the form of the state or the meaning of the fold changes: older snapshots are then left aside."""

ZERO = Decimal(0)


@dataclass(slots=True)
class Said:
    """A state that one event sets as a whole: its value as text, and since which day it holds."""

    value: str
    since: date


@dataclass(slots=True)
class Person:
    """Somebody at the client."""

    role: str
    influence: int
    stance: str
    since: date
    there: bool = True
    stage: Said | None = None
    links: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Goods:
    """One product of an order: quantities, and what the ordered quantity is worth."""

    ordered: Decimal
    worth: Decimal
    delivered: Decimal = ZERO
    cancelled: Decimal = ZERO
    returned: Decimal = ZERO


@dataclass(slots=True)
class Order:
    """An order.

    Attributes:
        shipments: what was delivered on which day, by product.
        billing: by which document it is billed: "order", "delivery", or "invoice".
        billed: what made a debt of it: "order", "delivery", or nothing (yet).
        returns: the numbers of what came back of it.
        held_for: why it waits.
        due: when payment is due, where that was said.
        invoice: the invoice that bills it, where the order says so.
    """

    on: date
    currency: str
    goods: dict[str, Goods] = field(default_factory=dict)
    held: bool = False
    shipments: dict[date, dict[str, Decimal]] = field(default_factory=dict)
    billing: str = "invoice"
    billed: str = ""
    returns: list[str] = field(default_factory=list)
    held_for: str = ""
    due: date | None = None
    invoice: str | None = None

    @property
    def shipped(self) -> date | None:
        """The day of its first delivery."""
        return min(self.shipments) if self.shipments else None


@dataclass(slots=True)
class GoodsBack:
    """A return, and what it credits where its goods are owed by order or delivery."""

    order: str | None
    on: date
    currency: str
    amount: Decimal


@dataclass(slots=True)
class Terms:
    """Which document makes a debt, when it is due and how much credit there is, from a moment's day on."""

    at: datetime
    billing: str
    payment_days: int = 0
    credit_limit: Decimal | None = None
    prepaid: bool = False


@dataclass(slots=True)
class Part:
    """An instalment."""

    due: date
    amount: Decimal


@dataclass(slots=True)
class Debt:
    """A document that is owed.

    Attributes:
        settlers: how much of it each source settles, in order of first use.
        bills: the orders that an invoice bills: that it names, and that name it.
        repeats: whether those are owed by themselves, so that the invoice is not.
        due: when it is due, where that was said; otherwise by the terms of its day.
        on_top_of: the document that a charge comes on top of.
        rank: within a debt costs and fees (0) are cleared before interest (1), and interest before the rest (2).
    """

    kind: str
    on: date
    currency: str
    amount: Decimal
    settled: Decimal = ZERO
    disputed: Decimal = ZERO
    cancelled: bool = False
    parts: list[Part] = field(default_factory=list)
    settlers: dict[str, Decimal] = field(default_factory=dict)
    reminded: date | None = None
    bills: list[str] = field(default_factory=list)
    repeats: bool = False
    due: date | None = None
    on_top_of: str | None = None
    rank: int = 2

    @property
    def open(self) -> Decimal:
        """What is still owed."""
        return ZERO if self.cancelled or self.repeats else self.amount - self.settled


@dataclass(slots=True)
class Source:
    """What can settle a debt: a payment, a credit note, a return, a credit from before, a write-off.

    ``amount`` is what is left after reversals and refunds, ``used`` the part of it that settles documents, ``said``
    how much by document and instalment (see ``rules.instalments``), ``follows`` the document it is linked to.
    """

    kind: str
    on: date
    currency: str
    amount: Decimal
    used: Decimal = ZERO
    said: dict[str, dict[int, Decimal]] = field(default_factory=dict)
    follows: str | None = None

    @property
    def free(self) -> Decimal:
        """What is not put against any document."""
        return self.amount - self.used


@dataclass(slots=True)
class Dispute:
    """A contested amount of a document."""

    document: str
    amount: Decimal


@dataclass(slots=True)
class Relationship:
    """What the rules know of one stream: a client's, a manager's or the house's.

    Attributes:
        code: the client's code once it is registered; None before, and for other streams.
        parent: the code of the company that owns the client.
        terms: which document makes a debt, in order of date.
        bills: the invoices that bill each order, whichever of the two says so.
        naming: the orders that name each invoice as theirs.
        policies: what the house adopted, in order of date.
        points: granted less redeemed.
        said: states set as a whole, by name: manager, terms, rank, a plan.
        numbered: the state of each numbered thing, by what it is and its number.
        askers: who asked for each discount.
        tally: what credit is used for, in sums; once somebody asked, and never stored.
    """

    code: str | None = None
    parent: str | None = None
    currency: str = ""
    lost: bool = False
    points: Decimal = ZERO
    said: dict[str, Said] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    numbered: dict[str, dict[str, str]] = field(default_factory=dict)
    askers: dict[str, list[str]] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    debts: dict[str, Debt] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    returns: dict[str, GoodsBack] = field(default_factory=dict)
    terms: list[Terms] = field(default_factory=list)
    bills: dict[str, list[str]] = field(default_factory=dict)
    naming: dict[str, list[str]] = field(default_factory=dict)
    policies: list[Adopted] = field(default_factory=list)
    tally: Annotated[Tally | None, Field(exclude=True)] = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The client's code, as sentences say it."""
        return self.code or "the house"

    def touch(self, *numbers: str) -> None:
        """What is owed, free or ordered under these numbers may be another from now on."""
        if self.tally is not None:
            self.tally.touched.update(numbers)


_ADAPTER = TypeAdapter(Relationship)


def initial() -> Relationship:
    """The state of a stream in which nothing happened yet."""
    return Relationship()


def dump(relationship: Relationship) -> str:
    """The state as JSON text, for a snapshot."""
    return _ADAPTER.dump_json(relationship, exclude_defaults=True).decode()


def load(state: str) -> Relationship:
    """The state from its JSON text.

    Raises:
        ValueError: the text is not a state of this form (see ``FOLD``).
    """
    return _ADAPTER.validate_json(state)
