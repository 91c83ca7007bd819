"""Touches: visits and other contacts, feedback and complaints, observations at the client's.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from ledger.events.base import CLOSING, OPENING, Event, Moment


class VisitPlanned(Event, frozen=True, kw_only=True):
    """We planned a touch for a moment, with a purpose."""

    kind = "visit.planned"
    turn = OPENING
    visit: str
    at: Moment
    channel: Literal[
        "visit",
        "call",
        "meeting",
        "message",
        "presentation",
        "training",
        "merchandising",
        "event",
    ]
    purpose: str


class VisitHeld(Event, frozen=True, kw_only=True):
    """A touch took place, planned or not."""

    kind = "visit.held"
    channel: Literal[
        "visit",
        "call",
        "meeting",
        "message",
        "presentation",
        "training",
        "merchandising",
        "event",
    ]
    started_at: Moment
    summary: str
    visit: str | None = None
    minutes: int | None = None
    prepared: bool | None = None
    next_step: str | None = None


class _VisitFailed(Event, frozen=True, kw_only=True):
    visit: str
    by: Literal["us", "client"]
    reason: str


class VisitMissed(_VisitFailed, frozen=True, kw_only=True):
    """We or the client missed a planned visit."""

    kind = "visit.missed"
    turn = CLOSING


class VisitCancelled(_VisitFailed, frozen=True, kw_only=True):
    """We or the client called a planned visit off."""

    kind = "visit.cancelled"
    turn = CLOSING


class FeedbackGiven(Event, frozen=True, kw_only=True):
    """The client rated us: nps 0-10, csat 1-5, ces 1-7."""

    kind = "feedback.given"
    scale: Literal["nps", "csat", "ces"]
    score: int
    about: str | None = None


class ComplaintRaised(Event, frozen=True, kw_only=True):
    """The client complained."""

    kind = "complaint.raised"
    turn = OPENING
    number: str
    topic: str
    severity: int
    about: str | None = None


class ComplaintResolved(Event, frozen=True, kw_only=True):
    """A complaint was resolved."""

    kind = "complaint.resolved"
    turn = CLOSING
    number: str
    outcome: str


class CompetitorSeen(Event, frozen=True, kw_only=True):
    """We saw a competitor at the client's."""

    kind = "competitor.seen"
    competitor: str
    product: str | None = None
    price: Decimal | None = None
    where: str | None = None


class ReferralMade(Event, frozen=True, kw_only=True):
    """The client recommended us to another company or person."""

    kind = "referral.made"
    referred: str


class ExpenseSpent(Event, frozen=True, kw_only=True):
    """We spent money on the relationship, for a purpose."""

    kind = "expense.spent"
    amount: Decimal
    currency: str
    purpose: str
    person: str | None = None
