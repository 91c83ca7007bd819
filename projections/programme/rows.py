"""Points as rows: beside the orders of a client, and in a table of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from projections.framework.columns import Column, Who
from projections.framework.filters import AccountHolder
from projections.policy import Policy
from projections.programme.points import points_on
from projections.programme.spans import PointsMove


@dataclass(frozen=True, kw_only=True)
class InProgramme:
    """What an account holder has in the programme."""

    points: Annotated[
        Decimal, Column("Points that can be spent; the client's, the same on each row.", unit="points")
    ]
    pending: Annotated[Decimal, Column("Points that can be spent later.", unit="points", quiet=True)]
    expiring: Annotated[
        Decimal, Column("Points that expire within 30 days.", unit="points", quiet=True, spare=True)
    ]
    qualifying: Annotated[
        Decimal, Column("Points that count for the tier, spent or not.", unit="points", spare=True)
    ]
    tier: Annotated[
        str | None,
        Column(
            "The standing that the qualifying points reach.", null="they reach none", place=-1, spare=True
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class PointsRow(InProgramme, Who):
    """The points of a client."""


def points_rows(
    holder: AccountHolder[tuple[Any, Sequence[PointsMove]]], as_of: date, policy: Policy
) -> list[PointsRow]:
    """The points of an account holder whose points ever moved."""
    if not any(moved for _, (_, moved) in holder.states):
        return []
    return [PointsRow(client=holder.code, name=holder.name, **points_on(holder, as_of, policy)._asdict())]
