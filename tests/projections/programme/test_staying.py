"""The points of a client stay as they are for as long as ``stays`` says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.programme_keys import Expiry, Programme, Qualifying
from ledger.subledger.points.moves import Move
from projections.framework.clients import Client
from projections.framework.filters import AccountHolder
from projections.policy import DEFAULT, Tier
from projections.programme.points import points_on
from projections.programme.staying import stays
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.lots import FIRST, expiries, moves
from tests.helpers.programmes import acme, granted, loyalty
from tests.helpers.seen import saw, sees

_TIERS = Tier("none", Decimal(0)), Tier("low", Decimal(20)), Tier("high", Decimal(50))
_FALLING = (
    "[loyalty]\ntiers = [{ name = 'none', reached_at = 0 }, { name = 'low', reached_at = 9 }, "
    "{ name = 'high', reached_at = 20 }]\n"
    "[programme.qualifying]\nwindow = 'rolling'\ndays = 30\ngrace_days = 7\ndowngrade = 'one step'\n"
)
_qualifying = st.builds(
    Qualifying,
    window=st.sampled_from(["all time", "rolling", "calendar year"]),
    days=st.sampled_from([9, 30]),
    grace_days=st.sampled_from([0, 7]),
    downgrade=st.sampled_from(["at once", "one step"]),
)


@sees(30)
@tries(80, 300)
@given(moves(), expiries, _qualifying, st.integers(0, 150), st.data())
def test_no_points_change_before_the_day_that_is_promised(
    moved: list[Move], expiry: Expiry, qualifying: Qualifying, after: int, data: st.DataObject
) -> None:
    programme = Programme(expiry=expiry, qualifying=qualifying)
    policy = replace(DEFAULT, programme=programme, loyalty=replace(DEFAULT.loyalty, tiers=_TIERS))
    holder = AccountHolder("ACME", None, None, [(Client("ACME"), ((), moved))])
    day = FIRST + timedelta(days=after)
    span = min((stays(holder, day, policy) - day).days, 2_000)
    assert span >= 0
    for days in {span, *data.draw(st.lists(st.integers(1, span), max_size=5))} if span else ():
        saw()
        assert points_on(holder, day + timedelta(days=days), policy) == points_on(holder, day, policy)


def until(book: Book, rules: str, day: str) -> str:
    found = loyalty(book, rules, date.fromisoformat(day))
    return str(stays(found.holders[0], found.as_of, found.rules))


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2026-01-01", "2026-01-30"),  # the last day within the window
        ("2026-01-31", "2026-02-06"),  # of grace
        ("2026-02-07", "2026-03-08"),  # before the next step down
        ("2026-03-09", "2026-04-07"),  # there is a third step where a client has four tiers
        ("2026-04-08", "9999-11-30"),  # points that never expire
    ],
)
def test_points_stay_from_one_step_down_to_the_next_and_then_for_good(day: str, last: str) -> None:
    assert until(granted(acme(), "2026-01-01", "30", "G"), _FALLING, day) == last


def test_points_that_never_expire_stay_for_good_at_once() -> None:
    assert until(granted(acme(), "2026-01-01", "30", "G"), "", "2026-02-01") == "9999-11-30"


def test_a_client_without_points_stays_for_good() -> None:
    assert until(acme(), _FALLING, "2026-01-01") == "9999-12-30"
