from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from projections import Answer, Filter, answer
from projections.history import Horizon
from projections.one_currency import OneCurrency
from projections.rates import DatedRates
from projections.receivables.converting import converted
from tests.helpers.entries import Book


def shown(book: Book, day: str, currency: str, **where: Any) -> Answer:
    as_of = date.fromisoformat(day)
    said = answer("receivables", book.entries, as_of=as_of, known_at=None, position=99, where=Filter(**where))
    exchange = OneCurrency(currency, DatedRates(book.entries, Horizon(as_of, None, 99)))
    return exchange.told(converted(said, exchange))


def owing() -> Book:
    book = Book().client("ACME", currency="USD")
    book.add("rate.set", None, "2026-01-01", base="USD", quote="INR", rate="80")
    book.add("rate.set", None, "2026-06-30", base="USD", quote="INR", rate="85")
    return book.add("invoice.issued", "ACME", "2026-03-01", number="I", amount="100", currency="USD")


def test_a_debt_is_revalued_at_the_rate_of_the_day_and_stays_what_it_is_in_its_own_currency() -> None:
    assert [row.balance for row in shown(owing(), "2026-06-29", "INR").rows] == [8000]
    (row,) = shown(owing(), "2026-06-30", "INR").rows
    assert (row.currency, row.balance) == ("INR", 8500)
    plain = answer("receivables", owing().entries, as_of=date(2026, 6, 30), known_at=None, position=99)
    assert [(row.currency, row.balance) for row in plain.rows] == [("USD", 100)]


def test_the_rates_used_stand_in_the_json_and_no_others() -> None:
    book = owing().add("rate.set", None, "2026-01-01", base="EUR", quote="INR", rate="90")
    said = shown(book, "2026-06-30", "INR").as_json()
    assert said["currency"] == "INR"
    assert said["rates"] == [
        {"base": "USD", "quote": "INR", "rate": "85", "since": "2026-06-30", "position": 3}
    ]


def test_currencies_are_one_row_and_each_item_is_rounded_by_itself() -> None:
    book = owing().add("rate.set", None, "2026-01-01", base="EUR", quote="INR", rate="0.5")
    for number in "123":
        book.add("invoice.issued", "ACME", "2026-03-01", number=number, amount="0.01")
    said = shown(book, "2026-06-30", "INR")
    assert [item.open for item in said.items] == [Decimal("0.01")] * 3 + [8500]
    assert [row.balance for row in said.rows] == [Decimal("8500.03")]


def test_what_has_no_rate_keeps_its_row_and_its_total_and_the_rate_is_named_once() -> None:
    book = owing().add("invoice.issued", "ACME", "2026-03-01", number="J", amount="9", currency="EUR")
    book.add("invoice.issued", "ACME", "2026-03-01", number="K", amount="1", currency="USD")
    said = shown(book, "2026-06-30", "EUR")
    assert [(row.currency, row.balance) for row in said.rows] == [("EUR", 9), ("USD", 101)]
    assert [(one.currency, one.balance) for one in said.totals] == [("EUR", 9), ("USD", 101)]
    assert said.more["without_rate"] == ["USD"]
    (told,) = said.cautions
    assert told.what.startswith(
        "no rate between USD and EUR had been set by 2026-06-30, so what is in USD stays"
    )


def test_a_client_asked_for_by_code_has_a_row_of_nothing_in_the_currency_asked_for() -> None:
    (row,) = shown(owing().client("BETA"), "2026-06-30", "INR", clients=("BETA",)).rows
    assert (row.client, row.currency, row.balance) == ("BETA", "INR", 0)
