"""Periods as people write them: a year, a quarter, a month, a day, or from one of those to another."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

import click

_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?", re.IGNORECASE
)


def period(text: str) -> tuple[date, date]:
    """The first and the last day of 2013, 2013-Q2, 2013-06, 2013-06-30, or of two of them with .. between."""
    first, several, last = text.strip().partition("..")
    try:
        start, end = _days(first)[0], _days(last if several else first)[1]
    except ValueError:
        raise click.BadParameter(
            f"'{text}' is not a period; write it like 2013-Q2, 2013, 2013-06 or 2013-04-01..2013-06-30"
        ) from None
    if end < start:
        raise click.BadParameter(f"the period '{text}' ends before it begins")
    return start, end


def _days(text: str) -> tuple[date, date]:
    """The first and the last day.

    Raises:
        ValueError: it is none of the forms, or there is no such day.
    """
    parts = _PERIOD.fullmatch(text.strip())
    if parts is None:
        raise ValueError(text)
    year = int(parts["year"])
    if parts["day"]:
        day = date(year, int(parts["month"]), int(parts["day"]))
        return day, day
    if parts["month"]:
        first = last = int(parts["month"])
    elif parts["quarter"]:
        last = 3 * int(parts["quarter"])
        first = last - 2
    else:
        first, last = 1, 12
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
