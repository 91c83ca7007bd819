"""Simple interest on what was open on each day late: amount x percent / 100 / 365 x days, by portion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import WIDE, rounded, total
from ledger.subledger import Account, OpenItem
from projections.receivables.applying import settlements_of

_YEAR = 365  # days


class Portion(NamedTuple):
    """Part of a debt was open for a number of days."""

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

    A payment that was reversed or refunded, and the cancelled part of an order, count as if they had never
    been.

    Args:
        account: that the instalment is in.
        part: the instalment.
        contested: the part of the open amount that bears no interest.
        since: the last day that bears none.
        as_of: the last day that does, if the portion is still open.
    """
    yield Portion(part.open - contested, max((as_of - since).days, 0))
    for one in settlements_of(account, part):
        yield Portion(one.amount, max((min(one.on, as_of) - since).days, 0))
