"""Rules about selling: proposals, tenders, discounts, objections, promotions."""

from __future__ import annotations

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
from ledger.rules.client_state import ClientState
from ledger.rules.lines import amount_stated
from ledger.rules.numbered import OPEN, Thing
from ledger.rules.refusals import Rule
from ledger.rules.registry import folds, judges

PROPOSAL = Thing("proposal")
TENDER = Thing("tender")
DISCOUNT = Thing("discount request")
OBJECTION = Thing("objection")
PROMOTION = Thing("promotion", "--promotion")


class AskerApproves(Rule, code="asker-approves"):
    """Whoever asks for a discount does not approve it."""

    number: str
    asker: str
    says = "discount request '{number}' was made by {asker}, who cannot approve it; name who does with --by"


@judges
def judge_made(client_state: ClientState, event: ProposalMade) -> None:
    """A proposal's number is used once."""
    PROPOSAL.must_be_new(client_state, event.number)
    _judge_offer(event)


@judges
def judge_revised(client_state: ClientState, event: ProposalRevised) -> None:
    """Only an open proposal is revised."""
    PROPOSAL.must_be_open(client_state, event.number)
    _judge_offer(event)


@judges
def judge_proposal_closed(
    client_state: ClientState, event: ProposalAccepted | ProposalDeclined | ProposalWithdrawn
) -> None:
    """Only an open proposal comes to its end."""
    PROPOSAL.must_be_open(client_state, event.number)
    if isinstance(event, ProposalAccepted):
        positive("amount", event.amount)


@judges
def judge_tender(client_state: ClientState, event: TenderEntered) -> None:
    """A tender's number is used once."""
    positive("amount", event.amount)
    TENDER.must_be_new(client_state, event.number)


@judges
def judge_tender_closed(client_state: ClientState, event: TenderWon | TenderLost) -> None:
    """Only a tender that we are in is won or lost."""
    positive("amount", event.amount)
    TENDER.must_be_open(client_state, event.number)


@judges
def judge_requested(client_state: ClientState, event: DiscountRequested) -> None:
    """A request's number is used once."""
    _judge_discount(event)
    DISCOUNT.must_be_new(client_state, event.number)


@judges
def judge_approved(client_state: ClientState, event: DiscountApproved, draft: Draft) -> None:
    """Somebody asked, and somebody else approves; a deputy and the one they act for count as one."""
    _judge_discount(event)
    DISCOUNT.must_be_open(client_state, event.number)
    both = set(client_state.askers.get(event.number, ())).intersection(_voices(event, draft))
    if both:
        raise AskerApproves(event.number, min(both))


@judges
def judge_discount_refused(client_state: ClientState, event: DiscountRefused) -> None:
    """Only an open request is refused."""
    _judge_discount(event)
    DISCOUNT.must_be_open(client_state, event.number)


@judges
def judge_objection(client_state: ClientState, event: ObjectionRaised) -> None:
    """An objection's number is used once."""
    within("severity", event.severity, 1, 3)
    OBJECTION.must_be_new(client_state, event.number)


@judges
def judge_objection_met(client_state: ClientState, event: ObjectionAnswered | ObjectionResolved) -> None:
    """Only an open objection is answered or resolved."""
    OBJECTION.must_be_open(client_state, event.number)


@judges
def judge_joined(client_state: ClientState, event: PromotionJoined) -> None:
    """A client is in a promotion once at a time."""
    if client_state.numbered.get(PROMOTION.name, {}).get(event.promotion) == OPEN:
        PROMOTION.must_be_new(client_state, event.promotion)


@judges
def judge_promotion_ended(client_state: ClientState, event: PromotionEnded) -> None:
    """Only who takes part in a promotion leaves it."""
    PROMOTION.must_be_open(client_state, event.promotion)


@folds
def fold_proposal(client_state: ClientState, event: ProposalMade | ProposalRevised) -> None:
    """A proposal is open."""
    PROPOSAL.becomes(client_state, event.number)


@folds
def fold_proposal_closed(
    client_state: ClientState, event: ProposalAccepted | ProposalDeclined | ProposalWithdrawn
) -> None:
    """A proposal came to its end."""
    PROPOSAL.becomes(client_state, event.number, event.kind.removeprefix("proposal."))


@folds
def fold_tender(client_state: ClientState, event: TenderEntered) -> None:
    """A tender is open."""
    TENDER.becomes(client_state, event.number)


@folds
def fold_tender_closed(client_state: ClientState, event: TenderWon | TenderLost) -> None:
    """A tender is decided."""
    TENDER.becomes(client_state, event.number, event.kind.removeprefix("tender."))


@folds
def fold_requested(client_state: ClientState, event: DiscountRequested, entry: Entry) -> None:
    """Somebody waits for an answer."""
    DISCOUNT.becomes(client_state, event.number)
    client_state.askers[event.number] = _voices(event, entry)


@folds
def fold_discount_closed(client_state: ClientState, event: DiscountApproved | DiscountRefused) -> None:
    """The answer is there."""
    DISCOUNT.becomes(client_state, event.number, event.kind.removeprefix("discount."))


@folds
def fold_objection(client_state: ClientState, event: ObjectionRaised) -> None:
    """An objection is open; answering it changes nothing about that."""
    OBJECTION.becomes(client_state, event.number)


@folds
def fold_objection_resolved(client_state: ClientState, event: ObjectionResolved) -> None:
    """An objection is closed."""
    OBJECTION.becomes(client_state, event.number, "resolved")


@folds
def fold_joined(client_state: ClientState, event: PromotionJoined) -> None:
    """The client takes part."""
    PROMOTION.becomes(client_state, event.promotion)


@folds
def fold_promotion_ended(client_state: ClientState, event: PromotionEnded) -> None:
    """The client takes part no more."""
    PROMOTION.becomes(client_state, event.promotion, "ended")


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
