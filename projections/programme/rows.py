"""Points as rows: beside the orders of a client, and in a table of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from ledger.subledger.points.moves import OWNED
from projections.framework.clients import Client
from projections.framework.columns import Column, Who, filled
from projections.framework.filters import AccountHolder
from projections.policy import Policy
from projections.programme.points import Points, moved_of, points_on, without_moves
from projections.programme.spans import PointsMove

POINTS: Final = "points"
"""The name of the table of points."""


@dataclass(frozen=True, kw_only=True)
class InProgramme:
    """What an account holder has in the programme."""

    points: Annotated[
        Decimal, Column("Points that can be spent; the client's, the same on each row.", unit="points")
    ]
    pool: Annotated[
        Decimal | None,
        Column(
            "Points that it can spend together with its group.",
            unit="points",
            null="every client spends its own",
            quiet=True,
            stored="",
        ),
    ]
    pending: Annotated[Decimal, Column("Points that can be spent later.", unit="points", quiet=True)]
    expiring: Annotated[
        Decimal, Column("Points that expire within 30 days.", unit="points", quiet=True, spare=True)
    ]
    qualifying: Annotated[
        Decimal,
        Column(
            "What counts for the tier: points, spent or not; or value, by the policy.",
            unit="points",
            spare=True,
        ),
    ]
    tier: Annotated[
        str | None,
        Column(
            "The standing that the qualifying points reach.", null="they reach none", place=-1, spare=True
        ),
    ]


def in_programme(holder: AccountHolder[Any], policy: Policy) -> bool:
    """Whether the points or the tier of an account holder of loyalty ever moved."""
    return any(move.what != OWNED for moved in moved_of(holder, policy).values() for move in moved)


@dataclass(frozen=True, kw_only=True)
class PointsRow(InProgramme, Who):
    """The points of a client."""


def restored(client: Client, values: dict[str, Any]) -> PointsRow:
    """The points of a client again, of what their table has; clients that pool theirs are not read there."""
    return filled(PointsRow, {"client": client.code, "name": client.name, "pool": None, **values})


def shown_points(holder: AccountHolder[Any], as_of: date, policy: Policy) -> dict[str, Any]:
    """The fields of ``InProgramme``: as they are stored for the day, or else worked out."""
    stored = holder.made.get(POINTS)
    if stored is None:
        return points_on(holder, as_of, policy)._asdict()
    if not stored:
        return without_moves(policy.loyalty.tiers)._asdict()
    return {name: getattr(stored[0], name) for name in Points._fields}


def points_rows(
    holder: AccountHolder[tuple[Any, Sequence[PointsMove]]], as_of: date, policy: Policy
) -> list[PointsRow]:
    """The points of an account holder whose points ever moved."""
    if POINTS in holder.made:
        return [*holder.made[POINTS]]
    if not in_programme(holder, policy):
        return []
    values = {"client": holder.code, "name": holder.name, **points_on(holder, as_of, policy)._asdict()}
    return [filled(PointsRow, values)]
