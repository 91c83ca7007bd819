"""Rules about dates: what happened does not lie in the future, and years are of the common era.

Clocks differ, and days begin earlier in the east, so a date may be a day ahead. Terms, rates, prices,
policies and the managers' offices may be recorded before they hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import get_args

from msgspec.structs import fields

from ledger.events import AnyEvent, Value
from ledger.rules.refusals import InTheFuture, Rule
from ledger.times import has_hour
from ledger.written_dates import BUDDHIST_ERA

_TOLERANCE = timedelta(days=1)
_WIDEST_OFFSET, _WESTERNMOST = timedelta(hours=14), timedelta(hours=-12)
_DAY = timedelta(days=1)
_AHEAD = frozenset(
    {
        "client.terms_agreed",
        "manager.appointed",
        "manager.covered",
        "manager.left",
        "policy.adopted",
        "price.listed",
        "rate.set",
    }
)
_CENTURY = 100
_FEWEST, _MOST = 400, BUDDHIST_ERA + 100
"""A year so many years ahead is asked about. The last day that a calendar has means "for ever"."""


class BuddhistYear(Rule, code="buddhist-year"):
    """A date is centuries ahead, as the years of the Buddhist era are."""

    field: str
    day: date
    year: int
    meant: int
    what = "{field} is {day}"
    advice = "is {year} a year of the Buddhist era? Then write {meant}, or else correct the date"


class DueBeforeIssue(Rule, code="due-before-issue"):
    """Something is due, ends or is planned before the day of its entry."""

    field: str
    day: date
    on: date
    what = "{field} is {day}, before the day of the entry, {on}"
    advice = "correct the one that is wrong"


class OtherDay(Rule, code="other-day"):
    """A touch began on another day than that of its entry."""

    started: date
    on: date
    what = "started_at is of {started}, and the entry is of {on}, the day of which every view counts it"
    advice = "correct the one that is wrong"


class FarPast(Rule, code="far-past"):
    """Something happened more than a century before it was recorded."""

    day: date
    what = "the date is {day}, more than a century ago"
    advice = "correct it if a digit is missing"


_INSTEAD = {
    "visit.held": "plan it with visit.planned",
    "training.held": "plan a visit with visit.planned",
    "payment.received": "record what the client promises with payment.promised",
    "order.delivered": "record the day that we promise with order.promised",
}
"""What a person records before a thing has happened."""

_DUES = frozenset({"due", "by_date", "deliver_by", "valid_until", "deadline", "closes_on"})
_PLANS = frozenset({"visit.planned", "visit.moved"})


def early_dues(event: AnyEvent, on: date) -> Iterator[Rule]:
    """A warning for each day on which something is due, ends or is planned before the event's own day.

    A ledger may begin with a debt that was due before.
    """
    for name, found in _dates(event) if event.kind != "balance.opened" else ():
        late = name.rpartition(".")[2] in _DUES or (name == "at" and event.kind in _PLANS)
        day = found.date() if isinstance(found, datetime) else found
        if late and day < on:
            yield DueBeforeIssue(name, day, on)


def far_past(occurred_at: datetime, now: datetime) -> Iterator[Rule]:
    """A warning about a day more than a century ago: every month-end since then would have figures."""
    if occurred_at.year < now.year - _CENTURY:
        yield FarPast(occurred_at.date())


def other_day(occurred_at: datetime, started_at: datetime) -> Iterator[Rule]:
    """A warning about a touch that began on one day, and whose entry is of another, on every clock.

    An entry without an hour is of a day where the house is; a moment in UTC may lie on that day there.
    """
    on = occurred_at.date()
    if started_at.date() == on:
        return
    since, same = started_at - datetime.combine(on, time(), occurred_at.tzinfo), False
    if has_hour(occurred_at) and has_hour(started_at):
        same = timedelta() <= since < _DAY
    elif has_hour(started_at) and not started_at.utcoffset():
        same = -_WIDEST_OFFSET <= since < _DAY - _WESTERNMOST
    if not same:
        yield OtherDay(started_at.date(), on)


def in_time(event: AnyEvent, occurred_at: datetime, now: datetime) -> None:
    """Refuse an event that has not happened yet, and dates that are centuries ahead.

    Raises:
        BuddhistYear: a date of the event, or its own, seems to be of the Buddhist era.
        InTheFuture: the event lies in the future.
    """
    for name, day in (("the date", occurred_at.date()), *_dates(event)):
        if _FEWEST < day.year - now.year <= _MOST:
            raise BuddhistYear(name, day, day.year, day.year - BUDDHIST_ERA)
    has_come(event.kind, occurred_at, now)


def has_come(kind: str, occurred_at: datetime, now: datetime) -> None:
    """An event of a kind does not lie in the future, beyond what clocks and zones can differ.

    Raises:
        InTheFuture: it does, and its kind may not.
    """
    if occurred_at - now > _TOLERANCE and not may_lie_ahead(kind):
        raise _in_the_future(kind, occurred_at)


def took_place(kind: str, moment: datetime, now: datetime) -> None:
    """A moment that an event of a kind states is not in the future.

    A day without a time is stored as its midnight in UTC, and days begin earlier in the east, so such a
    moment may be ahead of now by the widest offset of a time zone.

    Raises:
        InTheFuture: it is.
    """
    if moment > (now + _WIDEST_OFFSET if _is_bare_day(moment) else now):
        raise _in_the_future(kind, moment)


def _is_bare_day(moment: datetime) -> bool:
    """Whether a moment is what a day without a time is stored as: its midnight in UTC."""
    return not has_hour(moment) and not moment.utcoffset()


def _in_the_future(kind: str, moment: datetime) -> InTheFuture:
    when = f"of {moment.date()}" if _is_bare_day(moment) else f"at {moment}"
    return InTheFuture(kind, when, _INSTEAD.get(kind, "record it once it has happened"))


def is_to_come(day: date, now: datetime) -> bool:
    """Whether a day lies in the future, beyond what clocks and zones can differ."""
    return day - now.date() > _TOLERANCE


def may_lie_ahead(kind: str) -> bool:
    """Whether events of a kind may be dated ahead: terms, rates, prices, policies, posts and covers."""
    return kind in _AHEAD


def _dates(value: Value) -> Iterator[tuple[str, date]]:
    """The dates of an event, or of a value inside one, by field."""
    for name in _dated(type(value)):
        found = getattr(value, name)
        for each in found if isinstance(found, tuple) else (found,):
            if isinstance(each, Value):
                yield from ((f"{name}.{inner}", day) for inner, day in _dates(each))
            elif isinstance(each, date):
                yield name, each


@cache
def _dated(kind: type[Value]) -> tuple[str, ...]:
    """The fields that hold dates, possibly nested."""
    return tuple(field.name for field in fields(kind) if _holds_dates(field.type))


def _holds_dates(annotation: object) -> bool:
    parts = get_args(annotation)
    if parts:
        return any(map(_holds_dates, parts))
    if not isinstance(annotation, type):
        return False
    return issubclass(annotation, date) or (issubclass(annotation, Value) and bool(_dated(annotation)))
