"""What the house owes in points: spendable points at their value, less what is expected to expire."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from projections import Answer, Filter
from projections.programme.liability import OwedRow, owed
from tests.helpers.entries import Book
from tests.helpers.programmes import acme, granted, loyalty

YEAR = "[programme]\npoint_value = 0.5\n[programme.expiry]\nafter = 365"


def asked(book: Book, rules: str, day: str, within: int = 30, where: Filter = Filter()) -> Answer:  # noqa: B008 - frozen
    wanted, everybody = (loyalty(book, rules, date.fromisoformat(day), one) for one in (where, Filter()))
    return owed(wanted, everybody, within)


def only(found: Answer) -> OwedRow:
    (row,) = found.rows
    assert isinstance(row, OwedRow)
    return row


def lapsed() -> Book:
    """Of 100 points, 20 were taken on 2026-03-01 and the rest expired; 40 are left of the next ones."""
    book = granted(acme(), "2026-01-01", "100", "A")
    book.add("points.redeemed", "ACME", "2026-03-01", number="R", points="20")
    return granted(book, "2027-12-01", "40", "B")


def test_breakage_is_claimed_when_the_oldest_points_are_two_years_old() -> None:
    before, after = (only(asked(lapsed(), YEAR, day)) for day in ("2027-12-31", "2028-01-01"))
    figures = ("points", "value", "liability")
    assert [getattr(before, one) for one in figures] == [40, 20, 20]
    assert [getattr(after, one) for one in figures] == [40, 20, 4]  # 80 of 100 expired


@pytest.mark.parametrize("back", ["2026-02-02", "2027-06-01"])
def test_points_that_may_still_be_spent_and_points_that_were_taken_back_say_nothing_of_expiry(
    back: str,
) -> None:
    rules = f"{YEAR}\n[programme.earn]\norders = [{{ points = 1, per = 1 }}]"
    book = lapsed().add(
        "order.placed",
        "ACME",
        "2026-02-01",
        number="1",
        lines=[{"product": "X", "quantity": "50", "unit_price": "1"}],
    )
    goods = [{"product": "X", "quantity": "50", "unit_price": "1"}]
    book.add("return.received", "ACME", back, number="2", order="1", lines=goods)
    assert asked(book, rules, "2028-01-01").more["breakage"] == {
        "earned": 100,
        "expired": 80,
        "since": date(2026, 1, 1),
        "claimed": True,
    }


def test_what_is_expected_to_expire_follows_from_all_clients_whichever_are_shown() -> None:
    book = granted(lapsed().client("BETA"), "2026-01-01", "1", "unused")
    book.add("points.granted", "BETA", "2027-12-01", number="C", points="10")
    both = asked(book, YEAR, "2028-01-01")
    one = asked(book, YEAR, "2028-01-01", where=Filter(("BETA",)))
    assert one.more["breakage"] == both.more["breakage"]
    assert one.rows == [row for row in both.rows if row.client == "BETA"]


def test_the_total_of_a_currency_is_the_sum_of_its_clients_and_negative_points_owe_nothing() -> None:
    book = granted(acme(), "2026-01-01", "3", "A").client("BETA").client("GAMMA", currency="RON")
    book.add("points.redeemed", "BETA", "2026-01-01", number="R", points="7")
    book.add("points.granted", "GAMMA", "2026-01-01", number="G", points="2")
    rules = "[programme]\npoint_value = { EUR = 0.33, RON = 1 }"
    found = asked(book, rules, "2026-02-01")
    assert [(row.client, row.points, row.liability) for row in found.rows] == [
        ("ACME", 3, Decimal("0.99")),
        ("BETA", -7, 0),
        ("GAMMA", 2, 2),
    ]
    assert [(one.currency, one.clients, one.points, one.liability) for one in found.totals] == [
        ("EUR", 2, -4, Decimal("0.99")),
        ("RON", 1, 2, 2),
    ]


@pytest.mark.parametrize(("within", "expiring"), [(0, 0), (59, 0), (60, 5)])
def test_points_that_expire_within_the_days_asked_for_are_counted(within: int, expiring: int) -> None:
    rules = "[programme.expiry]\nafter = 90"
    book = granted(acme(), "2026-01-01", "5", "A")
    assert only(asked(book, rules, "2026-01-31", within)).expiring == expiring


def test_a_policy_without_a_value_of_points_is_named() -> None:
    book = granted(acme(), "2026-01-01", "5", "A")
    (doubt,) = asked(book, "", "2026-02-01").cautions
    assert "programme.point_value" in str(doubt)
    (doubt,) = asked(book, "[programme]\npoint_value = { RON = 1 }", "2026-02-01").cautions
    assert "EUR" in str(doubt)
    assert not asked(book, "[programme]\npoint_value = 1", "2026-02-01").cautions
