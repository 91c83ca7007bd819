"""Chooses the things of a week among all that may be to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from projections.agenda.reasons import COVER, FLEETING, REASONS, TOUCH, VISIT
from projections.agenda.things import Thing
from projections.agenda.weeks import week_of
from projections.framework.periods import Period


class Days(NamedTuple):
    """The day asked and the week that is shown.

    Attributes:
        holds_today: whether the day lies in the week; then what is overdue, or due at once, is of it too.
        since: by reason, the first day on which a thing of the week may be due; the last one ends the week.
    """

    as_of: date
    week: Period
    holds_today: bool
    since: Mapping[str, date]


@lru_cache(maxsize=8)  # things of thousands of clients are of one week
def days_of(start: date | None, as_of: date) -> Days:
    """The days of the week in which one lies, or else the day asked.

    What only matters in its week is no longer to be done once that is over; a cover is not once it has begun.
    A visit of an earlier week is unreported by now, or has not come.
    """
    week = week_of(start or as_of)
    holds_today, over = week.holds(as_of), week.end < as_of
    since = dict.fromkeys(REASONS, date.min if holds_today else week.start)
    since |= dict.fromkeys(FLEETING, date.max if over else week.start)
    since |= {VISIT: week.start, COVER: max(week.start, as_of)}
    return Days(as_of, week, holds_today, since)


def chosen(things: Iterable[Thing], days: Days) -> Sequence[Thing]:
    """The things of a week; a touch that is planned in it needs no reminder of the rhythm."""
    holds_today, since, end = days.holds_today, days.since, days.week.end
    found = [
        one for one in things if (holds_today if one.due is None else since[one.reason] <= one.due <= end)
    ]
    if any(one.reason == VISIT for one in found):
        return [one for one in found if one.reason != TOUCH]
    return found
