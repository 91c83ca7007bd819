"""Random moves of points, and what is left of the lots."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from ledger.programme_keys import Expiry
from ledger.subledger.points.lots import Lots
from ledger.subledger.points.moves import EARNED, GIVEN_BACK, GRANTED, REDEEMED, TAKEN_BACK, Move

FIRST = date(2026, 1, 1)
some_days = st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days))
_points = st.integers(1, 40).map(Decimal)
expiries = st.builds(
    Expiry,
    after=st.sampled_from([0, 5, 20]),
    until=st.sampled_from(["the day", "end of month"]),
    grace_days=st.sampled_from([0, 3]),
)


@st.composite
def moves(draw: st.DrawFn) -> list[Move]:
    """Lots, takings of at most what an order earned, redemptions, and cancellations of those."""
    found: list[Move] = []
    for number in range(draw(st.integers(1, 6))):
        day, points = draw(some_days), draw(_points)
        found.append(Move(draw(st.sampled_from([EARNED, GRANTED])), str(number), day, number, points))
        if found[-1].what == EARNED and draw(st.booleans()):
            later = day + timedelta(days=draw(st.integers(0, 30)))
            taken = draw(st.integers(1, int(points)))
            found.append(Move(TAKEN_BACK, str(number), later, 100 + number, Decimal(taken)))
    for number in range(draw(st.integers(0, 5))):
        day, points = draw(some_days), draw(_points)
        found.append(Move(REDEEMED, str(number), day, 200 + number, points))
        if draw(st.booleans()):
            later = day + timedelta(days=draw(st.integers(0, 30)))
            found.append(Move(GIVEN_BACK, str(number), later, 300 + number, points))
    return draw(st.permutations(found))


def told(lots: Lots) -> list[tuple[object, ...]]:
    return [
        (lot.what, lot.number, lot.until, lot.taken_back, lot.spent, lot.expired, lot.left)
        for lot in sorted(lots.lots, key=lambda lot: (lot.on, lot.what, lot.number))
    ]
