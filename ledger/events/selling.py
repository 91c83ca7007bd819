"""Selling: proposals, tenders, discounts, objections, promotions.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from ledger.events.base import CLOSING, OPENING, Event
from ledger.events.values import Line


class _Offer(Event, frozen=True, kw_only=True):
    number: str
    currency: str
    amount: Decimal | None = None
    lines: tuple[Line, ...] = ()
    valid_until: date | None = None
    probability: Decimal | None = None
    closes_on: date | None = None
    agent: str | None = None


class ProposalMade(_Offer, frozen=True, kw_only=True):
    """We made the client an offer."""

    kind = "proposal.made"
    turn = OPENING
    decimals = True
    money = ("amount",)


class ProposalRevised(_Offer, frozen=True, kw_only=True):
    """We changed an open proposal. This version replaces the earlier ones."""

    kind = "proposal.revised"
    decimals = True
    money = ("amount",)


class ProposalAccepted(Event, frozen=True, kw_only=True):
    """The client accepted a proposal."""

    kind = "proposal.accepted"
    turn = CLOSING
    decimals = True
    money = ("amount",)
    number: str
    amount: Decimal | None = None
    reason: str | None = None


class ProposalDeclined(Event, frozen=True, kw_only=True):
    """The client declined a proposal."""

    kind = "proposal.declined"
    turn = CLOSING
    number: str
    reason: str | None = None
    competitor: str | None = None
    reason_code: (
        Literal[
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
        | None
    ) = None


class ProposalWithdrawn(Event, frozen=True, kw_only=True):
    """We withdrew a proposal."""

    kind = "proposal.withdrawn"
    turn = CLOSING
    number: str
    reason: str | None = None


class _Tender(Event, frozen=True, kw_only=True):
    number: str
    amount: Decimal | None = None
    reason: str | None = None


class TenderEntered(_Tender, frozen=True, kw_only=True):
    """We take part in a tender."""

    kind = "tender.entered"
    turn = OPENING
    decimals = True
    money = ("amount",)
    deadline: date | None = None
    lines: tuple[Line, ...] = ()
    platform: str | None = None


class TenderWon(_Tender, frozen=True, kw_only=True):
    """We won a tender."""

    kind = "tender.won"
    turn = CLOSING
    decimals = True
    money = ("amount",)


class TenderLost(_Tender, frozen=True, kw_only=True):
    """A competitor won a tender."""

    kind = "tender.lost"
    turn = CLOSING
    decimals = True
    money = ("amount",)
    competitor: str | None = None
    reason_code: (
        Literal[
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
        | None
    ) = None


class _Discount(Event, frozen=True, kw_only=True):
    number: str
    percent: Decimal


class DiscountRequested(_Discount, frozen=True, kw_only=True):
    """A manager asked for a discount beyond their own limit."""

    kind = "discount.requested"
    turn = OPENING
    decimals = True
    reason: str
    by: str | None = None


class DiscountApproved(_Discount, frozen=True, kw_only=True):
    """A person other than the asker approved a discount."""

    kind = "discount.approved"
    turn = CLOSING
    decimals = True
    reason: str | None = None
    by: str | None = None


class DiscountRefused(_Discount, frozen=True, kw_only=True):
    """A requested discount was refused."""

    kind = "discount.refused"
    turn = CLOSING
    decimals = True
    reason: str
    by: str | None = None


class ObjectionRaised(Event, frozen=True, kw_only=True):
    """The client raised an objection to our offer."""

    kind = "objection.raised"
    turn = OPENING
    number: str
    topic: Literal[
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
    severity: int
    about: str | None = None
    person: str | None = None
    about_type: Literal["proposal", "tender", "order", "product"] | None = None


class ObjectionAnswered(Event, frozen=True, kw_only=True):
    """We answered an objection. It stays open until it is resolved."""

    kind = "objection.answered"
    number: str
    answer: str


class ObjectionResolved(Event, frozen=True, kw_only=True):
    """An objection was resolved."""

    kind = "objection.resolved"
    turn = CLOSING
    number: str
    outcome: Literal["accepted", "compromise", "dropped", "lost"]
    answer: str | None = None


class PromotionJoined(Event, frozen=True, kw_only=True):
    """The client joined a promotion or a bonus programme."""

    kind = "promotion.joined"
    turn = OPENING
    promotion: str
    terms: str


class PromotionEnded(Event, frozen=True, kw_only=True):
    """The client's part in a promotion ended."""

    kind = "promotion.ended"
    turn = CLOSING
    promotion: str
    terms: str | None = None
