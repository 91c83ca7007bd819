"""What entered and left a client's points, and when, before anything is spent from a particular lot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import ZERO
from ledger.programme_keys import Programme
from ledger.subledger.account import Account
from ledger.subledger.points.account import PointsAccount, Redeemed
from ledger.subledger.points.earning import earned_by
from ledger.subledger.points.paid import NOTHING_PAID, payments_of
from ledger.times import shifted

GRANTED = "granted"
EARNED = "earned"
REWARDED = "rewarded"
TAKEN_BACK = "taken back"
REDEEMED = "redeemed"
GIVEN_BACK = "redemption cancelled"

FLOORED = "tier floored"
FLOOR_ENDED = "floor ended"

ADDED = (GRANTED, EARNED, REWARDED)
"""What makes a lot."""


class Move(NamedTuple):
    """Points entered or left, always more than zero; or a tier was kept by a person, which moves none.

    Attributes:
        what: one of the words above.
        number: of the grant, the order, the redemption; the kind of event that was rewarded; the tier.
        on: the day; points that are pending without an end have ``date.max``.
        position: the entry that moved them.
    """

    what: str
    number: str
    on: date
    position: int
    points: Decimal


class _Back(NamedTuple):
    """The day on which the points of a redemption come back, and the entry that brings them."""

    on: date
    position: int


def moves(account: Account, points: PointsAccount, programme: Programme, *, derive: bool) -> Iterator[Move]:
    """Everything that moved a client's points under a programme, in no particular order.

    Args:
        account: the client's orders and payments.
        points: the facts about its points.
        programme: the part of the policy.
        derive: whether payments that entries put against no document pay the oldest debt.
    """
    for grant in points.granted:
        yield Move(GRANTED, grant.number, grant.on, grant.position, grant.points)
    backs = {one.position: _back(account, points, one) for one in points.redeemed}
    for one in points.redeemed:
        yield Move(REDEEMED, one.number, one.on, one.position, one.points)
        if back := backs[one.position]:
            yield Move(GIVEN_BACK, one.number, back.on, back.position, one.points)
    rewards = {rule.event: rule.points for rule in programme.earn.events}
    for act in points.acts:
        if act.kind in rewards:
            on = shifted(act.on, programme.earn.pending_days)
            yield Move(REWARDED, act.kind, on, act.position, rewards[act.kind])
    for floor in points.floors:
        yield Move(FLOORED, floor.tier, floor.on, floor.position, ZERO)
        yield Move(FLOOR_ENDED, floor.tier, shifted(floor.until, 1), floor.position, ZERO)
    if programme.earn.orders:
        yield from _of_orders(account, points.redeemed, backs, programme, derive=derive)


def _of_orders(
    account: Account,
    redeemed: Iterable[Redeemed],
    backs: Mapping[int, _Back | None],
    programme: Programme,
    *,
    derive: bool,
) -> Iterator[Move]:
    paying: dict[str, list[tuple[Redeemed, date | None]]] = {}
    for one in redeemed:
        if one.order is not None:
            back = backs[one.position]
            paying.setdefault(one.order, []).append((one, back and back.on))
    paid = payments_of(account, derive=derive) if programme.earn.when == "paid" else None
    for order in account.orders.values():
        released = None if paid is None else paid.get(order.number, NOTHING_PAID)
        for change in earned_by(order, programme, paying.get(order.number, ()), released):
            what = EARNED if change.points > 0 else TAKEN_BACK
            yield Move(what, order.number, change.on, change.position, abs(change.points))


def _back(account: Account, points: PointsAccount, redeemed: Redeemed) -> _Back | None:
    """When a redemption was cancelled, or the order that it paid for came to nothing."""
    found = [
        _Back(one.on, one.position)
        for one in points.cancelled
        if one.number == redeemed.number and one.on >= redeemed.on
    ]
    order = account.orders.get(redeemed.order) if redeemed.order is not None else None
    if order is not None and (ended := order.ended()):
        found.append(_Back(max(ended.on, redeemed.on), ended.position))
    return min(found, default=None)
