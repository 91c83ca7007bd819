"""The pace of clients, and the range of what came after earlier years of the same ledger."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from projections import ANY, DEFAULT, Answer, Filter, answer
from projections.lifetime.pace import LEAST, VIEW, Past, cautions, ranges_of
from projections.lifetime.rows import LifetimeRow
from tests.helpers.entries import Book

DAY = date(2026, 6, 30)
LAST, BEFORE, LONG_BEFORE = "2026-05-01", "2025-05-01", "2024-05-01"


def seen(book: Book, day: date = DAY, where: Filter = ANY) -> Answer:
    return answer("lifetime", book.entries, as_of=day, known_at=None, position=10**9, where=where)


def row_of(book: Book, client: str, day: date = DAY) -> LifetimeRow:
    (row,) = (row for row in seen(book, day).rows if row.client == client)
    assert isinstance(row, LifetimeRow)
    return row


def order(book: Book, client: str, value: str, day: str, currency: str = "EUR") -> Book:
    lines = [{"product": "X", "quantity": "1", "unit_price": value}]
    return book.add("order.placed", client, day, number=f"{client} {day}", lines=lines, currency=currency)


def house(clients: int) -> Book:
    """Clients that bought for 100 in each of two years; the first of them for 10, 20, 30 ... in the last."""
    book = Book()
    for number in range(1, clients + 1):
        code = f"C{number:02}"
        order(order(book.client(code), code, "100", LONG_BEFORE), code, "100", BEFORE)
        order(book, code, str(10 * number), LAST)
    return book


def test_the_pace_is_what_was_ordered_in_twelve_months_less_what_came_back() -> None:
    book = order(order(Book().client("A"), "A", "40", "2025-06-30"), "A", "60", "2025-07-01")
    book.add(
        "return.received",
        "A",
        LAST,
        number="R",
        order="A 2025-07-01",
        lines=[{"product": "X", "quantity": "1", "unit_price": "5"}],
    )
    row = row_of(book, "A")
    assert [row.so_far, row.pace] == [95, 55]
    assert row.since == date(2025, 6, 30)


def test_the_range_is_the_pace_times_what_came_after_earlier_years() -> None:
    row = row_of(house(20), "C10")  # the others had 0.1, 0.2 ... 2.0 times as much as the year before
    assert [row.pace, row.low, row.high, row.cases] == [100, 29, 181, 20]


def test_a_client_that_took_back_more_than_it_bought_made_nothing_of_the_year_before() -> None:
    book = house(21)
    for number in range(1, 21):
        lines = [{"product": "X", "quantity": "1", "unit_price": "1000"}]
        book.add("return.received", f"C{number:02}", LAST, number=f"R{number}", lines=lines)
    row = row_of(book, "C21")
    assert [row.pace, row.low, row.high, row.cases] == [210, 0, 0, 21]


def test_without_twenty_clients_the_pace_stands_alone_and_it_is_said() -> None:
    found = seen(house(19))
    assert {(row.low, row.high, row.of) for row in found.rows} == {(None, None, None)}
    (why,) = cautions(found)
    assert why.what.startswith("LOW and HIGH are unknown: they need 24 months of orders, and 20 clients")
    assert not [*cautions(seen(house(20)))]


@pytest.mark.parametrize(("day", "cases"), [("2025-04-30", 0), ("2026-04-30", 20)])
def test_without_a_year_before_a_year_there_is_no_range(day: str, cases: int) -> None:
    # The orders begin in May 2024; the month in which they begin counts as a whole one.
    assert row_of(house(20), "C10", date.fromisoformat(day)).cases == cases


def test_a_client_without_pace_has_no_range() -> None:
    book = order(house(20).client("OLD"), "OLD", "10", BEFORE)
    row = row_of(book, "OLD")
    assert [row.pace, row.low, row.high] == [0, None, None]
    assert not [*cautions(seen(book, where=Filter(clients=("OLD",))))]


def test_one_client_is_shown_with_the_range_of_all() -> None:
    (row,) = seen(house(20), where=Filter(clients=("C10",))).rows
    assert row == row_of(house(20), "C10")


def cases(band: str, clients: int, ratio: str) -> list[Past]:
    return [Past(f"{band}{number}", DAY, band, Decimal(ratio)) for number in range(clients)]


def test_a_band_with_enough_clients_has_a_range_of_its_own() -> None:
    found = ranges_of([*cases("healthy", LEAST, "1.2"), *cases("watch", LEAST - 1, "0.5")])
    assert {*found} == {"all", "healthy"}
    assert [found["healthy"].low, found["healthy"].high] == [Decimal("1.2")] * 2
    assert [found["all"].low, found["all"].high, found["all"].cases] == [Decimal("0.5"), Decimal("1.2"), 39]


def test_many_years_of_few_clients_are_not_many_clients() -> None:
    assert ranges_of(cases("healthy", LEAST - 1, "1") * 5) == {}


def test_what_happens_after_a_day_changes_nothing_on_it() -> None:
    before = seen(house(20)).as_json()
    later = order(house(20), "C01", "1000000", "2026-07-01")
    now = seen(later).as_json()
    assert now["rows"] == before["rows"]


def test_the_entries_behind_the_pace_sum_to_it() -> None:
    found = seen(house(20))
    for row, holder in zip(found.rows, found.holders, strict=True):
        lines = VIEW.explain(holder, DAY, DEFAULT)
        assert sum(one.amount for one in lines if one.figure == "pace") == row.pace
        assert sum(one.amount for one in lines if one.figure == "so_far") == row.so_far
