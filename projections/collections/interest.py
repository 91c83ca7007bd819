"""Simple interest on what was open on each day late: amount x percent / 100 / 365 x days, portion by portion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import WIDE, rounded, total
from ledger.subledger import Account, OpenItem
from projections.receivables.settlements import settled_on

_YEAR = 365  # days


class Portion(NamedTuple):
    """So much of a debt was open for so many days."""

    amount: Decimal
    days: int


def interest(found: Iterable[Portion], percent: Decimal, currency: str) -> Decimal:
    """The interest on portions at percent a year, rounded once."""
    weighted = total(WIDE.multiply(portion.amount, Decimal(portion.days)) for portion in found)
    return rounded(WIDE.divide(WIDE.multiply(weighted, percent), Decimal(100 * _YEAR)), currency)


def portions(
    account: Account, part: OpenItem, contested: Decimal, since: date, as_of: date
) -> Iterator[Portion]:
    """How long each portion of an instalment was open after a day: until it was settled, or until now.

    Money that was paid and went back, and what an order was cancelled by, are as if they had never been.

    Args:
        account: that the instalment is in.
        part: the instalment.
        contested: of what is open of it; it bears no interest.
        since: the last day that bears none.
        as_of: the last day that does, where the portion is still open.
    """
    yield Portion(part.open - contested, max((as_of - since).days, 0))
    for amount, on in settled_on(account, part):
        yield Portion(amount, max((min(on, as_of) - since).days, 0))
