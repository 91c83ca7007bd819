"""Points as rows: beside the orders of a client, and in a table of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from ledger.subledger.points.moves import OWNED
from projections.framework.columns import Column, Who, filled
from projections.framework.filters import AccountHolder
from projections.policy import Policy
from projections.programme.points import moved_of, points_on
from projections.programme.spans import PointsMove


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


def points_rows(
    holder: AccountHolder[tuple[Any, Sequence[PointsMove]]], as_of: date, policy: Policy
) -> list[PointsRow]:
    """The points of an account holder whose points ever moved."""
    if not in_programme(holder, policy):
        return []
    values = {"client": holder.code, "name": holder.name, **points_on(holder, as_of, policy)._asdict()}
    return [filled(PointsRow, values)]
