"""What was settled of an account since a day. It costs what happened since then, not the whole past."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct, field

from ledger.subledger import DERIVED, Account, Books, OpenItem
from ledger.subledger.billing import due_of
from ledger.subledger.documents import PAYMENT, WRITE_OFF
from ledger.subledger.explicit import settled_in_full, settled_on
from ledger.subledger.open_items import items_by_facts, may_be_owed, refreshed
from projections.policy import Policy
from projections.receivables.applying import (
    Settlement,
    open_books,
    settle,
    settlements,
    settlements_of,
)
from projections.receivables.promise_outcomes import Settled

_DAY = attrgetter("on")


class Piece(NamedTuple):
    """Part of an instalment was settled on a day.

    Attributes:
        number: of the debt.
        what: what settled it, as ``Settlement`` has it.
        due: when the instalment was due.
    """

    on: date
    number: str
    amount: Decimal
    currency: str
    what: str
    due: date


class Index(Struct):
    """What was settled of debts by facts, or closed by money oldest first, kept up to date with the live set.

    Attributes:
        derive: whether money settles the oldest debt.
        by_number, by_day: the same by the number of the debt, and in order of days.
        moved: the pieces that were added or removed since a reader emptied it; None without one.
    """

    derive: bool
    by_number: dict[str, list[Piece]] = field(default_factory=dict)
    by_day: list[Piece] = field(default_factory=list)
    moved: list[Piece] | None = None

    def drop(self, numbers: Iterable[str]) -> None:
        """Drop what was settled of the debts with some numbers."""
        for one in (one for number in numbers for one in self.by_number.pop(number, ())):
            del self.by_day[bisect_left(self.by_day, one)]
            self._note(one)

    def enter(self, pieces: Iterable[Piece]) -> None:
        """Add what was settled of debts of which it holds nothing."""
        first = not self.by_day
        for one in pieces:
            self.by_number.setdefault(one.number, []).append(one)
            if first:
                self.by_day.append(one)
            else:
                insort(self.by_day, one)
            self._note(one)
        if first:
            self.by_day.sort()

    def _note(self, piece: Piece) -> None:
        if self.moved is not None:
            self.moved.append(piece)

    def on(self, day: date) -> Sequence[Piece]:
        """What was settled on a day."""
        first, last = (find(self.by_day, day, key=_DAY) for find in (bisect_left, bisect_right))
        return self.by_day[first:last]


def all_settled(account: Account, books: Books) -> Iterator[Settled]:
    """Everything that was settled, except by write-offs, and payments that settle nothing yet."""
    yield from _settled(all_pieces(account, books))
    yield from _unapplied(books)


def all_pieces(account: Account, books: Books) -> Iterator[Piece]:
    """Everything that was settled."""
    return map(_piece, settlements(account, books))


def _piece(one: Settlement) -> Piece:
    return Piece(one.on, one.part.debt.number, one.amount, one.part.debt.currency, one.what, one.part.due)


def _settled(pieces: Iterable[Piece]) -> Iterator[Settled]:
    """What counts for promises."""
    for one in pieces:
        if one.what != WRITE_OFF:
            yield Settled(one.number, one.amount, one.currency, one.on)


def settled_since(account: Account, policy: Policy, day: date) -> Iterator[Settled]:
    """The same from a day on; some of it may be older."""
    books, index = open_books(account, policy), index_of(account, policy)
    if index is None:
        yield from all_settled(account, settle(account, policy))
        return
    found = index.by_day
    yield from _settled(found[bisect_left(found, (day,)) :])
    yield from _settled(loose_pieces(account, books))
    yield from _unapplied(books)


def loose_pieces(account: Account, books: Books) -> Iterator[Piece]:
    """What money settled, oldest first, of debts that are open or closed for now; no index keeps it."""
    for part in chain(books.items, books.paid):
        if part.uses:  # few have any
            yield from pieces_of(account, part, derived=True)


def _unapplied(books: Books) -> Iterator[Settled]:
    for left in books.credits:
        if left.left and left.credit.what == PAYMENT:
            yield Settled(None, left.left, left.credit.currency, left.credit.on)


def index_of(account: Account, policy: Policy) -> Index | None:
    """The index, after what facts and money moved since it was last asked for.

    None while a source is overdrawn, which ties its documents together; settle the whole account then.
    """
    open_books(account, policy)
    live, derive = refreshed(account), policy.receivables.derives
    if any(live.short.values()):
        live.read.pop(Index, None)
        return None
    index: Index | None = live.read.get(Index)
    moved = live.take_moved(Index)
    if index is None or index.derive is not derive or moved is None:
        index = live.read[Index] = Index(derive)
        moved = {*account.documents, *account.orders, *account.statements}
    index.drop(moved)
    index.enter(_by_facts(account, (number for number in moved if may_be_owed(account, number))))
    for cleared in live.waiting[derive].cleared.values():
        for number in moved & cleared.by_number.keys():
            index.enter(
                one for item in cleared.by_number[number] for one in pieces_of(account, item, derived=True)
            )
    return index


def _by_facts(account: Account, numbers: Iterable[str]) -> Iterator[Piece]:
    """What entries and linked credits settled of the debts with some numbers."""
    rest = set()
    for number in numbers:
        if (uses := settled_in_full(account, number)) is None:
            rest.add(number)
        elif uses:
            document = account.documents[number]
            on, due, currency = document.on, due_of(account, document), document.currency
            for use in uses:
                day = settled_on(account, use, on, 1)
                yield Piece(day, number, use.amount, currency, use.credit.what, due)
    for item in items_by_facts(account, rest):
        if item.debt.number in rest:
            yield from pieces_of(account, item)


def pieces_of(account: Account, part: OpenItem, *, derived: bool = False) -> Iterable[Piece]:
    """What was settled of an item by facts, or else by money oldest first."""
    for use, one in zip(part.uses, settlements_of(account, part), strict=True):
        if (use.how == DERIVED) is derived:
            yield _piece(one)
