"""The points of an account holder on a day, from the moves of its members' points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from ledger.money import ZERO
from ledger.subledger.points.lots import Lots, lots_on
from ledger.subledger.points.moves import Move
from ledger.times import shifted
from projections.framework.attribution.contributions import Contribution
from projections.framework.filters import AccountHolder
from projections.policy import Policy, Tier
from projections.programme.member import Member
from projections.programme.spans import PointsMove, moves_of
from projections.programme.tiers import standing_on, tier_reached

SOON = 30
"""Days within which points are said to expire soon."""


class Points(NamedTuple):
    """Points on a day.

    Attributes:
        points: what can be spent; below zero where more was spent than is earned now.
        pending: what can be spent on later days alone.
        expiring: what expires within ``SOON`` days, if nothing else happens.
        qualifying: what counts for a tier.
        tier: the standing that it has; None if it has none.
    """

    points: Decimal
    pending: Decimal
    expiring: Decimal
    qualifying: Decimal
    tier: str | None


def points_on(holder: AccountHolder[tuple[Any, Sequence[PointsMove]]], as_of: date, policy: Policy) -> Points:
    """The points of an account holder on a day."""
    moved = [[Move(*one) for one in own] for _, (_, own) in holder.states]
    if not any(moved):
        return _without_moves(policy.loyalty.tiers)
    return points_of(moved, lots_of(moved, as_of, policy), as_of, policy)


def points_of(
    moved: Sequence[Sequence[Move]], found: Sequence[Lots], as_of: date, policy: Policy, within: int = SOON
) -> Points:
    """The points of an account holder on a day, from the moves and the lots of its companies.

    Args:
        moved: what moved the points of each company.
        found: the lots of each company.
        as_of: the day.
        policy: the tiers, and what counts for them.
        within: the days within which points are said to expire soon.
    """
    soon, standing = shifted(as_of, within), standing_on(moved, as_of, policy)
    return Points(
        points=sum((lots.balance for lots in found), ZERO),
        pending=sum((lots.pending for lots in found), ZERO),
        expiring=sum((lots.expiring(soon) for lots in found), ZERO),
        qualifying=standing.qualifying,
        tier=standing.tier,
    )


@lru_cache(maxsize=64)
def _without_moves(tiers: tuple[Tier, ...]) -> Points:
    """The points of a client that never had any; they are the same on every day."""
    return Points(ZERO, ZERO, ZERO, ZERO, tier_reached(ZERO, tiers))


def lots_of(moved: Iterable[Sequence[Move]], as_of: date, policy: Policy) -> list[Lots]:
    """The lots of the companies of an account holder, each of which spends its own."""
    return [lots_on(one, policy.programme.expiry, as_of) for one in moved if one]


def explain_points(members: Iterable[Member], as_of: date, policy: Policy) -> Iterator[Contribution]:
    """What each entry added to the points of some members, and took from them; expiry is the lot's entry."""
    for lots in lots_of([moves_of(member, policy) for member in members], as_of, policy):
        for one in lots.entries():
            yield Contribution("points", None, one.what, one.number, one.position, one.points)
