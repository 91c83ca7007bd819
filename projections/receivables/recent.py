"""What was settled of an account since a day. It costs what happened since then, not the whole past."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct, field

from ledger.money import ZERO
from ledger.subledger import DERIVED, Account, Books, OpenItem
from ledger.subledger.billing import source_of, worth
from ledger.subledger.documents import PAYMENT, WRITE_OFF, Credit
from ledger.subledger.explicit import explicit, unit_of
from ledger.subledger.linked import settle_linked
from ledger.subledger.live import Live
from ledger.subledger.open_items import refreshed
from projections.policy import Policy
from projections.receivables.applying import open_books, settle, settlements, settlements_of
from projections.receivables.promise_outcomes import Settled

_ByDay: TypeAlias = tuple[date, str, Decimal, str]


class _Index(Struct):
    """What was settled of debts by facts, or closed by money oldest first, kept up to date with the live set.

    Attributes:
        derive: whether money settles the oldest debt.
        by_number, by_day: the same by the number of the debt, and in order of days.
    """

    derive: bool
    by_number: dict[str, list[_ByDay]] = field(default_factory=dict)
    by_day: list[_ByDay] = field(default_factory=list)


def all_settled(account: Account, books: Books) -> Iterator[Settled]:
    """Everything that was settled, except by write-offs, and payments that settle nothing yet."""
    for one in settlements(account, books):
        if one.what != WRITE_OFF:
            yield Settled(one.part.debt.number, one.amount, one.part.debt.currency, one.on)
    yield from _unapplied(books)


def settled_since(account: Account, policy: Policy, day: date) -> Iterator[Settled]:
    """The same from a day on; some of it may be older."""
    live = refreshed(account)
    if any(live.short.values()):  # a source that is overdrawn ties its documents together
        yield from all_settled(account, settle(account, policy))
        return
    books = open_books(account, policy)
    found = _index(account, live, derive=policy.receivables.derives).by_day
    for on, number, amount, currency in found[bisect_left(found, (day, "", ZERO, "")) :]:
        yield Settled(number, amount, currency, on)
    for part in books.items:
        for on, number, amount, currency in _of(account, part, derived=True):
            yield Settled(number, amount, currency, on)
    yield from _unapplied(books)


def _unapplied(books: Books) -> Iterator[Settled]:
    for left in books.credits:
        if left.left and left.credit.what == PAYMENT:
            yield Settled(None, left.left, left.credit.currency, left.credit.on)


def _index(account: Account, live: Live, *, derive: bool) -> _Index:
    """The index, after what facts and money moved since it was last asked for."""
    index: _Index | None = live.read.get(_Index)
    if index is None or index.derive is not derive or live.moved is None:
        index = live.read[_Index] = _Index(derive)
        live.moved = {*account.documents, *account.orders, *account.statements}
    moved, live.moved = live.moved, set()
    for one in (one for number in moved for one in index.by_number.pop(number, ())):
        del index.by_day[bisect_left(index.by_day, one)]
    for item in _settled_by_facts(account, moved):
        _enter(index, moved, _of(account, item))
    for cleared in live.waiting[derive].cleared.values():
        for number in moved & cleared.by_number.keys():
            for item in cleared.by_number[number]:
                _enter(index, moved, _of(account, item, derived=True))
    return index


def _enter(index: _Index, moved: Collection[str], settled: Iterable[_ByDay]) -> None:
    """Add what was settled of an item of a debt, if it is one of those that moved."""
    for one in settled:
        if (number := one[1]) in moved:
            index.by_number.setdefault(number, []).append(one)
            insort(index.by_day, one)


def _settled_by_facts(account: Account, numbers: Collection[str]) -> Iterator[OpenItem]:
    """The items of debts that are settled together with these, as entries and linked credits do it."""
    for unit in {unit_of(account, number) for number in numbers}:
        items = explicit(account, unit, {})
        settle_linked(account, unit, items, lambda credit: _left(account, credit))
        yield from items


def _left(account: Account, credit: Credit) -> Decimal:
    """What explicit settlements leave of a credit that none overdraws."""
    if source_of(account, credit.number) is not credit:
        return worth(account, credit)
    return worth(account, credit) - account.linked().stated.get(credit.number, ZERO)


def _of(account: Account, part: OpenItem, *, derived: bool = False) -> Iterable[_ByDay]:
    """What was settled of an item by facts, or else by money oldest first."""
    for use, one in zip(part.uses, settlements_of(account, part), strict=True):
        if one.what != WRITE_OFF and (use.how == DERIVED) is derived:
            yield one.on, part.debt.number, one.amount, part.debt.currency
