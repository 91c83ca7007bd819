"""Orders that the database gives in lists make the rows that each order makes."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from ledger import store
from projections import ANY, Filter, answer
from projections.framework.needed import Needed
from projections.key_accounts.client_sales import ORDER
from projections.key_accounts.sales_spans import SALES
from projections.lifetime.ordered import NEEDED, Ordered
from projections.stored import rebuild
from projections.stored.generation import usable_views
from projections.stored.span_reading import Wanted, rows_between
from tests.helpers.entries import Book
from tests.helpers.stored import NOW, answer_of_spans, append, opened

TODAY = date(2026, 6, 30)
"""Today, in this test."""


def house(clients: int = 30) -> Book:
    """Clients that order for four years: late, twice a day, in two currencies, and take some of it back."""
    book = Book()
    for number in range(clients):
        code, parent = f"C{number:02}", {"parent": f"C{number - 1:02}"} if number % 5 == 4 else {}
        book.client(code, **parent)
        first = date(2022, 7, 1) + timedelta(days=3 * number)
        days = [first + timedelta(days=(37 + 5 * number) * turn) for turn in range(20)]
        for turn, day in enumerate(reversed([one for one in days if one <= TODAY])):
            name, currency = f"{code} {turn}", "USD" if number % 7 == 3 and turn % 2 else "EUR"
            lines = [{"product": "X", "quantity": "2", "unit_price": f"{30 + 3 * number + turn}.5"}]
            book.add("order.placed", code, str(day), number=name, currency=currency, lines=lines)
            if (number + turn) % 4 == 0:
                book.add("order.placed", code, str(day), number=f"{name}b", currency=currency, lines=lines)
            back = [{"product": "X", "quantity": str(1 + turn % 2), "unit_price": "20"}]
            later = str(min(day + timedelta(days=40 * (turn % 9)), TODAY))
            if (number * turn) % 6 == 5:
                book.add("return.received", code, later, number=f"R{name}", order=name, lines=back)
            elif number % 8 == 6 and turn == 3:
                book.add("return.received", code, later, number=f"R{name}", lines=back)
    return book


def test_lists_of_orders_make_the_rows_of_each_order(ledger_url: str) -> None:
    book = house()
    several = cases = 0
    store.create(ledger_url)
    with opened(ledger_url) as recorder:
        append(recorder, book.entries)
        rebuild(ledger_url, TODAY)
        wanted = (ANY, Filter(group=True), Filter(("C06",)), Filter(("C04",), group=True))
        for day, where in itertools.product((TODAY, date(2025, 4, 17), date(2024, 2, 29)), wanted):
            found = answer_of_spans(recorder.database, "lifetime", as_of=day, known_at=NOW, where=where)
            told = answer(
                "lifetime", book.entries, as_of=day, known_at=NOW, position=len(book.entries), where=where
            )
            assert found is not None
            assert found.as_json() == told.as_json()
            cases += sum(row.cases for row in found.rows)
            bases = [basis for holder in found.holders for _, basis in holder.states]
            several += sum(isinstance(basis[0], Ordered) for basis in bases)
    assert several
    assert cases


def test_a_reader_of_earlier_days_has_each_order_that_would_come_in_lists(ledger_url: str) -> None:
    book = house(9)
    store.create(ledger_url)
    with opened(ledger_url) as recorder:
        append(recorder, book.entries)
        rebuild(ledger_url, TODAY)
        with recorder.database.snapshot() as cursor:
            views = usable_views(recorder.database, cursor)
            assert views is not None
            days = (TODAY, date(2025, 4, 17))
            found, told = (
                rows_between(views, Wanted(SALES, needed, None, None), days, None)
                for needed in (NEEDED, Needed(columns=NEEDED.columns))
            )
    assert {code: sorted(rows, key=repr) for code, rows in found.items()} == {
        code: sorted(rows, key=repr) for code, rows in told.items()
    }
    assert any(row.what == ORDER for rows in found.values() for *_, row in rows)
