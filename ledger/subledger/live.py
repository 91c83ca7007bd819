"""The cache of an account between two reads: only what is open, by number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec import Struct, field

from ledger.subledger.items import Books, Key, Linked, OpenCredit, OpenItem, Shortfalls


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
        books: what is open after cash application, with and without money oldest first.
        read: what a reader made of an open item, with that item: it holds while the item is the same object.
        read_whole: what a reader made of the books, with those: it holds while they are the same object.
    """

    touched: set[str] = field(default_factory=set)
    placed: set[str] = field(default_factory=set)
    items: dict[str, list[OpenItem]] = field(default_factory=dict)
    credits: dict[str, list[OpenCredit]] = field(default_factory=dict)
    short: Shortfalls = field(default_factory=dict)
    linked: Linked = field(default_factory=dict)
    unbilled: dict[str, Decimal] = field(default_factory=dict)
    books: dict[bool, Books] = field(default_factory=dict)
    read: dict[Key, tuple[OpenItem | None, Any]] = field(default_factory=dict)
    read_whole: tuple[Books | None, Any] = (None, (None, None))
