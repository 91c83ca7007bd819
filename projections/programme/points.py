"""The points of an account holder on a day: what it can spend, what is pending, its tier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from itertools import chain
from typing import Any, Final, NamedTuple, TypeVar, cast

from ledger.money import ZERO
from ledger.subledger.points.following import Follower
from ledger.subledger.points.lots import Lots
from ledger.subledger.points.moves import Move
from ledger.subledger.points.pooling import Walk, pooled
from ledger.subledger.points.unspent import unspent
from ledger.times import shifted
from projections.framework.contributions import Contribution
from projections.framework.filters import AccountHolder
from projections.policy import Policy, Tier
from projections.programme.spans import moves_in
from projections.programme.tiers import Climb, Standing, tier_reached, unrisen

F = TypeVar("F", bound=Follower)

SOON = 30
"""Days within which points are said to expire soon."""


class _Left(NamedTuple):
    """What is left of lots on a day; as ``Points`` has it."""

    points: Decimal
    pool: Decimal | None
    pending: Decimal
    expiring: Decimal


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
    known, found = holder.made.get((as_of, within), (None, None))
    if known is not policy:  # two tables of loyalty have them
        found = _points_on(holder, as_of, policy, within)
        holder.made[as_of, within] = policy, found
    return cast("Points", found)


def _points_on(holder: AccountHolder[Any], as_of: date, policy: Policy, within: int) -> Points:
    moved = moved_of(holder, policy)
    if not policy.programme.pools and not any(moved.values()):
        return without_moves(policy.loyalty.tiers)
    soon = shifted(as_of, within)
    left = _unspent(moved, as_of, policy, soon) or _left(holder, as_of, policy, soon)
    if left is None:
        return without_moves(policy.loyalty.tiers)
    standing = unrisen(moved.values(), as_of, policy) or _climbed(holder, moved, as_of, policy)
    return Points(left.points, left.pool, left.pending, left.expiring, standing.qualifying, standing.tier)


def _climbed(
    holder: AccountHolder[Any], moved: Mapping[str, Sequence[Move]], as_of: date, policy: Policy
) -> Standing:
    """The standing of an account holder, by its way from tier to tier."""
    return _resumed(holder, moved, (as_of, policy), Climb, lambda: Climb(policy)).to(moved, as_of)


def _unspent(moved: Mapping[str, Sequence[Move]], as_of: date, policy: Policy, soon: date) -> _Left | None:
    """What is left of points of which nothing was spent or lost; None if something was."""
    if policy.programme.pools:
        return None
    every = chain.from_iterable(moved.values())  # each lot is of one move, so companies do not matter
    found = unspent(every, policy.programme.expiry, as_of, soon)
    return None if found is None else _Left(found.balance, None, found.pending, found.expiring)


def _left(holder: AccountHolder[Any], as_of: date, policy: Policy, soon: date) -> _Left | None:
    """What is left of the lots of an account holder; None if it has none."""
    found = [*lots_of(holder, as_of, policy).values()]
    if not found:
        return None
    purses = dict.fromkeys(lots.purse for lots in found)
    left = _Left(
        points=sum((lots.balance for lots in found), ZERO),
        pool=sum((purse.balance for purse in purses), ZERO) if policy.programme.pools else None,
        pending=sum((lots.pending for lots in found), ZERO),
        expiring=sum((lots.expiring(soon) for lots in found), ZERO),
    )
    if not holder.is_resumed and not policy.programme.pools:  # nobody else has these lots
        for lots in found:
            lots.let_go()
    return left


@lru_cache(maxsize=64)
def without_moves(tiers: tuple[Tier, ...]) -> Points:
    """The points of a client that never had any; they are the same on every day."""
    return Points(ZERO, None, ZERO, ZERO, ZERO, tier_reached(ZERO, tiers))


def moved_of(holder: AccountHolder[Any], policy: Policy) -> dict[str, Sequence[Move]]:
    """What moved the points of each company of an account holder of loyalty, by its code."""
    return {client.code: moves_in(own, policy) for client, (_, own) in holder.states}


def lots_of(holder: AccountHolder[Any], as_of: date, policy: Policy) -> dict[str, Lots]:
    """The lots of each company of an account holder of loyalty, by its code."""
    programme, found = policy.programme, dict[str, Lots]()
    if programme.pools and holder.everyone is not None:
        key = programme, policy.receivables.derives, as_of
        every = holder.everyone.made(key, partial(_pooled, as_of=as_of, policy=policy))
        return {client.code: every[client.code] for client, _ in holder.members if client.code in every}
    for code, moves in moved_of(holder, policy).items():
        if moves:
            own = {code: moves}
            walk = _resumed(holder, own, (as_of, policy), Walk, partial(Walk, own, programme.expiry))
            found |= walk.to(own, as_of)
    return found


def _resumed(
    holder: AccountHolder[Any],
    moved: Mapping[str, Sequence[Move]],
    on: tuple[date, Policy],
    kind: type[F],
    begin: Callable[[], F],
) -> F:
    """What followed these moves up to an earlier day, if it can go on to a day; else one that begins."""
    if holder.kept is None:
        return begin()
    (day, policy), key = on, (kind, *moved)
    before, found = holder.kept.get(key, (None, None))
    if before is not policy or not found.goes_on(moved, day):
        _, found = holder.kept[key] = policy, begin()
    return cast("F", found)


def _pooled(states: Mapping[str, Any], as_of: date, policy: Policy) -> dict[str, Lots]:
    """The lots of all clients, by code."""
    moved = {code: moves_in(one[1], policy) if one else [] for code, one in states.items()}
    return pooled(moved, policy.programme.expiry, as_of)


def explain_points(holder: AccountHolder[Any], as_of: date, policy: Policy) -> Iterator[Contribution]:
    """What each entry added to the points of a holder, and took from them; expiry is the lot's entry."""
    for lots in lots_of(holder, as_of, policy).values():
        for one in lots.entries():
            yield Contribution("points", None, one.what, one.number, one.position, one.points)


_NO_PROGRAMME: Final = "the policy in force has no programme of points; set programme.earn, and adopt it with `goodwill policy adopt`"


def no_points(policy: Policy) -> str:
    """Why no client has points, in words that begin with a small letter."""
    earn = policy.programme.earn
    return "no client of these has earned points by then" if earn.orders or earn.events else _NO_PROGRAMME
