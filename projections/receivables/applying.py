"""Cash application under a policy: what is open of an account, what settled it, and on which day.

The policy says whether payments that entries put against no document settle the oldest debt.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger import subledger
from ledger.money import ZERO
from ledger.subledger import Account, Books, OpenItem, Use
from ledger.subledger.billing import source_of, worth
from ledger.subledger.documents import Credit
from ledger.subledger.explicit import age, explicit, unit_of
from ledger.subledger.linked import settle_linked
from ledger.subledger.oldest_first import oldest_first
from ledger.subledger.open_items import refreshed
from projections.policy import Policy


class Settlement(NamedTuple):
    """Part of an instalment was settled on a day.

    Attributes:
        what: what settled it: "payment", "credit note", "return", "write-off" or "opening".
        on: the day that an entry states, or else the later of both documents' dates.
    """

    part: OpenItem
    what: str
    amount: Decimal
    on: date


def settle(account: Account, policy: Policy) -> Books:
    """Every item and credit of an account, open or settled."""
    return subledger.settle(account, derive=_derives(policy))


def open_books(account: Account, policy: Policy) -> Books:
    """The open items of an account, and the credits that have something left."""
    return subledger.live_books(account, derive=_derives(policy))


def books_since(account: Account, policy: Policy, day: date) -> Books:
    """What is open of an account, and every settlement from a day on; of older ones some may be missing.

    It costs what is open and what happened since, where ``settle`` costs the whole account.
    """
    live = refreshed(account)
    if any(live.short.values()):  # a source that is overdrawn ties its documents together
        return settle(account, policy)
    items = [item for same in live.items.values() for item in same]
    held = {item.key for item in items}
    for unit in {unit_of(account, number) for number in _moved_since(account, day)}:
        found = explicit(account, unit, {})
        settle_linked(account, unit, found, lambda credit: _left(account, credit))
        items += [item for item in found if item.key not in held]
    items.sort(key=lambda item: age(account, item))
    credits_ = [one for same in live.credits.values() for one in same]
    credits_.sort(key=lambda one: (one.credit.on, one.credit.number, one.credit.position))
    return Books(*oldest_first(items, credits_)) if _derives(policy) else Books(items, credits_)


def _moved_since(account: Account, day: date) -> Iterator[str]:
    """The numbers of the debts that something of a day or later created or settled."""
    links = account.linked()
    yield from (document.number for document in account.documents.values() if document.on >= day)
    for order in account.orders.values():
        if order.on >= day or any(move.on >= day for move in order.shipped):
            yield order.number
    for credit in (*account.credits.values(), *account.returns.values()):
        if credit.on >= day:
            yield from links.targets.get(credit.number, ())
            yield from [credit.follows] if credit.follows else []
    for target, sources in account.statements.items():
        if any(max(one.made, one.on or one.made) >= day for same in sources.values() for one in same):
            yield target


def _left(account: Account, credit: Credit) -> Decimal:
    """What explicit settlements leave of a credit that none overdraws."""
    if source_of(account, credit.number) is not credit:
        return worth(account, credit)
    return worth(account, credit) - account.linked().stated.get(credit.number, ZERO)


def _derives(policy: Policy) -> bool:
    return policy.receivables.allocation == "oldest-first"


def settlements(account: Account, books: Books) -> Iterator[Settlement]:
    """Every settlement of the books, debt by debt."""
    for part in books.items:
        yield from settlements_of(account, part)


def settlements_of(account: Account, part: OpenItem) -> Iterator[Settlement]:
    """Every settlement of an instalment."""
    for use in part.uses:
        yield Settlement(part, use.credit.what, use.amount, _day(account, part, use))


def _day(account: Account, part: OpenItem, use: Use) -> date:
    """The day that the newest statement with a day gives; else the later of both documents' dates."""
    if use.target is not None:
        statements = account.statements[use.target][use.credit.number]
        stated = [one.on for one in statements if one.on and one.instalment in (None, part.instalment)]
        if stated:
            return stated[-1]
    return max(use.credit.on, part.debt.on)
