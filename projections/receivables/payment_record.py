"""How a client pays, as rows that hold for spans of days: what is open, what was paid, what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Annotated, Final, NamedTuple, TypeAlias

from msgspec import Struct, field

from ledger.money import ZERO, Amounts, rounded, zero_of
from ledger.subledger import Account, Books, OpenItem
from ledger.subledger.documents import CREDIT_NOTE, RETURN
from ledger.subledger.items import Key
from ledger.subledger.open_items import refreshed
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.policy import Policy
from projections.receivables.applying import open_books, settle
from projections.receivables.promise_outcomes import Judged
from projections.receivables.promises import judged, outcomes_since
from projections.receivables.recent import Index, Piece, all_pieces, index_of, pieces_of

OPEN, PAID, PROMISED = "open", "paid", "promised"
_GIVEN: Final = (CREDIT_NOTE, RETURN)
"""What settles a debt and tells nothing of how the client pays. A write-off does: the client did not pay."""


_Key: TypeAlias = tuple[str, date, int, str]


class PaymentFact(NamedTuple):
    """Amounts of one kind in one currency, while they stay the same.

    Attributes:
        what: OPEN, by the day on which it is due; PAID, by the day on which it was; or PROMISED, by the day
            that the promise names.
        number: the days late of what was paid, below zero before its due date; of a promise its position.
        kept: of what was promised, what was settled in time.
        size: the amount as decay takes it.
        part: the part of it that was kept.
    """

    what: Annotated[str, Column(key=1)]
    on: Annotated[date, Column(key=2, stored="on_day")]
    number: Annotated[int, Column(key=3)]
    currency: Annotated[str, Column(key=4)]
    amount: Decimal
    kept: Decimal
    size: float
    part: float

    @classmethod
    def of(cls, key: _Key, amount: Decimal, kept: Decimal = ZERO) -> PaymentFact:
        """A fact of an amount, rounded to the smallest unit of its currency."""
        amount = rounded(amount, key[3])
        if not kept:
            return cls(*key, amount, zero_of(key[3]), float(amount), 0.0 if amount else 1.0)
        kept = rounded(kept, key[3])
        return cls(*key, amount, kept, float(amount), float(kept / amount) if amount else 1.0)


class _Item(NamedTuple):
    """An item that is open or closed for now, with what money settled of it, oldest first."""

    item: OpenItem
    loose: Sequence[Piece]


class _Shown(Struct):
    """What was shown of an account when it was last asked.

    Attributes:
        index: of what was settled.
        sums: of what is open and of what was paid, by key.
        items: those that are open or closed for now, by key.
        promises: the outcomes by position.
    """

    index: Index
    books: Books
    sums: Amounts[_Key] = field(default_factory=Amounts)
    items: dict[Key, _Item] = field(default_factory=dict)
    promises: dict[int, Judged] = field(default_factory=dict)

    def row(self, key: _Key) -> PaymentFact | None:
        """The row with a key; None if there is none."""
        if key[0] == PROMISED:
            return _promise(self.promises[key[2]])
        return _row(key, self.sums[key]) if key in self.sums else None

    def rows(self) -> Iterator[PaymentFact]:
        """All rows."""
        yield from map(_row, self.sums.keys(), self.sums.values())
        yield from map(_promise, self.promises.values())


def payment_record(client: Client, account: Account, day: date, policy: Policy) -> Iterable[PaymentFact]:
    """The rows of a client on a day, up to which its account holds the facts.

    An account that is asked for the first time is settled whole: what is kept for later days costs more.
    """
    del client, day
    if account.live is None:
        return _whole(account, policy)
    shown, _ = _refreshed(account, policy)
    return _whole(account, policy) if shown is None else shown.rows()


def touched_payments(
    client: Client, account: Account, day: date, policy: Policy
) -> Iterable[tuple[_Key, PaymentFact | None]] | None:
    """The rows that changed since this was last asked, by key, None for one that is gone; None at first."""
    del client, day
    shown, keys = _refreshed(account, policy)
    return None if shown is None or keys is None else [(key, shown.row(key)) for key in keys]


def _whole(account: Account, policy: Policy) -> list[PaymentFact]:
    """The rows after settling the whole account."""
    books = settle(account, policy)
    sums = Amounts.of(
        chain(
            _paid((one, 1) for one in all_pieces(account, books)),
            _open((_Item(one, ()), 1) for one in books.items),
        )
    )
    return [
        *(_row(key, amount) for key, amount in sums.items() if amount),
        *map(_promise, judged(account, books, date.max)),
    ]


def _refreshed(account: Account, policy: Policy) -> tuple[_Shown | None, set[_Key] | None]:
    """What is shown of an account, with the keys of what changed; None where all may have changed."""
    books, index = open_books(account, policy), index_of(account, policy)
    live = refreshed(account)
    shown: _Shown | None = live.read.get(_Shown)
    if index is None:
        live.read.pop(_Shown, None)
        return None, None
    first = shown is None or shown.index is not index
    if shown is None or first:
        shown = live.read[_Shown] = _Shown(index, Books([], []))
        moved = [(one, 1) for one in index.by_day]
    else:
        moved = index.moved or []
    index.moved = []
    if shown.books is books and not moved and len(shown.promises) == len(account.promises):
        return shown, None if first else set()
    keys = _take(account, policy, shown, books, moved)
    return shown, None if first else keys


def _take(
    account: Account, policy: Policy, shown: _Shown, books: Books, moved: list[tuple[Piece, int]]
) -> set[_Key]:
    """Take in what is open now and what moved; returns the keys of the rows that changed."""
    before, now, changed = shown.items, dict[Key, _Item](), list[tuple[_Item, int]]()
    for item in chain(books.items, books.paid):
        known = before.get(item.key)
        if known is None or known.item is not item:
            known = _Item(item, [*pieces_of(account, item, derived=True)])
            changed.append((known, 1))
        now[item.key] = known
    changed += [(one, -1) for key, one in before.items() if now.get(key) is not one]
    loose = [(piece, times) for one, times in changed for piece in one.loose]
    changes = Amounts.of(chain(_paid(moved), _paid(loose), _open(changed)))
    keys = {key for key, amount in changes.items() if amount}
    for key in keys:
        shown.sums[key] += changes[key]
        if not shown.sums[key]:
            del shown.sums[key]
    if account.promises:
        keys |= _judge(account, policy, shown, _earliest(moved, loose, shown.books, books))
    shown.books, shown.items = books, now
    return keys


def _earliest(
    moved: Iterable[tuple[Piece, int]], loose: Iterable[tuple[Piece, int]], before: Books, books: Books
) -> date:
    """The first day of which another settlement may count for promises."""
    new, gone = ({one for one, times in loose if times == sign} for sign in (1, -1))
    left, last = (
        {(one.credit.on, one.credit.number, one.left) for one in each.credits} for each in (books, before)
    )
    days = [one.on for one, _ in moved] + [one.on for one in new ^ gone] + [on for on, *_ in left ^ last]
    return min(days, default=date.max)


def _judge(account: Account, policy: Policy, shown: _Shown, day: date) -> set[_Key]:
    """Judge the promises again that settlements from a day on may change, and new ones."""
    promises = (one for one in account.promises if one.position not in shown.promises)
    new = [
        min(one.made, one.by) for one in promises
    ]  # an earlier day than its own is a promise broken at once
    _, outcomes = outcomes_since(account, policy, min([day, *new]))
    shown.promises |= {one.promise.position: one for one in outcomes}
    return {_promise(one)[:4] for one in outcomes}


def _paid(pieces: Iterable[tuple[Piece, int]]) -> Iterator[tuple[_Key, Decimal]]:
    """What was paid, so many times each, after its key."""
    for (on, _, amount, currency, what, due), times in pieces:
        if what not in _GIVEN:
            yield (PAID, on, (on - due).days, currency), amount * times


def _open(items: Iterable[tuple[_Item, int]]) -> Iterator[tuple[_Key, Decimal]]:
    """What is open of items, so many times each, after its key."""
    for (part, _), times in items:
        if part.open:
            yield (OPEN, part.due, 0, part.debt.currency), part.open * times


def _row(key: _Key, amount: Decimal) -> PaymentFact:
    return PaymentFact.of(key, amount)


def _promise(one: Judged) -> PaymentFact:
    promise = one.promise
    key = PROMISED, promise.by, promise.position, promise.currency
    return PaymentFact.of(key, promise.amount, one.settled)
