"""The days before a day on which what a view's rows are made of changed, and month-ends: the newest first.

Only figures that depend on the days before need them. They are read when such a figure asks for them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from heapq import merge
from itertools import chain, groupby, takewhile
from typing import Any, Final, NamedTuple

from ledger.times import ends_month, month_ends_before, shifted
from projections.framework.clients import Client
from projections.policy import Policy, Timetable

_NEAR: Final = 90
"""Days that are looked at before all others: as far back as trends look, for which they are read anyway."""


class PastDay(NamedTuple):
    """A day in the past.

    Attributes:
        bases: what the rows of each client were made of.
        policy: the one in force.
        stepped: the column of the view that needs the days before, where it is known; else None.
    """

    day: date
    bases: list[tuple[Client, Any]]
    policy: Policy
    stepped: Any = None


def nothing_before() -> Iterator[PastDay]:
    """No day before: for figures that depend on none."""
    return iter(())


class Timeline(NamedTuple):
    """What the rows of a client were made of, day by day.

    Attributes:
        days: those on which it may have changed, in order.
        on: what it was on a day.
    """

    client: Client
    days: Sequence[date]
    on: Callable[[date], Any]


def past_days(
    timelines: Callable[[date], Sequence[Timeline]], as_of: date, policies: Timetable
) -> Iterator[PastDay]:
    """The days before a day, the newest first.

    Args:
        timelines: gives those of some clients that count as one, from a day on.
        as_of: the day.
        policies: which is in force when.
    """
    upto = as_of
    for since in (shifted(as_of, -_NEAR), date.min):
        lines = timelines(since)
        for day in _days(lines, since, upto):
            bases = [(line.client, line.on(day)) for line in lines]
            if ends_month(day) or any(
                _differ(line.on(shifted(day, -1)), now) for line, (_, now) in zip(lines, bases, strict=True)
            ):
                yield PastDay(day, bases, policies.usable_on(day))
        upto = shifted(since, 1)


def _days(lines: Sequence[Timeline], since: date, upto: date) -> Iterator[date]:
    """The days of change and the month-ends after a day and before another, the newest first."""
    first = min([line.days[0] for line in lines if line.days], default=date.max)
    between = (line.days[bisect_right(line.days, since) : bisect_left(line.days, upto)] for line in lines)
    changed = sorted({*chain.from_iterable(between)}, reverse=True)
    ends = takewhile(lambda day: day > since and day >= first, month_ends_before(upto))
    beginning = [first] if since == first == date.min else []
    for day, _ in groupby(merge(changed, ends, beginning, reverse=True)):
        yield day


def _differ(before: Any, now: Any) -> bool:  # noqa: ANN401 - of any view
    """Whether rows were made of other things; the order of span rows tells nothing."""
    if not isinstance(now, tuple):
        before, now = (before,), (now,)
    pairs = zip(before or ((),) * len(now), now, strict=True)
    return any(map(_differing, pairs))


def _differing(pair: tuple[Any, Any]) -> bool:
    one, other = (held or () for held in pair)
    return one is not other and (len(one) != len(other) or {*one} != {*other})


def timeline_of(client: Client, found: Sequence[tuple[date, Any]], empty: Any) -> Timeline:  # noqa: ANN401
    """A timeline of what was found on days of change, in order; before them, there was nothing."""
    days = [day for day, _ in found]

    def on(day: date) -> Any:  # noqa: ANN401
        at = bisect_right(days, day)
        return found[at - 1][1] if at else empty

    return Timeline(client, days, on)
