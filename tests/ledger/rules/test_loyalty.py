"""Rules about points and tiers."""

from __future__ import annotations

from ledger.rules.loyalty import MoreThanSpendable
from ledger.rules.refusals import EndsBeforeStart, NotOpen, NotPositive, NumberTaken, UnknownNumber
from tests.helpers.decider import Fact, fact, given, order

GRANTED = fact("points.granted", number="G-1", points="100")


def redeemed(points: str, number: str = "R-1") -> Fact:
    return fact("points.redeemed", number=number, points=points)


def test_no_more_points_are_spent_than_there_are() -> None:
    given(GRANTED, redeemed("10")).when(redeemed("100", "R-2")).refused(MoreThanSpendable, "90 points")
    given(GRANTED, redeemed("10")).when(redeemed("90", "R-2")).admitted()
    given(GRANTED).when(GRANTED).refused(NumberTaken)
    given(order("SO-1", screws=1)).when(redeemed("1")).refused(MoreThanSpendable, "0 points")


def test_points_granted_are_more_than_zero() -> None:
    given().when(fact("points.granted", number="G", points="0")).refused(NotPositive)


def test_a_cancelled_redemption_gives_its_points_back_once() -> None:
    cancelled = fact("points.redemption_cancelled", number="R-1")
    before = given(GRANTED, redeemed("60"))
    before.when(redeemed("41", "R-2")).refused(MoreThanSpendable, "40 points")
    before.and_then(cancelled).when(redeemed("100", "R-2")).admitted()
    before.and_then(cancelled).when(redeemed("101", "R-2")).refused(MoreThanSpendable, "100 points")
    before.and_then(cancelled).when(cancelled).refused(NotOpen, "redemption 'R-1'", "is cancelled already")
    given(GRANTED).when(cancelled).refused(UnknownNumber, "no redemption 'R-1'")
    given(GRANTED).when(fact("points.redemption_cancelled", number="G-1")).refused(UnknownNumber)


def test_a_redemption_may_name_the_order_that_it_pays_for() -> None:
    given(GRANTED, order("SO-1", screws=1)).when(
        fact("points.redeemed", number="R-1", points="5", order="SO-1")
    ).admitted()


def test_a_tier_is_kept_until_a_day_to_come() -> None:
    given().when(fact("tier.floored", tier="gold", until="2026-03-01")).admitted()
    given().when(fact("tier.floored", tier="gold", until="2026-02-28")).refused(EndsBeforeStart)
