"""How a client pays, as rows that hold for spans of days: what is open, what was paid, what was promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Annotated, Final, NamedTuple, TypeAlias

from msgspec import Struct, field

from ledger.money import ZERO, Amounts, rounded, zero_of
from ledger.subledger import Account, Books
from ledger.subledger.documents import CREDIT_NOTE, RETURN
from ledger.subledger.open_items import refreshed, worth_keeping
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.policy import Policy
from projections.receivables.applying import open_books, settle
from projections.receivables.promise_outcomes import Judged
from projections.receivables.promises import judged, outcomes_since
from projections.receivables.recent import Index, Piece, all_pieces, index_of, loose_pieces

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


class _Shown(Struct):
    """What was shown of an account when it was last asked.

    Attributes:
        index: of what was settled.
        open: what is open, by key.
        loose: what money settled, oldest first, of debts that are open or closed for now.
        promises: the outcomes by position.
    """

    index: Index
    books: Books
    open: Amounts[_Key] = field(default_factory=Amounts)
    loose: list[Piece] = field(default_factory=list)
    promises: dict[int, Judged] = field(default_factory=dict)

    def row(self, key: _Key) -> PaymentFact | None:
        """The row with a key; None if there is none."""
        what, day, number, _ = key
        if what == PROMISED:
            return _promise(self.promises[number])
        amounts = self.open if what == OPEN else Amounts.of(_paid([*self.index.on(day), *self.loose]))
        return PaymentFact.of(key, amounts[key]) if amounts[key] else None

    def rows(self) -> list[PaymentFact]:
        """All rows."""
        return _rows(chain(self.index.by_day, self.loose), self.books, self.promises.values())


def payment_record(client: Client, account: Account, day: date, policy: Policy) -> Iterable[PaymentFact]:
    """The rows of a client on a day, up to which its account holds the facts.

    At first an account is settled whole: what is kept for later days costs more.
    """
    del client, day
    if not worth_keeping(account):
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
    return _rows(all_pieces(account, books), books, judged(account, books, date.max))


def _rows(pieces: Iterable[Piece], books: Books, promises: Iterable[Judged]) -> list[PaymentFact]:
    """The rows of what was settled, of what is open and of promises."""
    sums = Amounts.of(chain(_paid(pieces), _open(books)))
    found = [PaymentFact.of(key, amount) for key, amount in sums.items() if amount]
    return [*found, *map(_promise, promises)]


def _refreshed(account: Account, policy: Policy) -> tuple[_Shown | None, set[_Key] | None]:
    """What is shown of an account, with the keys of what changed; None where all may have changed."""
    books, index = open_books(account, policy), index_of(account, policy)
    live = refreshed(account)
    if index is None:
        live.read.pop(_Shown, None)
        return None, None
    shown: _Shown | None = live.read.get(_Shown)
    if shown is None or shown.index is not index:
        shown = live.read[_Shown] = _Shown(index, Books([], []))
        index.moved = []
        _take(account, policy, shown, books, [])
        return shown, None
    moved, index.moved = index.moved or [], []
    if shown.books is books and not moved and len(shown.promises) == len(account.promises):
        return shown, set()
    return shown, _take(account, policy, shown, books, moved)


def _take(account: Account, policy: Policy, shown: _Shown, books: Books, moved: Iterable[Piece]) -> set[_Key]:
    """Take in what is open now and what moved; returns the keys of the rows that changed."""
    open_, loose = Amounts.of(_open(books)), [*loose_pieces(account, books)]
    changed = [*moved]
    if loose != shown.loose:
        before, now = Counter(shown.loose), Counter(loose)
        changed += [*(now - before), *(before - now)]
    keys = {key for key, _ in _paid(changed)}
    keys |= {key for key in open_.keys() | shown.open.keys() if open_[key] != shown.open[key]}
    shown.open, shown.loose = open_, loose
    if account.promises:
        keys |= _judge(account, policy, shown, _earliest(changed, shown.books, books))
    shown.books = books
    return keys


def _earliest(changed: Iterable[Piece], before: Books, books: Books) -> date:
    """The first day of which another settlement may count for promises."""
    left, last = (
        {(one.credit.on, one.credit.number, one.left) for one in each.credits} for each in (books, before)
    )
    return min(chain((one.on for one in changed), (on for on, *_ in left ^ last)), default=date.max)


def _judge(account: Account, policy: Policy, shown: _Shown, day: date) -> set[_Key]:
    """Judge the promises again that settlements from a day on may change, and new ones."""
    promises = (one for one in account.promises if one.position not in shown.promises)
    new = [
        min(one.made, one.by) for one in promises
    ]  # an earlier day than its own is a promise broken at once
    _, outcomes = outcomes_since(account, policy, min([day, *new]))
    shown.promises |= {one.promise.position: one for one in outcomes}
    return {_promise(one)[:4] for one in outcomes}


def _paid(pieces: Iterable[Piece]) -> Iterator[tuple[_Key, Decimal]]:
    """What was paid, after its key."""
    for on, _, amount, currency, what, due in pieces:
        if what not in _GIVEN:
            yield (PAID, on, (on - due).days, currency), amount


def _open(books: Books) -> Iterator[tuple[_Key, Decimal]]:
    """What is open, after its key."""
    for item in books.items:
        yield (OPEN, item.due, 0, item.debt.currency), item.open


def _promise(one: Judged) -> PaymentFact:
    promise = one.promise
    key = PROMISED, promise.by, promise.position, promise.currency
    return PaymentFact.of(key, promise.amount, one.settled)
