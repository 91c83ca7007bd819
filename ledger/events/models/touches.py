"""Touches: visits and other contacts, feedback and complaints, observations at the client's."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.constrained import Amount, Day, Identifier, Moment, Quantity, Text
from ledger.events.base import CLOSING, OPENING
from ledger.events.models.base import (
    Currency,
    Event,
    Name,
    OrText,
    Personal,
    PersonalText,
    Reason,
    Value,
    optional,
)

Channel = Literal[
    "visit",
    "call",
    "meeting",
    "message",
    "presentation",
    "training",
    "merchandising",
    "event",
    "informal",
    "exhibition",
    "e-mail",
]
ComplaintCode = Literal[
    "quality", "damage", "delivery", "quantity", "wrong", "price", "billing", "documents", "service", "other"
]
Prepared = Literal["information", "questions", "needs", "offer", "product"]
Side = Annotated[Literal["us", "client"], Field(description="the side that caused it")]
VisitNumber = Annotated[Identifier, Field(description="the visit's number")]
Debtor = Annotated[Literal["us", "client"], Field(description="the side that is to do it")]
Severity = Annotated[int, Field(description="from 1 (a nuisance) to 3 (may cost us the client)")]


class VisitPlanned(Event):
    """We planned a touch for a moment, with a purpose."""

    kind = "visit.planned"
    turn = OPENING
    filled = ("visit",)
    visit: Identifier | None = optional("the visit's number; the ledger gives it one if left out")
    at: Moment = Field(description="when it is to begin")
    channel: Channel = Field(description="the sort of touch")
    purpose: PersonalText = Field(description="what it is for")


class VisitMoved(Event):
    """We or the client moved a planned visit to another moment."""

    kind = "visit.moved"
    visit: VisitNumber
    at: Moment = Field(description="when it is to begin now")
    by: Side
    reason: Reason


class NextStep(Value):
    """What one side is to do next, by a day: a commitment."""

    what: Text = Field(description="what is to be done")
    due: Day = Field(description="the day by which it is to be done")
    by: Debtor = "us"
    owner: Name | None = optional("the person who is to do it")
    number: Identifier | None = optional("the commitment's number; the ledger gives it one if left out")


class VisitHeld(Event):
    """A touch took place, planned or not."""

    kind = "visit.held"
    channel: Channel = Field(description="the sort of touch")
    started_at: Moment = Field(description="when it began, on the day of the entry")
    summary: PersonalText = Field(description="what came of it, in your words")
    visit: VisitNumber | None = optional("the number of the visit, if it was planned")
    minutes: int | None = optional("how long it took, in minutes")
    prepared: bool | None = optional("whether we were prepared")
    next_step: Annotated[OrText[NextStep], Personal()] | None = optional(
        "in words, or with the day it is due: a commitment"
    )
    direction: Literal["in", "out"] | None = optional("in: the client sought the contact; out: we did")
    place: Text | None = optional("where it was")
    with_: tuple[Name, ...] = optional("our people who took part", default=(), alias="with")
    about: tuple[Identifier, ...] = optional(
        "the numbers of what it was about: proposals, orders, complaints", default=()
    )
    preparation: tuple[Prepared, ...] = optional("what we had prepared", default=())
    asked: PersonalText | None = optional("what the client asked for")


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
    scale: Literal["nps", "csat", "ces"] = Field(description="the scale of the rating")
    score: int = Field(description="the rating: nps 0 to 10, csat 1 to 5, ces 1 to 7")
    about: Identifier | None = optional("the order, visit or product that it is about")


class ComplaintRaised(Event):
    """The client complained."""

    kind = "complaint.raised"
    turn = OPENING
    number: Identifier = Field(description="the complaint's number")
    topic: PersonalText = Field(description="what the client complains about")
    severity: Severity
    about: Identifier | None = optional("the order, visit or product that it is about")
    reason_code: ComplaintCode | None = optional("the sort of reason")


class ComplaintResolved(Event):
    """A complaint was resolved."""

    kind = "complaint.resolved"
    turn = CLOSING
    number: Identifier = Field(description="the complaint's number")
    outcome: Text = Field(description="how it was resolved")


class CompetitorSeen(Event):
    """We saw a competitor at the client's."""

    kind = "competitor.seen"
    competitor: Name = Field(description="the competitor's name")
    product: Identifier | None = optional("the product that we saw")
    price: Amount | None = optional("in the client's currency")
    where: Text | None = optional("where we saw it")


class ReferralMade(Event):
    """The client recommended us to another company or person."""

    kind = "referral.made"
    referred: Name = Field(description="the company or person to whom the client recommended us")
    client: Identifier | None = optional("the code of the client that came of it")


class InquiryReceived(Event):
    """The client asked us for something of its own accord."""

    kind = "inquiry.received"
    what: PersonalText = Field(description="what the client asked for")
    channel: Literal["call", "message", "e-mail", "visit", "exhibition", "web"] | None = optional(
        "how the client asked"
    )
    product: Identifier | None = optional("the product that it is about")
    person: Identifier | None = optional("the id of the person who asked")


class ShelfLine(Value):
    """What we saw of one product on the client's shelf."""

    product: Identifier = Field(description="the product's code")
    present: bool = Field(description="whether it is on the shelf")
    facings: int | None = optional("how many units stand in front")
    price: Amount | None = optional("in the client's currency")
    stock: Quantity | None = optional("what is in stock, in the product's unit")
    samples: Quantity | None = optional("how many samples are there")


class ShelfChecked(Event):
    """We looked at the client's shelf: what is there, how much of it, and at what price."""

    kind = "shelf.checked"
    lines: tuple[ShelfLine, ...] = Field(description="what we saw of each product")
    place: Text | None = optional("the shop")


class TrainingHeld(Event):
    """We trained the client's people."""

    kind = "training.held"
    topic: Text = Field(description="what it was about")
    product: Identifier | None = optional("the product that it was about")
    minutes: int | None = optional("how long it took, in minutes")
    with_: tuple[Name, ...] = optional("our people who took part", default=(), alias="with")


class ExpenseSpent(Event):
    """We spent money on the relationship, for a purpose."""

    kind = "expense.spent"
    amount: Amount = Field(description="how much we spent")
    currency: Currency
    purpose: PersonalText = Field(description="what it was for")
    person: Identifier | None = optional("the id of the person at the client for whom it was")
