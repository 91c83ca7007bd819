"""Selling: proposals, tenders, discounts, objections, promotions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.constrained import Amount, Day, Identifier, Quantity, Text
from ledger.events.base import CLOSING, OPENING
from ledger.events.models.base import Currency, Event, Name, Percent, Reason, optional
from ledger.events.models.values import Line

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
DeclineCode = Literal[
    "price",
    "quality",
    "delivery",
    "terms",
    "product",
    "competitor",
    "timing",
    "budget",
    "authority",
    "need",
    "trust",
    "other",
]


class _Offer(Event):
    number: ProposalNumber
    currency: Currency
    amount: Amount | None = optional("the value of the offer; left out if the lines give it")
    lines: tuple[Line, ...] = optional("the goods that we offer", default=())
    valid_until: Day | None = optional("the last day of the offer")
    probability: Quantity | None = optional("the probability of winning, from 0 to 1")
    closes_on: Day | None = optional("when a decision is expected")
    agent: Name | None = optional("the seller, if not the client's manager")


class ProposalMade(_Offer):
    """We made the client an offer."""

    kind = "proposal.made"
    turn = OPENING


class ProposalRevised(_Offer):
    """We changed an open proposal. This version replaces the earlier ones."""

    kind = "proposal.revised"


class ProposalAccepted(Event):
    """The client accepted a proposal."""

    kind = "proposal.accepted"
    turn = CLOSING
    number: ProposalNumber
    amount: Amount | None = optional("the agreed amount, in the proposal's currency")
    reason: Reason | None = None


class ProposalDeclined(Event):
    """The client declined a proposal."""

    kind = "proposal.declined"
    turn = CLOSING
    number: ProposalNumber
    reason: Reason | None = None
    competitor: Name | None = optional("the competitor who got the business")
    reason_code: DeclineCode | None = optional("the sort of reason")


class ProposalWithdrawn(Event):
    """We withdrew a proposal."""

    kind = "proposal.withdrawn"
    turn = CLOSING
    number: ProposalNumber
    reason: Reason | None = None


class _Tender(Event):
    number: Identifier = Field(description="the tender's number")
    amount: Amount | None = optional("in the client's currency")
    reason: Reason | None = None


class TenderEntered(_Tender):
    """We take part in a tender."""

    kind = "tender.entered"
    turn = OPENING
    deadline: Day | None = optional("the last day for bids")
    lines: tuple[Line, ...] = optional("the goods that are tendered, at the prices of our bid", default=())
    platform: Name | None = optional("where it is held")


class TenderWon(_Tender):
    """We won a tender."""

    kind = "tender.won"
    turn = CLOSING


class TenderLost(_Tender):
    """A competitor won a tender."""

    kind = "tender.lost"
    turn = CLOSING
    competitor: Name | None = optional("the competitor who won")
    reason_code: DeclineCode | None = optional("the sort of reason")


class _Discount(Event):
    number: Identifier = Field(description="the request's number")
    percent: Percent


class DiscountRequested(_Discount):
    """A manager asked for a discount beyond their own limit."""

    kind = "discount.requested"
    turn = OPENING
    reason: Reason
    by: Name | None = optional("the asker, if not the actor")


class DiscountApproved(_Discount):
    """A person other than the asker approved a discount."""

    kind = "discount.approved"
    turn = CLOSING
    reason: Reason | None = None
    by: Name | None = optional("the approver, if not the actor")


class DiscountRefused(_Discount):
    """A requested discount was refused."""

    kind = "discount.refused"
    turn = CLOSING
    reason: Reason
    by: Name | None = optional("the refuser, if not the actor")


class ObjectionRaised(Event):
    """The client raised an objection to our offer."""

    kind = "objection.raised"
    turn = OPENING
    number: Identifier = Field(description="the objection's number")
    topic: ObjectionTopic = Field(description="what the client objects to")
    severity: int = Field(description="from 1 (mentioned in passing) to 3 (no deal before it is resolved)")
    about: Identifier | None = optional("the proposal, tender, order or product that it is about")
    person: Identifier | None = optional("the id of the person who raised it")
    about_type: Literal["proposal", "tender", "order", "product"] | None = optional(
        "which of these it is about, where two of them have one number"
    )


class ObjectionAnswered(Event):
    """We answered an objection. It stays open until it is resolved."""

    kind = "objection.answered"
    number: Identifier = Field(description="the objection's number")
    answer: Text = Field(description="what we answered")


class ObjectionResolved(Event):
    """An objection was resolved."""

    kind = "objection.resolved"
    turn = CLOSING
    number: Identifier = Field(description="the objection's number")
    outcome: Literal["accepted", "compromise", "dropped", "lost"] = Field(description="how it ended")
    answer: Text | None = optional("what we answered")


class PromotionJoined(Event):
    """The client joined a promotion or a bonus programme."""

    kind = "promotion.joined"
    turn = OPENING
    promotion: Identifier = Field(description="the promotion's name or number")
    terms: Text = Field(description="what we agreed")


class PromotionEnded(Event):
    """The client's part in a promotion ended."""

    kind = "promotion.ended"
    turn = CLOSING
    promotion: Identifier = Field(description="the promotion's name or number")
    terms: Text | None = optional("the result")
