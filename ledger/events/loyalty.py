"""Loyalty: points and tiers.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.events.base import CLOSING, OPENING, Event


class _Points(Event, frozen=True, kw_only=True):
    number: str
    points: Decimal
    reward: str | None = None
    value: Decimal | None = None


class PointsGranted(_Points, frozen=True, kw_only=True):
    """A person granted the client points beyond those that the programme gives."""

    kind = "points.granted"
    turn = OPENING
    decimals = True
    money = ("value",)


class PointsRedeemed(_Points, frozen=True, kw_only=True):
    """The client spent points."""

    kind = "points.redeemed"
    turn = CLOSING
    decimals = True
    money = ("value",)
    order: str | None = None


class PointsRedemptionCancelled(Event, frozen=True, kw_only=True):
    """The client got the points of a redemption back."""

    kind = "points.redemption_cancelled"
    turn = CLOSING
    number: str
    reason: str | None = None


class TierFloored(Event, frozen=True, kw_only=True):
    """A person gave the client a tier below which it does not fall until a day."""

    kind = "tier.floored"
    tier: str
    until: date
    reason: str | None = None
