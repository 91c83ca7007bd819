"""Rules about selling: proposals, tenders, discounts, objections, promotions."""

from __future__ import annotations

from ledger.entry import Draft
from ledger.events import (
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
from ledger.rules.checks import positive, within
from ledger.rules.client_state import ClientState
from ledger.rules.lines import amount_stated, judge_lines
from ledger.rules.numbered import OPEN
from ledger.rules.numbered_things import DISCOUNT, OBJECTION, PROMOTION, PROPOSAL, TENDER
from ledger.rules.registry import judges


@judges
def judge_proposal(client_state: ClientState, event: ProposalMade | ProposalRevised, draft: Draft) -> None:
    """A proposal's number is used once, and only an open proposal can be revised."""
    PROPOSAL.judge(client_state, event, draft)
    within("probability", event.probability, 0, 1)
    amount_stated(event)


@judges
def judge_proposal_closed(
    client_state: ClientState, event: ProposalAccepted | ProposalDeclined | ProposalWithdrawn, draft: Draft
) -> None:
    """Only an open proposal can be accepted, declined or withdrawn."""
    PROPOSAL.must_be_open(client_state, event.number, draft)
    if isinstance(event, ProposalAccepted):
        positive("amount", event.amount)


@judges
def judge_tender(
    client_state: ClientState, event: TenderEntered | TenderWon | TenderLost, draft: Draft
) -> None:
    """A tender's number is used once, and only an open tender can be won or lost."""
    positive("amount", event.amount)
    if isinstance(event, TenderEntered):
        judge_lines(event.lines)
    TENDER.judge(client_state, event, draft)


@judges
def judge_discount(
    client_state: ClientState, event: DiscountRequested | DiscountApproved | DiscountRefused, draft: Draft
) -> None:
    """A discount request's number is used once, and only an open request can be decided."""
    positive("percent", event.percent)
    within("percent", event.percent, 0, 100)
    DISCOUNT.judge(client_state, event, draft)


@judges
def judge_objection(
    client_state: ClientState, event: ObjectionRaised | ObjectionAnswered | ObjectionResolved, draft: Draft
) -> None:
    """An objection's number is used once, and only an open objection can be answered or resolved."""
    if isinstance(event, ObjectionRaised):
        within("severity", event.severity, 1, 3)
    OBJECTION.judge(client_state, event, draft)


@judges
def judge_joined(client_state: ClientState, event: PromotionJoined) -> None:
    """A client takes part in a promotion once at a time."""
    if PROMOTION.state(client_state, event.promotion) == OPEN:
        PROMOTION.must_be_new(client_state, event.promotion)


@judges
def judge_promotion_ended(client_state: ClientState, event: PromotionEnded, draft: Draft) -> None:
    """Only a client who takes part in a promotion can leave it."""
    PROMOTION.must_be_open(client_state, event.promotion, draft)
