"""Points of which nothing was ever spent or lost: their sums follow without a lot for each move."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import ZERO
from ledger.programme_keys import Expiry
from ledger.subledger.points.expiry import last_days
from ledger.subledger.points.moves import ADDED, GIVEN_BACK, OWNED, REDEEMED, TAKEN_BACK, Move, has_come

_LESSENED = (REDEEMED, GIVEN_BACK, TAKEN_BACK, OWNED)


class Unspent(NamedTuple):
    """Sums of points on a day.

    Attributes:
        balance: what can be spent.
        expiring: what of it expires soon.
        pending: what can be spent on later days alone.
    """

    balance: Decimal
    expiring: Decimal
    pending: Decimal


def unspent(moved: Iterable[Move], expiry: Expiry, day: date, soon: date) -> Unspent | None:
    """What ``Lots`` has at the end of a day, if nothing was ever spent or lost; else None.

    Args:
        moved: everything that moves the points of one or more clients, in any order.
        expiry: when they expire.
        day: the day.
        soon: the last day on which what expires is said to expire soon.
    """
    last_day = last_days(expiry)
    balance = expiring = pending = ZERO
    for what, _, on, _, points in moved:
        if what in ADDED:
            if not has_come(on, day):
                pending += points
            elif (until := last_day(on)) >= day:
                balance += points
                if until <= soon:
                    expiring += points
        elif what in _LESSENED:
            return None
    return Unspent(balance, expiring, pending)
