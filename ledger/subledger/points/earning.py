"""What an order earns: points for the goods that the client keeps, less what points paid of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from typing import NamedTuple

from ledger.assortment import ANYTHING
from ledger.money import WIDE, ZERO, part_of, to_places, total
from ledger.policy_amounts import figure_in
from ledger.programme_keys import Earn, OrderRule, Programme
from ledger.subledger.orders import Order, gathered
from ledger.subledger.points.account import Redeemed
from ledger.subledger.points.paid import Paid
from ledger.times import shifted

_ROUNDING = {"down": ROUND_FLOOR, "nearest": ROUND_HALF_UP}


class Change(NamedTuple):
    """An order earned points on a day, or below zero lost points that it had earned."""

    on: date
    position: int
    points: Decimal


def earned_by(
    order: Order,
    programme: Programme,
    paying: Sequence[tuple[Redeemed, date | None]],
    paid: Paid | None,
    known: dict[date, Decimal],
) -> Iterator[Change]:
    """What an order earned, and what it lost again.

    Args:
        order: the order, with what was cancelled of it and came back.
        programme: the part of the policy.
        paying: the redemptions that pay for it, as ``paying_of`` has them, each with the day on which it was
            cancelled.
        paid: what was paid of it, where payment releases its points; else None.
        known: the points of its goods from each day on which they or those redemptions change, as worked out
            before; others are added.
    """
    earn, held, lots = programme.earn, ZERO, list[tuple[date, Decimal]]()
    at, turns = dict(_days(order, paying, paid)), {day for day, _ in _days(order, paying, None)}
    points = ZERO
    for day in sorted(at):  # the first one is the day of the order
        if day in turns:
            if day not in known:
                known[day] = _points(order, programme, paying, day)
            points = known[day]
        released = points if paid is None else _whole(paid.part(points, day), earn)
        if released > held:
            lots.append((shifted(day, earn.pending_days), released - held))
            yield Change(lots[-1][0], at[day], released - held)
        elif released < held:
            for on, points_lost in from_newest(lots, held - released):
                yield Change(max(day, on), at[day], -points_lost)
        held = released
    if paid is not None:
        waiting = _whole(paid.hoped(points), earn) - held
        if waiting > 0:
            yield Change(date.max, order.position, waiting)


def from_newest(lots: list[tuple[date, Decimal]], points: Decimal) -> Iterator[tuple[date, Decimal]]:
    """Take points from lots, the newest first: the day of each, with what it loses."""
    while points > 0 and lots:
        on, left = lots.pop()
        if left > points:
            lots.append((on, left - points))
        yield on, min(left, points)
        points -= min(left, points)


def counted_of(order: Order, programme: Programme, paid: Paid | None) -> Iterator[Change]:
    """What an order counts for a tier by its value, and what it counts no more."""
    keys, held = programme.qualifying, ZERO
    released = paid if keys.counts == "paid" else None
    per = figure_in(keys.per, order.currency)
    at = dict(_days(order, (), released))
    for day in sorted(at) if per > 0 else ():
        kept = WIDE.divide(total(_kept(order, day).values()), per)
        counted = _short(kept if released is None else released.part(kept, day))
        if counted != held:
            yield Change(day, at[day], counted - held)
        held = counted


def _short(value: Decimal) -> Decimal:
    """A value with no more decimals than a policy can name."""
    short = to_places(value, 8)
    return value if value == short else short


def _days(
    order: Order, paying: Iterable[tuple[Redeemed, date | None]], paid: Paid | None
) -> Iterator[tuple[date, int]]:
    """The days on which what an order has earned may change, each with an entry that changes it."""
    yield order.on, order.position
    for use, back in paying:
        yield max(use.on, order.on), use.position
        if back is not None:
            yield max(back, order.on), use.position
    for part in paid.parts if paid else ():
        yield max(part.on, order.on), part.position
    for move in sorted(order.taken, key=lambda one: one.position):
        yield max(move.on, order.on), move.position


def _points(
    order: Order, programme: Programme, paying: Iterable[tuple[Redeemed, date | None]], day: date
) -> Decimal:
    """The whole points of an order for what stands of it at the end of a day."""
    kept = _kept(order, day)
    value = sum(kept.values(), ZERO)
    if value <= 0:
        return ZERO
    with_points = sum((_worth(use, order.currency, programme) for use in _standing(paying, day)), ZERO)
    exact = ZERO
    for rule in programme.earn.orders:
        per = figure_in(rule.per, order.currency)
        fits = _fitting(rule, order.on, programme)
        fitting = value if fits is None else sum([worth for code, worth in kept.items() if fits(code)], ZERO)
        if per > 0 and fitting > 0:
            eligible = WIDE.multiply(fitting, max(value - with_points, ZERO))
            exact += WIDE.divide(WIDE.multiply(eligible, rule.points), WIDE.multiply(value, per))
    return _whole(exact, programme.earn)


def _fitting(rule: OrderRule, day: date, programme: Programme) -> Callable[[str], bool] | None:
    """Whether a rule counts goods of an order of that day, by their product; None where it counts all."""
    if rule.products == rule.group == ANYTHING:
        return None
    assortment = programme.earn.assortment
    return lambda code: fnmatchcase(code, rule.products) and assortment.fits(code, day, rule.group)


def _kept(order: Order, day: date) -> dict[str, Decimal]:
    """What the goods are worth that the client keeps on a day, by product, at the order's prices."""
    gone = gathered(pair for move in order.taken if move.on <= day for pair in move.goods.items())
    left = ((code, worth, all_, all_ - gone.get(code, ZERO)) for code, all_, worth in order.goods())
    return {code: part_of(worth, some, all_) for code, worth, all_, some in left if some > 0 and all_ > 0}


def _standing(paying: Iterable[tuple[Redeemed, date | None]], day: date) -> Iterator[Redeemed]:
    return (use for use, back in paying if use.on <= day and (back is None or back > day))


def _worth(use: Redeemed, currency: str, programme: Programme) -> Decimal:
    """What the points of a redemption paid of an order in a currency, which a stated value is in."""
    return figure_in(programme.point_value, currency) * use.points if use.value is None else use.value


def _whole(points: Decimal, earn: Earn) -> Decimal:
    return points.to_integral_value(_ROUNDING[earn.rounding])
