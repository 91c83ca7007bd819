"""Quintiles: where they end, and where a client stands among them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from projections.quintiles import Compared, cuts, cuts_by_currency


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3, 4, 5], ["1.8", "2.6", "3.4", "4.2"]),
        ([10, 20], ["12", "14", "16", "18"]),
        ([7], ["7", "7", "7", "7"]),
        ([1, 1, 1, 2, 100], ["1", "1", "1.4", "21.6"]),
    ],
)
def test_quintile_cuts_are_interpolated_as_type_7_has_it(values: list[int], expected: list[str]) -> None:
    assert cuts(map(Decimal, values)) == list(map(Decimal, expected))


def compared(currency: str, *habits: tuple[int, int, int]) -> list[Compared]:
    return [Compared(currency, days, orders, Decimal(value)) for days, orders, value in habits]


def test_the_latest_the_most_frequent_and_the_largest_score_five_and_equals_score_alike() -> None:
    same = compared("EUR", *[(days, 6 - days, 100) for days in range(1, 6)])
    ends = cuts_by_currency(same)["EUR"]
    assert [ends.scores(one) for one in same] == [(5, 5, 5), (4, 4, 5), (3, 3, 5), (2, 2, 5), (1, 1, 5)]


def test_each_currency_is_compared_by_itself() -> None:
    euros, forints = compared("EUR", (1, 1, 10), (9, 1, 10)), compared("HUF", (500, 1, 10), (900, 1, 10))
    ends = cuts_by_currency([*euros, *forints])
    assert ends["EUR"].scores(euros[0])[0] == ends["HUF"].scores(forints[0])[0] == 5


@pytest.mark.parametrize(
    ("days", "scores"),
    [
        ([0, 0, 0, 0, 30], [5, 5, 5, 5, 1]),
        ([0, 30, 30, 30, 30], [5, 4, 4, 4, 4]),
        ([7, 7, 7], [5, 5, 5]),
    ],
)
def test_equal_values_share_the_better_score_and_the_newest_order_is_five(
    days: list[int], scores: list[int]
) -> None:
    same = compared("EUR", *[(age, 60 - age, 60 - age) for age in days])
    ends = cuts_by_currency(same)["EUR"]
    assert [ends.scores(one) for one in same] == [(score,) * 3 for score in scores]
