"""Laws of points on random moves: nothing is lost, and neither the order of arrival nor the future counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.money import ZERO
from ledger.programme_keys import Expiry
from ledger.subledger.points.lots import Lot, Spending
from ledger.subledger.points.moves import ADDED, EARNED, GIVEN_BACK, REDEEMED, Move
from ledger.subledger.points.pooling import lots_on
from ledger.subledger.points.unspent import unspent
from tests.helpers.depth import tries
from tests.helpers.lots import FIRST, expiries, moves, some_days, told
from tests.helpers.seen import saw, sees


@sees(150)
@tries(100, 100)
@given(moves(), expiries, some_days)
def test_what_was_earned_less_what_was_taken_back_spent_and_expired_is_the_balance(
    moved: list[Move], expiry: Expiry, day: date
) -> None:
    lots = lots_on(moved, expiry, day)
    spent = sum((one.points for one in moved if one.what == REDEEMED and one.on <= day), ZERO)
    spent -= sum((one.points for one in moved if one.what == GIVEN_BACK and one.on <= day), ZERO)
    earned, taken, expired = (
        sum((getattr(lot, name) for lot in lots.lots), ZERO) for name in ("earned", "taken_back", "expired")
    )
    assert earned - taken - spent - expired == lots.balance
    assert sum((one.points for one in lots.entries()), ZERO) == lots.balance
    for lot in lots.lots:
        saw()
        assert lot.earned == lot.taken_back + lot.spent + lot.expired + lot.left
        assert min(lot.taken_back, lot.spent, lot.expired, lot.left) >= 0
        assert sum(one.points for one in lot.entries) == lot.left


@sees(100)
@tries(100, 100)
@given(moves(), expiries, some_days, st.randoms())
def test_lots_do_not_depend_on_the_order_of_arrival(
    moved: list[Move], expiry: Expiry, day: date, random: object
) -> None:
    other = [*moved]
    random.shuffle(other)  # type: ignore[attr-defined]  # as Hypothesis makes it
    saw()
    assert told(lots_on(moved, expiry, day)) == told(lots_on(other, expiry, day))


@sees(100)
@tries(100, 100)
@given(moves(), expiries, some_days)
def test_no_move_after_a_day_changes_that_day(moved: list[Move], expiry: Expiry, day: date) -> None:
    known = [one for one in moved if one.on <= day]
    saw()
    assert told(lots_on(moved, expiry, day)) == told(lots_on(known, expiry, day))


@sees(100)
@tries(100, 100)
@given(moves(), expiries, some_days)
def test_the_balance_is_below_zero_only_where_no_lot_has_anything_left(
    moved: list[Move], expiry: Expiry, day: date
) -> None:
    lots = lots_on(moved, expiry, day)
    saw()
    assert not lots.owed or not any(lot.left for lot in lots.lots)


@sees(100)
@tries(100, 100)
@given(moves(), expiries, some_days, st.integers(0, 20))
def test_what_is_left_of_points_that_nobody_spent_is_what_is_left_of_their_lots(
    moved: list[Move], expiry: Expiry, day: date, within: int
) -> None:
    added, soon = [one for one in moved if one.what in ADDED], day + timedelta(days=within)
    lots = lots_on(added, expiry, day)
    saw()
    assert unspent(added, expiry, day, soon) == (lots.balance, lots.expiring(soon), lots.pending)
    assert (unspent(moved, expiry, day, soon) is None) is (moved != added)


def test_points_spent_one_order_after_the_other_are_paid_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    paid: list[str] = []
    pay = Spending.pay

    def count(spending: Spending, live: list[Lot]) -> None:
        paid.append(spending.move.number)
        pay(spending, live)

    monkeypatch.setattr(Spending, "pay", count)
    days = [FIRST + timedelta(days=number) for number in range(50)]
    earned = [Move(EARNED, f"O{on}", on, 0, Decimal(10)) for on in days]
    redeemed = [Move(REDEEMED, f"R{on}", on, 1, Decimal(9)) for on in days]
    assert lots_on([*earned, *redeemed], Expiry(), days[-1]).balance == 50
    assert len(paid) == len({*paid}) == 50
