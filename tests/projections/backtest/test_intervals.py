"""Exact intervals of shares, against published figures and the definition."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.backtest.intervals import exact_interval
from tests.helpers.depth import tries


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"), [(3, 34, 1.9, 23.7), (0, 34, 0, 10.3), (9, 120, 3.5, 13.8)]
)
def test_the_worked_figures(hits: int, cases: int, low: float, high: float) -> None:
    found = exact_interval(hits, cases)
    assert [round(100 * bound, 1) for bound in found] == [low, high]


@tries(25, 100)
@given(counts=st.integers(1, 200).flatmap(lambda cases: st.tuples(st.integers(0, cases), st.just(cases))))
def test_beyond_a_bound_what_was_seen_is_as_rare_as_the_tail(counts: tuple[int, int]) -> None:
    hits, cases = counts
    low, high = exact_interval(hits, cases)
    assert low <= hits / cases <= high
    if hits:
        assert _likely(range(hits, cases + 1), cases, low) == pytest.approx(0.025)
    if hits < cases:
        assert _likely(range(hits + 1), cases, high) == pytest.approx(0.025)


def _likely(counts: range, cases: int, share: float) -> float:
    return sum(comb(cases, k) * share**k * (1 - share) ** (cases - k) for k in counts)


@pytest.mark.parametrize(("hits", "cases"), [(1, 0), (0, 0), (-1, 3), (4, 3)])
def test_what_is_no_share_has_no_interval(hits: int, cases: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        exact_interval(hits, cases)
