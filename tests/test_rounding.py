"""Figures are rounded in one place, by one rule: halves go away from zero."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal, localcontext

import pytest

from ledger.money import in_full, mean_price, rounded, to_places
from tests.helpers.walking import modules


def test_only_the_module_of_money_rounds_decimals() -> None:
    found = {name for name, source in modules() if ".quantize(" in source}
    assert {name for name in found if not name.startswith(("tests/", "benchmarks/"))} == {
        "ledger/money.py"
    }, "use rounded for money, to_places for other figures, or in_full for what must not be cut"


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("12.25", 1, "12.3"), ("0.5", 0, "1"), ("2.5", 0, "3"),
        ("-0.004", 2, "0.00"), ("7", 1, "7.0"),
    ],
)  # fmt: skip
def test_halves_go_away_from_zero_in_any_context(value: str, places: int, expected: str) -> None:
    with localcontext(prec=1, rounding=ROUND_DOWN):
        assert str(to_places(Decimal(value), places)) == expected
        assert str(rounded(Decimal("-0.125"), "EUR")) == "-0.13"


@pytest.mark.parametrize(
    ("price", "currency", "expected"),
    [
        ("0.0045", "EUR", "0.0045"), ("0.00500", "EUR", "0.005"), ("4.5", "EUR", "4.50"), ("4.500", "EUR", "4.50"),
        ("900", "JPY", "900"), ("0.2", "JPY", "0.2"), ("1.25", "KWD", "1.250"), ("1E+3", "EUR", "1000.00"),
    ],
)  # fmt: skip
def test_a_price_has_the_decimals_of_its_currency_and_all_that_it_has(
    price: str, currency: str, expected: str
) -> None:
    assert f"{in_full(Decimal(price), currency):f}" == expected


@pytest.mark.parametrize(
    ("worth", "quantity", "expected"),
    [
        ("100", "3", "33.3333"),
        ("4.5", "10000", "0.0004500"),
        ("0", "7", "0.0000"),
        ("0.00", "3", "0.0000"),
        ("-10", "4", "-2.5000"),
    ],
)
def test_a_mean_price_keeps_four_digits(worth: str, quantity: str, expected: str) -> None:
    assert str(mean_price(Decimal(worth), Decimal(quantity))) == expected
