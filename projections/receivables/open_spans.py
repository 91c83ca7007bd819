"""What is open of a client, as rows that hold for spans of days: everything of an item but its age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, TypeVar

from ledger.money import ZERO, zero_of
from ledger.subledger import Account, Books, OpenCredit, OpenItem
from ledger.subledger.documents import PRINCIPAL
from ledger.subledger.explicit import age
from ledger.subledger.items import Key
from ledger.subledger.open_items import refreshed
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.policy import Policy
from projections.receivables.applying import open_books
from projections.receivables.disputes import contested
from projections.receivables.promises import promised

K = TypeVar("K")
T = TypeVar("T")


class OpenSpan(NamedTuple):
    """An open document or instalment, or what is left of a credit, while nothing of it changes.

    Attributes:
        number: of the instalment, from 1; 0 for a credit.
        instalment: the same where the debt has several.
        under_due, under_on, under_number: they order debts: the due date, date and number of the debt that a
            charge belongs to; None where they are its own.
        rank: orders debts beside these.
        on, due, amount, open, entries, disputed, promised: as ``Item`` has them.
    """

    position: Annotated[int, Column(key=1)]
    number: Annotated[int, Column(key=2)]
    document: Annotated[str, Column(key=3)]
    currency: str
    what: str
    instalment: int | None
    on: Annotated[date, Column(stored="on_day")]
    due: date | None
    amount: Decimal
    open: Annotated[Decimal, Column(summed=True)]
    disputed: Annotated[Decimal, Column(summed=True)]
    promised: Annotated[Decimal, Column(summed=True)]
    entries: tuple[int, ...]
    under_due: date | None
    under_on: date | None
    under_number: str | None
    rank: int


def place(one: OpenSpan) -> tuple[bool, date, date, str, int, str, int, int]:
    """The order of a client's items: debts, the oldest first; then credits by date and number."""
    return (
        one.due is None,
        one.under_due or one.due or date.min,
        one.under_on or one.on,
        one.document if one.under_number is None else one.under_number,
        one.rank,
        one.document,
        one.position,
        one.number,
    )


class _Shown(NamedTuple):
    """What was shown of an account when it was last asked.

    Attributes:
        items, credits: those of the books, by key.
        disputed, pledged: what is disputed and what is promised of each item.
        promises: how many there are, and how many of them are for later days.
    """

    books: Books
    items: Mapping[Key, OpenItem]
    credits: Mapping[Key, OpenCredit]
    disputed: Mapping[Key, Decimal]
    pledged: Mapping[Key, Decimal]
    promises: tuple[int, int]


def open_spans(client: Client, account: Account, day: date, policy: Policy) -> list[OpenSpan]:
    """What is open of a client on a day, up to which its account holds the facts."""
    del client
    shown = _shown(account, day, policy, None)
    return [*(_owed(account, part, shown) for part in shown.books.items), *map(_left, shown.books.credits)]


def touched_spans(
    client: Client, account: Account, day: date, policy: Policy
) -> Iterable[tuple[Any, OpenSpan | None]] | None:
    """The rows that changed since this was last asked, by key, None for one that is gone; None at first."""
    del client
    live = refreshed(account)
    before: _Shown | None = live.read.get(_Shown)
    shown = live.read[_Shown] = _shown(account, day, policy, before)
    if before is None:
        return None
    gone, new = _differing(before.items, shown.items)
    lost, left = _differing(before.credits, shown.credits)
    found: dict[Any, OpenSpan | None] = {_key(*key): None for key in (*gone, *lost)}
    changed = new.keys() | _moved(before.disputed, shown.disputed) | _moved(before.pledged, shown.pledged)
    if shown.items is not before.items:  # then what charges belong to may have changed
        changed |= {key for key, item in shown.items.items() if item.debt.on_top_of is not None}
    found |= {_key(*key): _owed(account, shown.items[key], shown) for key in changed & shown.items.keys()}
    return (found | {_key(*key): _left(one) for key, one in left.items()}).items()


def _key(number: str, position: int, instalment: int) -> tuple[int, int, str]:
    """The key of the row of an item or of a credit."""
    return position, instalment, number


def _differing(before: Mapping[K, T], after: Mapping[K, T]) -> tuple[AbstractSet[K], Mapping[K, T]]:
    """The keys that are gone, and what is new or another object than before."""
    if before is after:
        return set(), {}
    return before.keys() - after.keys(), {
        key: one for key, one in after.items() if before.get(key) is not one
    }


def _moved(before: Mapping[Key, Decimal], after: Mapping[Key, Decimal]) -> set[Key]:
    """The items of which another amount is earmarked; amounts that differ in their digits differ as text."""
    if before is after:
        return set()
    return {key for key in {*before, *after} if str(before.get(key)) != str(after.get(key))}


def _shown(account: Account, day: date, policy: Policy, before: _Shown | None) -> _Shown:
    """What is shown of an account on a day."""
    books, promises = open_books(account, policy), account.promises
    disputed = contested(account, books) if books.items else {}
    counted = len(promises), sum([promise.by > day for promise in promises])
    if before is not None and before.books is books and before.promises == counted:
        return before._replace(disputed=disputed)
    pledged = promised(account, policy, day) if counted[1] and books.items else {}
    if before is not None and before.books is books:
        return before._replace(disputed=disputed, pledged=pledged, promises=counted)
    items = {item.key: item for item in books.items}
    credits_ = {(one.credit.number, one.credit.position, 0): one for one in books.credits}
    return _Shown(books, items, credits_, disputed, pledged, counted)


def _owed(account: Account, part: OpenItem, shown: _Shown) -> OpenSpan:
    debt, key, zero = part.debt, part.key, zero_of(part.debt.currency)
    under_due, under_on, under_number, rank, *_ = age(account, part)
    return OpenSpan(
        position=debt.position,
        number=part.instalment,
        document=debt.number,
        currency=debt.currency,
        what=debt.what,
        instalment=part.named,
        on=debt.on,
        due=part.due,
        amount=part.amount,
        open=part.open,
        disputed=zero + shown.disputed.get(key, ZERO),
        promised=zero + shown.pledged.get(key, ZERO),
        entries=(debt.position, *(use.credit.position for use in part.uses)),
        under_due=None if under_due == part.due else under_due,
        under_on=None if under_on == debt.on else under_on,
        under_number=None if under_number == debt.number else under_number,
        rank=rank,
    )


def _left(one: OpenCredit) -> OpenSpan:
    credit, zero = one.credit, zero_of(one.credit.currency)
    return OpenSpan(
        position=credit.position,
        number=0,
        document=credit.number,
        currency=credit.currency,
        what=credit.what,
        instalment=None,
        on=credit.on,
        due=None,
        amount=-one.worth,
        open=-one.left,
        disputed=zero,
        promised=zero,
        entries=(credit.position,),
        under_due=None,
        under_on=None,
        under_number=None,
        rank=PRINCIPAL,
    )
