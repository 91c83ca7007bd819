"""Sums of rows and amounts: each currency by itself, with its decimal places also where there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from ledger.errors import known_names
from ledger.money import Amounts, zero_of
from projections.framework.sums import sum_in, totals_of


@dataclass(frozen=True, kw_only=True)
class Row:
    currency: str
    open: Decimal
    free: Decimal | None
    ages: dict[str, Decimal]
    items: int


@dataclass(frozen=True, kw_only=True)
class Total:
    currency: str
    open: Decimal
    free: Decimal
    ages: dict[str, Decimal]
    items: int
    rows: int


def row(currency: str, amount: str, free: str | None = None) -> Row:
    ages = {"young": Decimal(amount), "old": zero_of(currency)}
    return Row(
        currency=currency, open=Decimal(amount), free=Decimal(free) if free else None, ages=ages, items=2
    )


def test_each_field_of_a_total_is_the_sum_of_that_of_the_rows_by_currency() -> None:
    rows = [row("JPY", "5"), row("EUR", "1.50", "3.00"), row("EUR", "2.25")]
    euros, yen = totals_of(Total, rows, lambda same: {"rows": len(same)})
    assert (euros.currency, str(euros.open), str(euros.free)) == ("EUR", "3.75", "3.00")
    assert (euros.items, euros.rows) == (4, 2)
    assert {name: str(amount) for name, amount in euros.ages.items()} == {"young": "3.75", "old": "0.00"}
    assert (yen.currency, str(yen.open), str(yen.free)) == ("JPY", "5", "0")


def test_what_is_added_under_one_key_adds_up_and_a_key_without_any_has_nothing() -> None:
    found = Amounts.of([("EUR", Decimal("1.10")), ("JPY", Decimal(3)), ("EUR", Decimal("2.20"))])
    assert dict(found) == {"EUR": Decimal("3.30"), "JPY": 3}
    assert found["USD"] == 0
    assert "USD" not in found


@pytest.mark.parametrize(("currency", "nothing"), [("EUR", "0.00"), ("JPY", "0"), ("KWD", "0.000")])
def test_nothing_has_the_decimal_places_of_its_currency(currency: str, nothing: str) -> None:
    assert str(zero_of(currency)) == str(sum_in(currency, [])) == nothing


@pytest.mark.parametrize(
    ("name", "known", "said"),
    [
        ("ACNE", ["BETA", "ACME"], "did you mean 'ACME'?"),
        ("X", ["BETA", "ACME"], "known: ACME, BETA"),
        ("X", [f"C{number}" for number in range(6)], "known: C0, C1, C2, C3, C4, ..."),
        ("X", [], "known: none yet"),
    ],
)
def test_an_unknown_name_is_answered_with_a_near_one_or_with_what_there_is(
    name: str, known: list[str], said: str
) -> None:
    assert known_names(name, known) == said
