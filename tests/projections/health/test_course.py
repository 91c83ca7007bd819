"""The course of a year: each of its scores is the one that the view gives for that month-end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.times import shifted
from projections import answer
from tests.helpers.dealings import dealings
from tests.helpers.depth import tries
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import FIRST, ledger
from tests.helpers.seen import saw, sees


def rows(book: Book, day: date, **asked: Any) -> dict[str, Any]:
    found = answer("health", book.entries, as_of=day, known_at=None, position=10**9, **asked)
    return {row.client: row for row in found.rows}


def ends(day: date) -> list[date]:
    """The last twelve month-ends up to a day, the oldest first."""
    days = [shifted(day, -ago) for ago in range(400)]
    return [one for one in days if shifted(one, 1).day == 1][:12][::-1]


@sees(12)
@tries(25, 100)
@given(said=dealings(), count=st.integers(0, 120))
def test_each_score_is_that_of_its_month_end(said: list[Fact], count: int) -> None:
    book, day = ledger(said), (FIRST + timedelta(days=count)).date()
    then = [rows(book, end) for end in ends(day)]
    for code, row in rows(book, day, full=True).items():
        scores = tuple(one[code].score if code in one else None for one in then)
        assert row.months == scores
        saw(len({*scores}) > 1)


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 6, 29)])
def test_a_month_end_belongs_to_its_own_year(day: date) -> None:
    book = Book().client("ACME")
    line = {"product": "X", "quantity": "1", "unit_price": "500"}
    book.add("order.placed", "ACME", "2026-05-31", number="1", lines=[line])
    row = rows(book, day, full=True)["ACME"]
    assert len(row.months) == 12
    assert row.months[-1] == rows(book, date(2026, 5, 31))["ACME"].score
    assert set(row.months[:-1]) == {None}


def test_only_who_asks_for_the_course_has_it() -> None:
    book = Book().client("ACME")
    assert not hasattr(rows(book, date(2026, 5, 31))["ACME"], "months")
    assert rows(book, date(2026, 5, 31), full=True)["ACME"].months == (None,) * 12
