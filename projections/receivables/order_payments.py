"""Which orders may be paid otherwise than when a reader last asked, and the items that say so.

Views that follow what is paid of each order, such as points and pay, work out again only these.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Any

from msgspec import Struct, field

from ledger.subledger import DERIVED, Account, Books, OpenItem
from ledger.subledger.items import Key
from ledger.subledger.open_items import items_by_facts, may_be_owed, refreshed
from ledger.subledger.points.paid import Items, Paid, paid_of
from projections.policy import Policy
from projections.receivables.applying import open_books


class OrderPayments(Struct):
    """What was paid of the orders of an account, worked out once for all readers.

    Attributes:
        account: whose orders they are.
        derive: whether money settles the oldest debt.
        books: what is open.
        items: gives the items of the debts with a number.
        loose: the items that money oldest first had paid in part, by key.
        paid: by order, where a reader asked for it.
        unread: by reader, the orders that may be paid otherwise since it last asked.
    """

    account: Account
    derive: bool
    books: Books
    items: Items
    loose: dict[Key, OpenItem] = field(default_factory=dict)
    paid: dict[str, Paid] = field(default_factory=dict)
    unread: dict[type[Any], set[str]] = field(default_factory=dict)

    def take_moved(self, reader: type[Any]) -> set[str] | None:
        """The orders that may be paid otherwise since a reader last took them; None at first."""
        moved, self.unread[reader] = self.unread.get(reader), set()
        return moved

    def of(self, number: str) -> Paid:
        """What was paid of an order."""
        if number not in self.paid:
            self.paid[number] = paid_of(self.account, number, self.items)
        return self.paid[number]

    def update(self, books: Books, numbers: AbstractSet[str]) -> None:
        """Take in what is open after facts touched these numbers."""
        before, now = self.loose, {item.key: item for item in _open(books) if _is_loose(item)}
        loosely = {key[0] for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
        moved = orders_near(self.account, numbers | loosely)
        self.books, self.loose, self.items = books, now, _items_of(self.account, books, derive=self.derive)
        for number in moved:
            self.paid.pop(number, None)
        for unread in self.unread.values():
            unread.update(moved)


def order_payments(account: Account, policy: Policy) -> OrderPayments | None:
    """What was paid of the orders of an account, kept up to date.

    None while a source is overdrawn, which ties its documents together.
    """
    live, books, derive = refreshed(account), open_books(account, policy), policy.receivables.derives
    if any(live.short.values()):
        live.read.pop(OrderPayments, None)
        return None
    touched = live.take_moved(OrderPayments)
    kept: OrderPayments | None = live.read.get(OrderPayments)
    if kept is None or touched is None or kept.derive is not derive:
        items = _items_of(account, books, derive=derive)
        kept, touched = OrderPayments(account, derive, books, items), set()
        live.read[OrderPayments] = kept
    elif not touched and kept.books is books:
        return kept
    kept.update(books, touched)
    return kept


def orders_near(account: Account, numbers: AbstractSet[str]) -> set[str]:
    """These numbers, and the orders that these documents, or the invoices of these orders, bill."""
    links = account.linked()
    documents = {*numbers, *(invoice for number in numbers for invoice in links.bills.get(number, ()))}
    return {*numbers, *(order for document in documents for order in links.billed.get(document, ()))}


def _items_of(account: Account, books: Books, *, derive: bool) -> Items:
    """The items of an account, as ``settle`` has them; each is worked out when it is asked for."""
    waiting, cleared = dict[Key, OpenItem](), refreshed(account).waiting[derive].cleared.values()

    def items(number: str) -> list[OpenItem]:
        if not may_be_owed(account, number):
            return []
        if not waiting:
            waiting.update((item.key, item) for item in _open(books))
        paid = {item.key: item for each in cleared for item in each.by_number.get(number, ())}
        found = (item for item in items_by_facts(account, [number]) if item.debt.number == number)
        return [paid.get(item.key) or waiting.get(item.key) or item for item in found]

    return items


def _open(books: Books) -> Iterator[OpenItem]:
    """The items that money may pay in part, or closed for now."""
    return chain(books.items, books.paid)


def _is_loose(item: OpenItem) -> bool:
    """Whether money oldest first paid a part of an item."""
    return any(use.how == DERIVED for use in item.uses)
