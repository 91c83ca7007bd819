"""Rules about points and tiers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.entry import Draft
from ledger.events import PointsGranted, PointsRedeemed, PointsRedemptionCancelled, TierFloored
from ledger.money import ZERO
from ledger.programme_keys import Programme
from ledger.rules.checks import in_order, not_negative, positive
from ledger.rules.client_state import ClientState
from ledger.rules.credit_policy import HousePolicy
from ledger.rules.numbered_things import POINTS, REDEMPTION
from ledger.rules.programme_policy import programme_of
from ledger.rules.refusals import Rule
from ledger.rules.registry import Context, judges
from ledger.subledger.points.account import redeemed
from ledger.subledger.points.lots import lots_on
from ledger.subledger.points.moves import REDEEMED, Move, moves


class MoreThanSpendable(Rule, code="more-than-spendable"):
    """More points are redeemed than the client has."""

    client: str
    points: Decimal
    left: Decimal
    says = "{client} has {left} points to spend, not {points}; redeem fewer, or grant some first with points.granted"


class NoMultiple(Rule, code="no-multiple-of-reward"):
    """A reward costs a number of points, and no multiple of it is redeemed."""

    reward: str
    points: Decimal
    step: Decimal
    fitting: Decimal
    says = "'{reward}' costs {step} points each, and {points} are no multiple of that; redeem {fitting}"


@judges
def judge_granted(client_state: ClientState, event: PointsGranted) -> None:
    """Points are more than zero."""
    _countable(client_state, event)


@judges
def judge_redeemed(client_state: ClientState, event: PointsRedeemed, draft: Draft, context: Context) -> None:
    """A client redeems no more points than it has, and of a reward a whole number."""
    _countable(client_state, event)
    on = draft.occurred_at.date()
    policy = context.programme(on)
    programme = programme_of(policy.programme)
    left = _spendable(client_state, event, on, policy, programme)
    step = next((one.points for one in programme.rewards if one.reward == event.reward), None)
    if step is not None and event.points % step:
        most = min(event.points, left)
        raise NoMultiple(str(event.reward), event.points, step, max(most - most % step, step))
    if event.points > left:
        raise MoreThanSpendable(client_state.name, event.points, left)


def _countable(client_state: ClientState, event: PointsGranted | PointsRedeemed) -> None:
    POINTS.must_be_new(client_state, event.number)
    positive("points", event.points)
    not_negative("value", event.value)


def _spendable(
    client_state: ClientState, event: PointsRedeemed, on: date, policy: HousePolicy, programme: Programme
) -> Decimal:
    """The points that a client can spend on a day, and without which no later redemption lacks any."""
    known = [*moves(client_state.account, client_state.points, programme, derive=policy.derive)]
    wanted = redeemed(event, on, 0)
    balance = lots_on([one for one in known if one.on <= on], programme.expiry, on).balance
    last = max((one.on for one in known if one.on != date.max), default=on)
    if last <= on:
        return balance
    more = Move(REDEEMED, wanted.number, on, wanted.position, wanted.points)
    short = lots_on([*known, more], programme.expiry, last).owed - lots_on(known, programme.expiry, last).owed
    return min(balance, wanted.points - max(short, ZERO))


@judges
def judge_redemption_cancelled(client_state: ClientState, event: PointsRedemptionCancelled) -> None:
    """A redemption is cancelled once, as a whole."""
    REDEMPTION.must_be_open(client_state, event.number)


@judges
def judge_floored(_client_state: ClientState, event: TierFloored, draft: Draft) -> None:
    """A tier is kept until its own day or later. The policy in force says which tiers there are."""
    in_order(draft.occurred_at.date(), event.until)
