"""Touches: visits and other contacts, feedback and complaints, observations at the client's.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import field

from ledger.events.base import CLOSING, OPENING, Event, Moment, Value, VisitHeldMethods


class VisitPlanned(Event, frozen=True, kw_only=True):
    """We planned a touch for a moment, with a purpose."""

    kind = "visit.planned"
    turn = OPENING
    filled = ("visit",)
    personal = ("purpose",)
    visit: str | None = None
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
        "informal",
        "exhibition",
        "e-mail",
    ]
    purpose: str


class VisitMoved(Event, frozen=True, kw_only=True):
    """We or the client moved a planned visit to another moment."""

    kind = "visit.moved"
    visit: str
    at: Moment
    by: Literal["us", "client"]
    reason: str


class NextStep(Value, frozen=True, kw_only=True):
    """What one side is to do next, by a day: a commitment."""

    what: str
    due: date
    by: Literal["us", "client"] = "us"
    owner: str | None = None
    number: str | None = None


class VisitHeld(VisitHeldMethods, Event, frozen=True, kw_only=True):
    """A touch took place, planned or not."""

    kind = "visit.held"
    personal = ("summary", "next_step", "asked")
    channel: Literal[
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
    started_at: Moment
    summary: str
    visit: str | None = None
    minutes: int | None = None
    prepared: bool | None = None
    next_step: str | NextStep | None = None
    direction: Literal["in", "out"] | None = None
    place: str | None = None
    with_: tuple[str, ...] = field(default=(), name="with")
    about: tuple[str, ...] = ()
    preparation: tuple[Literal["information", "questions", "needs", "offer", "product"], ...] = ()
    asked: str | None = None


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
    personal = ("topic",)
    number: str
    topic: str
    severity: int
    about: str | None = None
    reason_code: (
        Literal[
            "quality",
            "damage",
            "delivery",
            "quantity",
            "wrong",
            "price",
            "billing",
            "documents",
            "service",
            "other",
        ]
        | None
    ) = None


class ComplaintResolved(Event, frozen=True, kw_only=True):
    """A complaint was resolved."""

    kind = "complaint.resolved"
    turn = CLOSING
    number: str
    outcome: str


class CompetitorSeen(Event, frozen=True, kw_only=True):
    """We saw a competitor at the client's."""

    kind = "competitor.seen"
    decimals = True
    money = ("price",)
    competitor: str
    product: str | None = None
    price: Decimal | None = None
    where: str | None = None


class ReferralMade(Event, frozen=True, kw_only=True):
    """The client recommended us to another company or person."""

    kind = "referral.made"
    referred: str
    client: str | None = None


class InquiryReceived(Event, frozen=True, kw_only=True):
    """The client asked us for something of its own accord."""

    kind = "inquiry.received"
    personal = ("what",)
    what: str
    channel: Literal["call", "message", "e-mail", "visit", "exhibition", "web"] | None = None
    product: str | None = None
    person: str | None = None


class ShelfLine(Value, frozen=True, kw_only=True):
    """What we saw of one product on the client's shelf."""

    product: str
    present: bool
    facings: int | None = None
    price: Decimal | None = None
    stock: Decimal | None = None
    samples: Decimal | None = None


class ShelfChecked(Event, frozen=True, kw_only=True):
    """We looked at the client's shelf: what is there, how much of it, and at what price."""

    kind = "shelf.checked"
    decimals = True
    lines: tuple[ShelfLine, ...]
    place: str | None = None


class TrainingHeld(Event, frozen=True, kw_only=True):
    """We trained the client's people."""

    kind = "training.held"
    topic: str
    product: str | None = None
    minutes: int | None = None
    with_: tuple[str, ...] = field(default=(), name="with")


class ExpenseSpent(Event, frozen=True, kw_only=True):
    """We spent money on the relationship, for a purpose."""

    kind = "expense.spent"
    decimals = True
    money = ("amount",)
    personal = ("purpose",)
    amount: Decimal
    currency: str
    purpose: str
    person: str | None = None
