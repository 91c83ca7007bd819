"""Cash application under a policy: what is open of an account, what settled it, and on which day.

The policy says whether payments that entries put against no document settle the oldest debt.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger import subledger
from ledger.subledger import Account, Books, OpenItem
from ledger.subledger.explicit import settled_on
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
    return subledger.settle(account, derive=policy.receivables.derives)


def open_books(account: Account, policy: Policy) -> Books:
    """The open items of an account, and the credits that have something left."""
    return subledger.live_books(account, derive=policy.receivables.derives)


def settlements(account: Account, books: Books) -> Iterator[Settlement]:
    """Every settlement of the books, debt by debt."""
    for part in books.items:
        yield from settlements_of(account, part)


def settlements_of(account: Account, part: OpenItem) -> Iterator[Settlement]:
    """Every settlement of an instalment."""
    for use in part.uses:
        yield Settlement(
            part, use.credit.what, use.amount, settled_on(account, use, part.debt.on, part.instalment)
        )
