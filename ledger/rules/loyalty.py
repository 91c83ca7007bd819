"""Rules about points and tiers."""

from __future__ import annotations

from decimal import Decimal

from ledger.entry import Draft
from ledger.events import PointsGranted, PointsRedeemed, PointsRedemptionCancelled, TierFloored
from ledger.rules.checks import in_order, not_negative, positive
from ledger.rules.client_state import ClientState
from ledger.rules.numbered_things import POINTS, REDEMPTION
from ledger.rules.refusals import Rule
from ledger.rules.registry import judges


class MoreThanSpendable(Rule, code="more-than-spendable"):
    """More points are redeemed than the client has."""

    client: str
    points: Decimal
    left: Decimal
    says = "{client} has {left} points to spend, not {points}; redeem fewer, or grant some first with points.granted"


@judges
def judge_points(client_state: ClientState, event: PointsGranted | PointsRedeemed) -> None:
    """Points are more than zero, and a client redeems no more of them than it has."""
    POINTS.must_be_new(client_state, event.number)
    positive("points", event.points)
    not_negative("value", event.value)
    if isinstance(event, PointsRedeemed) and event.points > client_state.points:
        raise MoreThanSpendable(client_state.name, event.points, client_state.points)


@judges
def judge_redemption_cancelled(client_state: ClientState, event: PointsRedemptionCancelled) -> None:
    """A redemption is cancelled once, as a whole."""
    REDEMPTION.must_be_open(client_state, event.number)


@judges
def judge_floored(_client_state: ClientState, event: TierFloored, draft: Draft) -> None:
    """A tier is kept until its own day or later. The policy in force says which tiers there are."""
    in_order(draft.occurred_at.date(), event.until)
