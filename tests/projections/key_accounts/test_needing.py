"""Sums that the database makes of what was sold give the rows of key accounts that each entry gives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger import store
from projections import ANY, Answer, Filter, answer
from projections.stored import rebuild
from tests.helpers.entries import Book
from tests.helpers.stored import NOW, answer_of_spans, append, opened

TODAY = date(2026, 6, 30)
"""Today, in this test."""


def house() -> Book:
    """Clients that order for two years in two currencies, at costs or without, and take some of it back."""
    book = Book()
    for number in range(5):
        code, parent = f"C{number}", {"parent": "C0"} if number == 1 else {}
        book.client(code, currency="EUR", **parent)
        wallet = {"amount": "1000", "currency": "EUR", "source": "a talk"}
        book.add(
            "client.described",
            code,
            "2025-01-10",
            topic="needs",
            text="large",
            **({"wallet": wallet} if number % 2 else {}),
        )
        for turn in range(8):
            cost = {"unit_cost": "7.5"} if number < 2 or turn else {}
            lines = [{"product": "X", "quantity": "2", "unit_price": f"{10 + number}.{turn}05", **cost}]
            currency = "USD" if number == 3 and turn % 2 else "EUR"
            month = date(2024 + (6 + 3 * turn) // 12, (6 + 3 * turn) % 12 + 1, 28)
            order = {"number": f"O{turn}", "currency": currency, "lines": lines}
            book.add("order.placed", code, str(month), **order)
        back = [{"product": "X", "quantity": "1", "unit_price": "0.445"}]
        for turn in range(3):  # each is 0.445, which is rounded to 0.45: together they take off 1.35
            book.add("return.received", code, f"2026-06-0{turn + 1}", number=f"R{turn}", lines=back)
        book.add("return.received", code, "2026-06-09", number="R9", order="O6", lines=back)
    return book


@pytest.mark.parametrize("where", [ANY, Filter(group=True), Filter(("C3",))])
def test_sums_make_the_rows_and_items_of_each_entry(ledger_url: str, where: Filter) -> None:
    book = house()
    store.create(ledger_url)
    with opened(ledger_url) as recorder:
        append(recorder, book.entries)
        rebuild(ledger_url, TODAY)
        for day, start in ((TODAY, None), (TODAY, date(2026, 2, 1)), (date(2025, 12, 31), date(2024, 8, 1))):
            found = answer_of_spans(
                recorder.database, "key-accounts", as_of=day, known_at=NOW, where=where, start=start
            )
            told = told_by(book, day, where, start)
            assert found is not None
            assert found.rows
            assert found.as_json(items=True) == told.as_json(items=True)


def told_by(book: Book, day: date, where: Filter, start: date | None) -> Answer:
    """The answer from the entries themselves."""
    return answer(
        "key-accounts",
        book.entries,
        as_of=day,
        known_at=NOW,
        position=len(book.entries),
        where=where,
        start=start,
    )


def test_what_came_back_without_a_currency_is_rounded_one_by_one(ledger_url: str) -> None:
    book = Book().client("ACME", currency="EUR")
    back = [{"product": "X", "quantity": "1", "unit_price": "0.445"}]
    for turn in range(3):
        book.add("return.received", "ACME", "2026-06-01", number=f"R{turn}", lines=back)
    store.create(ledger_url)
    with opened(ledger_url) as recorder:
        append(recorder, book.entries)
        rebuild(ledger_url, TODAY)
        found = answer_of_spans(recorder.database, "key-accounts", as_of=TODAY, known_at=NOW)
        assert found is not None
        assert [row.revenue for row in found.rows] == [Decimal("-1.35")]
