"""Rules about points and tiers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
from ledger.subledger.points.account import Redeemed, redeemed
from ledger.subledger.points.moves import REDEEMED, Move, moves
from ledger.subledger.points.pooling import pooled, reachable


class MoreThanSpendable(Rule, code="more-than-spendable"):
    """More points are redeemed than the client has."""

    client: str
    points: Decimal
    left: Decimal
    what = "{client} has {left} points to spend, not {points}"
    advice = "redeem fewer, or grant some first with points.granted"


class NoMultiple(Rule, code="no-multiple-of-reward"):
    """A reward costs a number of points, and no multiple of it is redeemed."""

    reward: str
    points: Decimal
    step: Decimal
    fitting: Decimal
    what = "'{reward}' costs {step} points each, and {points} are no multiple of that"
    advice = "redeem {fitting}"


@judges
def judge_granted(client_state: ClientState, event: PointsGranted) -> None:
    """Points are more than zero."""
    _countable(client_state, event)


@judges
def judge_redeemed(client_state: ClientState, event: PointsRedeemed, draft: Draft, context: Context) -> None:
    """A client redeems no more points than it has, and of a reward a whole number."""
    _countable(client_state, event)
    on = draft.occurred_at.date()
    policy = context.policy(on)
    programme = programme_of(policy.programme).among(policy.described)
    companies = {client_state.name: client_state}
    if programme.pools:
        if context.owned is None:
            return  # the points of the other companies are not known here
        companies |= _companies(client_state.name, context, context.owned)
    left = _spendable(client_state.name, companies, redeemed(event, on, 0), policy, programme)
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


def _companies(code: str, context: Context, owned: Callable[[str], Iterable[str]]) -> dict[str, ClientState]:
    """The states of all companies that ever were in one group with a client, or with one of those."""

    def beside(code: str) -> Iterable[str]:
        owners = context.client(code).points.owners
        return [*(owner.code for owner in owners if owner.code), *owned(code)]

    states = {one: context.client(one) for one in reachable([code], beside)}
    return {one: state for one, state in states.items() if state.code is not None}


def _spendable(
    client: str,
    companies: Mapping[str, ClientState],
    wanted: Redeemed,
    policy: HousePolicy,
    programme: Programme,
) -> Decimal:
    """The points that a client can spend on a day, and without which no later redemption lacks any."""
    on = wanted.on
    known = {
        code: [*moves(one.account, one.points, programme, derive=policy.derive)]
        for code, one in companies.items()
    }
    by_then = {code: [one for one in own if one.on <= on] for code, own in known.items()}
    balance = pooled(by_then, programme.expiry, on)[client].purse.balance
    last = max((one.on for own in known.values() for one in own if one.on != date.max), default=on)
    if last <= on:
        return balance
    more = Move(REDEEMED, wanted.number, on, wanted.position, wanted.points)
    with_it = known | {client: [*known[client], more]}
    short = _owed(with_it, programme, last) - _owed(known, programme, last)
    return min(balance, wanted.points - max(short, ZERO))


def _owed(moved: Mapping[str, Sequence[Move]], programme: Programme, day: date) -> Decimal:
    """What companies redeemed beyond all lots."""
    return sum((lots.owed for lots in pooled(moved, programme.expiry, day).values()), ZERO)


@judges
def judge_redemption_cancelled(
    client_state: ClientState, event: PointsRedemptionCancelled, draft: Draft
) -> None:
    """A redemption is cancelled once, as a whole."""
    REDEMPTION.must_be_open(client_state, event.number, draft)


@judges
def judge_floored(_client_state: ClientState, event: TierFloored, draft: Draft) -> None:
    """A tier is kept until its own day or later. The policy in force says which tiers there are."""
    in_order(draft.occurred_at.date(), event.until)
