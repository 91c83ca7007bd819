"""Periods: from one day to another."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ledger.times import ends_month, month_ends, shifted

_THIRTY = 30


class Period(NamedTuple):
    """From one day to another, both included."""

    start: date
    end: date

    @classmethod
    def year_up_to(cls, day: date) -> Period:
        """The twelve months that end on a day.

        They begin on the day after the same day a year before, so those before them end there. Those up to
        28 February of a leap year begin on 1 March, as those up to the 29th do.
        """
        if day == date.max:
            return cls(day.replace(month=1, day=1), day)
        after = shifted(day, 1)
        return cls(date.min if after.year == 1 else _in_year(after, after.year - 1), day)

    @classmethod
    def quarter_of(cls, day: date) -> Period:
        """The calendar quarter in which a day lies."""
        first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        last = first.replace(month=first.month + 2)
        return cls(first, last.replace(day=monthrange(last.year, last.month)[1]))

    @property
    def year_before(self) -> Period:
        """The same days a year before; whole months stay whole, so February ends with its last day."""
        end = _year_back(self.end)
        if self.whole_months and end > date.min:
            end = end.replace(day=monthrange(end.year, end.month)[1])
        return Period(_year_back(self.start), end)

    @property
    def whole_months(self) -> bool:
        """Whether it begins with the first day of a month and ends with the last of one."""
        return self.start.day == 1 and ends_month(self.end)

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.end - self.start).days + 1

    def passed(self, day: date) -> int:
        """How many of its days have begun by the end of a day."""
        return max((min(day, self.end) - self.start).days + 1, 0)

    @property
    def months(self) -> Decimal:
        """The number of months: of whole calendar months their count, otherwise days / 30."""
        if self.whole_months:
            return Decimal((self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1)
        return Decimal(self.days) / _THIRTY

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.start <= day <= self.end

    def meets(self, other: Period) -> bool:
        """Whether it shares a day with another period."""
        return self.start <= other.end and other.start <= self.end


year_up_to = lru_cache(maxsize=64)(Period.year_up_to)
"""The same for a view, in which all clients have the same years."""


def parts_of(periods: Iterable[Period], *, months: bool = False) -> list[date]:
    """The first day of each part of time: a period, what lies between or after, or each month of them."""
    found = {day for start, end in periods for day in (start, shifted(end, 1))}
    if months:
        found |= {shifted(end, 1) for end in month_ends(min(found), shifted(max(found), -1))}
    return sorted(found)


def left_by_year(day: date) -> date:
    """The first day whose twelve months up to it no longer hold a day; ``date.max`` where there is none."""
    after = shifted(day, 1)
    if after.year == date.max.year:
        return date.max
    last = shifted(_in_year(after, after.year + 1), -1)
    return shifted(last, -1) if _is_leap_day(last) else last  # the 28th begins where the 29th does


def _in_year(day: date, year: int) -> date:
    """The same day of another year: 1 March of one without a 29 February."""
    return day.replace(year=year, month=3, day=1) if _is_leap_day(day) else day.replace(year=year)


def _is_leap_day(day: date) -> bool:
    return (day.month, day.day) == (2, 29)


def _year_back(day: date) -> date:
    """The same day a year before: of 29 February the 28th, and no day before the calendar begins."""
    if day.year == 1:
        return date.min
    return day.replace(year=day.year - 1, day=28 if _is_leap_day(day) else day.day)
