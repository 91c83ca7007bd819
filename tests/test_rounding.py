"""Figures are rounded in one place, by one rule: halves go away from zero."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Decimal, localcontext
from typing import Final

import pytest

from ledger.money import in_full, mean_price, rounded, to_places
from tests.helpers.walking import modules


def test_only_the_module_of_money_rounds_decimals() -> None:
    found = {name for name, source in modules() if ".quantize(" in source}
    assert {name for name in found if not name.startswith(("tests/", "benchmarks/"))} == {
        "ledger/money.py"
    }, "use rounded for money, to_places for other figures, or in_full for what must not be cut"


IN_FLOATS: Final = {
    "commands/audit/backtest.py": "chances and scores",
    "commands/begin/demo.py": "how many events to generate",
    "commands/demo/": "invented figures, which other rounding would change for everybody's examples",
    "commands/ui/progress.py": "rows a second",
    "commands/web/client.py": "scores, rounded already",
    "ledger/importing/patterns.py": "seconds",
    "ledger/importing/sheets.py": "numbers of a workbook, without decimals",
    "ledger/importing/values.py": "seconds of a day",
    "ledger/importing/week/cells.py": "minutes of a day",
    "projections/agenda/rhythm.py": "days between orders",
    "projections/auditing/copies.py": "likeness of texts",
    "projections/backtest/": "chances and scores",
    "projections/brief/page.py": "days between orders",
    "projections/framework/comparing.py": "differences of floats; those of decimals are exact",
    "projections/health/": "chances and scores",
    "projections/lifetime/modelled.py": "chances and expected orders",
    "projections/stored/tables/layout.py": "floats that have these decimals already",
    "projections/stored/tables/sql.py": "zero",
    "reporting/backtest/page.py": "chances, and quarters as marks of an axis",
    "reporting/feed/workbook.py": "the width of a cell, not what is in it",
}
"""The modules that round or shorten other numbers than exact figures, with what they round."""


def test_only_modules_that_count_in_floats_round_by_the_rule_of_floats() -> None:
    by_halves_to_even = re.compile(r"(?<![\w.])round\(|:[^{}:]*\.(?:\d+|\{\w+\})[f%]\}")
    found = {name for name, source in modules() if by_halves_to_even.search(source)}
    places = {next((one for one in IN_FLOATS if name.startswith(one)), name) for name in found}
    assert {name for name in places if not name.startswith("benchmarks/")} == {*IN_FLOATS}, (
        "round() and formats let halves go to the even digit; use to_places for an exact figure"
    )


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
