"""Which orders may be paid otherwise than when a reader last asked, and the items that say so.

Views that follow what is paid of each order, such as points and pay, work out again only these.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import chain

from msgspec import Struct, field

from ledger.subledger import DERIVED, Account, Books, OpenItem
from ledger.subledger.items import Key
from ledger.subledger.open_items import items_by_facts, may_be_owed, refreshed
from ledger.subledger.points.paid import Items


class LoosePayments(Struct):
    """What money oldest first had paid in part when a reader last asked.

    Attributes:
        books: what was open then.
        loose: the items that it had paid in part, by key.
    """

    books: Books | None = None
    loose: dict[Key, OpenItem] = field(default_factory=dict)

    def moved(self, books: Books) -> set[str]:
        """The debts of which money oldest first pays another part than before."""
        if books is self.books:
            return set()
        before, now = self.loose, {item.key: item for item in _open(books) if _is_loose(item)}
        self.books, self.loose = books, now
        return {key[0] for key in before.keys() | now.keys() if before.get(key) != now.get(key)}


def orders_near(account: Account, numbers: AbstractSet[str]) -> set[str]:
    """These numbers, and the orders that these documents, or the invoices of these orders, bill."""
    links = account.linked()
    documents = {*numbers, *(invoice for number in numbers for invoice in links.bills.get(number, ()))}
    return {*numbers, *(order for document in documents for order in links.billed.get(document, ()))}


def items_of(account: Account, books: Books, *, derive: bool) -> Items:
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
