"""Tiers by examples: windows, grace, steps down, and floors that a person gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.money import ZERO
from ledger.programme_keys import Programme, Qualifying
from ledger.subledger.points.moves import ADDED, GRANTED, Move
from projections.policy import DEFAULT, Tier
from projections.programme.tiers import Climb, Standing, unrisen
from tests.helpers.entries import Book
from tests.helpers.lots import moves, some_days
from tests.helpers.programmes import PER_UNIT, acme, granted, of, ordered, paid_in_parts, returned, row
from tests.helpers.seen import saw, sees

TIERS = (
    "[loyalty]\ntiers = [{ name = 'none', reached_at = 0 }, { name = 'low', reached_at = 20 }, "
    "{ name = 'high', reached_at = 30 }]\n"
)


def rolling(more: str = "") -> str:
    return f"{TIERS}[programme.qualifying]\nwindow = 'rolling'\ndays = 100\n{more}"


def tiers(book: Book, rules: str, *days: str) -> list[str | None]:
    return [row(book, rules, day).tier for day in days]


def floored(points: int) -> Book:
    book = acme() if not points else granted(acme(), "2026-01-01", str(points), "G")
    return book.add("tier.floored", "ACME", "2026-02-01", tier="low", until="2026-02-28")


@pytest.mark.parametrize(
    ("points", "floor", "after"), [(40, "high", "high"), (0, "low", "none"), (21, "low", "low")]
)
def test_a_floor_keeps_a_tier_until_its_last_day_and_lowers_none(points: int, floor: str, after: str) -> None:
    assert tiers(floored(points), TIERS, "2026-02-28", "2026-03-01") == [floor, after]


def test_a_floor_without_an_end_holds_on_the_last_of_all_days() -> None:
    book = acme().add("tier.floored", "ACME", "2026-02-01", tier="low", until="9999-12-31")
    assert tiers(book, TIERS, "2026-02-28", "9999-12-31") == ["low", "low"]


def test_points_leave_a_rolling_window_and_the_tier_with_them() -> None:
    book = granted(granted(acme(), "2026-01-01", "20", "1"), "2026-02-01", "10", "2")
    days = ("2026-02-01", "2026-04-10", "2026-04-11", "2026-05-12")
    assert tiers(book, rolling(), *days) == ["high", "high", "none", "none"]
    assert [of(row(book, rolling(), day), "qualifying") for day in days] == [[30], [30], [10], [0]]


def test_a_calendar_year_begins_without_points() -> None:
    rules = f"{TIERS}[programme.qualifying]\nwindow = 'calendar year'"
    book = granted(acme(), "2026-12-31", "30", "1")
    assert tiers(book, rules, "2026-12-31", "2027-01-01") == ["high", "none"]


def test_a_tier_is_kept_for_the_days_of_grace_and_for_good_if_it_is_reached_again() -> None:
    rules = rolling("grace_days = 10")
    book = granted(acme(), "2026-01-01", "30", "1")  # they count until 10 April
    assert tiers(book, rules, "2026-04-20", "2026-04-21") == ["high", "none"]
    granted(book, "2026-04-15", "30", "2")
    assert tiers(book, rules, "2026-04-20", "2026-04-21") == ["high", "high"]


def test_a_client_falls_by_one_step_and_by_another_after_the_days_of_the_window() -> None:
    rules = rolling("downgrade = 'one step'")
    book = granted(acme(), "2026-01-01", "30", "1")
    days = ("2026-04-10", "2026-04-11", "2026-07-19", "2026-07-20", "2026-12-31")
    assert tiers(book, rules, *days) == ["high", "low", "low", "none", "none"]


def test_what_a_return_takes_back_leaves_the_window_with_its_lot() -> None:
    book = returned(ordered(acme(), "2026-01-01", 40, "1"), "2026-02-01", "1", "5", "4")
    rules = f"{PER_UNIT}\n{rolling()}"
    days = ("2026-01-31", "2026-02-01", "2026-04-11")
    assert [of(row(book, rules, day), "qualifying", "tier") for day in days] == [
        [40, "high"],
        [20, "low"],
        [0, "none"],
    ]


def test_a_grant_with_the_number_of_an_order_keeps_its_own_days_in_the_window() -> None:
    book = granted(ordered(acme(), "2026-01-01", 40, "1"), "2026-02-01", "7", "1")
    returned(book, "2026-03-01", "1", "5", "4")
    days = ("2026-03-01", "2026-04-11", "2026-05-12")
    rules = f"{PER_UNIT}\n{rolling()}"
    assert [of(row(book, rules, day), "qualifying") for day in days] == [[27], [7], [0]]


@pytest.mark.parametrize("counts", ["points", "paid"])
def test_what_is_taken_back_leaves_the_window_with_the_lots_that_lost_it(counts: str) -> None:
    window = rolling(f"counts = '{counts}'")
    rules = f"{PER_UNIT}\nwhen = 'paid'\n{window}"
    days = ("2026-02-01", "2026-02-05", "2026-04-12", "2026-04-13", "2026-06-01")
    found = [of(row(paid_in_parts(), rules, day), "qualifying") for day in days]
    assert found == [[1_000], [500], [500], [0], [0]]


def by_value(counts: str, more: str = "") -> str:
    return f"{TIERS}[programme.qualifying]\ncounts = '{counts}'\n{more}"


def test_a_tier_may_count_what_is_ordered_less_what_comes_back() -> None:
    book = returned(ordered(acme(), "2026-01-01", 40, "1"), "2026-02-01", "1", "5", "4")
    book.add("points.granted", "ACME", "2026-01-01", number="G", points="500")
    book.add("points.redeemed", "ACME", "2026-01-01", number="R", points="500", order="1")
    rules = by_value("ordered", "window = 'rolling'\ndays = 100\n")
    days = ("2026-01-31", "2026-02-01", "2026-04-11")
    assert [of(row(book, rules, day), "qualifying", "tier") for day in days] == [
        [40, "high"],
        [20, "low"],
        [0, "none"],
    ]


def test_a_tier_may_count_what_is_paid() -> None:
    book = ordered(acme(), "2026-01-01", 40, "1")
    book.add("invoice.issued", "ACME", "2026-01-02", number="I", amount="40", orders=["1"])
    for day, amount in (("2026-02-01", "20"), ("2026-03-01", "20")):
        settles = [{"document": "I", "amount": amount}]
        book.add("payment.received", "ACME", day, number=day, amount=amount, settles=settles)
    rules = by_value("paid")
    assert tiers(book, rules, "2026-01-31", "2026-02-01", "2026-03-01") == ["none", "low", "high"]


@pytest.mark.parametrize(
    ("currency", "counted"), [("EUR", Decimal("22.5")), ("RON", Decimal("4.5")), ("HUF", 0)]
)
def test_value_counts_by_the_amount_that_counts_one_in_the_currency_of_the_order(
    currency: str, counted: Decimal
) -> None:
    lines = [{"product": "X", "quantity": "1", "unit_price": "45"}]
    book = acme().add("order.placed", "ACME", "2026-01-01", number="1", lines=lines, currency=currency)
    assert row(book, by_value("ordered", "per = { EUR = 2, RON = 10 }\n")).qualifying == counted


_DAYS = st.integers(1, 9)
_COUNTING = st.builds(
    Qualifying,
    window=st.sampled_from(["all time", "rolling"]),
    days=_DAYS,
    grace_days=_DAYS,
    downgrade=st.sampled_from(["at once", "one step"]),
)


@sees(30)
@given(moves(), _COUNTING, st.sets(some_days, min_size=2))
def test_a_climb_that_goes_on_comes_to_the_standing_of_one_that_begins_anew(
    moved: list[Move], qualifying: Qualifying, days: set[date]
) -> None:
    tiers_ = tuple(Tier(str(at), Decimal(at)) for at in range(0, 60, 5))
    policy = replace(
        DEFAULT, programme=Programme(qualifying=qualifying), loyalty=replace(DEFAULT.loyalty, tiers=tiers_)
    )
    climb, own, before = Climb(policy), {"A": moved}, list[Standing]()
    for day in sorted(days):
        assert climb.goes_on(own, day) is bool(before)
        before.append(climb.to(own, day))
        assert before[-1] == Climb(policy).to(own, day)
    saw(len({one.tier for one in before}) - 1)
    assert not climb.goes_on(own, date.min)
    assert not climb.goes_on({"A": [*moved, Move(GRANTED, "late", date.min, 900, ZERO)]}, max(days))


@sees(20)
@given(moves(), _COUNTING, some_days, st.integers(1, 200))
def test_who_never_had_enough_for_a_higher_tier_has_the_standing_that_a_climb_comes_to(
    moved: list[Move], qualifying: Qualifying, day: date, higher: int
) -> None:
    tiers_ = Tier("low", Decimal(0)), Tier("high", Decimal(higher))
    policy = replace(
        DEFAULT, programme=Programme(qualifying=qualifying), loyalty=replace(DEFAULT.loyalty, tiers=tiers_)
    )
    added = [one for one in moved if one.what in ADDED]
    if (found := unrisen([added], day, policy)) is not None:
        saw()
        assert found == Climb(policy).to({"A": added}, day)
        assert found.tier == "low"
