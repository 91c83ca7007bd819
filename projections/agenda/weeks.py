"""Weeks, from Monday to Sunday, as ISO 8601 writes them: 2026-W27."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from ledger.errors import Misuse
from ledger.times import parse_span, shifted
from projections.framework.periods import Period


def week_called(text: str) -> Period:
    """The days of a week.

    Raises:
        Misuse: there is no such week.
    """
    wrong = f"'{text}' is not a week; write it like 2026-W27"
    try:
        found = Period(*parse_span(text))
    except ValueError:
        raise Misuse(wrong) from None
    if ".." in text or found != week_of(found.start):
        raise Misuse(wrong)
    return found


@lru_cache(maxsize=8)  # rows of thousands of clients are of one week
def week_of(day: date) -> Period:
    """The week of a day."""
    monday = shifted(day, -day.weekday())
    return Period(monday, shifted(monday, 6))


def name_of(week: Period) -> str:
    """A week as ISO 8601 writes it."""
    year, number, _ = week.start.isocalendar()
    return f"{year:04}-W{number:02}"
