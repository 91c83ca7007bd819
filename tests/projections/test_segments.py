"""Segments of loyalty: who is in them, and who moved between two days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from projections import ANY, DEFAULT, Answer, Filter, Policy, answer
from projections.policy import Loyalty, Segment
from projections.segments import moved, segmented
from tests.helpers.admissible import histories
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.seen import saw, sees

BEFORE, AFTER = date(2026, 3, 31), date(2026, 6, 30)


def seen(book: Book, day: date, where: Filter = ANY, policy: Policy | None = None) -> Answer:
    entries = book.entries
    return answer("loyalty", entries, as_of=day, known_at=None, position=10**9, where=where, policy=policy)


def order(book: Book, client: str, number: str, value: str, day: str, currency: str = "EUR") -> Book:
    lines = [{"product": "X", "quantity": "1", "unit_price": value}]
    return book.add("order.placed", client, day, number=number, lines=lines, currency=currency)


def three() -> Book:
    """A bought most, and lately; B bought once, long ago; C bought for the first time after March."""
    book = Book().client("A").client("B").client("C")
    order(order(book, "A", "1", "90", "2026-03-01"), "B", "2", "10", "2026-01-01")
    return order(order(book, "A", "3", "90", "2026-06-20"), "C", "4", "20", "2026-06-01")


def test_a_segment_has_the_clients_and_the_value_of_its_rows_in_the_order_of_the_policy() -> None:
    found = segmented(seen(three(), AFTER))
    assert [(row.segment, row.clients, row.orders, row.value) for row in found.rows] == [
        ("champions", 1, 2, 180),
        ("loyal", 1, 1, 20),
        ("others", 1, 1, 10),
    ]
    (total,) = found.totals
    assert (total.clients, total.orders, total.value) == (3, 4, 210)


def test_segments_leave_out_lost_clients_and_prospects_as_the_totals_of_loyalty_do() -> None:
    book = three().client("PROSPECT").add("client.lost", "B", "2026-06-01", reason="moved away")
    found = segmented(seen(book, AFTER))
    assert [(row.segment, row.clients) for row in found.rows] == [("champions", 1), ("loyal", 1)]
    (total,), (of_rows,) = found.totals, seen(book, AFTER).totals
    assert (total.clients, total.orders, total.value) == (2, 3, 200)
    assert (of_rows.clients, of_rows.frequency, of_rows.monetary) == (2, 3, 200)
    moves = moved(seen(book, BEFORE), seen(book, AFTER))
    assert sum(row.clients for row in moves.rows) == 4  # who moved is asked of all
    assert [caution.what for caution in found.cautions] == [
        "1 client that left is in no segment and no total"
    ]
    assert segmented(seen(three(), AFTER)).cautions == []


def test_a_client_moves_from_the_segment_of_one_day_to_that_of_another() -> None:
    found = moved(seen(three(), BEFORE), seen(three(), AFTER))
    assert [
        (row.segment_before, row.segment_after, row.clients, row.value_before, row.value_after)
        for row in found.rows
    ] == [
        ("champions", "champions", 1, 90, 180),
        ("others", "others", 1, 10, 10),
        ("none", "loyal", 1, 0, 20),
    ]
    assert [(one.client, one.segment_before, one.segment_after) for one in found.items] == [
        ("C", "none", "loyal")
    ]
    (total,) = found.totals
    assert (total.clients, total.moved, total.value_before, total.value_after) == (3, 1, 100, 210)


def test_a_client_that_the_filter_did_not_find_then_comes_from_no_segment() -> None:
    book = three().add("client.details_changed", "B", "2026-05-01", segment="retail")
    then = replace(seen(book, BEFORE), rows=[])
    (row,) = moved(then, seen(book, AFTER, Filter(segment="retail"))).rows
    assert (row.segment_before, row.clients, row.value_before, row.value_after) == ("none", 1, 0, 10)


def test_segments_that_only_the_later_policy_has_are_moved_to() -> None:
    other = replace(DEFAULT, loyalty=Loyalty(segments=(Segment("all", (1, 5), (1, 5), (1, 5)),)))
    found = moved(seen(three(), BEFORE), seen(three(), AFTER, policy=other))
    assert {(row.segment_before, row.segment_after) for row in found.rows} == {
        ("champions", "all"),
        ("others", "all"),
        ("none", "all"),
    }


def test_currencies_have_segments_of_their_own() -> None:
    book = order(three(), "A", "5", "4000", "2026-06-01", "HUF")
    assert [row.currency for row in segmented(seen(book, AFTER)).rows] == ["EUR", "EUR", "EUR", "HUF"]


@sees(12)
@tries(25, 100)
@given(entries=histories(), first=st.integers(0, 75), length=st.integers(0, 40))
def test_no_client_and_no_value_is_lost_or_made_between_segments(
    entries: list[Entry], first: int, length: int
) -> None:
    day = date(2026, 2, 25) + timedelta(days=first)
    book = Book()
    book.entries = entries
    before, after = seen(book, day), seen(book, day + timedelta(days=length))
    for total in moved(before, after).totals:
        saw()
        old, new = ([row for row in one.rows if row.currency == total.currency] for one in (before, after))
        assert total.clients == len({row.client for row in (*old, *new)})
        assert total.value_before == sum(row.monetary for row in old)
        assert total.value_after == sum(row.monetary for row in new)
    sums = {total.currency: total.value for total in segmented(after).totals}
    assert sums == {total.currency: total.monetary for total in after.totals}
