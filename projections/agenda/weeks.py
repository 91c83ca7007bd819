"""Weeks, from Monday to Sunday, as ISO 8601 writes them: 2026-W27."""

from __future__ import annotations

import re
from datetime import date

from ledger.times import shifted
from projections.framework.periods import Period

_WEEK = re.compile(r"(\d{4})-?W(\d\d)", re.IGNORECASE)


def week_called(text: str) -> Period:
    """The days of a week.

    Raises:
        ValueError: there is no such week.
    """
    found = _WEEK.fullmatch(text.strip())
    try:
        year, week = map(int, found.groups() if found else ())
        return week_of(date.fromisocalendar(year, week, 1))
    except ValueError:
        raise ValueError(f"'{text}' is not a week; write it like 2026-W27") from None


def week_of(day: date) -> Period:
    """The week of a day."""
    monday = shifted(day, -day.weekday())
    return Period(monday, shifted(monday, 6))


def name_of(week: Period) -> str:
    """A week as ISO 8601 writes it."""
    year, number, _ = week.start.isocalendar()
    return f"{year:04}-W{number:02}"
