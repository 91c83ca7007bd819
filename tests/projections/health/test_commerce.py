"""Commerce: the worked figures of the chance of the next order, and the laws that it obeys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.health.commerce import Chance, called, chance, chance_of, orders_of, rise
from projections.order_days import days_of
from projections.policy import DEFAULT, ByCurrency

T = date(2026, 6, 30)
COMMERCE = DEFAULT.health.commerce

WEEKLY = {7 * week: 1_000 for week in range(12)}
QUARTERLY = {90 * quarter: 20_000 for quarter in range(4)}


def of(ages: dict[int, int], currency: str = "EUR", rhythm: float | None = None, older: int = 0) -> Chance:
    """The chance of a client with orders so many days ago, of so much."""
    values = {(T - timedelta(days=age + older), currency): Decimal(value) for age, value in ages.items()}
    found = chance(orders_of(days_of(values), COMMERCE), T, COMMERCE, rhythm)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("found", "worth", "gap", "discount", "score", "undiscounted"),
    [
        (of({30: 500}), 5.7007, 60, 1, 48.1, 48.1),
        (of({100: 500}), 4.6572, 60, 0.7937, 32.6, 40.6),
        (of({10: 120, 50: 80}), 8.4628, 53.3333, 1, 62.6, 62.6),
        (of(WEEKLY, older=3), 73.7199, 15.1538, 1, 97.7, 97.7),
        (of(WEEKLY, older=45), 65.2987, 15.1538, 0.5053, 92.8, 97.3),
        (of(WEEKLY, older=90), 57.3405, 15.1538, 0.1805, 69.4, 96.7),
        (of(QUARTERLY, older=60), 23.5196, 78, 1, 88.6, 88.6),
        (of(QUARTERLY, older=120), 19.7776, 78, 0.8298, 81.9, 85.7),
        (of(QUARTERLY, older=120, rhythm=90), 19.7776, 90, 0.8909, 83.4, 85.7),
        (of(dict.fromkeys(QUARTERLY, 8000000), "HUF", older=60), 23.5196, 78, 1, 88.6, 88.6),
    ],
)
def test_the_worked_figures(
    found: Chance, worth: float, gap: float, discount: float, score: float, undiscounted: float
) -> None:
    assert found.worth == pytest.approx(worth, abs=5e-5)
    assert found.gap == pytest.approx(gap, abs=5e-5)
    assert found.discount == pytest.approx(discount, abs=5e-5)
    assert round(found.score, 1) == score
    assert round(found.undiscounted, 1) == undiscounted


def test_without_an_order_day_the_chance_is_unknown() -> None:
    assert chance(orders_of([], COMMERCE), T, COMMERCE) is None


def test_an_order_taken_back_in_value_leaves_no_chance() -> None:
    found = of({10: 0})
    assert (found.worth, found.score, found.evidence) == (0, 0, 0.25)


def test_evidence_counts_the_order_days_of_a_year() -> None:
    assert of({0: 1, 364: 1, 365: 1}).evidence == pytest.approx(2 / 5)


@pytest.mark.parametrize(
    ("evidence", "word"),
    [(0, "low"), (0.39, "low"), (0.4, "fair"), (0.69, "fair"), (0.7, "good"), (1, "good")],
)
def test_evidence_is_low_under_four_tenths_and_fair_under_seven(evidence: float, word: str) -> None:
    assert called(evidence) == word


ages = st.dictionaries(st.integers(0, 2_000), st.integers(0, 10**7), min_size=1, max_size=20)


@given(ages=ages, factor=st.integers(2, 1_000))
def test_money_of_another_size_with_its_unit_changes_nothing(ages: dict[int, int], factor: int) -> None:
    scaled = replace(COMMERCE, value_unit=ByCurrency([("EUR", Decimal(factor))]))
    values = {(T - timedelta(days=age), "EUR"): Decimal(value) for age, value in ages.items()}
    large = chance(
        orders_of(days_of({key: value * factor for key, value in values.items()}), scaled), T, scaled
    )
    small = chance(orders_of(days_of(values), COMMERCE), T, COMMERCE)
    assert large is not None
    assert small is not None
    assert large == pytest.approx(small, rel=1e-12)


@given(ages=ages, older=st.integers(0, 400))
def test_without_new_orders_the_chance_only_falls(ages: dict[int, int], older: int) -> None:
    assert of(ages, older=older + 1).score <= of(ages, older=older).score


@given(ages=ages)
def test_the_discount_only_takes(ages: dict[int, int]) -> None:
    found = of(ages)
    assert 0 <= found.score <= found.undiscounted <= 100
    assert 0 < found.discount <= 1


@given(before=st.floats(0, 1e4), after=st.floats(0, 1e4))
def test_the_rise_between_two_worths_leads_from_one_chance_to_the_other(before: float, after: float) -> None:
    moved = rise(before, after, COMMERCE) * (after - before)
    assert moved == pytest.approx(chance_of(after, COMMERCE) - chance_of(before, COMMERCE), abs=1e-9)


@given(worth=st.floats(1e-3, 1e4))
def test_the_rise_at_one_worth_is_the_slope_there(worth: float) -> None:
    near = rise(worth * (1 - 1e-6), worth * (1 + 1e-6), COMMERCE)
    assert rise(worth, worth, COMMERCE) == pytest.approx(near, rel=1e-3, abs=1e-9)
