"""All kinds of event, in one closed union.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from typing import TypeAlias, get_args

from ledger.events.base import *
from ledger.events.clients import *
from ledger.events.commitments import *
from ledger.events.corrections import *
from ledger.events.house import *
from ledger.events.loyalty import *
from ledger.events.managers import *
from ledger.events.market import *
from ledger.events.money import *
from ledger.events.orders import *
from ledger.events.people import *
from ledger.events.selling import *
from ledger.events.touches import *
from ledger.events.values import *

# fmt: off
AnyEvent: TypeAlias = (
    ClientRegistered | ProspectQualified | ClientRenamed | ClientDetailsChanged | ClientParentChanged
    | ClientDescribed | ClientReassigned | ClientCovered | ClientTermsAgreed | ClientRhythmAgreed
    | ClientCreditChecked | ClientRanked | ClientLost | ClientWonBack | ContractSigned | ContractRenewed
    | ContractEnded | ContactAdded | ContactChanged | ContactLeft | ContactErased | ContactLinked
    | ContactStageReached | VisitPlanned | VisitMoved | VisitHeld | VisitMissed | VisitCancelled
    | FeedbackGiven | ComplaintRaised | ComplaintResolved | InquiryReceived | ShelfChecked | TrainingHeld
    | CompetitorSeen | ReferralMade | ExpenseSpent | CommitmentMade | CommitmentKept | CommitmentBroken
    | CommitmentMoved | GoalSet | GoalReviewed | GoalClosed | MeasureTaken | MeasureChecked | SuggestionMade
    | SuggestionAnswered | ProposalMade | ProposalRevised | ProposalAccepted | ProposalDeclined
    | ProposalWithdrawn | TenderEntered | TenderWon | TenderLost | DiscountRequested | DiscountApproved
    | DiscountRefused | ObjectionRaised | ObjectionAnswered | ObjectionResolved | PromotionJoined
    | PromotionEnded | OrderPlaced | OrderPromised | OrderDelivered | OrderHeld | OrderReleased
    | OrderCancelled | ReturnReceived | ReturnRefused | DiscrepancyRecorded | InvoiceIssued | InvoiceCancelled
    | CreditNoteIssued | ChargeAdded | PaymentReceived | PaymentReversed | PaymentRefunded | SettlementMade
    | SettlementReversed | PaymentPromised | DisputeOpened | DisputeResolved | DebtWrittenOff | DebtRecovered
    | ReminderSent | BalanceOpened | BalanceConfirmed | PointsGranted | PointsRedeemed
    | PointsRedemptionCancelled | TierFloored | HealthOverridden | ManagerAppointed | ManagerLeft
    | ManagerCovered | ReportSubmitted | ProductDescribed | PriceListed | CompetitorDescribed | HouseDescribed
    | PlanSet | RateSet | CheckpointSigned | PolicyAdopted | ManagerErased | DataRead | EntryVoided
    | EntryCorrected
)
# fmt: on
"""The closed union of all events."""

KINDS: dict[str, type[AnyEvent]] = {event.kind: event for event in get_args(AnyEvent)}
"""Every kind by its stored name, in the order of the union."""
