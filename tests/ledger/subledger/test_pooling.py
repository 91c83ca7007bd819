"""Laws of pooled points on random moves of companies that join and leave each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledger.money import ZERO
from ledger.programme_keys import Expiry
from ledger.subledger.points.lots import Lots
from ledger.subledger.points.moves import GIVEN_BACK, OWNED, REDEEMED, Move
from ledger.subledger.points.pooling import lots_on, pooled
from tests.helpers.depth import tries
from tests.helpers.lots import expiries, moves, some_days, told
from tests.helpers.seen import saw, sees

CODES = ("A", "B", "C")


@st.composite
def companies(draw: st.DrawFn) -> dict[str, list[Move]]:
    """The moves of three companies, each of which has other owners from some days on."""
    found = {code: draw(moves()) for code in CODES}
    for position in range(draw(st.integers(1, 5))):
        code, owner = draw(st.sampled_from(CODES)), draw(st.sampled_from(["", *CODES]))
        found[code].append(Move(OWNED, owner, draw(some_days), 400 + position, ZERO))
    return found


def summed(found: dict[str, Lots], name: str) -> Decimal:
    return sum((getattr(lot, name) for lots in found.values() for lot in lots.lots), ZERO)


@sees(60)
@tries(25, 100)
@given(companies(), expiries, some_days)
def test_points_are_conserved_in_every_group(moved: dict[str, list[Move]], expiry: Expiry, day: date) -> None:
    found = pooled(moved, expiry, day)
    by_then = [one for own in moved.values() for one in own if one.on <= day]
    spent = sum((one.points for one in by_then if one.what == REDEEMED), ZERO)
    spent -= sum((one.points for one in by_then if one.what == GIVEN_BACK), ZERO)
    balance = sum((lots.balance for lots in found.values()), ZERO)
    assert summed(found, "earned") - summed(found, "taken_back") - summed(found, "expired") - spent == balance
    purses = dict.fromkeys(lots.purse for lots in found.values())
    assert sum((purse.balance for purse in purses), ZERO) == balance
    for purse in purses:
        assert not purse.live or not any(one.owed for one in purse.owing if one.by.purse is purse)
    for lots in found.values():
        assert sum((one.points for one in lots.entries()), ZERO) == lots.balance
        for lot in lots.lots:
            saw()
            assert lot.earned == lot.taken_back + lot.spent + lot.expired + lot.left
            assert sum(one.points for one in lot.entries) == lot.left
            assert min(lot.taken_back, lot.spent, lot.expired, lot.left) >= 0


@sees(20)
@tries(25, 100)
@given(companies(), expiries, some_days, st.randoms())
def test_neither_the_order_of_arrival_nor_the_future_changes_pooled_lots(
    moved: dict[str, list[Move]], expiry: Expiry, day: date, random: object
) -> None:
    other = {code: [*moved[code]] for code in reversed(CODES)}
    for own in other.values():
        random.shuffle(own)  # type: ignore[attr-defined]  # as Hypothesis makes it
    known = {code: [one for one in own if one.on <= day] for code, own in moved.items()}
    expected = {code: told(lots) for code, lots in pooled(moved, expiry, day).items()}
    for same in (other, known):
        saw()
        assert {code: told(lots) for code, lots in pooled(same, expiry, day).items()} == expected


@sees(20)
@tries(25, 100)
@given(companies(), expiries, some_days)
def test_companies_without_owners_have_the_lots_that_each_has_by_itself(
    moved: dict[str, list[Move]], expiry: Expiry, day: date
) -> None:
    alone = {code: [one for one in own if one.what != OWNED] for code, own in moved.items()}
    for code, lots in pooled(alone, expiry, day).items():
        saw()
        assert told(lots) == told(lots_on(alone[code], expiry, day))
