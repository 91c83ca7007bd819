"""Rules about selling: proposals, tenders, discounts, objections, promotions."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.entry import Draft, Entry
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
from ledger.rules.checks import percent, positive, within
from ledger.rules.lines import amount_stated
from ledger.rules.numbered import OPEN, Thing
from ledger.rules.refusals import Rule
from ledger.rules.registry import folds, judges
from ledger.rules.relationship import Relationship

PROPOSAL = Thing("proposal")
TENDER = Thing("tender")
DISCOUNT = Thing("discount request")
OBJECTION = Thing("objection")
PROMOTION = Thing("promotion", "--promotion")


@dataclass(eq=False)
class AskerApproves(Rule):
    """Whoever asks for a discount does not approve it."""

    number: str
    asker: str
    code = "asker-approves"
    says = "discount request '{number}' was made by {asker}, who cannot approve it; name who does with --by"


@judges
def judge_made(relationship: Relationship, event: ProposalMade) -> None:
    """A proposal's number is used once."""
    PROPOSAL.must_be_new(relationship, event.number)
    _judge_offer(event)


@judges
def judge_revised(relationship: Relationship, event: ProposalRevised) -> None:
    """Only an open proposal is revised."""
    PROPOSAL.must_be_open(relationship, event.number)
    _judge_offer(event)


@judges
def judge_proposal_closed(
    relationship: Relationship, event: ProposalAccepted | ProposalDeclined | ProposalWithdrawn
) -> None:
    """Only an open proposal comes to its end."""
    PROPOSAL.must_be_open(relationship, event.number)
    if isinstance(event, ProposalAccepted):
        positive("amount", event.amount)


@judges
def judge_tender(relationship: Relationship, event: TenderEntered) -> None:
    """A tender's number is used once."""
    positive("amount", event.amount)
    TENDER.must_be_new(relationship, event.number)


@judges
def judge_tender_closed(relationship: Relationship, event: TenderWon | TenderLost) -> None:
    """Only a tender that we are in is won or lost."""
    positive("amount", event.amount)
    TENDER.must_be_open(relationship, event.number)


@judges
def judge_requested(relationship: Relationship, event: DiscountRequested) -> None:
    """A request's number is used once."""
    _judge_discount(event)
    DISCOUNT.must_be_new(relationship, event.number)


@judges
def judge_approved(relationship: Relationship, event: DiscountApproved, draft: Draft) -> None:
    """Somebody asked, and somebody else approves; a deputy and the one they act for count as one."""
    _judge_discount(event)
    DISCOUNT.must_be_open(relationship, event.number)
    both = set(relationship.askers.get(event.number, ())).intersection(_voices(event, draft))
    if both:
        raise AskerApproves(event.number, min(both))


@judges
def judge_discount_refused(relationship: Relationship, event: DiscountRefused) -> None:
    """Only an open request is refused."""
    _judge_discount(event)
    DISCOUNT.must_be_open(relationship, event.number)


@judges
def judge_objection(relationship: Relationship, event: ObjectionRaised) -> None:
    """An objection's number is used once."""
    within("severity", event.severity, 1, 3)
    OBJECTION.must_be_new(relationship, event.number)


@judges
def judge_objection_met(relationship: Relationship, event: ObjectionAnswered | ObjectionResolved) -> None:
    """Only an open objection is answered or resolved."""
    OBJECTION.must_be_open(relationship, event.number)


@judges
def judge_joined(relationship: Relationship, event: PromotionJoined) -> None:
    """A client is in a promotion once at a time."""
    if relationship.numbered.get(PROMOTION.name, {}).get(event.promotion) == OPEN:
        PROMOTION.must_be_new(relationship, event.promotion)


@judges
def judge_promotion_ended(relationship: Relationship, event: PromotionEnded) -> None:
    """Only who takes part in a promotion leaves it."""
    PROMOTION.must_be_open(relationship, event.promotion)


@folds
def fold_proposal(relationship: Relationship, event: ProposalMade | ProposalRevised) -> None:
    """A proposal is open."""
    PROPOSAL.becomes(relationship, event.number)


@folds
def fold_proposal_closed(
    relationship: Relationship, event: ProposalAccepted | ProposalDeclined | ProposalWithdrawn
) -> None:
    """A proposal came to its end."""
    PROPOSAL.becomes(relationship, event.number, event.kind.removeprefix("proposal."))


@folds
def fold_tender(relationship: Relationship, event: TenderEntered) -> None:
    """A tender is open."""
    TENDER.becomes(relationship, event.number)


@folds
def fold_tender_closed(relationship: Relationship, event: TenderWon | TenderLost) -> None:
    """A tender is decided."""
    TENDER.becomes(relationship, event.number, event.kind.removeprefix("tender."))


@folds
def fold_requested(relationship: Relationship, event: DiscountRequested, entry: Entry) -> None:
    """Somebody waits for an answer."""
    DISCOUNT.becomes(relationship, event.number)
    relationship.askers[event.number] = _voices(event, entry)


@folds
def fold_discount_closed(relationship: Relationship, event: DiscountApproved | DiscountRefused) -> None:
    """The answer is there."""
    DISCOUNT.becomes(relationship, event.number, event.kind.removeprefix("discount."))


@folds
def fold_objection(relationship: Relationship, event: ObjectionRaised) -> None:
    """An objection is open; answering it changes nothing about that."""
    OBJECTION.becomes(relationship, event.number)


@folds
def fold_objection_resolved(relationship: Relationship, event: ObjectionResolved) -> None:
    """An objection is closed."""
    OBJECTION.becomes(relationship, event.number, "resolved")


@folds
def fold_joined(relationship: Relationship, event: PromotionJoined) -> None:
    """The client takes part."""
    PROMOTION.becomes(relationship, event.promotion)


@folds
def fold_promotion_ended(relationship: Relationship, event: PromotionEnded) -> None:
    """The client takes part no more."""
    PROMOTION.becomes(relationship, event.promotion, "ended")


def _judge_offer(event: ProposalMade | ProposalRevised) -> None:
    within("probability", event.probability, 0, 1)
    amount_stated(event)


def _judge_discount(event: DiscountRequested | DiscountApproved | DiscountRefused) -> None:
    positive("percent", event.percent)
    percent("percent", event.percent)


def _voices(event: DiscountRequested | DiscountApproved, said: Draft | Entry) -> list[str]:
    """Who speaks: the person named or else the one who records, and the one on whose behalf."""
    speaker = event.by or said.actor
    return [speaker, said.on_behalf_of] if said.on_behalf_of else [speaker]
