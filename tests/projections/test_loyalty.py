"""Loyalty: what counts as an order, how clients are scored against each other, and their segments."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import product

from projections import ANY, DEFAULT, Filter, answer
from projections.loyalty import NO_SEGMENT, LoyaltyRow, segment_of
from projections.policy import Tier
from tests.helpers.entries import Book

T = date(2026, 6, 30)


def seen(book: Book, where: Filter = ANY, day: date = T) -> dict[str, LoyaltyRow]:
    view = answer("loyalty", book.entries, as_of=day, known_at=None, position=len(book.entries), where=where)
    return {row.client: row for row in view.rows}


def stands(row: LoyaltyRow) -> tuple[object, ...]:
    """Recency, frequency and value."""
    return row.recency_days, row.frequency, row.monetary


def line(quantity: str, price: str = "10", product: str = "X") -> dict[str, str]:
    return {"product": product, "quantity": quantity, "unit_price": price}


def acme() -> Book:
    """Two orders: of 20 in May and of 50 in June."""
    book = Book().client("ACME").add("order.placed", "ACME", "2026-05-01", number="1", lines=[line("2")])
    return book.add("order.placed", "ACME", "2026-06-20", number="2", lines=[line("5")])


def test_recency_frequency_and_value_are_of_the_orders_that_stand() -> None:
    row = seen(acme())["ACME"]
    assert stands(row) == (10, 2, 70)


def test_an_order_cancelled_whole_counts_in_nothing() -> None:
    row = seen(acme().add("order.cancelled", "ACME", "2026-06-21", number="2", by="client"))["ACME"]
    assert stands(row) == (60, 1, 20)


def test_an_order_returned_whole_in_parts_is_no_order_from_the_last_part_on() -> None:
    book = acme().add("order.delivered", "ACME", "2026-06-21", number="2")
    for day, number, quantity in [("2026-06-22", "R1", "2"), ("2026-06-24", "R2", "3")]:
        book.add("return.received", "ACME", day, number=number, order="2", lines=[line(quantity, "9.99")])
    before, after = seen(book, day=date(2026, 6, 23))["ACME"], seen(book)["ACME"]
    assert stands(before)[1:] == (2, Decimal("50.02"))
    assert stands(after) == (60, 1, Decimal("20.05"))


def test_a_return_reduces_value_at_its_own_price_and_leaves_frequency() -> None:
    book = acme().add("return.received", "ACME", "2026-06-25", number="R", order="2", lines=[line("1", "8")])
    row = seen(book)["ACME"]
    assert stands(row)[1:] == (2, 62)


def test_a_return_without_an_order_reduces_value() -> None:
    book = acme().add("return.received", "ACME", "2026-06-25", number="R", lines=[line("1", "8")])
    row = seen(book)["ACME"]
    assert stands(row) == (10, 2, 62)


def test_a_return_without_an_order_that_mirrors_one_order_takes_it_back_whole() -> None:
    book = acme().add("return.received", "ACME", "2026-06-25", number="R", lines=[line("5")])
    row = seen(book)["ACME"]
    assert stands(row) == (60, 1, 20)


def test_a_return_that_mirrors_two_orders_takes_neither_back() -> None:
    book = acme().add("order.placed", "ACME", "2026-06-21", number="3", lines=[line("5")])
    row = seen(book.add("return.received", "ACME", "2026-06-25", number="R", lines=[line("5")]))["ACME"]
    assert stands(row)[1:] == (3, 70)


def test_a_return_without_an_order_mirrors_no_order_that_was_touched_before() -> None:
    book = acme().add("return.received", "ACME", "2026-06-21", number="R1", order="2", lines=[line("1")])
    row = seen(book.add("return.received", "ACME", "2026-06-25", number="R2", lines=[line("5")]))["ACME"]
    assert stands(row)[1:] == (2, 10)


def test_a_part_cancelled_is_worth_what_its_lines_say() -> None:
    lines = [{**line("2", "10"), "discount": "10"}, line("4", "1.25", "Y")]
    book = Book().client("ACME").add("order.placed", "ACME", "2026-06-01", number="1", lines=lines)
    book.add("order.delivered", "ACME", "2026-06-02", number="1", lines=[{"product": "Y", "quantity": "1"}])
    part = [{"product": "X", "quantity": "1"}, {"product": "Y", "quantity": "2"}]
    book.add("order.cancelled", "ACME", "2026-06-03", number="1", by="us", lines=part)
    assert seen(book)["ACME"].monetary == Decimal("11.50")
    book.add("order.cancelled", "ACME", "2026-06-04", number="1", by="us")
    assert seen(book)["ACME"].monetary == Decimal("1.25")


def five() -> Book:
    """Five clients, the first the best in everything; the last two alike."""
    book = Book()
    for code, orders, price, month in [
        ("A", 9, "100", 6),
        ("B", 6, "60", 5),
        ("C", 4, "40", 4),
        ("D", 1, "10", 1),
        ("E", 1, "10", 1),
    ]:
        book.client(code)
        for number in range(orders):
            day = f"2026-{month:02}-{10 + number}"
            book.add("order.placed", code, day, number=f"{code}{number}", lines=[line("1", price)])
    return book


def test_clients_are_scored_by_quintiles_and_equals_score_alike() -> None:
    rows = seen(five())
    assert {code: (row.r, row.f, row.m, row.segment) for code, row in rows.items()} == {
        "A": (5, 5, 5, "champions"),
        "B": (4, 4, 4, "champions"),
        "C": (3, 3, 3, "loyal"),
        "D": (2, 2, 2, "need attention"),
        "E": (2, 2, 2, "need attention"),
    }


def test_the_first_segment_that_fits_is_the_clients() -> None:
    found = Counter(segment_of((r, f, m), DEFAULT) for r, f, m in product(range(1, 6), repeat=3))
    assert found == {
        "champions": 8,
        "loyal": 28,
        "potential loyalist": 24,  # new and promising lie within it
        "need attention": 3,
        "about to sleep": 3,
        "at risk": 20,  # can't lose lies within it
        "lost": 3,
        "others": 36,
    }


def test_naming_a_client_chooses_its_row_and_not_whom_it_is_compared_with() -> None:
    assert seen(five(), Filter(clients=("C",))) == {"C": seen(five())["C"]}


def test_a_client_without_an_order_has_no_scores_and_is_not_compared_with() -> None:
    book = five().client("F")
    rows = seen(book)
    assert (rows["F"].frequency, rows["F"].recency_days, rows["F"].r, rows["F"].segment) == (
        0,
        None,
        None,
        NO_SEGMENT,
    )
    assert {code: row for code, row in rows.items() if code != "F"} == seen(five())


def test_currencies_are_rows_of_their_own_and_compared_apart() -> None:
    book = acme().add("order.placed", "ACME", "2026-06-25", number="3", lines=[line("1")], currency="USD")
    rows = answer("loyalty", book.entries, as_of=T, known_at=None, position=99).rows
    assert [(row.currency, row.frequency, row.monetary) for row in rows] == [("EUR", 2, 70), ("USD", 1, 10)]


def test_companies_of_a_group_are_scored_as_one() -> None:
    book = acme().client("SUB", parent="ACME")
    book.add("order.placed", "SUB", "2026-06-29", number="S", lines=[line("3")])
    (row,) = seen(book, Filter(group=True)).values()
    assert (row.client, *stands(row)) == ("ACME", 1, 3, 100)


def test_spending_points_lowers_no_tier() -> None:
    book = acme().add("points.granted", "ACME", "2026-06-01", number="G", points="10000")
    book.add("points.redeemed", "ACME", "2026-06-02", number="D", points="9999")
    row = seen(book)["ACME"]
    assert [row.points, row.qualifying, row.tier] == [1, 10000, "silver"]
    book.add("points.redemption_cancelled", "ACME", "2026-06-03", number="D")
    row = seen(book)["ACME"]
    assert [row.points, row.qualifying, row.tier] == [10000, 10000, "silver"]
    assert DEFAULT.loyalty.tiers[1] == Tier("silver", Decimal(10_000))


def test_the_json_has_the_shape_that_scripts_rely_on() -> None:
    said = answer("loyalty", acme().entries, as_of=T, known_at=None, position=3).as_json()
    assert said["rows"] == [
        {
            "client": "ACME",
            "name": "ACME Ltd",
            "recency_days": 10,
            "frequency": 2,
            "monetary": "70.00",
            "currency": "EUR",
            "r": 5,
            "f": 5,
            "m": 5,
            "segment": "champions",
            "state": None,
            "points": "0",
            "pool": None,
            "pending": "0",
            "expiring": "0",
            "qualifying": "0",
            "tier": "bronze",
        }
    ]


def test_goods_that_came_back_at_another_price_leave_the_difference() -> None:
    back = acme().add("return.received", "ACME", "2026-06-22", number="R", order="2", lines=[line("5", "9")])
    assert stands(seen(back)["ACME"]) == (60, 1, 25)


def test_a_return_takes_back_no_order_that_was_placed_later_that_day() -> None:
    book = Book().client("ACME")
    book.add("return.received", "ACME", "2026-06-20T09:00Z", number="R", lines=[line("2")])
    book.add("order.placed", "ACME", "2026-06-20T15:00Z", number="1", lines=[line("2")])
    assert stands(seen(book)["ACME"])[1:] == (1, 0)
    book.add("return.received", "ACME", "2026-06-20T16:00Z", number="S", lines=[line("2")])
    assert stands(seen(book)["ACME"])[1:] == (0, -20)


def test_each_sale_is_rounded_to_what_it_is_owed_at() -> None:
    book = Book().client("EURO").client("YEN", currency="JPY")
    book.add("client.terms_agreed", "EURO", "2026-01-01", payment_days=30, billing="order")
    book.add("client.terms_agreed", "YEN", "2026-01-01", payment_days=30, billing="order")
    book.add("order.placed", "EURO", "2026-06-01", number="1", lines=[line("3", "0.335")])
    for number in "12":
        lines = [line("0.5", "333")]
        book.add("order.placed", "YEN", "2026-06-01", number=number, currency="JPY", lines=lines)
    owed = answer("receivables", book.entries, as_of=T, known_at=None, position=len(book.entries))
    balances = {row.client: row.balance for row in owed.rows}
    assert {code: row.monetary for code, row in seen(book).items()} == balances
    assert balances == {"EURO": Decimal("1.01"), "YEN": Decimal(334)}


def test_what_is_taken_back_is_rounded_too_and_nothing_is_left_of_the_whole() -> None:
    book = Book().client("A").add("order.placed", "A", "2026-06-01", number="1", lines=[line("3", "0.335")])
    book.add(
        "order.cancelled",
        "A",
        "2026-06-02",
        number="1",
        by="client",
        lines=[{"product": "X", "quantity": "1"}],
    )
    assert seen(book)["A"].monetary == Decimal("0.67")
    book.add("order.delivered", "A", "2026-06-03", number="1")
    for number in "23":
        lines = [line("1", "0.335")]
        book.add("return.received", "A", "2026-06-04", number=number, order="1", lines=lines)
    assert seen(book)["A"].monetary == Decimal("-0.01")  # two credits of 0.34 each, as receivables have them


def test_a_loose_return_is_rounded() -> None:
    book = acme().add("return.received", "ACME", "2026-06-25", number="R", lines=[line("3", "0.335", "Z")])
    row = seen(book)["ACME"]
    assert row.monetary == Decimal("68.99")


def test_totals_leave_out_lost_clients_and_prospects_until_a_client_is_won_back() -> None:
    book = acme().client("LOST").client("PROSPECT")
    book.add("order.placed", "LOST", "2026-05-01", number="3", lines=[line("1")])
    book.add("client.lost", "LOST", "2026-06-01", reason="moved away")

    def shown(day: date = T) -> tuple[list[str | None], list[tuple[int, int, Decimal]]]:
        found = answer("loyalty", book.entries, as_of=day, known_at=None, position=10**6)
        totals = [(total.clients, total.frequency, total.monetary) for total in found.totals]
        return [row.state for row in found.rows], totals

    assert shown(date(2026, 5, 31)) == ([None, None, None], [(2, 2, Decimal(30))])
    assert shown() == ([None, "lost", None], [(1, 2, Decimal(70))])
    book.add("client.won_back", "LOST", "2026-06-29", reason="back")
    assert shown() == ([None, None, None], [(2, 3, Decimal(80))])


def test_a_group_is_lost_with_the_last_of_its_companies() -> None:
    book = acme().client("SUB", parent="ACME").add("client.lost", "ACME", "2026-06-01", reason="moved")
    assert seen(book, Filter(group=True))["ACME"].state is None
    book.add("client.lost", "SUB", "2026-06-01", reason="moved")
    assert seen(book, Filter(group=True))["ACME"].state == "lost"
