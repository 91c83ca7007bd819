"""Selling: proposals, tenders, discounts, objections, promotions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.events.base import CLOSING, OPENING, Currency, Day, Event, Line, Name, Percent, Reason
from ledger.money import Amount, Quantity
from ledger.text import Identifier, Text

ProposalNumber = Annotated[Identifier, Field(description="the proposal's number")]
ObjectionTopic = Literal[
    "price",
    "quality",
    "delivery",
    "terms",
    "product",
    "competitor",
    "timing",
    "authority",
    "need",
    "trust",
    "other",
]


class _Offer(Event):
    number: ProposalNumber
    currency: Currency
    amount: Amount | None = Field(
        default=None, description="what is offered is worth; left out where lines say it"
    )
    lines: tuple[Line, ...] = ()
    valid_until: Day | None = None
    probability: Quantity | None = Field(default=None, description="of winning, from 0 to 1")
    closes_on: Day | None = Field(default=None, description="when a decision is expected")
    agent: Name | None = Field(default=None, description="who sells, where that is not the client's manager")


class ProposalMade(_Offer):
    """We offered something."""

    kind = "proposal.made"
    turn = OPENING


class ProposalRevised(_Offer):
    """An open proposal was changed; what it says now replaces what it said."""

    kind = "proposal.revised"


class ProposalAccepted(Event):
    """The client took the proposal."""

    kind = "proposal.accepted"
    turn = CLOSING
    number: ProposalNumber
    amount: Amount | None = Field(
        default=None, description="what it was closed at, in the proposal's currency"
    )
    reason: Reason | None = None


class ProposalDeclined(Event):
    """The client said no."""

    kind = "proposal.declined"
    turn = CLOSING
    number: ProposalNumber
    reason: Reason | None = None
    competitor: Name | None = None


class ProposalWithdrawn(Event):
    """We took the proposal back."""

    kind = "proposal.withdrawn"
    turn = CLOSING
    number: ProposalNumber
    reason: Reason | None = None


class _Tender(Event):
    number: Identifier
    amount: Amount | None = Field(default=None, description="in the client's currency")
    reason: Reason | None = None


class TenderEntered(_Tender):
    """We take part in a tender."""

    kind = "tender.entered"
    turn = OPENING


class TenderWon(_Tender):
    """The tender is ours."""

    kind = "tender.won"
    turn = CLOSING


class TenderLost(_Tender):
    """The tender went to somebody else."""

    kind = "tender.lost"
    turn = CLOSING
    competitor: Name | None = None


class _Discount(Event):
    number: Identifier = Field(description="the request's number")
    percent: Percent


class DiscountRequested(_Discount):
    """A manager asks for a discount beyond their own limit."""

    kind = "discount.requested"
    turn = OPENING
    reason: Reason
    by: Name | None = Field(default=None, description="who asks, where that is not the one who records it")


class DiscountApproved(_Discount):
    """Somebody other than the asker allowed the discount."""

    kind = "discount.approved"
    turn = CLOSING
    reason: Reason | None = None
    by: Name | None = Field(
        default=None, description="who allows it, where that is not the one who records it"
    )


class DiscountRefused(_Discount):
    """The discount was not allowed."""

    kind = "discount.refused"
    turn = CLOSING
    reason: Reason
    by: Name | None = Field(
        default=None, description="who refuses it, where that is not the one who records it"
    )


class ObjectionRaised(Event):
    """The client has something against what we offer."""

    kind = "objection.raised"
    turn = OPENING
    number: Identifier
    topic: ObjectionTopic
    severity: int = Field(description="from 1 (said in passing) to 3 (no deal while it stands)")
    about: Identifier | None = Field(default=None, description="the proposal, order or product it is about")
    person: Identifier | None = Field(default=None, description="who raised it")


class ObjectionAnswered(Event):
    """We answered an objection; it stays open until it is resolved."""

    kind = "objection.answered"
    number: Identifier
    answer: Text


class ObjectionResolved(Event):
    """An objection came to its end."""

    kind = "objection.resolved"
    turn = CLOSING
    number: Identifier
    outcome: Literal["accepted", "compromise", "dropped", "lost"]
    answer: Text | None = None


class PromotionJoined(Event):
    """The client takes part in a promotion or a bonus programme."""

    kind = "promotion.joined"
    turn = OPENING
    promotion: Identifier
    terms: Text


class PromotionEnded(Event):
    """The client's part in a promotion came to its end."""

    kind = "promotion.ended"
    turn = CLOSING
    promotion: Identifier
    terms: Text | None = Field(default=None, description="what came of it")
