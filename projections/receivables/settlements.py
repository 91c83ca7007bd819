"""What settled what, and on which day: the later of both documents' dates, unless somebody stated another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.subledger import Account, Books, OpenItem, Use

__all__ = ["Settlement", "settled_on", "settlements"]


class Settlement(NamedTuple):
    """So much of an instalment was settled on a day.

    Attributes:
        what: by what: "payment", "credit note", "return", "write-off" or "opening".
    """

    part: OpenItem
    what: str
    amount: Decimal
    on: date


def settlements(account: Account, books: Books) -> Iterator[Settlement]:
    """Every settlement of the books, debt by debt."""
    for part in books.items:
        for use in part.uses:
            yield Settlement(part, use.credit.what, use.amount, _day(account, part, use))


def settled_on(account: Account, part: OpenItem) -> Iterator[tuple[Decimal, date]]:
    """What was settled of an instalment, each amount with its day."""
    for use in part.uses:
        yield use.amount, _day(account, part, use)


def _day(account: Account, part: OpenItem, use: Use) -> date:
    """The day that somebody stated, the newest where several did; else the later of both documents' dates."""
    if use.target is not None:
        said = account.statements[use.target][use.credit.number]
        stated = [one.on for one in said if one.on and one.instalment in (None, part.instalment)]
        if stated:
            return stated[-1]
    return max(use.credit.on, part.debt.on)
