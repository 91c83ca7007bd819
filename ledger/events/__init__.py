"""All kinds of event, in one closed union.

To add a kind, write its class in the file of its subject and add its name to ``AnyEvent``. Failing tests name the
rest: a rule, a sample, a line of the reference.
"""

from __future__ import annotations

from typing import TypeAlias, get_args

from ledger.events.base import (
    Event,
    Instalment,
    Line,
    OneInstalment,
    Party,
    Personal,
    Pieces,
    ReturnLine,
    Settles,
    Share,
    Value,
    goods_value,
)
from ledger.events.clients import (
    ClientCovered,
    ClientCreditChecked,
    ClientDescribed,
    ClientLost,
    ClientRanked,
    ClientReassigned,
    ClientRegistered,
    ClientTermsAgreed,
    ClientWonBack,
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    Wallet,
)
from ledger.events.corrections import EntryCorrected, EntryVoided
from ledger.events.house import (
    HealthOverridden,
    PlanSet,
    PointsGranted,
    PointsRedeemed,
    PolicyAdopted,
    RateSet,
)
from ledger.events.money import (
    BalanceConfirmed,
    BalanceOpened,
    ChargeAdded,
    CreditNoteIssued,
    DebtRecovered,
    DebtWrittenOff,
    DisputeOpened,
    DisputeResolved,
    InvoiceCancelled,
    InvoiceIssued,
    PaymentPromised,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    ReminderSent,
    SettlementMade,
    SettlementReversed,
)
from ledger.events.orders import (
    DiscrepancyRecorded,
    OrderCancelled,
    OrderDelivered,
    OrderHeld,
    OrderPlaced,
    OrderReleased,
    ReturnReceived,
    ReturnRefused,
)
from ledger.events.people import ContactAdded, ContactChanged, ContactLeft, ContactLinked, ContactStageReached
from ledger.events.selling import (
    DiscountApproved,
    DiscountRefused,
    DiscountRequested,
    ObjectionAnswered,
    ObjectionRaised,
    ObjectionResolved,
    PromotionEnded,
    PromotionJoined,
    ProposalAccepted,
    ProposalDeclined,
    ProposalMade,
    ProposalRevised,
    ProposalWithdrawn,
    TenderEntered,
    TenderLost,
    TenderWon,
)
from ledger.events.touches import (
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

__all__ = [
    "KINDS",
    "AnyEvent",
    "BalanceConfirmed",
    "BalanceOpened",
    "ChargeAdded",
    "ClientCovered",
    "ClientCreditChecked",
    "ClientDescribed",
    "ClientLost",
    "ClientRanked",
    "ClientReassigned",
    "ClientRegistered",
    "ClientTermsAgreed",
    "ClientWonBack",
    "CompetitorSeen",
    "ComplaintRaised",
    "ComplaintResolved",
    "ContactAdded",
    "ContactChanged",
    "ContactLeft",
    "ContactLinked",
    "ContactStageReached",
    "ContractEnded",
    "ContractRenewed",
    "ContractSigned",
    "CreditNoteIssued",
    "DebtRecovered",
    "DebtWrittenOff",
    "DiscountApproved",
    "DiscountRefused",
    "DiscountRequested",
    "DiscrepancyRecorded",
    "DisputeOpened",
    "DisputeResolved",
    "EntryCorrected",
    "EntryVoided",
    "Event",
    "ExpenseSpent",
    "FeedbackGiven",
    "HealthOverridden",
    "Instalment",
    "InvoiceCancelled",
    "InvoiceIssued",
    "Line",
    "ObjectionAnswered",
    "ObjectionRaised",
    "ObjectionResolved",
    "OneInstalment",
    "OrderCancelled",
    "OrderDelivered",
    "OrderHeld",
    "OrderPlaced",
    "OrderReleased",
    "Party",
    "PaymentPromised",
    "PaymentReceived",
    "PaymentRefunded",
    "PaymentReversed",
    "Personal",
    "Pieces",
    "PlanSet",
    "PointsGranted",
    "PointsRedeemed",
    "PolicyAdopted",
    "PromotionEnded",
    "PromotionJoined",
    "ProposalAccepted",
    "ProposalDeclined",
    "ProposalMade",
    "ProposalRevised",
    "ProposalWithdrawn",
    "RateSet",
    "ReferralMade",
    "ReminderSent",
    "ReturnLine",
    "ReturnReceived",
    "ReturnRefused",
    "SettlementMade",
    "SettlementReversed",
    "Settles",
    "Share",
    "TenderEntered",
    "TenderLost",
    "TenderWon",
    "Value",
    "VisitCancelled",
    "VisitHeld",
    "VisitMissed",
    "VisitPlanned",
    "Wallet",
    "goods_value",
]

# fmt: off
AnyEvent: TypeAlias = (
    ClientRegistered | ClientDescribed | ClientReassigned | ClientCovered | ClientTermsAgreed
    | ClientCreditChecked | ClientRanked | ClientLost | ClientWonBack
    | ContractSigned | ContractRenewed | ContractEnded
    | ContactAdded | ContactChanged | ContactLeft | ContactLinked | ContactStageReached
    | VisitPlanned | VisitHeld | VisitMissed | VisitCancelled | FeedbackGiven
    | ComplaintRaised | ComplaintResolved | CompetitorSeen | ReferralMade | ExpenseSpent
    | ProposalMade | ProposalRevised | ProposalAccepted | ProposalDeclined | ProposalWithdrawn
    | TenderEntered | TenderWon | TenderLost
    | DiscountRequested | DiscountApproved | DiscountRefused
    | ObjectionRaised | ObjectionAnswered | ObjectionResolved | PromotionJoined | PromotionEnded
    | OrderPlaced | OrderDelivered | OrderHeld | OrderReleased | OrderCancelled
    | ReturnReceived | ReturnRefused | DiscrepancyRecorded
    | InvoiceIssued | InvoiceCancelled | CreditNoteIssued | ChargeAdded
    | PaymentReceived | PaymentReversed | PaymentRefunded | SettlementMade | SettlementReversed
    | PaymentPromised | DisputeOpened | DisputeResolved | DebtWrittenOff | DebtRecovered
    | ReminderSent | BalanceOpened | BalanceConfirmed
    | PointsGranted | PointsRedeemed | HealthOverridden
    | PlanSet | RateSet | PolicyAdopted
    | EntryVoided | EntryCorrected
)
# fmt: on
"""The closed union of all events."""

KINDS: dict[str, type[AnyEvent]] = {event.kind: event for event in get_args(AnyEvent)}
"""Every kind by its stored name, in the order of the union."""
