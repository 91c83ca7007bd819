"""The days before a day: those of change and the month-ends, the newest first, and no more than are read."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from ledger.times import ends_month
from projections.framework.clients import Client
from projections.framework.past_days import past_days, timeline_of
from projections.policy import DEFAULT, Timetable
from tests.helpers.depth import tries
from tests.helpers.seen import saw, sees

FIRST = date(2025, 11, 3)
changes = st.lists(st.integers(0, 300).map(lambda days: FIRST + timedelta(days)), max_size=8, unique=True)


def before(lines: list[list[date]], as_of: date) -> list[date]:
    """The days before a day on which one of these lines changed, or a month ended."""
    timelines = [
        timeline_of(Client(str(place)), [(day, ([number],)) for number, day in enumerate(sorted(days))], ())
        for place, days in enumerate(lines)
    ]
    return [one.day for one in past_days(lambda _: timelines, as_of, Timetable.always(DEFAULT))]


@sees(50)
@tries(40, 300)
@given(st.lists(changes, max_size=3), st.integers(0, 320))
def test_they_are_the_changes_and_the_month_ends_since_the_first(lines: list[list[date]], after: int) -> None:
    as_of = FIRST + timedelta(after)
    changed = {day for days in lines for day in days}
    first = min(changed, default=date.max)
    every = [as_of - timedelta(back) for back in range(1, 400)]
    wanted = [day for day in every if day >= first and (day in changed or ends_month(day))]
    saw(len(wanted))
    assert before(lines, as_of) == wanted


def test_of_a_line_without_a_beginning_no_more_days_are_read_than_are_asked_for() -> None:
    line = timeline_of(Client("ACME"), [(date.min, (["known"],))], ())
    looked = []

    def on(day: date) -> object:
        looked.append(day)
        return line.on(day)

    days = past_days(lambda _: [line._replace(on=on)], date(2026, 3, 15), Timetable.always(DEFAULT))
    assert [one.day for one in islice(days, 2)] == [date(2026, 2, 28), date(2026, 1, 31)]
    assert len(looked) == 2
