"""The points of an account holder on a day: what it can spend, what is pending, its tier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, NamedTuple

from ledger.money import ZERO
from ledger.programme_keys import Expiry
from ledger.subledger.points.lots import Lots
from ledger.subledger.points.moves import Move
from ledger.subledger.points.pooling import Walk, lots_on, pooled
from ledger.times import shifted
from projections.framework.attribution.contributions import Contribution
from projections.framework.filters import AccountHolder
from projections.policy import Policy, Tier
from projections.programme.spans import moves_in
from projections.programme.tiers import standing_on, tier_reached

SOON = 30
"""Days within which points are said to expire soon."""


class Points(NamedTuple):
    """Points on a day.

    Attributes:
        points: what is left of its own lots; below zero where more was spent than is earned now.
        pool: what it can spend together with its group; None where every client spends its own.
        pending: what can be spent on later days alone.
        expiring: what expires soon, if nothing else happens.
        qualifying: what counts for a tier.
        tier: the standing that it has; None if it has none.
    """

    points: Decimal
    pool: Decimal | None
    pending: Decimal
    expiring: Decimal
    qualifying: Decimal
    tier: str | None


def points_on(holder: AccountHolder[Any], as_of: date, policy: Policy, within: int = SOON) -> Points:
    """The points of an account holder of loyalty on a day.

    Args:
        holder: with its states, or what its rows are made of.
        as_of: the day.
        policy: the programme and its tiers.
        within: the days within which points are said to expire soon.
    """
    moved, found = moved_of(holder, policy), [*lots_of(holder, as_of, policy).values()]
    if not found:
        return _without_moves(policy.loyalty.tiers)
    soon, standing = shifted(as_of, within), standing_on(moved, as_of, policy)
    purses = dict.fromkeys(lots.purse for lots in found)
    return Points(
        points=sum((lots.balance for lots in found), ZERO),
        pool=sum((purse.balance for purse in purses), ZERO) if policy.programme.pools else None,
        pending=sum((lots.pending for lots in found), ZERO),
        expiring=sum((lots.expiring(soon) for lots in found), ZERO),
        qualifying=standing.qualifying,
        tier=standing.tier,
    )


@lru_cache(maxsize=64)
def _without_moves(tiers: tuple[Tier, ...]) -> Points:
    """The points of a client that never had any; they are the same on every day."""
    return Points(ZERO, None, ZERO, ZERO, ZERO, tier_reached(ZERO, tiers))


def moved_of(holder: AccountHolder[Any], policy: Policy) -> list[Sequence[Move]]:
    """What moved the points of each company of an account holder of loyalty."""
    return [moves_in(own, policy) for _, (_, own) in holder.states]


def lots_of(holder: AccountHolder[Any], as_of: date, policy: Policy) -> dict[str, Lots]:
    """The lots of each company of an account holder of loyalty, by its code."""
    expiry = policy.programme.expiry
    if not policy.programme.pools or holder.everyone is None:
        own = zip((client.code for client, _ in holder.states), moved_of(holder, policy), strict=True)
        return {code: _lots_on(holder, code, moved, expiry, as_of) for code, moved in own if moved}
    key = policy.programme, policy.receivables.derives, as_of
    found = holder.everyone.made(key, partial(_pooled, as_of=as_of, policy=policy))
    return {client.code: found[client.code] for client, _ in holder.members if client.code in found}


def _lots_on(
    holder: AccountHolder[Any], code: str, moved: Sequence[Move], expiry: Expiry, as_of: date
) -> Lots:
    """The lots of a company at the end of a day; the walk of the day before goes on, if it can."""
    if holder.kept is None:
        return lots_on(moved, expiry, as_of)
    walk: Walk | None = holder.kept.get((Walk, code))
    if walk is None or not walk.goes_on({code: moved}, expiry, as_of):
        walk = holder.kept[Walk, code] = Walk({code: moved}, expiry)
    return walk.to(as_of)[code]


def _pooled(states: Mapping[str, Any], as_of: date, policy: Policy) -> dict[str, Lots]:
    """The lots of all clients, by code."""
    moved = {code: moves_in(one[1], policy) if one else [] for code, one in states.items()}
    return pooled(moved, policy.programme.expiry, as_of)


def explain_points(holder: AccountHolder[Any], as_of: date, policy: Policy) -> Iterator[Contribution]:
    """What each entry added to the points of a holder, and took from them; expiry is the lot's entry."""
    for lots in lots_of(holder, as_of, policy).values():
        for one in lots.entries():
            yield Contribution("points", None, one.what, one.number, one.position, one.points)
