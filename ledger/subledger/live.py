"""The cache of an account between two reads: only what is open, by number."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec import Struct, field

from ledger.subledger.items import Age, Books, CreditPlace, Linked, OpenCredit, OpenItem, Shortfalls


class Closed(NamedTuple):
    """An item that money closed.

    Attributes:
        before, item: without and with the uses of the money.
        age: its place.
        credit: the place of the last credit that it uses.
    """

    before: OpenItem
    item: OpenItem
    age: Age
    credit: CreditPlace


class Cleared(Struct):
    """What money closed in one currency: the oldest items, with money from the oldest credits.

    Attributes:
        closed: the items, the oldest first.
        by_number: the same by number.
        used: how much they use of each payment, by its number.
    """

    closed: list[Closed] = field(default_factory=list)
    by_number: dict[str, list[OpenItem]] = field(default_factory=dict)
    used: dict[str, list[Decimal]] = field(default_factory=dict)


class Waiting(Struct):
    """The open items and credits of an account in order, before money settles the oldest debt.

    Attributes:
        items: those that money has not closed, the oldest first.
        credits: with anything that those leave of them, by date and number.
        charged: whether charges are among the items; earlier money pays them last, so all items stay.
        cleared: what money closed, by currency.
        books: the result after money settled the oldest debt, if the policy says so; None after a change.
    """

    items: list[OpenItem]
    credits: list[OpenCredit]
    charged: bool
    cleared: dict[str, Cleared] = field(default_factory=dict)
    books: Books | None = None


class Live(Struct):
    """The open items and credits of an account; a document that is settled for good is not among them.

    Attributes:
        touched: the numbers whose items and credits have to be worked out again.
        placed: the orders of which has to be worked out again what is not owed yet.
        items: open items by the number of their debt.
        credits: credits with anything left, by number.
        short: what entries state beyond what there is.
        linked: what each linked credit settles of its document, where that is more than nothing.
        unbilled: what of each order is not owed yet, where that is more than nothing.
        waiting: what waits for cash application, with and without money oldest first.
        moved: by reader, the numbers that facts touched, or whose settlements may have changed, since it last
            took them.
        read: what readers made of it and keep up to date, each under a class of its own.
    """

    touched: set[str] = field(default_factory=set)
    placed: set[str] = field(default_factory=set)
    items: dict[str, list[OpenItem]] = field(default_factory=dict)
    credits: dict[str, list[OpenCredit]] = field(default_factory=dict)
    short: Shortfalls = field(default_factory=dict)
    linked: Linked = field(default_factory=dict)
    unbilled: dict[str, Decimal] = field(default_factory=dict)
    waiting: dict[bool, Waiting] = field(default_factory=dict)
    moved: dict[type[Any], set[str]] = field(default_factory=dict)
    read: dict[type[Any], Any] = field(default_factory=dict)

    def note(self, numbers: Iterable[str]) -> None:
        """Note for readers that facts touched these numbers, or that their settlements may have changed."""
        for moved in self.moved.values():
            moved.update(numbers)

    def take_moved(self, reader: type[Any]) -> set[str] | None:
        """What moved since a reader last took it; None at first."""
        moved, self.moved[reader] = self.moved.get(reader), set()
        return moved
