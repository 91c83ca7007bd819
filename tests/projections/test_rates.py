from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from projections.history import Horizon
from projections.one_currency import OneCurrency
from projections.rates import DatedRates, MissingRate, Rates
from tests.helpers.entries import Book

DAY = date(2026, 6, 30)


def rates(*said: tuple[str, str, str, str], day: date = DAY, position: int = 99) -> Rates:
    """The rates in force, from (day, base, quote, rate)."""
    book = Book()
    for on, base, quote, rate in said:
        book.add("rate.set", None, on, base=base, quote=quote, rate=rate)
    return DatedRates(book.entries, Horizon(day, None, position)).on(day)


def test_a_rate_holds_from_its_day_until_the_next() -> None:
    said = ("2026-01-01", "USD", "INR", "80"), ("2026-06-30", "USD", "INR", "85")
    assert rates(*said).convert(Decimal(100), "USD", "INR") == 8500
    assert rates(*said, day=date(2026, 6, 29)).convert(Decimal(100), "USD", "INR") == 8000


def test_the_rate_of_a_later_day_counts_also_where_that_day_began_earlier() -> None:
    said = ("2026-03-01T20:00-05:00", "USD", "INR", "80"), ("2026-03-02", "USD", "INR", "85")
    assert rates(*said, day=date(2026, 3, 1)).convert(Decimal(100), "USD", "INR") == 8000
    assert rates(*said, day=date(2026, 3, 2)).convert(Decimal(100), "USD", "INR") == 8500


def test_a_rate_that_was_not_known_yet_is_not_used() -> None:
    said = ("2026-01-01", "USD", "INR", "80"), ("2026-06-30", "USD", "INR", "85")
    assert rates(*said, position=1).convert(Decimal(100), "USD", "INR") == 8000


def test_a_rate_that_was_corrected_holds_as_corrected() -> None:
    book = Book().add("rate.set", None, "2026-01-01", base="USD", quote="INR", rate="8")
    fields = {"base": "USD", "quote": "INR", "rate": "80"}
    book.client("ACME").add("invoice.issued", "ACME", "2026-01-01", number="1", amount="1")
    book.correct(1, fields, "2026-02-01")
    found = DatedRates(book.entries, Horizon(DAY, None, 99)).on(DAY)
    assert found.convert(Decimal(100), "USD", "INR") == 8000


def test_a_rate_is_good_in_both_directions_and_the_newest_of_a_pair_counts() -> None:
    one_way = rates(("2026-01-01", "EUR", "AZN", "2"))
    assert one_way.convert(Decimal("3.01"), "AZN", "EUR") == Decimal("1.51")
    both = rates(("2026-01-01", "EUR", "AZN", "2"), ("2026-02-01", "AZN", "EUR", "0.25"))
    assert both.convert(Decimal(1), "EUR", "AZN") == 4


def test_two_rates_lead_by_way_of_a_third_currency_the_one_whose_older_rate_is_newest() -> None:
    found = rates(
        ("2026-01-01", "USD", "EUR", "9"),
        ("2026-05-01", "EUR", "RON", "9"),
        ("2026-03-01", "USD", "AZN", "2"),
        ("2026-04-01", "RON", "AZN", "4"),
    )
    assert found.convert(Decimal(10), "USD", "RON") == 5
    assert [(rate.base, rate.quote) for rate in found.path("USD", "RON")] == [("USD", "AZN"), ("RON", "AZN")]


def test_an_amount_is_rounded_once_halves_away_from_zero() -> None:
    found = rates(("2026-01-01", "EUR", "JPY", "160.5"))
    assert [found.convert(Decimal(sign), "EUR", "JPY") for sign in (1, -1)] == [161, -161]
    assert found.convert(Decimal("0.005"), "EUR", "EUR") == Decimal("0.005")


def test_a_rate_of_a_later_day_does_not_count_before_it() -> None:
    with pytest.raises(MissingRate):
        rates(("2026-07-01", "USD", "EUR", "1")).convert(Decimal(1), "USD", "EUR")


def test_a_missing_rate_is_named_once_with_the_first_day_that_needs_it() -> None:
    exchange = OneCurrency("EUR", DatedRates([], Horizon(DAY, None, 99)))
    for on in ("2026-05-02", "2026-05-01", "2026-05-03"):
        money = Decimal(1), "USD"
        assert exchange.money(date.fromisoformat(on))(money) == money
    nothing = Decimal(0), "USD"
    assert exchange.money(date(2026, 4, 1))(nothing) == nothing  # which needs none
    (told,) = exchange.cautions()
    assert told.what == (
        "no rate between USD and EUR had been set by 2026-05-01, so what is in USD stays in it"
    )
    assert "rate.set --base USD --quote EUR --rate RATE --on 2026-05-01" in told.advice
