"""Dates and times. Nothing here reads a clock: the time is always an argument."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import islice

from ledger.written_dates import iso_meant

FIRST_IN_SPREADSHEETS = date(1900, 1, 1)
"""The first day that spreadsheets know. An entry dated long before it is as a rule a slip of the keyboard."""

Clock = Callable[[], datetime]
"""A function that returns the current time as an aware ``datetime``."""

_CLOCK = re.compile(r"[^\d.,:+-]\d\d:?\d\d(?P<second>:?\d\d)?(?P<fraction>[.,]\d+)?(?:$|[Z+-])")
_LAST_MICROSECOND = 999_999
_SPAN = re.compile(
    r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-?W(?P<week>\d\d)|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?",
    re.IGNORECASE,
)


class OutsideCalendar(ValueError):
    """A moment is written well, but in UTC it is before the year 1 or after the year 9999."""

    def __init__(self, text: str) -> None:
        super().__init__(f"'{text}' lies outside of the calendar in UTC")


def parse_moment(text: str, zone: tzinfo | None = UTC) -> datetime:
    """An ISO 8601 date, or date with time, as an aware datetime that keeps its offset.

    A date alone means the start of that day. A time without an offset is in ``zone``; None is that of the
    machine.

    Raises:
        ValueError: the text is not an ISO 8601 date or time, or no such day or hour exists, also in UTC.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        like = "a day that there is, like 2026-03-01, or a time, like 2026-03-01T10:00+04:00"
        raise ValueError(f"write {iso_meant(text) or like}") from None
    try:
        moment = located(moment, zone)
        moment.astimezone(UTC)
    except (OverflowError, ValueError):  # the machine's own zone says it by the second
        raise OutsideCalendar(text) from None
    return moment


def located(moment: datetime, zone: tzinfo | None) -> datetime:
    """A moment with an offset: its own, or that of ``zone``, or of the machine where that is None."""
    if moment.tzinfo is not None:
        return moment
    return moment.astimezone() if zone is None else moment.replace(tzinfo=zone)


def has_offset(text: str) -> bool:
    """Whether a text is a moment that names its offset."""
    with suppress(ValueError):
        return datetime.fromisoformat(text.strip()).tzinfo is not None
    return False


def parse_end(text: str, zone: tzinfo | None = UTC) -> datetime:
    """A moment up to which something was known: a day, a minute or a second means its end.

    A fraction of a second is exact. A day, or a time without an offset, is in ``zone``, as ``parse_moment``
    takes it.

    Raises:
        ValueError: the text is no date or time, or its end lies outside of the calendar.
    """
    bare = text.strip()
    with suppress(ValueError):
        date.fromisoformat(bare)
        bare = f"{bare}T23:59:59.999999"
    try:
        return parse_moment(bare, zone) + _rest(bare)
    except OverflowError:
        raise OutsideCalendar(text) from None


def _rest(text: str) -> timedelta:
    """The rest of the minute or second that a moment names; nothing if it names a fraction."""
    clock = _CLOCK.search(text)
    if clock is None or clock["fraction"]:
        return timedelta(0)
    return timedelta(
        minutes=0 if clock["second"] else 1, seconds=1 if clock["second"] else 0, microseconds=-1
    )


def end_text(known: datetime) -> str:
    """A moment as ``parse_end`` reads it and means just this one, as short as that can be written."""
    known = known.astimezone(UTC).replace(tzinfo=None)
    if known.microsecond == _LAST_MICROSECOND:
        return f"{known.isoformat(timespec='seconds')}Z"
    return f"{known.isoformat(timespec='microseconds' if known.microsecond % 1000 else 'milliseconds')}Z"


def parse_date(text: str) -> date:
    """An ISO 8601 calendar date (2026-03-01).

    Raises:
        ValueError: the text is not such a date.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"write {iso_meant(text) or 'a day that there is, like 2026-03-01'}") from None


def parse_span(text: str) -> tuple[date, date]:
    """The first and the last day of 2013, 2013-Q2, 2013-06, 2013-W27, 2013-06-30, or from one to another.

    From one to another is written with two points between: 2013-06..2013-08.

    The last day may be before the first one.

    Raises:
        ValueError: the text is none of these forms, or there is no such day.
    """
    first, several, last = text.strip().partition("..")
    return _span(first)[0], _span(last if several else first)[1]


def _span(text: str) -> tuple[date, date]:
    parts = _SPAN.fullmatch(text.strip())
    if parts is None:
        raise ValueError(f"'{text}' is no day, week, month, quarter or year")
    year = int(parts["year"])
    if parts["week"]:
        monday = date.fromisocalendar(year, int(parts["week"]), 1)
        return monday, shifted(monday, 6)
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


def month_text(day: date) -> str:
    """The month of a day as ISO 8601 writes it, 2026-06; ``strftime`` writes the year 1 as 1."""
    return day.isoformat()[:7]


def ends_month(day: date) -> bool:
    """Whether a day is the last of its month."""
    return day.day == monthrange(day.year, day.month)[1]


def has_hour(moment: datetime) -> bool:
    """Whether a moment has an hour: a day alone is stored as its midnight."""
    return bool(moment.hour) or moment.time() != time.min


def on_the_clock(moment: datetime, zone: tzinfo) -> datetime:
    """When something happened as the clocks of a zone show it, without an offset.

    A day without an hour, which is the start of it wherever it was said, stays the start of that day.
    """
    there = moment.astimezone(zone) if has_hour(moment) else moment
    return there.replace(tzinfo=None)


def shifted(day: date, days: int) -> date:
    """The day so many days later, or earlier for days below zero; no day lies outside of the calendar."""
    try:
        return date.fromordinal(day.toordinal() + days)
    except (ValueError, OverflowError):
        return date.max if days > 0 else date.min


def month_end_before(day: date) -> date:
    """The last month-end before a day, or else the first day there is."""
    return date.fromordinal(max(day.toordinal() - day.day, 1))


def month_ends_before(day: date) -> Iterator[date]:
    """The last days of the months before that of a day, the newest first, back to January of year 1."""
    while day.replace(day=1) > date.min:
        day = month_end_before(day)
        yield day


def last_month_ends(day: date, count: int) -> list[date]:
    """So many month-ends before a day, the newest that there are, in order."""
    return [*islice(month_ends_before(day), count)][::-1]


def month_ends(first: date, day: date) -> list[date]:
    """The month-ends from a day on and before another, in order; none before spreadsheets know days."""
    start = max(first, FIRST_IN_SPREADSHEETS)
    months = range(12 * start.year + start.month, 12 * day.year + day.month)
    return [shifted(date(month // 12, month % 12 + 1, 1), -1) for month in months]


@lru_cache(maxsize=64)  # all entries of a transaction have one moment
def stamp(moment: datetime) -> str:
    """A moment in UTC as text of one width, so that text order is time order.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone means nothing to other people")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
