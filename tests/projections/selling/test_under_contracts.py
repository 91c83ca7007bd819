"""Orders that the database gives in lists make the rows of contracts that each order makes."""

from __future__ import annotations

import itertools
from datetime import date

from ledger import store
from projections import ANY, Filter, answer
from projections.framework.needed import Needed
from projections.policy import DEFAULT
from projections.selling.contracts_view import NAMING, VIEW
from projections.selling.under_contracts import Naming
from projections.stored import rebuild
from projections.stored.generation import usable_views
from projections.stored.span_reading import Wanted, rows_between, rows_on
from tests.helpers.entries import Book
from tests.helpers.stored import NOW, answer_of_spans, append, opened

TODAY = date(2026, 6, 30)
"""Today, in this test."""
PAST = date(2025, 3, 31)


def house() -> Book:
    """Clients whose contracts are renewed, replaced or ended, with orders that name one, another, or none."""
    book = Book()
    for number in range(6):
        code, parent = f"C{number}", {"parent": "C0"} if number == 1 else {}
        book.client(code, currency="EUR", **parent)
        terms = {"starts": "2025-01-01", "ends": "2025-12-31", "value": "900"}
        book.add("contract.signed", code, "2025-01-01", number="K-1", **terms)
        if number % 2:
            terms = {"starts": "2026-01-01", "ends": "2026-12-31", "value": "1000"}
            book.add("contract.renewed", code, "2025-12-01", number="K-1", **terms)
        if number == 4:
            book.add("contract.ended", code, "2026-02-01", number="K-1", reason="price")
        for turn, month in enumerate(("2025-02", "2025-08", "2026-01", "2026-05")):
            named = {"contract": "K-1"} if number % 3 and turn != number - 3 else {}
            lines = [{"product": "X", "quantity": "2", "unit_price": f"{10 + number}.{turn}0"}]
            currency = "USD" if number == 5 and turn == 2 else "EUR"
            order = {"number": f"O{turn}", "currency": currency, "lines": lines, **named}
            book.add("order.placed", code, f"{month}-10", **order)
        back = [{"product": "X", "quantity": "1", "unit_price": "10"}]
        book.add("return.received", code, "2026-06-01", number="R", order="O3", lines=back)
    return book


def test_lists_of_orders_that_name_a_contract_make_the_rows_of_each_order(ledger_url: str) -> None:
    book = house()
    lists = 0
    store.create(ledger_url)
    with opened(ledger_url) as recorder:
        append(recorder, book.entries)
        rebuild(ledger_url, TODAY)
        wanted = (ANY, Filter(group=True), Filter(("C3",)))
        for day, where in itertools.product((TODAY, PAST), wanted):
            found = answer_of_spans(recorder.database, "contracts", as_of=day, known_at=NOW, where=where)
            told = answer(
                "contracts", book.entries, as_of=day, known_at=NOW, position=len(book.entries), where=where
            )
            assert found is not None
            assert found.rows
            assert found.as_json() == told.as_json()
            bases = [basis for holder in found.holders for _, basis in holder.states]
            lists += sum(isinstance(one, Naming) for _, naming, _ in bases for one in naming)
    assert lists


def test_all_span_rows_that_are_needed_come_in_lists_but_to_a_reader_of_earlier_days(ledger_url: str) -> None:
    book = house()
    store.create(ledger_url)
    needed = VIEW.needed(TODAY, DEFAULT)[NAMING.name]
    with opened(ledger_url) as recorder:
        append(recorder, book.entries)
        rebuild(ledger_url, TODAY)
        with recorder.database.snapshot() as cursor:
            views = usable_views(recorder.database, cursor)
            assert views is not None
            listed = rows_on(views, Wanted(NAMING, needed, None, None), TODAY, None)
            each = rows_on(views, Wanted(NAMING, Needed(), None, None), TODAY, None)
            earlier = rows_between(views, Wanted(NAMING, needed, None, None), (TODAY, PAST), None)
            told = rows_between(views, Wanted(NAMING, Needed(), None, None), (TODAY, PAST), None)
    assert listed.keys() == each.keys() == {"C1", "C2", "C4", "C5"}
    for code, (lists,) in listed.items():
        rows = [(one.contract, one.on.toordinal(), one.currency, one.value) for one in each[code]]
        assert sorted(zip(*lists, strict=True)) == sorted(rows)
    assert earlier == told
