"""What waits for money oldest first: kept in order from one read to the next, and shorter after each.

Money clears debts from the oldest on, and is used from the oldest on. So what it closed or used up stays as
it is, and is not looked at again, until a fact touches it or comes before it.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from msgspec.structs import replace

from ledger.money import ZERO
from ledger.subledger.account import Account
from ledger.subledger.documents import CHARGE, PAYMENT
from ledger.subledger.explicit import age
from ledger.subledger.items import Books, CreditPlace, OpenCredit, OpenItem, Use
from ledger.subledger.live import Cleared, Closed, Live, Waiting
from ledger.subledger.oldest_first import oldest_first


def waiting_of(account: Account, live: Live) -> Waiting:
    """The open items and credits of an account in order, as settlements and linked credits left them."""
    items = [item for same in live.items.values() for item in same]
    items.sort(key=lambda item: age(account, item))
    credits_ = [one for same in live.credits.values() for one in same]
    credits_.sort(key=credit_place)
    return Waiting(items, credits_, any(map(_is_charge, items)))


def take(
    account: Account, live: Live, waiting: Waiting, debts: AbstractSet[str], sources: AbstractSet[str]
) -> bool:
    """Replace the items and credits under some numbers; False if all must be put in order again."""
    items = [item for number in debts for item in live.items.get(number, ())]
    credits_ = [one for number in sources for one in live.credits.get(number, ())]
    if waiting.charged or any(map(_is_charge, items)):
        return False
    for currency, cleared in waiting.cleared.items():
        ages = [age(account, item) for item in items if item.debt.currency == currency]
        places = [credit_place(one) for one in credits_ if _is_money(one, currency)]
        reopened = set[str]()
        while cleared.closed and (
            not debts.isdisjoint(cleared.by_number)
            or not sources.isdisjoint(cleared.used)
            or min(ages, default=cleared.closed[-1].age) < cleared.closed[-1].age
            or min(places, default=cleared.closed[-1].credit) < cleared.closed[-1].credit
        ):
            reopened |= _reopen(account, live, waiting, cleared)
        _lessen(live, waiting, cleared, reopened)
    waiting.books = None
    waiting.items = [item for item in waiting.items if item.debt.number not in debts]
    waiting.credits = [one for one in waiting.credits if one.credit.number not in sources]
    for item in items:
        insort(waiting.items, item, key=lambda item: age(account, item))
    for one in credits_:
        insort(waiting.credits, one, key=credit_place)
    return True


def apply_cash(account: Account, live: Live, waiting: Waiting, *, derive: bool) -> Books:
    """What is open and what is left, after payments settled the oldest debt if they do so."""
    if not derive:
        return Books([*waiting.items], [*waiting.credits])
    items, credits_ = oldest_first(waiting.items, waiting.credits)
    paid = [item for item in items if not item.open]
    if not waiting.charged:
        _close(account, live, waiting, items)
        paid = []
    return Books([item for item in items if item.open], [one for one in credits_ if one.left], paid)


def _close(account: Account, live: Live, waiting: Waiting, settled: Sequence[OpenItem]) -> None:
    """Leave out the items that money closed, and the money that closed them."""
    spent: dict[str, set[str]] = {}
    for before, item in zip(waiting.items, settled, strict=True):
        if not item.open:
            cleared = waiting.cleared.setdefault(item.debt.currency, Cleared())
            uses = _uses(before, item)
            place = uses[-1].credit.on, uses[-1].credit.number, uses[-1].credit.position
            cleared.closed.append(Closed(before, item, age(account, item), place))
            cleared.by_number.setdefault(item.debt.number, []).append(item)
            for use in uses:
                cleared.used.setdefault(use.credit.number, []).append(use.amount)
                spent.setdefault(item.debt.currency, set()).add(use.credit.number)
            live.note([item.debt.number])
    if spent:
        waiting.items = [one for one, item in zip(waiting.items, settled, strict=True) if item.open]
    for currency, numbers in spent.items():
        _lessen(live, waiting, waiting.cleared[currency], numbers)


def _reopen(account: Account, live: Live, waiting: Waiting, cleared: Cleared) -> set[str]:
    """Let the last item that money closed wait again; returns the numbers of the payments it used."""
    before, item, *_ = cleared.closed.pop()
    insort(waiting.items, before, key=lambda item: age(account, item))
    live.note([item.debt.number])
    same = cleared.by_number[item.debt.number]
    same.pop()
    if not same:
        del cleared.by_number[item.debt.number]
    for use in _uses(before, item):
        amounts = cleared.used[use.credit.number]
        amounts.pop()
        if not amounts:
            del cleared.used[use.credit.number]
    return {use.credit.number for use in _uses(before, item)}


def _lessen(live: Live, waiting: Waiting, cleared: Cleared, numbers: AbstractSet[str]) -> None:
    """Let payments have left what closed items leave of them."""
    if not numbers:
        return
    kept = [one for one in waiting.credits if one.credit.number not in numbers]
    for number in numbers:
        used = sum(cleared.used.get(number, ()), ZERO)
        for one in live.credits.get(number, ()):
            left = one if one.credit.what != PAYMENT or not used else replace(one, left=one.left - used)
            kept += [left] if left.left else []
    kept.sort(key=credit_place)
    waiting.credits = kept


def _uses(before: OpenItem, item: OpenItem) -> Sequence[Use]:
    """The uses of money oldest first."""
    return item.uses[len(before.uses) :]


def _is_charge(item: OpenItem) -> bool:
    return item.debt.what == CHARGE


def _is_money(one: OpenCredit, currency: str) -> bool:
    return one.credit.what == PAYMENT and one.credit.currency == currency


def credit_place(one: OpenCredit) -> CreditPlace:
    """The order of credits: by date and number."""
    return one.credit.on, one.credit.number, one.credit.position
