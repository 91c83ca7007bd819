"""The decayed value of a client's order days, and the share of each order and each return in it.

A day counts 0.5 ^ (age / half-life) x ln(1 + its value). An order's share is its part, by value, of what its
day would count if nothing had been taken back. A cancellation or return has a share below zero, its part of
the difference. So the shares sum to the decayed value: two orders of a day add up, and an order that was
cancelled whole counts zero.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from ledger.money import Amounts
from projections.framework.attribution.contributions import Contribution, Span
from projections.policy import Commerce
from projections.trade import Loose, Trade

Day: TypeAlias = tuple[date, str]
"""A calendar day and a currency."""

_DAY = timedelta(days=1)
_NOTHING = Decimal(0)
_STEP = Decimal("0.01")


class Share(NamedTuple):
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


class OrderDays:
    """The order days of some clients, for questions about one day after the other.

    The value of an order day changes only when something is taken back, so it is computed once between two
    such days.

    Args:
        trades: the orders of the clients.
        commerce: the policy that weighs order days.
    """

    __slots__ = ("_changes", "_commerce", "_epochs", "_trades")

    def __init__(self, trades: Sequence[Trade], commerce: Commerce) -> None:
        changes = {taken.on for traded in trades for order in traded.orders.values() for taken in order.taken}
        changes.update(loose.on for traded in trades for loose in traded.loose)
        self._trades, self._commerce = trades, commerce
        self._changes = sorted(changes)
        self._epochs: dict[int, list[tuple[int, float]]] = {}

    def decayed(self, day: date) -> tuple[float, int] | None:
        """The decayed order value on a day, and the days since the last order; None if no order stands."""
        number = bisect_right(self._changes, day) if self._changes else 0
        worth = self._epochs.get(number)
        if worth is None:
            worth = self._epoch(number)
        today, left = day.toordinal(), decays(self._commerce.half_life)
        if worth and worth[-1][0] > today:
            worth = worth[: bisect_left(worth, (today + 1, 0.0))]
        if not worth:
            return None
        return math.fsum([left[today - on] * log for on, log in worth]), today - worth[-1][0]

    def _epoch(self, number: int) -> list[tuple[int, float]]:
        """Each order day as an ordinal, with the logarithm of its value until the next taking back."""
        following = self._changes[number] if number < len(self._changes) else None
        values = order_days(self._trades, following - _DAY if following else date.max)
        found = sorted((on.toordinal(), _log(value)) for (on, _), value in values.items())
        self._epochs[number] = found
        return found


class _Decays(dict[int, float]):
    """The part that is left after so many days, computed once per number of days."""

    def __init__(self, half_life: float) -> None:
        super().__init__()
        self._half_life = half_life

    def __missing__(self, age: int) -> float:
        left = self[age] = float(0.5 ** (age / self._half_life))
        return left


@lru_cache(maxsize=64)
def decays(half_life: float) -> Mapping[int, float]:
    """The part that is left after so many days: a half after each half-life."""
    return _Decays(half_life)


def decay(on: date, day: date, half_life: float) -> float:
    """The part that is left by a day."""
    return decays(half_life)[(day - on).days]


def decayed(values: dict[Day, Decimal], day: date, commerce: Commerce) -> float:
    """The decayed order value."""
    return math.fsum(_counts(on, value, day, commerce) for (on, _), value in values.items())


def _counts(on: date, value: Decimal, day: date, commerce: Commerce) -> float:
    return decay(on, day, commerce.half_life) * _log(value)


def _log(value: Decimal) -> float:
    return math.log1p(value) if value > 0 else 0.0


def order_days(trades: Iterable[Trade], day: date) -> dict[Day, Decimal]:
    """The value of each order day in each currency that still stood on a day."""
    together = Amounts[Day]()
    for traded in trades:
        values = _standing(traded, day)
        for key, _, off in _comes_off(traded.loose, values, day):
            values[key] -= off
        for key, value in values.items():
            together[key] += value
    return together


def _standing(traded: Trade, day: date) -> Amounts[Day]:
    return Amounts.of(
        ((order.on, order.currency), order.net(day))
        for order in traded.orders.values()
        if order.on <= day and order.stands(day)
    )


def _comes_off(
    loose: Iterable[Loose], values: dict[Day, Decimal], day: date
) -> Iterator[tuple[Day, Loose, Decimal]]:
    """The order days that a return without a recorded order reduces: the newest before it first.

    The caller reduces the values by each part before it asks for the next.
    """
    for one in loose:
        left = one.value if one.on <= day else _NOTHING
        for key in sorted(values, reverse=True):
            if left <= 0:
                break
            if key[0] <= one.on and one.currency in (None, key[1]):
                off = max(min(left, values[key]), _NOTHING)
                left -= off
                yield key, one, off


def shares(trades: Sequence[Trade], day: date, commerce: Commerce) -> list[Share]:
    """What each order adds to the score, and what each cancellation and return takes away, by day."""
    scale = 100 / (decayed(order_days(trades, day), day, commerce) + commerce.half_score)
    return [part._replace(share=scale * part.share) for part in _weights(trades, day, commerce)]


def _weights(trades: Sequence[Trade], day: date, commerce: Commerce) -> list[Share]:
    """The same for the decayed value."""
    days: dict[Day, _Taken] = {}
    values = order_days(trades, day)
    for traded in trades:
        _gather(traded, day, days)
    found: list[Share] = []
    for key in sorted(days):
        gross = sum((order.value for order in days[key].orders), _NOTHING)
        before = _counts(key[0], gross, day, commerce)
        after = _counts(key[0], values.get(key, _NOTHING), day, commerce)
        found += _parts("order", days[key].orders, before)
        found += _parts("taken back", days[key].taken, after - before)
    return found


def moves(
    before: Sequence[Trade], after: Sequence[Trade], span: Span[Trade], commerce: Commerce
) -> Iterator[Share]:
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
        yield Share(*key, scale * older, span.older)
        yield Share(*key, scale * rest, "counts otherwise" if key in was else None)


def _by_entry(found: Iterable[Share]) -> dict[tuple[str, str | None, int], float]:
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
    values = _standing(traded, day)
    for key, loose, off in _comes_off(traded.loose, values, day):
        values[key] -= off
        days[key].taken.append(_Worth(None, loose.position, off))


def _parts(what: str, worths: Sequence[_Worth], share: float) -> Iterator[Share]:
    """A share split in proportion to values, or in equal parts if all values are zero."""
    weights = [float(max(one.value, _NOTHING)) for one in worths]
    together = math.fsum(weights)
    if not together:
        weights, together = [1.0] * len(worths), float(len(worths))
    for one, weight in zip(worths, weights, strict=True):
        yield Share(what, one.document, one.position, share * weight / together)


def rounded(figure: str, known: Sequence[Share], total: Decimal) -> list[Contribution]:
    """Shares as contributions in hundredths that sum to the total.

    The remainder of rounding the shares goes to those that rounding changed most, a hundredth to each. The
    remainder of rounding the total goes to the largest share.
    """
    exact = [Decimal(share.share) for share in known]
    found = [one.quantize(_STEP, ROUND_HALF_EVEN) for one in exact]
    if found:
        left = sum(exact, _NOTHING).quantize(_STEP, ROUND_HALF_EVEN) - sum(found, _NOTHING)
        step = _STEP.copy_sign(left)
        changed = sorted(range(len(found)), key=lambda index: (found[index] - exact[index]) * step)
        for index in changed[: int(left / step)]:
            found[index] += step
        largest = max(range(len(found)), key=lambda index: abs(found[index]))
        found[largest] += total - sum(found, _NOTHING)
    return [
        Contribution(figure, None, share.what, share.document, share.position, amount, how=share.how)
        for share, amount in zip(known, found, strict=True)
    ]
