"""Loyalty: points and tiers."""

from __future__ import annotations

from pydantic import Field

from ledger.constrained import Amount, Day, Identifier, Quantity
from ledger.events.base import CLOSING, OPENING
from ledger.events.models.base import Event, Name, Reason, optional


class _Points(Event):
    number: Identifier = Field(description="the number of the grant or redemption")
    points: Quantity = Field(description="how many points")
    reward: Identifier | None = optional("the reward, as the policy names it")
    value: Amount | None = optional("in the client's currency")


class PointsGranted(_Points):
    """A person granted the client points beyond those that the programme gives."""

    kind = "points.granted"
    turn = OPENING


class PointsRedeemed(_Points):
    """The client spent points."""

    kind = "points.redeemed"
    turn = CLOSING
    order: Identifier | None = optional("the order that they pay for")


class PointsRedemptionCancelled(Event):
    """The client got the points of a redemption back."""

    kind = "points.redemption_cancelled"
    turn = CLOSING
    number: Identifier = Field(description="the redemption's number")
    reason: Reason | None = None


class TierFloored(Event):
    """A person gave the client a tier below which it does not fall until a day."""

    kind = "tier.floored"
    tier: Name = Field(description="the tier, as the policy names it")
    until: Day = Field(description="the last day")
    reason: Reason | None = None
