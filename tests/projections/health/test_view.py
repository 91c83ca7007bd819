"""Health: the score follows decayed order value; what is not known stays unknown."""

from __future__ import annotations

from datetime import date, timedelta
from math import log

import pytest

from projections import Filter, answer
from projections.health.view import HealthRow
from tests.helpers.entries import Book

T = date(2026, 6, 30)


def seen(book: Book, *, group: bool = False) -> dict[str, HealthRow]:
    view = answer(
        "health",
        book.entries,
        as_of=T,
        known_at=None,
        position=len(book.entries),
        where=Filter(group=group),
    )
    return {row.client: row for row in view.rows}


def ordered(*days_and_values: tuple[int, int], code: str = "ACME", book: Book | None = None) -> Book:
    """A client with orders so many days ago, of so much."""
    book = (book or Book()).client(code)
    for number, (days, value) in enumerate(days_and_values):
        line = {"product": "X", "quantity": "1", "unit_price": str(value)}
        day = (T - timedelta(days=days)).isoformat()
        book.add("order.placed", code, day, number=f"{code}-{number}", lines=[line])
    return book


def score(decayed: float) -> float:
    return round(100 * decayed / (decayed + 15), 1)


@pytest.mark.parametrize(
    ("orders", "decayed"),
    [
        ([(0, 99)], log(100)),
        ([(120, 99)], log(100) / 2),
        ([(0, 99), (240, 9)], log(100) + log(10) / 4),
        ([(0, 50), (0, 49)], log(100)),
    ],
)
def test_the_score_rises_with_decayed_order_value(orders: list[tuple[int, int]], decayed: float) -> None:
    row = seen(ordered(*orders))["ACME"]
    assert row.score == row.components["commerce"] == score(decayed)
    assert row.drag == "commerce"


def test_a_client_without_orders_is_unknown_and_not_middling() -> None:
    row = seen(Book().client("ACME"))["ACME"]
    assert (row.score, row.band, row.confidence, row.trend_30, row.drag) == (None, None, 0, None, None)
    assert set(row.components.values()) == {None}


def test_an_order_taken_back_whole_leaves_nothing_known() -> None:
    book = ordered((9, 50)).add("order.cancelled", "ACME", "2026-06-22", number="ACME-0", by="client")
    assert seen(book)["ACME"].score is None


def test_a_return_that_names_no_order_comes_off_the_newest_orders_before_it() -> None:
    book = ordered((40, 50), (20, 30), (0, 9))
    lines = [{"product": "Z", "quantity": "1", "unit_price": "41"}]
    book.add("return.received", "ACME", (T - timedelta(days=10)).isoformat(), number="R", lines=lines)
    expected = score(log(10) + 0.5 ** (40 / 120) * log(40))
    assert seen(book)["ACME"].score == expected


def test_a_return_of_more_than_was_ordered_makes_no_score_below_nothing() -> None:
    lines = [{"product": "Z", "quantity": "1", "unit_price": "999"}]
    book = ordered((20, 30)).add("return.received", "ACME", "2026-06-29", number="R", lines=lines)
    assert seen(book)["ACME"].score == 0


def test_stale_data_lowers_confidence() -> None:
    fresh, stale = (seen(ordered((days, 50)))["ACME"].confidence for days in (0, 120))
    assert (fresh, stale) == (0.4, 0.2)


def test_bands_follow_the_score() -> None:
    book = ordered(*((30 * month, 300) for month in range(12)), code="MONTHLY")
    book = ordered((30, 300), (120, 300), (210, 300), code="QUARTERLY", book=book)
    book = ordered((150, 300), code="ONCE", book=book)
    assert {row.client: row.band for row in seen(book).values()} == {
        "MONTHLY": "healthy",
        "QUARTERLY": "watch",
        "ONCE": "at risk",
    }


def test_the_trend_is_the_change_since_that_many_days() -> None:
    row = seen(ordered((0, 99), (60, 99)))["ACME"]
    decayed = log(100)
    before = 0.5 ** (30 / 120) * decayed
    now = decayed + 0.5 ** (60 / 120) * decayed
    assert row.trend_30 == round(100 * now / (now + 15) - 100 * before / (before + 15), 1)
    assert row.trend_90 is None


def test_the_trend_looks_back_to_before_a_return() -> None:
    lines = [{"product": "X", "quantity": "1", "unit_price": "99"}]
    book = ordered((60, 99), (70, 99)).add(
        "return.received",
        "ACME",
        (T - timedelta(days=1)).isoformat(),
        number="R",
        order="ACME-0",
        lines=lines,
    )
    row = seen(book)["ACME"]
    assert row.trend_30 is not None
    assert row.trend_30 < score(0.5 ** (70 / 120) * log(100)) - score(0.5 ** (40 / 120) * log(100)) - 5


def test_companies_of_a_group_are_one_relationship() -> None:
    book = ordered((0, 50))
    book.client("SUB", parent="ACME").add(
        "order.placed",
        "SUB",
        T.isoformat(),
        number="S",
        lines=[{"product": "X", "quantity": "1", "unit_price": "49"}],
    )
    assert {code: row.score for code, row in seen(book, group=True).items()} == {"ACME": score(log(100))}


def test_the_json_has_the_shape_that_scripts_rely_on() -> None:
    said = answer("health", ordered((0, 99)).entries, as_of=T, known_at=None, position=2).as_json()
    (row,) = said["rows"]
    assert list(row) == [
        "client",
        "name",
        "score",
        "band",
        "confidence",
        "components",
        "trend_30",
        "trend_90",
        "drag",
    ]
    assert list(row["components"]) == ["commerce", "engagement", "friction", "payment", "voice"]
    assert said["totals"] == [{"band": "at risk", "clients": 1}]
