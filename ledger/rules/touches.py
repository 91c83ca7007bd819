"""Rules about visits and what comes of them: feedback, complaints, referrals, expenses."""

from __future__ import annotations

from ledger.events import (
    CompetitorSeen,
    ComplaintRaised,
    ComplaintResolved,
    ExpenseSpent,
    FeedbackGiven,
    ReferralMade,
    VisitCancelled,
    VisitHeld,
    VisitMissed,
    VisitPlanned,
)
from ledger.rules.checks import not_negative, positive, took_place, within
from ledger.rules.client_state import ClientState
from ledger.rules.context import Context
from ledger.rules.numbered import Thing
from ledger.rules.registry import folds, judges

VISIT = Thing("visit", "--visit")
COMPLAINT = Thing("complaint")

_SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


@judges
def judge_planned(client_state: ClientState, event: VisitPlanned) -> None:
    """A visit's number is used once."""
    VISIT.must_be_new(client_state, event.visit)


@judges
def judge_held(client_state: ClientState, event: VisitHeld, context: Context) -> None:
    """A visit took place in the past, and a planned one takes place once."""
    took_place("a visit", event.started_at, context.now)
    not_negative("minutes", event.minutes)
    if event.visit is not None:
        VISIT.must_be_open(client_state, event.visit)


@judges
def judge_failed(client_state: ClientState, event: VisitMissed | VisitCancelled) -> None:
    """Only a visit that is still planned can be missed or called off."""
    VISIT.must_be_open(client_state, event.visit)


@judges
def judge_feedback(event: FeedbackGiven) -> None:
    """A score lies on its scale."""
    low, high = _SCALES[event.scale]
    within(f"{event.scale} score", event.score, low, high)


@judges
def judge_complaint(client_state: ClientState, event: ComplaintRaised) -> None:
    """A complaint's number is used once."""
    within("severity", event.severity, 1, 3)
    COMPLAINT.must_be_new(client_state, event.number)


@judges
def judge_complaint_resolved(client_state: ClientState, event: ComplaintResolved) -> None:
    """Only an open complaint is resolved."""
    COMPLAINT.must_be_open(client_state, event.number)


@judges
def judge_competitor(event: CompetitorSeen) -> None:
    """A price seen is not negative."""
    not_negative("price", event.price)


@judges
def judge_referral(event: ReferralMade) -> None:
    """Whoever recommends us may."""


@judges
def judge_expense(event: ExpenseSpent) -> None:
    """Money spent is more than nothing."""
    positive("amount", event.amount)


@folds
def fold_planned(client_state: ClientState, event: VisitPlanned) -> None:
    """A visit is to come."""
    VISIT.becomes(client_state, event.visit)


@folds
def fold_held(client_state: ClientState, event: VisitHeld) -> None:
    """A planned visit took place."""
    if event.visit is not None:
        VISIT.becomes(client_state, event.visit, "held")


@folds
def fold_failed(client_state: ClientState, event: VisitMissed | VisitCancelled) -> None:
    """A visit will not take place."""
    VISIT.becomes(client_state, event.visit, event.kind.removeprefix("visit."))


@folds
def fold_complaint(client_state: ClientState, event: ComplaintRaised) -> None:
    """A complaint is open."""
    COMPLAINT.becomes(client_state, event.number)


@folds
def fold_complaint_resolved(client_state: ClientState, event: ComplaintResolved) -> None:
    """A complaint is closed."""
    COMPLAINT.becomes(client_state, event.number, "resolved")
