"""Touches: visits and other contacts, feedback and complaints, observations at the client's."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.constrained import Amount, Identifier, Moment, Text
from ledger.events.base import CLOSING, OPENING
from ledger.events.models.base import Currency, Event, Name, Reason, optional

Channel = Literal["visit", "call", "meeting", "message", "presentation", "training", "merchandising", "event"]
Side = Annotated[Literal["us", "client"], Field(description="the side that caused it")]
VisitNumber = Annotated[Identifier, Field(description="the visit's number")]
Severity = Annotated[int, Field(description="from 1 (a nuisance) to 3 (may cost us the client)")]


class VisitPlanned(Event):
    """We planned a touch for a moment, with a purpose."""

    kind = "visit.planned"
    turn = OPENING
    visit: VisitNumber
    at: Moment
    channel: Channel
    purpose: Text


class VisitHeld(Event):
    """A touch took place, planned or not."""

    kind = "visit.held"
    channel: Channel
    started_at: Moment
    summary: Text
    visit: VisitNumber | None = optional("the number of the visit, if it was planned")
    minutes: int | None = None
    prepared: bool | None = optional("whether we were prepared")
    next_step: Text | None = None


class _VisitFailed(Event):
    visit: VisitNumber
    by: Side
    reason: Reason


class VisitMissed(_VisitFailed):
    """We or the client missed a planned visit."""

    kind = "visit.missed"
    turn = CLOSING


class VisitCancelled(_VisitFailed):
    """We or the client called a planned visit off."""

    kind = "visit.cancelled"
    turn = CLOSING


class FeedbackGiven(Event):
    """The client rated us: nps 0-10, csat 1-5, ces 1-7."""

    kind = "feedback.given"
    scale: Literal["nps", "csat", "ces"]
    score: int
    about: Identifier | None = optional("the order, visit or product that it is about")


class ComplaintRaised(Event):
    """The client complained."""

    kind = "complaint.raised"
    turn = OPENING
    number: Identifier
    topic: Text
    severity: Severity
    about: Identifier | None = None


class ComplaintResolved(Event):
    """A complaint was resolved."""

    kind = "complaint.resolved"
    turn = CLOSING
    number: Identifier
    outcome: Text


class CompetitorSeen(Event):
    """We saw a competitor at the client's."""

    kind = "competitor.seen"
    competitor: Name
    product: Identifier | None = None
    price: Amount | None = optional("in the client's currency")
    where: Text | None = None


class ReferralMade(Event):
    """The client recommended us to another company or person."""

    kind = "referral.made"
    referred: Name


class ExpenseSpent(Event):
    """We spent money on the relationship, for a purpose."""

    kind = "expense.spent"
    amount: Amount
    currency: Currency
    purpose: Text
    person: Identifier | None = None
