"""The span rows of points: what moved them, of which their balance on a day follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Annotated, NamedTuple, cast

from ledger.subledger.points.moves import Move, moves
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.framework.spans import Spans
from projections.policy import Policy
from projections.programme.keeping import MoveKey, depends, kept_moves
from projections.programme.member import Member, evolve


class PointsMove(NamedTuple):
    """A move of points, as ``Move`` has it."""

    what: Annotated[str, Column(key=1)]
    number: Annotated[str, Column(key=2)]
    on: Annotated[date, Column(key=3, stored="on_day")]
    position: Annotated[int, Column(key=4)]
    points: Decimal


def moves_of(member: Member, policy: Policy) -> list[Move]:
    """What moved the points of a client, as its state and a policy have it."""
    if not _may_move(member, policy):
        return []
    derive = policy.receivables.derives
    return [*moves(member.account, member.points, policy.programme, derive=derive)]


def _may_move(member: Member, policy: Policy) -> bool:
    """Whether anything may have moved points; if not, nobody needs the account."""
    points, earn = member.points, policy.programme.earn
    stated = points.granted or points.redeemed or points.floors or (policy.programme.pools and points.owners)
    return bool(stated or policy.programme.by_orders or (earn.events and points.acts))


def moves_in(own: Member | Sequence[PointsMove] | None, policy: Policy) -> Sequence[Move]:
    """What moved the points of a client, from its state or from its span rows, which have the same fields."""
    return moves_of(own, policy) if isinstance(own, Member) else cast("Sequence[Move]", own or ())


def _moves(client: Client, member: Member, day: date, policy: Policy) -> list[PointsMove]:
    del client, day
    kept = None
    if _may_move(member, policy) and member.account.live is not None:  # else it is not followed day by day
        kept, _ = kept_moves(member, policy)
    found = moves_of(member, policy) if kept is None else chain.from_iterable(kept.moves.values())
    return [PointsMove(*one) for one in found]


def _touched(
    client: Client, member: Member, day: date, policy: Policy
) -> Iterable[tuple[MoveKey, PointsMove | None]] | None:
    """The moves that changed since this was last asked, by key, None for one that is gone; None at first."""
    del client, day
    _, changed = kept_moves(member, policy)
    if changed is None:
        return None
    return [(key, None if one is None else PointsMove(*one)) for key, one in changed.items()]


MOVES = Spans(
    name="points_moves", evolve=evolve, row=PointsMove, of=_moves, touched=_touched, depends=depends
)
