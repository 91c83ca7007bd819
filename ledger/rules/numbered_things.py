"""The sorts of numbered things: which kinds of event open one, and which close it."""

from __future__ import annotations

from ledger import events
from ledger.rules.numbered import Numbered

CONTRACT = Numbered("contract", (events.ContractSigned, events.ContractRenewed), (events.ContractEnded,))
VISIT = Numbered(
    "visit",
    (events.VisitPlanned,),
    (events.VisitHeld, events.VisitMissed, events.VisitCancelled),
    field="visit",
    option="--visit",
)
COMPLAINT = Numbered("complaint", (events.ComplaintRaised,), (events.ComplaintResolved,))
PROPOSAL = Numbered(
    "proposal",
    (events.ProposalMade, events.ProposalRevised),
    (events.ProposalAccepted, events.ProposalDeclined, events.ProposalWithdrawn),
)
TENDER = Numbered("tender", (events.TenderEntered,), (events.TenderWon, events.TenderLost))
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
POLICY = Numbered("policy", (events.PolicyAdopted,), field="version", option="--version")
