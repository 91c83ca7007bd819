"""The share of each order, cancellation and return in the decayed value of a client's order days.

An order's share is its part, by value, of what its day would count if nothing had been taken back. A
cancellation or return has a share below zero, its part of the difference. So the shares sum to the decayed
value: two orders of a day add up, and an order that was cancelled whole counts zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from ledger.money import ZERO
from projections.framework.attribution.contributions import Contribution, Span
from projections.order_days import comes_off, counts, decay, decayed, standing, values_on
from projections.policy import Commerce
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


def shares(trades: Sequence[Trade], day: date, commerce: Commerce) -> list[ScoreShare]:
    """What each order adds to the score, and what each cancellation and return takes away, by day."""
    scale = 100 / (decayed(values_on(trades, day), day, commerce) + commerce.half_score)
    return [part._replace(share=scale * part.share) for part in _weights(trades, day, commerce)]


def _weights(trades: Sequence[Trade], day: date, commerce: Commerce) -> list[ScoreShare]:
    """The same for the decayed value."""
    days: dict[Day, _Taken] = {}
    values = values_on(trades, day)
    for traded in trades:
        _gather(traded, day, days)
    found: list[ScoreShare] = []
    for key in sorted(days):
        gross = sum((order.value for order in days[key].orders), ZERO)
        before = counts(key[0], gross, day, commerce)
        after = counts(key[0], values.get(key, ZERO), day, commerce)
        found += _parts("order", days[key].orders, before)
        found += _parts("taken back", days[key].taken, after - before)
    return found


def moves(
    before: Sequence[Trade], after: Sequence[Trade], span: Span[Trade], commerce: Commerce
) -> Iterator[ScoreShare]:
    """What moved the score: older entries count for less, and new entries for everything that they changed.

    Since a score is 100 x / (x + half), the difference of two scores is the difference of their decayed
    values times one factor. So each order has its part of the difference, independent of the other orders.
    """
    was, now = (
        _by_entry(_weights(trades, day, commerce))
        for trades, day in ((before, span.since), (after, span.until))
    )
    old, new, half = sum(was.values()), sum(now.values()), commerce.half_score
    scale = 100 * half / ((old + half) * (new + half))
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
