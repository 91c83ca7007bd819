"""Rules about points and tiers."""

from __future__ import annotations

from ledger import rules
from ledger.rules.credit_policy import policy_of
from ledger.rules.loyalty import MoreThanSpendable, NoMultiple
from ledger.rules.refusals import EndsBeforeStart, NotOpen, NotPositive, NumberTaken, UnknownNumber
from tests.helpers.decider import NOW, Fact, cancelled, fact, given, order

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
    undone = fact("points.redemption_cancelled", number="R-1")
    before = given(GRANTED, redeemed("60"))
    before.when(redeemed("41", "R-2")).refused(MoreThanSpendable, "40 points")
    before.and_then(undone).when(redeemed("100", "R-2")).admitted()
    before.and_then(undone).when(redeemed("101", "R-2")).refused(MoreThanSpendable, "100 points")
    before.and_then(undone).when(undone).refused(NotOpen, "redemption 'R-1'", "is cancelled already")
    given(GRANTED).when(undone).refused(UnknownNumber, "no redemption 'R-1'")
    given(GRANTED).when(fact("points.redemption_cancelled", number="G-1")).refused(UnknownNumber)


def test_a_redemption_may_name_the_order_that_it_pays_for() -> None:
    given(GRANTED, order("SO-1", screws=1)).when(
        fact("points.redeemed", number="R-1", points="5", order="SO-1")
    ).admitted()


def test_a_tier_is_kept_until_a_day_to_come() -> None:
    given().when(fact("tier.floored", tier="gold", until="2026-03-01")).admitted()
    given().when(fact("tier.floored", tier="gold", until="2026-02-28")).refused(EndsBeforeStart)


def programme(text: str) -> rules.Context:
    return rules.Context(NOW, policy=lambda _: policy_of(text))


PER_UNIT = "[programme.earn]\norders = [{ points = 1, per = { EUR = 1 } }]"


def test_points_that_an_order_earned_are_spent_like_those_that_a_person_granted() -> None:
    before = given(order("SO-1", screws=5))
    before.when(redeemed("10"), programme(PER_UNIT)).admitted()
    before.when(redeemed("11"), programme(PER_UNIT)).refused(MoreThanSpendable, "10 points")
    before.and_then(cancelled("SO-1")).when(redeemed("1"), programme(PER_UNIT)).refused(MoreThanSpendable)


def test_points_that_expired_are_not_spent() -> None:
    rule = programme("[programme.expiry]\nafter = 30")
    before = given(GRANTED)
    before.when(fact("points.redeemed", "2026-03-31", number="R", points="100"), rule).admitted()
    late = fact("points.redeemed", "2026-04-01", number="R", points="1")
    before.when(late, rule).refused(MoreThanSpendable, "0 points")


def test_points_are_not_spent_before_the_client_had_them() -> None:
    early = fact("points.redeemed", "2026-02-01", number="R", points="1")
    given(GRANTED).when(early).refused(MoreThanSpendable, "0 points")


def test_no_points_are_spent_without_which_a_later_redemption_lacks_some() -> None:
    late = fact("points.redeemed", "2026-03-05", number="R-1", points="60")
    before = given(GRANTED, late)
    before.when(redeemed("41", "R-2")).refused(MoreThanSpendable, "40 points")
    before.when(redeemed("40", "R-2")).admitted()


def test_a_reward_is_taken_a_whole_number_of_times() -> None:
    rule = programme("[programme]\nrewards = [{ reward = 'cup', points = 3 }]")
    before = given(fact("points.granted", number="G", points="10"))

    def cups(points: str) -> Fact:
        return fact("points.redeemed", number="R", points=points, reward="cup")

    before.when(cups("10"), rule).refused(NoMultiple, "redeem 9")
    before.when(cups("9"), rule).admitted()
    before.when(redeemed("10"), rule).admitted()


def test_a_policy_whose_programme_cannot_be_read_gives_no_points() -> None:
    rule = programme("[programme.earn]\norders = [{ points = 'many', per = 1 }]")
    given(order("SO-1", screws=5)).when(redeemed("1"), rule).refused(MoreThanSpendable)
