"""The models of all kinds of event, in one closed union: what a draft is judged by.

To add a kind, write its class in the file of its subject, add its name to ``AnyModel`` and run
``python -m ledger.events.generate``, which writes its struct. Failing tests name the rest: a rule, a sample,
a line of the reference.
"""

from __future__ import annotations

from typing import TypeAlias

from ledger.events.models.clients import *
from ledger.events.models.commitments import *
from ledger.events.models.corrections import *
from ledger.events.models.house import *
from ledger.events.models.loyalty import *
from ledger.events.models.managers import *
from ledger.events.models.market import *
from ledger.events.models.money import *
from ledger.events.models.orders import *
from ledger.events.models.people import *
from ledger.events.models.selling import *
from ledger.events.models.touches import *

# fmt: off
AnyModel: TypeAlias = (
    ClientRegistered | ProspectQualified | ClientRenamed | ClientDetailsChanged | ClientParentChanged
    | ClientDescribed | ClientReassigned | ClientCovered | ClientTermsAgreed | ClientRhythmAgreed
    | ClientCreditChecked | ClientRanked | ClientLost | ClientWonBack
    | ContractSigned | ContractRenewed | ContractEnded
    | ContactAdded | ContactChanged | ContactLeft | ContactErased | ContactLinked | ContactStageReached
    | VisitPlanned | VisitMoved | VisitHeld | VisitMissed | VisitCancelled | FeedbackGiven
    | ComplaintRaised | ComplaintResolved | InquiryReceived | ShelfChecked | TrainingHeld
    | CompetitorSeen | ReferralMade | ExpenseSpent
    | CommitmentMade | CommitmentKept | CommitmentBroken | CommitmentMoved
    | GoalSet | GoalReviewed | GoalClosed | MeasureTaken | MeasureChecked
    | SuggestionMade | SuggestionAnswered
    | ProposalMade | ProposalRevised | ProposalAccepted | ProposalDeclined | ProposalWithdrawn
    | TenderEntered | TenderWon | TenderLost
    | DiscountRequested | DiscountApproved | DiscountRefused
    | ObjectionRaised | ObjectionAnswered | ObjectionResolved | PromotionJoined | PromotionEnded
    | OrderPlaced | OrderPromised | OrderDelivered | OrderHeld | OrderReleased | OrderCancelled
    | ReturnReceived | ReturnRefused | DiscrepancyRecorded
    | InvoiceIssued | InvoiceCancelled | CreditNoteIssued | ChargeAdded
    | PaymentReceived | PaymentReversed | PaymentRefunded | SettlementMade | SettlementReversed
    | PaymentPromised | DisputeOpened | DisputeResolved | DebtWrittenOff | DebtRecovered
    | ReminderSent | BalanceOpened | BalanceConfirmed
    | PointsGranted | PointsRedeemed | PointsRedemptionCancelled | TierFloored | HealthOverridden
    | ManagerAppointed | ManagerLeft | ManagerCovered | ReportSubmitted
    | ProductDescribed | PriceListed | CompetitorDescribed
    | HouseDescribed | PlanSet | RateSet | CheckpointSigned | PolicyAdopted | ManagerErased | DataRead
    | EntryVoided | EntryCorrected
)
# fmt: on
"""The closed union of all models."""
