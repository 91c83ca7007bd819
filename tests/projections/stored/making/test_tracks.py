"""Rows of month-ends that stay the same are one row, however often they are made again."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ledger.times import month_ends
from projections.stored.making.tracks import MonthEnds
from tests.helpers.depth import tries

_ENDS = [*month_ends(date(2025, 1, 1), date(2026, 1, 1))]
_FIGURES = st.lists(st.sets(st.sampled_from("ab")), min_size=len(_ENDS), max_size=len(_ENDS))


def taken(made: MonthEnds, figures: list[set[str]], first: int = 0) -> list[tuple[object, ...]]:
    """The rows after some month-ends; of one without figures nothing is noted."""
    for day, found in [*zip(_ENDS, figures, strict=True)][first:]:
        if found:
            made.take(day, [(one,) for one in sorted(found)])
    return sorted(made.rows("ACME"), key=str)


def day(text: str) -> int:
    """A day as it is stored."""
    return date.fromisoformat(text).toordinal()


def test_equal_rows_of_month_ends_that_follow_on_each_other_are_one() -> None:
    assert taken(MonthEnds(), [{"a"}, {"a"}, {"a", "b"}, set(), {"a"}, *[{"b"}] * 7]) == [
        ("ACME", day("2025-01-31"), day("2025-03-31"), "a"),
        ("ACME", day("2025-03-31"), day("2025-03-31"), "b"),
        ("ACME", day("2025-05-31"), day("2025-05-31"), "a"),
        ("ACME", day("2025-06-30"), day("2025-12-31"), "b"),
    ]


@tries(25, 100)
@given(_FIGURES, _FIGURES, st.integers(0, len(_ENDS) - 1))
def test_going_on_from_stored_rows_is_making_them_all(
    before: list[set[str]], after: list[set[str]], first: int
) -> None:
    figures = [*before[:first], *after[first:]]
    stored = taken(MonthEnds(), before)
    assert taken(MonthEnds(stored, _ENDS[first]), figures, first) == taken(MonthEnds(), figures)
