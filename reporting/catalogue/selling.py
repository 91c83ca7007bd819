"""Facts of selling and of the relationship: offers, objections, touches, complaints, what was spent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledger.entry import Entry
from ledger.events import (
    CompetitorSeen,
    ComplaintRaised,
    ComplaintResolved,
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    DiscountApproved,
    DiscountRefused,
    DiscountRequested,
    ExpenseSpent,
    FeedbackGiven,
    ObjectionAnswered,
    ObjectionRaised,
    ObjectionResolved,
    PointsGranted,
    PointsRedeemed,
    PointsRedemptionCancelled,
    ProposalAccepted,
    ProposalDeclined,
    ProposalMade,
    ProposalRevised,
    ProposalWithdrawn,
    TenderEntered,
    TenderLost,
    TenderWon,
    VisitCancelled,
    VisitHeld,
    VisitMissed,
    VisitMoved,
    VisitPlanned,
    goods_value,
)
from ledger.money import NO_CURRENCY, rounded
from reporting.catalogue.cells import NOT_GIVEN
from reporting.catalogue.client_facts import ClientFacts
from reporting.catalogue.facts import Derived, plain
from reporting.catalogue.shape import money
from reporting.catalogue.things import Later, things


def _offered(told: ClientFacts, entry: Entry) -> Decimal | None:
    """What a proposal or a bid offers; a bid is in the client's own currency."""
    event: Any = entry.event
    if event.amount is not None or not event.lines:
        amount: Decimal | None = event.amount
        return amount
    currency = getattr(event, "currency", None) or told.known.currency or NO_CURRENCY
    return rounded(goods_value(event.lines), currency)


TABLES = (
    things(
        "visits",
        "Touches, planned or held. One that was held without a plan has the columns of its plan empty.",
        "a touch, planned or held",
        [VisitPlanned, VisitHeld],
        [
            Later("moved", (VisitMoved,)),
            Later("held", (VisitHeld,), ("channel",)),
            Later("failed", (VisitMissed, VisitCancelled)),
        ],
        number="visit",
        without=(
            "started_at",
            "summary",
            "minutes",
            "prepared",
            "next_step",
            "direction",
            "place",
            "with",
            "about",
            "preparation",
            "asked",
        ),
    ),
    things(
        "proposals",
        "What we offered, as last revised, and what became of it.",
        "a proposal",
        [ProposalMade],
        [
            Later("revised", (ProposalRevised,), bare=True),
            Later("closed", (ProposalAccepted, ProposalDeclined, ProposalWithdrawn)),
        ],
        replaced=[ProposalRevised],
        without=("amount",),
        derived=[Derived(money("amount", "The value of the offer, or of its lines.", NOT_GIVEN), _offered)],
    ),
    things(
        "tenders",
        "Tenders of clients that we entered, and what became of them.",
        "a tender",
        [TenderEntered],
        [Later("closed", (TenderWon, TenderLost))],
        without=("amount",),
        derived=[Derived(money("amount", "The value of our bid, or of its lines.", NOT_GIVEN), _offered)],
    ),
    things(
        "objections_raised",
        "Objections of clients, our last answer, and how each ended. ``objections`` has those open on a day.",
        "an objection",
        [ObjectionRaised],
        [Later("answered", (ObjectionAnswered,)), Later("resolved", (ObjectionResolved,))],
    ),
    things(
        "complaints",
        "Complaints of clients, and how each ended.",
        "a complaint",
        [ComplaintRaised],
        [Later("resolved", (ComplaintResolved,))],
    ),
    plain("feedback", "Ratings that clients gave us.", "a rating", [FeedbackGiven]),
    things(
        "contract_terms",
        "Contracts with their terms as last renewed. ``contracts`` has those in force on a day.",
        "a contract",
        [ContractSigned],
        [Later("renewed", (ContractRenewed,), bare=True), Later("ended", (ContractEnded,))],
        replaced=[ContractRenewed],
    ),
    things(
        "discount_requests",
        "Requests for discounts, and the decision about each. ``discounts`` has those of a day beside orders.",
        "a request",
        [DiscountRequested],
        [Later("decided", (DiscountApproved, DiscountRefused))],
    ),
    plain("competitor_sightings", "Competitors seen at clients.", "a sighting", [CompetitorSeen]),
    plain("expenses", "What we spent on clients.", "an expense", [ExpenseSpent]),
    plain(
        "point_entries",
        "Points that people granted, and points that clients spent or got back. Those that the programme gives "
        "by its rules are no entries: ``points`` has their sums.",
        "an entry about points",
        [PointsGranted, PointsRedeemed, PointsRedemptionCancelled],
    ),
)
