"""The share of each order, cancellation and return in the score, and what being overdue takes away.

An order's share is its part, by value, of what its day would count if nothing had been taken back. A
cancellation or return has a share below zero, its part of the difference. So the shares sum to the score of a
client who is not overdue: two orders of a day add up, and an order that was cancelled whole counts zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from operator import attrgetter
from typing import NamedTuple

from ledger.money import ZERO
from projections.framework.attribution.contributions import Contribution, Span
from projections.framework.filters import AccountHolder
from projections.health.commerce import Chance, chance, log_worth, rise, unit_of
from projections.order_days import comes_off, days_of, decay, standing, values_on
from projections.policy import Commerce, Policy
from projections.trade import Day, Trade

_STEP = Decimal("0.01")


class ScoreShare(NamedTuple):
    """A share of the score from 0 to 100, unrounded; below zero for a cancellation or return."""

    what: str
    document: str | None
    position: int
    share: float
    how: str | None = None


class _Worth(NamedTuple):
    """An order, cancellation or return, with its value."""

    document: str | None
    position: int
    value: Decimal


@dataclass(slots=True)
class _Taken:
    """The orders of a day, and what was taken back of them on any day."""

    orders: list[_Worth] = field(default_factory=list)
    taken: list[_Worth] = field(default_factory=list)


def explain(holder: AccountHolder[Trade], as_of: date, policy: Policy) -> list[Contribution]:
    """The shares of orders, of what was taken back, and of being overdue; empty if the score is unknown."""
    trades = [trade for _, trade in holder.states]
    commerce = policy.health.commerce
    chance = chance_on(trades, as_of, commerce)
    if chance is None:
        return []
    scale = chance.undiscounted / chance.worth if chance.worth else 0.0
    found = [one._replace(share=scale * one.share) for one in _weights(trades, as_of, commerce)]
    return rounded("score", [*found, *_overdue(chance, trades, as_of)], _shown(chance))


def moved(span: Span[Trade], policy: Policy) -> list[Contribution]:
    """What new orders and returns did to the score, and ageing did to older ones; unknown counts as zero."""
    commerce = policy.health.commerce
    before, after = ([trade for _, trade in holder.states] for holder in (span.before, span.after))
    was, now = chance_on(before, span.since, commerce), chance_on(after, span.until, commerce)
    found = [
        *_moves(
            _weights(before, span.since, commerce), _weights(after, span.until, commerce), span, commerce
        ),
        *_more_overdue(_overdue(was, before, span.since), _overdue(now, after, span.until)),
    ]
    return [one for one in rounded("score", found, _shown(now) - _shown(was)) if one.amount]


def chance_on(trades: Sequence[Trade], day: date, commerce: Commerce) -> Chance | None:
    """The chance on a day, of clients that count as one."""
    return chance(days_of(values_on(trades, day)), day, commerce)


def _shown(chance: Chance | None) -> Decimal:
    return Decimal(0) if chance is None else Decimal(str(round(chance.score, 1)))


def _overdue(chance: Chance | None, trades: Sequence[Trade], day: date) -> list[ScoreShare]:
    """What being overdue takes away, by the newest order that stands."""
    if chance is None or chance.discount == 1:
        return []
    standing = (one for trade in trades for one in trade.orders.values() if one.on <= day and one.stands(day))
    newest = max(standing, key=attrgetter("on", "position"))
    return [ScoreShare("overdue", newest.number, newest.position, chance.score - chance.undiscounted)]


def _more_overdue(before: Iterable[ScoreShare], after: Iterable[ScoreShare]) -> Iterator[ScoreShare]:
    """What being overdue takes more on the last day, by the orders that were the newest."""
    was, now = _by_entry(before), _by_entry(after)
    for key in {**was, **now}:
        yield ScoreShare(*key, now.get(key, 0.0) - was.get(key, 0.0))


def _weights(trades: Sequence[Trade], day: date, commerce: Commerce) -> list[ScoreShare]:
    """The share of each order, cancellation and return in the worth of the order days."""
    days: dict[Day, _Taken] = {}
    values = values_on(trades, day)
    for traded in trades:
        _gather(traded, day, days)
    found: list[ScoreShare] = []
    for key in sorted(days):
        gross = sum((order.value for order in days[key].orders), ZERO)
        before = _counts(key, gross, day, commerce)
        after = _counts(key, values.get(key, ZERO), day, commerce)
        found += _parts("order", days[key].orders, before)
        found += _parts("taken back", days[key].taken, after - before)
    return found


def _counts(on: Day, value: Decimal, day: date, commerce: Commerce) -> float:
    """What the orders of a day count on a later day."""
    worth = log_worth(float(value), unit_of(on[1], commerce))
    return decay(on[0], day, commerce.half_life) * worth


def _moves(
    before: Iterable[ScoreShare], after: Iterable[ScoreShare], span: Span[Trade], commerce: Commerce
) -> Iterator[ScoreShare]:
    """What moved the undiscounted score: older entries count for less, new ones for all that they changed.

    The difference of two scores is the difference of the worths times the secant of the map between them. So
    each order has its part of the difference, independent of the other orders.
    """
    was, now = _by_entry(before), _by_entry(after)
    scale = rise(math.fsum(was.values()), math.fsum(now.values()), commerce)
    left = decay(span.since, span.until, commerce.half_life)
    for key in {**was, **now}:
        older = was.get(key, 0.0) * (left - 1)
        rest = now.get(key, 0.0) - was.get(key, 0.0) * left
        yield ScoreShare(*key, scale * older, span.older)
        yield ScoreShare(*key, scale * rest, "counts otherwise" if key in was else None)


def _by_entry(found: Iterable[ScoreShare]) -> dict[tuple[str, str | None, int], float]:
    """Shares by entry, which sums what one return took off several days."""
    together: dict[tuple[str, str | None, int], float] = {}
    for one in found:
        key = one.what, one.document, one.position
        together[key] = together.get(key, 0.0) + one.share
    return together


def _gather(traded: Trade, day: date, days: dict[Day, _Taken]) -> None:
    for order in traded.orders.values():
        if order.on > day:
            continue
        one = days.setdefault((order.on, order.currency), _Taken())
        one.orders.append(_Worth(order.number, order.position, order.value))
        one.taken += (
            _Worth(order.number, taken.position, taken.value) for taken in order.taken if taken.on <= day
        )
    values = standing(traded, day)
    for key, loose, off in comes_off(traded.loose, values, day):
        values[key] -= off
        days[key].taken.append(_Worth(None, loose.position, off))


def _parts(what: str, worths: Sequence[_Worth], share: float) -> Iterator[ScoreShare]:
    """A share split in proportion to values, or in equal parts if all values are zero."""
    weights = [float(max(one.value, ZERO)) for one in worths]
    together = math.fsum(weights)
    if not together:
        weights, together = [1.0] * len(worths), float(len(worths))
    for one, weight in zip(worths, weights, strict=True):
        yield ScoreShare(what, one.document, one.position, share * weight / together)


def rounded(figure: str, shares: Sequence[ScoreShare], total: Decimal) -> list[Contribution]:
    """Shares as contributions in hundredths that sum to the total.

    The remainder of rounding the shares goes to those that rounding changed most, a hundredth to each. The
    remainder of rounding the total goes to the largest share.
    """
    exact = [Decimal(share.share) for share in shares]
    found = [one.quantize(_STEP, ROUND_HALF_EVEN) for one in exact]
    if found:
        left = sum(exact, ZERO).quantize(_STEP, ROUND_HALF_EVEN) - sum(found, ZERO)
        step = _STEP.copy_sign(left)
        changed = sorted(range(len(found)), key=lambda index: (found[index] - exact[index]) * step)
        for index in changed[: int(left / step)]:
            found[index] += step
        largest = max(range(len(found)), key=lambda index: abs(found[index]))
        found[largest] += total - sum(found, ZERO)
    return [
        Contribution(figure, None, share.what, share.document, share.position, amount, how=share.how)
        for share, amount in zip(shares, found, strict=True)
    ]
