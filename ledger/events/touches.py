"""Touches: visits and other meetings, what the client says of us, what we see at the client's."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.events.base import CLOSING, OPENING, Currency, Event, Moment, Name, Reason
from ledger.money import Amount
from ledger.text import Identifier, Text

Channel = Literal["visit", "call", "meeting", "message", "presentation", "training", "merchandising", "event"]
Side = Annotated[Literal["us", "client"], Field(description="whose doing it was")]
VisitNumber = Annotated[Identifier, Field(description="the visit's number")]
Severity = Annotated[int, Field(description="from 1 (a nuisance) to 3 (may cost us the client)")]


class VisitPlanned(Event):
    """A touch is planned for a moment, with a purpose."""

    kind = "visit.planned"
    turn = OPENING
    visit: VisitNumber
    at: Moment
    channel: Channel
    purpose: Text


class VisitHeld(Event):
    """A touch took place: a planned one, or one that just came about."""

    kind = "visit.held"
    channel: Channel
    started_at: Moment
    summary: Text
    visit: VisitNumber | None = Field(
        default=None, description="the number of the planned visit, if it was planned"
    )
    minutes: int | None = None
    prepared: bool | None = Field(default=None, description="whether we came prepared")
    next_step: Text | None = None


class _VisitFailed(Event):
    visit: VisitNumber
    by: Side
    reason: Reason


class VisitMissed(_VisitFailed):
    """Somebody did not come to a planned visit."""

    kind = "visit.missed"
    turn = CLOSING


class VisitCancelled(_VisitFailed):
    """A planned visit was called off beforehand."""

    kind = "visit.cancelled"
    turn = CLOSING


class FeedbackGiven(Event):
    """The client answered how content they are: nps 0-10, csat 1-5, ces 1-7."""

    kind = "feedback.given"
    scale: Literal["nps", "csat", "ces"]
    score: int
    about: Identifier | None = Field(default=None, description="the order, visit or product it is about")


class ComplaintRaised(Event):
    """The client complains."""

    kind = "complaint.raised"
    turn = OPENING
    number: Identifier
    topic: Text
    severity: Severity
    about: Identifier | None = None


class ComplaintResolved(Event):
    """A complaint came to its end."""

    kind = "complaint.resolved"
    turn = CLOSING
    number: Identifier
    outcome: Text


class CompetitorSeen(Event):
    """A competitor was seen at the client's."""

    kind = "competitor.seen"
    competitor: Name
    product: Identifier | None = None
    price: Amount | None = Field(default=None, description="in the client's currency")
    where: Text | None = None


class ReferralMade(Event):
    """The client recommended us to somebody."""

    kind = "referral.made"
    referred: Name


class ExpenseSpent(Event):
    """Money spent on the relationship, and why."""

    kind = "expense.spent"
    amount: Amount
    currency: Currency
    purpose: Text
    person: Identifier | None = None
