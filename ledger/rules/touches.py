"""Rules about visits and what comes of them: feedback, complaints, referrals, expenses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ledger.entry import Draft
from ledger.events import (
    CompetitorSeen,
    ComplaintRaised,
    ComplaintResolved,
    ExpenseSpent,
    FeedbackGiven,
    InquiryReceived,
    NextStep,
    ReferralMade,
    ShelfChecked,
    TrainingHeld,
    VisitCancelled,
    VisitHeld,
    VisitMissed,
    VisitMoved,
    VisitPlanned,
)
from ledger.rules.checks import not_negative, own_currency, positive, within
from ledger.rules.client_state import ClientState
from ledger.rules.dates import other_day, took_place
from ledger.rules.numbered_things import COMMITMENT, COMPLAINT, VISIT
from ledger.rules.refusals import Rule, UnknownClient
from ledger.rules.registry import Context, advises, judges


class NothingSeen(Rule, code="nothing-seen"):
    """A shelf check names no product."""

    what = "the shelf check has no lines"
    advice = "give at least one with its product and whether it is present"


class GiftLimit(Rule, code="gift-limit"):
    """More was spent on a person in a year than the policy allows."""

    person: str
    year: int
    spent: Decimal
    limit: Decimal
    currency: str
    what = "in {year} {spent} were spent on {person}, and the policy allows {limit}"
    advice = "if an amount is wrong, correct the expense with entry.corrected"


_SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


@judges
def judge_visit(
    client_state: ClientState, event: VisitPlanned | VisitMoved | VisitMissed | VisitCancelled, draft: Draft
) -> None:
    """A visit's number is used once, and only a planned visit can be moved, missed or cancelled."""
    VISIT.judge(client_state, event, draft)


@judges
def judge_held(client_state: ClientState, event: VisitHeld, draft: Draft, context: Context) -> None:
    """A visit took place in the past, and a planned visit takes place once."""
    took_place(event.kind, event.started_at, context.now)
    not_negative("minutes", event.minutes)
    if event.visit is not None:
        VISIT.must_be_open(client_state, event.visit, draft)
    step = event.next_step
    if isinstance(step, NextStep) and step.number is not None:
        COMMITMENT.must_be_new(client_state, step.number)


@advises
def advise_held(_client_state: ClientState, event: VisitHeld, draft: Draft) -> Iterator[Rule]:
    """A touch began on the day of its entry."""
    yield from other_day(draft.occurred_at, event.started_at)


@judges
def judge_feedback(_client_state: ClientState, event: FeedbackGiven) -> None:
    """A score lies on its scale."""
    within(f"{event.scale} score", event.score, *_SCALES[event.scale])


@judges
def judge_complaint(
    client_state: ClientState, event: ComplaintRaised | ComplaintResolved, draft: Draft
) -> None:
    """A complaint's number is used once, and only an open complaint can be resolved."""
    if isinstance(event, ComplaintRaised):
        within("severity", event.severity, 1, 3)
    COMPLAINT.judge(client_state, event, draft)


@judges
def judge_competitor(_client_state: ClientState, event: CompetitorSeen) -> None:
    """A competitor's price is not negative."""
    not_negative("price", event.price)


@judges
def judge_referral(_client_state: ClientState, event: ReferralMade) -> None:
    """Any client may recommend us."""


@advises
def advise_referral(
    _client_state: ClientState, event: ReferralMade, _draft: Draft, context: Context
) -> Iterator[Rule]:
    """The client that came of a referral is known."""
    if event.client is not None and context.client(event.client).code is None:
        yield UnknownClient(event.client)


@judges
def judge_inquiry(_client_state: ClientState, event: InquiryReceived) -> None:
    """Any client may ask."""


@judges
def judge_shelf(client_state: ClientState, event: ShelfChecked) -> None:
    """A shelf check names at least one product, and its figures are not negative."""
    if not event.lines:
        raise NothingSeen
    for line in event.lines:
        own_currency(client_state, "price", line.price)
        for figure in ("facings", "price", "stock", "samples"):
            not_negative(figure, getattr(line, figure))


@judges
def judge_training(_client_state: ClientState, event: TrainingHeld) -> None:
    """A training's minutes are not negative."""
    not_negative("minutes", event.minutes)


@judges
def judge_expense(_client_state: ClientState, event: ExpenseSpent) -> None:
    """An expense is more than zero."""
    positive("amount", event.amount)


@advises
def advise_expense(
    client_state: ClientState, event: ExpenseSpent, draft: Draft, context: Context
) -> Iterator[Rule]:
    """What was spent on a person in a year is within the limit of the policy."""
    if event.person is None:
        return
    day = draft.occurred_at.date()
    limits = context.house().policy_on(day).gifts
    limit = limits.get(event.currency, limits.get(""))
    spent = client_state.spent_in_year(event.person, event.currency, day)
    if limit is not None and spent > limit:
        yield GiftLimit(event.person, day.year, spent, limit, event.currency)
