"""Loyalty points, managers' plans, the house's rates and policies, and a person's say about health."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ledger.events.base import CLOSING, OPENING, Currency, Day, Event, Name, Period, Reason
from ledger.money import Amount, Quantity
from ledger.text import Identifier, Text


class _Points(Event):
    number: Identifier
    points: Quantity
    reward: Identifier | None = None
    value: Amount | None = Field(default=None, description="in the client's currency")


class PointsGranted(_Points):
    """The client was given points by a person's decision, beyond what the programme earns."""

    kind = "points.granted"
    turn = OPENING


class PointsRedeemed(_Points):
    """The client spent points."""

    kind = "points.redeemed"
    turn = CLOSING


class HealthOverridden(Event):
    """A person says how the relationship is, against the computed score, until a day. Both stay visible."""

    kind = "health.overridden"
    reason: Reason
    until: Day
    score: Quantity | None = Field(default=None, description="from 0 to 100")
    band: Literal["healthy", "watch", "at risk"] | None = None


class PlanSet(Event):
    """What a manager is to reach in a period."""

    kind = "plan.set"
    party = "manager"
    manager: Name
    period: Period
    metric: Literal["revenue", "margin", "active_clients", "new_clients", "visits"]
    target: Quantity
    currency: Currency | None = Field(default=None, description="where the metric is money")


class RateSet(Event):
    """One unit of the base currency is worth so many units of the quote currency, from now on."""

    kind = "rate.set"
    party = "house"
    base: Currency
    quote: Currency
    rate: Quantity


class PolicyAdopted(Event):
    """The house's rules for its figures, in force from now on."""

    kind = "policy.adopted"
    party = "house"
    version: Identifier
    document: Text = Field(description="the policy, as TOML")
