"""The sorts of numbered things: which kinds of event open one, and which close it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from ledger import events, subjects
from ledger.rules.numbered import LEDGER_NUMBERS, Numbered

CONTRACT = Numbered("contract", (events.ContractSigned, events.ContractRenewed), (events.ContractEnded,))
VISIT = Numbered(
    "visit",
    (events.VisitPlanned, events.VisitMoved),
    (events.VisitHeld, events.VisitMissed, events.VisitCancelled),
    field="visit",
    option="--visit",
    letter="V",
)
COMMITMENT = Numbered(
    "commitment",
    (events.CommitmentMade, events.CommitmentMoved),
    (events.CommitmentKept, events.CommitmentBroken),
    letter="C",
)
GOAL = Numbered("goal", (events.GoalSet, events.GoalReviewed), (events.GoalClosed,), letter="G")
MEASURE = Numbered("measure", (events.MeasureTaken, events.MeasureChecked))
SUGGESTION = Numbered("suggestion", (events.SuggestionMade,), (events.SuggestionAnswered,))
COMPLAINT = Numbered("complaint", (events.ComplaintRaised,), (events.ComplaintResolved,))
PROPOSAL = Numbered(
    subjects.PROPOSAL,
    (events.ProposalMade, events.ProposalRevised),
    (events.ProposalAccepted, events.ProposalDeclined, events.ProposalWithdrawn),
)
TENDER = Numbered(subjects.TENDER, (events.TenderEntered,), (events.TenderWon, events.TenderLost))
DISCOUNT = Numbered(
    "discount request", (events.DiscountRequested,), (events.DiscountApproved, events.DiscountRefused)
)
OBJECTION = Numbered("objection", (events.ObjectionRaised,), (events.ObjectionResolved,))
PROMOTION = Numbered(
    "promotion", (events.PromotionJoined,), (events.PromotionEnded,), field="promotion", option="--promotion"
)
RETURN = Numbered("return", (events.ReturnReceived, events.ReturnRefused))
DISCREPANCY = Numbered("discrepancy", (events.DiscrepancyRecorded,), option="--discrepancy")
DISPUTE = Numbered("dispute", (events.DisputeOpened,), (events.DisputeResolved,))
PROMISE = Numbered("promise", (events.PaymentPromised,))
RECOVERY = Numbered("recovery", (events.DebtRecovered,))
REMINDER = Numbered("reminder", (events.ReminderSent,))
POINTS = Numbered("points entry", (events.PointsGranted, events.PointsRedeemed))
REDEMPTION = Numbered("redemption", (events.PointsRedeemed,), (events.PointsRedemptionCancelled,))
POLICY = Numbered("policy", (events.PolicyAdopted,), field="version", option="--version")
SORTS = [one for one in vars().values() if isinstance(one, Numbered)]
"""All sorts of numbered things."""

E = TypeVar("E", bound=events.Event)


def with_numbers(event: E, number: Callable[[Numbered], str | None]) -> E:
    """The event, with ``number`` of each sort of thing whose number it leaves to the ledger."""
    if isinstance(event, events.VisitHeld):
        step = event.next_step
        if isinstance(step, events.NextStep) and step.number is None:
            return replace(event, next_step=replace(step, number=number(COMMITMENT)))
        return event
    sort = LEDGER_NUMBERS.get(type(event))
    if sort is None or getattr(event, sort.field) is not None:
        return event
    return replace(event, **{sort.field: number(sort)})


def number_in(event: events.Event, sort: Numbered) -> str | None:
    """The number of a thing of that sort in an event that the ledger may number."""
    if isinstance(event, events.VisitHeld):
        return getattr(event.next_step, "number", None)
    number: str | None = getattr(event, sort.field)
    return number
