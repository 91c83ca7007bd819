"""What entered and left a client's points, and when, before anything is spent from a particular lot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from ledger.money import ZERO
from ledger.programme_keys import Programme
from ledger.subledger.account import Account
from ledger.subledger.orders import Order
from ledger.subledger.points.account import PointsAccount, Redeemed
from ledger.subledger.points.earning import counted_of, earned_by
from ledger.subledger.points.paid import Paid, paid_of, settled_items
from ledger.times import shifted

GRANTED = "granted"
EARNED = "earned"
REWARDED = "rewarded"
TAKEN_BACK = "taken back"
REDEEMED = "redeemed"
GIVEN_BACK = "redemption cancelled"

FLOORED = "tier floored"
FLOOR_ENDED = "floor ended"

OWNED = "owned by"
COUNTED = "counted for the tier"
UNCOUNTED = "counted no more"

ADDED = (GRANTED, EARNED, REWARDED)
"""What makes a lot."""


class Move(NamedTuple):
    """Points entered or left, always more than zero; or something else happened to them or to a tier.

    Attributes:
        what: one of the words above.
        number: of the grant, the order, the redemption; the kind of event that was rewarded; the tier; the
            owner's code, "" for none.
        on: the day; points that are pending without an end have ``date.max``.
        position: the entry that moved them.
    """

    what: str
    number: str
    on: date
    position: int
    points: Decimal


def has_come(on: date, day: date) -> bool:
    """Whether something has happened by the end of a day; what is dated ``date.max`` never does."""
    return on <= day and on != date.max


class Back(NamedTuple):
    """The day on which the points of a redemption come back, and the entry that brings them."""

    on: date
    position: int


Backs: TypeAlias = Mapping[int, Back | None]
"""By the position of each redemption, how its points come back; None where they do not."""

Paying: TypeAlias = Mapping[str, Sequence[tuple[Redeemed, date | None]]]
"""By order, the redemptions that pay for it, each with the day on which its points come back."""


def moves(account: Account, points: PointsAccount, programme: Programme, *, derive: bool) -> Iterator[Move]:
    """Everything that moved a client's points under a programme, in no particular order.

    Args:
        account: the client's orders and payments.
        points: the facts about its points.
        programme: the part of the policy.
        derive: whether payments that entries put against no document pay the oldest debt.
    """
    backs = backs_of(account, points)
    yield from moves_by_facts(points, programme, backs)
    if programme.by_orders:
        paying = paying_of(account, points, backs)
        items = settled_items(account, derive=derive) if programme.by_payments else None
        for number in account.orders:
            paid = None if items is None else paid_of(account, number, items)
            yield from moves_of_order(account.orders[number], programme, paying.get(number, ()), paid, {})


def moves_by_facts(points: PointsAccount, programme: Programme, backs: Backs) -> Iterator[Move]:
    """What moved points without an order earning or losing any."""
    for grant in points.granted:
        yield Move(GRANTED, grant.number, grant.on, grant.position, grant.points)
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
    if programme.pools:
        for owner in points.owners:
            yield Move(OWNED, owner.code, owner.on, owner.position, ZERO)


def moves_of_order(
    order: Order,
    programme: Programme,
    paying: Sequence[tuple[Redeemed, date | None]],
    paid: Paid | None,
    known: dict[date, Decimal],
) -> Iterator[Move]:
    """What an order earned and lost again.

    Args:
        order: the order.
        programme: the part of the policy.
        paying: the redemptions that pay for it, as ``Paying`` has them.
        paid: what was paid of it, where payment matters; else None.
        known: the points that its goods earn, as ``earned_by`` has them.
    """
    counts, number = programme.qualifying.counts, order.number
    released = paid if programme.earn.when == "paid" else None
    for change in earned_by(order, programme, paying, released, known):
        what = EARNED if change.points > 0 else TAKEN_BACK
        yield Move(what, number, change.on, change.position, abs(change.points))
    for change in counted_of(order, programme, paid) if counts != "points" else ():
        what = COUNTED if change.points > 0 else UNCOUNTED
        yield Move(what, number, change.on, change.position, abs(change.points))


def paying_of(account: Account, points: PointsAccount, backs: Backs) -> Paying:
    """The redemptions that pay for orders.

    A redemption states its value in the client's currency. Of an order in another one, its points paid what
    the policy says that a point is worth there.
    """
    paying: dict[str, list[tuple[Redeemed, date | None]]] = {}
    for one in points.redeemed:
        if one.order is not None:
            back = backs[one.position]
            order, own = account.orders.get(one.order), account.currency
            in_own_currency = order is None or own is None or order.currency == own
            paid = one if in_own_currency else one._replace(value=None)
            paying.setdefault(one.order, []).append((paid, back and back.on))
    return paying


def backs_of(account: Account, points: PointsAccount) -> Backs:
    """How the points of each redemption come back."""
    return {one.position: _back(account, points, one) for one in points.redeemed}


def _back(account: Account, points: PointsAccount, redeemed: Redeemed) -> Back | None:
    """When a redemption was cancelled, or the order that it paid for came to nothing.

    Neither gives points back before they were spent, even where people wrote an earlier day.
    """
    found = [
        Back(max(one.on, redeemed.on), one.position)
        for one in points.cancelled
        if one.number == redeemed.number
    ]
    order = account.orders.get(redeemed.order) if redeemed.order is not None else None
    if order is not None and (ended := order.ended()):
        found.append(Back(max(ended.on, redeemed.on), ended.position))
    return min(found, default=None)
