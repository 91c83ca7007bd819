"""The last day on which points of a lot can be spent."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial

from ledger.programme_keys import Expiry
from ledger.times import shifted

_QUARTER = 3


@lru_cache(maxsize=64)
def last_days(expiry: Expiry) -> Callable[[date], date]:
    """``last_day`` under one rule; it remembers days, since thousands of clients order on the same ones."""
    return lru_cache(maxsize=4096)(partial(last_day, expiry=expiry))


def last_day(on: date, expiry: Expiry) -> date:
    """The last day of points that could be spent from a day on; ``date.max`` if they never expire."""
    if not expiry.after or on == date.max:
        return date.max
    day = months_after(on, expiry.after) if expiry.unit == "months" else shifted(on, expiry.after)
    if expiry.until == "the day":
        return day
    month = day.month
    if expiry.until == "end of quarter":
        month += -month % _QUARTER
    return day.replace(month=month, day=monthrange(day.year, month)[1])


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    if day.year + years > date.max.year:
        return date.max
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
