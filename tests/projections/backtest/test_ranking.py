"""Measures of ranking: small cases by hand, and against counting every pair."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.backtest.ranking import (
    HEALTH,
    RISKS,
    brier,
    lift,
    mean_error,
    pooled,
    reliability,
    top_fifth,
)
from projections.backtest.resampling import Resampled, resampled
from projections.backtest.sample import Case
from tests.helpers.backtests import case
from tests.helpers.depth import tries


def of(*scores_and_losses: tuple[float, bool]) -> list[Case]:
    return [case(f"C{at}", score, lost=lost) for at, (score, lost) in enumerate(scores_and_losses)]


some_cases = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 10), st.booleans()), min_size=1, max_size=40
).map(
    lambda rows: [
        case(f"C{at % 7}", 10.0 * score, lost=lost, month=month)
        for at, (month, score, lost) in enumerate(sorted(rows, key=lambda row: row[0]))
    ]
)


@given(cases=some_cases)
def test_the_area_counts_every_pair_of_one_month_end(cases: list[Case]) -> None:
    right = all_pairs = 0.0
    for one, other in product(cases, cases):
        if one.on == other.on and one.lost and not other.lost:
            all_pairs += 1
            right += 1 if one.score < other.score else 0.5 if one.score == other.score else 0
    found = pooled(cases, RISKS[HEALTH])
    assert found.all == all_pairs
    assert found.right == pytest.approx(right)


@tries(25, 100)
@given(cases=some_cases.map(lambda cases: [case._replace(client="ONE") for case in cases]))
def test_resamples_of_one_client_are_that_client(cases: list[Case]) -> None:
    areas = resampled(cases, RISKS, seed=1).areas[HEALTH]
    auc = pooled(cases, RISKS[HEALTH]).auc
    assert len(areas) == 1_000
    assert areas == pytest.approx(float("nan") if auc is None else auc, nan_ok=True)


def test_the_same_seed_gives_the_same_intervals() -> None:
    cases = of(*((10.0 * at % 97, at % 3 == 0) for at in range(60)))
    one, same, other = (resampled(cases, RISKS, seed).interval(HEALTH) for seed in (1, 1, 2))
    assert one == same != other
    auc = pooled(cases, RISKS[HEALTH]).auc
    assert auc is not None
    assert one.low < auc < one.high


def test_the_worst_part_of_each_month_end_has_the_lowest_scores() -> None:
    cases = of((10, True), (20, False), (80, True), (90, False), (95, False), (99, False))
    assert lift(cases, 3) == pytest.approx((1 / 2) / (2 / 6))
    assert lift(of((10, False), (90, False)), 3) is None
    seven = of((10, False), (20, False), (30, True), *((90, False) for _ in range(4)))
    assert lift(seven, 3) == pytest.approx((1 / 3) / (1 / 7))  # a part is rounded up


def test_intervals_leave_out_a_fortieth_at_either_end() -> None:
    found = Resampled({HEALTH: np.arange(1_001) / 1_000, "voice": np.zeros(1_001)})
    assert found.interval(HEALTH) == found.difference(HEALTH, "voice") == pytest.approx((0.025, 0.975))


def test_the_brier_score_and_the_mean_error_compare_chances_with_what_came() -> None:
    cases = of((80, False), (60, True))
    assert brier(cases) == pytest.approx((0.2**2 + 0.6**2) / 2)
    assert mean_error(cases) == pytest.approx(0.7 - 0.5)
    assert brier([]) is None
    assert mean_error([]) is None


def test_the_top_fifth_had_ordered_most() -> None:
    cases = [case(f"C{at}", 50, lost=False, value=at) for at in range(11)]
    assert [one.client for one in top_fifth(cases)] == ["C10", "C9", "C8"]


def test_reliability_puts_foretold_beside_seen() -> None:
    cases: Sequence[Case] = of((5, True), (95, False), (100, True))
    first, last = reliability(cases)
    assert (first.low, first.high, first.cases, first.predicted, first.seen) == (0, 10, 1, 0.05, 0)
    assert (last.low, last.high, last.cases, last.seen) == (90, 100, 2, 0.5)
    assert last.predicted == pytest.approx(0.975)
