"""The span rows of points: what moved them, of which their balance on a day follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from ledger.subledger.points.moves import Move, moves
from projections.framework.clients import Client
from projections.framework.columns import Column
from projections.framework.spans import Spans
from projections.policy import Policy
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
    points, earn = member.points, policy.programme.earn
    if not (
        points.granted or points.redeemed or points.floors or earn.orders or (earn.events and points.acts)
    ):
        return []
    return [*moves(member.account, points, policy.programme, derive=policy.receivables.derives)]


def moves_in(own: Member | Iterable[PointsMove], policy: Policy) -> list[Move]:
    """What moved the points of a client, from its state or from its span rows."""
    return moves_of(own, policy) if isinstance(own, Member) else [Move(*one) for one in own]


def _moves(client: Client, member: Member, day: date, policy: Policy) -> list[PointsMove]:
    del client, day
    return [PointsMove(*one) for one in moves_of(member, policy)]


def _touched(
    client: Client, member: Member, day: date, policy: Policy
) -> Iterable[tuple[Any, PointsMove | None]] | None:
    """Nothing if the rows are as they were when this was last asked; else None."""
    del client, day
    points = member.points
    facts = member.facts if policy.programme.earn.orders or points.redeemed else 0
    before, member.shown = member.shown, (points.facts, facts, _depends(policy))
    return () if member.shown == before else None


def _depends(policy: Policy) -> object:
    """What of a policy the moves of points depend on."""
    programme = policy.programme
    ordered = programme.earn.orders and (programme.point_value, policy.receivables.allocation)
    return programme.earn, ordered


MOVES = Spans(
    name="points_moves", evolve=evolve, row=PointsMove, of=_moves, touched=_touched, depends=_depends
)
