"""Tests of periods."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from projections.framework.periods import Period, left_by_year

DAY = timedelta(days=1)


@st.composite
def _days_of_february(draw: st.DrawFn) -> date:
    """A day from the last of February to the first of March, where the years differ."""
    year = draw(st.integers(3, 9998))
    return date(year, 2, 27) + draw(st.integers(0, 3)) * DAY


DAYS = st.dates(date(3, 1, 1), date(9998, 12, 31)) | _days_of_february()


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ("2026-04-01", "2026-06-30", ("2025-04-01", "2025-06-30")),
        ("2025-02-28", "2025-03-05", ("2024-02-28", "2024-03-05")),
        ("2024-02-28", "2024-03-05", ("2023-02-28", "2023-03-05")),
        ("2025-02-28", "2025-02-28", ("2024-02-28", "2024-02-28")),
        ("2024-02-29", "2024-02-29", ("2023-02-28", "2023-02-28")),
        ("2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
        ("2024-02-01", "2024-02-29", ("2023-02-01", "2023-02-28")),
        ("2024-03-01", "2025-02-28", ("2023-03-01", "2024-02-29")),
        ("0001-01-01", "0001-12-31", ("0001-01-01", "0001-01-01")),
    ],
)
def test_the_year_before_has_the_same_days_and_whole_months(
    start: str, end: str, before: tuple[str, str]
) -> None:
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert period.year_before == Period(*map(date.fromisoformat, before))


@pytest.mark.parametrize(
    ("day", "first"),
    [
        ("2023-02-28", "2022-03-01"),
        ("2024-02-27", "2023-02-28"),
        ("2024-02-28", "2023-03-01"),
        ("2024-02-29", "2023-03-01"),
        ("2024-03-01", "2023-03-02"),
        ("2025-02-27", "2024-02-28"),
        ("2025-02-28", "2024-03-01"),
        ("2026-12-31", "2026-01-01"),
        ("0001-06-30", "0001-01-01"),
        ("9999-12-31", "9999-01-01"),
    ],
)
def test_twelve_months_begin_on_the_day_after_the_same_day_a_year_before(day: str, first: str) -> None:
    assert Period.year_up_to(date.fromisoformat(day)).start == date.fromisoformat(first)


@given(DAYS)
@example(date(2024, 2, 28))
def test_twelve_months_and_the_twelve_before_neither_share_a_day_nor_leave_one_out(day: date) -> None:
    year = Period.year_up_to(day)
    assert year.year_before.end + DAY == year.start
    assert year.year_before == Period.year_up_to(year.start - DAY)


@given(DAYS.map(lambda day: day.replace(day=1) - DAY))
def test_twelve_months_up_to_the_last_of_a_month_begin_on_the_first(day: date) -> None:
    assert Period.year_up_to(day).whole_months


@given(DAYS)
@example(date(2023, 2, 28))
@example(date(2024, 2, 28))
@example(date(2024, 2, 29))
def test_a_day_leaves_the_twelve_months_on_the_first_day_that_no_longer_holds_it(day: date) -> None:
    left = left_by_year(day)
    assert Period.year_up_to(left - DAY).holds(day)
    assert not Period.year_up_to(left).holds(day)
