"""Rules about commitments: what we and the client owe each other, goals, measures, suggestions."""

from __future__ import annotations

from ledger.entry import Draft
from ledger.events import (
    CommitmentBroken,
    CommitmentKept,
    CommitmentMade,
    CommitmentMoved,
    GoalClosed,
    GoalReviewed,
    GoalSet,
    MeasureChecked,
    MeasureTaken,
    SuggestionAnswered,
    SuggestionMade,
)
from ledger.rules.checks import in_order, own_currency, positive
from ledger.rules.client_state import ClientState
from ledger.rules.numbered_things import COMMITMENT, GOAL, MEASURE, SUGGESTION
from ledger.rules.registry import judges


@judges
def judge_commitment(
    client_state: ClientState,
    event: CommitmentMade | CommitmentKept | CommitmentBroken | CommitmentMoved,
    draft: Draft,
) -> None:
    """A commitment's number is used once, and only an open one can be kept, broken or moved."""
    COMMITMENT.judge(client_state, event, draft)


@judges
def judge_goal(client_state: ClientState, event: GoalSet | GoalReviewed | GoalClosed, draft: Draft) -> None:
    """A goal's number is used once, only an open goal is reviewed or closed, and its day is still to come."""
    GOAL.judge(client_state, event, draft)
    if not isinstance(event, GoalClosed) and event.until is not None:
        in_order(draft.occurred_at.date(), event.until)
    if isinstance(event, GoalSet):
        own_currency(client_state, "budget", event.budget)
        positive("budget", event.budget)


@judges
def judge_measure(client_state: ClientState, event: MeasureTaken | MeasureChecked, draft: Draft) -> None:
    """A measure's number is used once. It may be checked several times."""
    MEASURE.judge(client_state, event, draft)


@judges
def judge_suggestion(
    client_state: ClientState, event: SuggestionMade | SuggestionAnswered, draft: Draft
) -> None:
    """A suggestion's number is used once, and it is answered once."""
    SUGGESTION.judge(client_state, event, draft)
