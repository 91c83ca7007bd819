"""How the judgements of people fared beside the score."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from projections.backtest.overrides import Override
from projections.backtest.result import Backtest
from tests.helpers.backtests import back_tested, shrinking


def judged(*overrides: tuple[str, str, str, dict[str, Any]]) -> Backtest:
    """A back-test of a house in which people judged clients: client, day, last day, band or score."""
    book = shrinking(6, 4)
    for code, on, until, stated in overrides:
        book.add("health.overridden", code, on, until=until, reason="we met", **stated)
    return back_tested(book)


def test_a_judgement_counts_once_on_the_first_month_end_on_which_it_stands() -> None:
    found = judged(("LOST00", "2025-10-10", "2026-03-31", {"band": "at risk"}))
    (one,) = found.found.overrides.each
    assert (one.client, one.on, one.band, one.override_band) == (
        "LOST00", date(2025, 10, 31), "healthy", "at risk",
    )  # fmt: skip
    assert (one.judged, one.lost) == ("worse", False)  # it ordered once more, in November
    by_month_end = {one.date: one.overridden_worse for one in found.found.cutoffs}
    assert sum(by_month_end.values()) > 1
    assert by_month_end[date(2025, 9, 30)] == 0


def test_a_judgement_that_ended_before_the_month_end_is_not_tested() -> None:
    assert not judged(("LOST00", "2025-10-10", "2025-10-30", {"band": "at risk"})).found.overrides.each
    (one,) = judged(("LOST00", "2025-10-10", "2025-10-31", {"band": "at risk"})).found.overrides.each
    assert one.on == date(2025, 10, 31)


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        ({"band": "healthy"}, "same"),
        ({"band": "watch"}, "worse"),
        ({"score": "99.9"}, "better"),
        ({"score": "50"}, "worse"),
    ],
)
def test_a_band_is_compared_with_the_band_and_a_score_with_the_score(
    stated: dict[str, str], verdict: str
) -> None:
    (one,) = judged(("KEPT00", "2025-10-10", "2025-10-31", stated)).found.overrides.each
    assert one.judged == verdict


def test_what_came_of_judgements_is_said_in_words_and_for_programs() -> None:
    found = judged(
        ("LOST00", "2025-12-20", "2026-01-20", {"band": "at risk"}),
        ("LOST01", "2025-12-20", "2026-01-20", {"score": "20"}),
        ("KEPT00", "2025-12-20", "2026-01-20", {"score": "99.9"}),
        ("KEPT01", "2025-12-20", "2026-01-20", {"band": "healthy"}),
    )
    overrides = found.found.overrides
    assert (overrides.worse, overrides.worse_lost, overrides.better, overrides.better_lost) == (2, 2, 1, 0)
    sentences = [*found.sentences]
    assert sentences[-3] == (
        "4 overrides stood on a month-end: of 1 that called a client better than the score, none was lost; "
        "of 2 that called a client worse than the score, 2 were lost; 1 called it as the score did, or had no score "
        "beside it."
    )
    assert overrides.brier is not None
    assert overrides.brier_override == pytest.approx((0.2**2 + 0.001**2) / 2)
    assert sentences[-2] == (
        f"Of the 2 that stated a score, the mean squared error is 0.020; that of the computed scores is {overrides.brier:.3f}."
    )
    said = found.as_json()
    assert [one["client"] for one in said["overrides"]["each"]] == ["KEPT00", "KEPT01", "LOST00", "LOST01"]
    assert list(said["overrides"]["each"][0]) == list(Override._fields)
    (december,) = (one for one in said["cutoffs"] if one["date"] == "2025-12-31")
    assert (december["overridden_worse"], december["overridden_worse_lost"]) == (2, 2)


def test_without_judgements_nothing_is_said_of_them() -> None:
    assert "override" not in " ".join(judged().sentences)
