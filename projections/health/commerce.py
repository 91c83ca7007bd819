"""Commerce: the chance in 100 of an order within the horizon, from the order days that stand.

Each order day counts 0.5 ^ (age / half-life) x ln(1 + value / unit). Their sum A is discounted where the
client is overdue against its own rhythm: by D = 0.5 ^ (gaps overdue / halving). X = A x D has the chance
100 / (1 + (half / X) ^ slope). No figure is rounded here.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from projections.order_days import OrderDay, decays
from projections.policy import ByCurrency, Commerce, figure_in

YEAR: Final = 365
"""Days whose order days are the evidence behind a score."""
_EVIDENCE_HALF: Final = 3
"""Order days with which the evidence is one half."""


_LOW, _FAIR = 0.4, 0.7
"""Evidence under which a score rests on little, and on some."""


def called(evidence: float) -> str:
    """What evidence is called: low, fair or good."""
    return "low" if evidence < _LOW else "fair" if evidence < _FAIR else "good"


class Chance(NamedTuple):
    """The chance of the next order, and what it is made of.

    Attributes:
        worth: A, what the order days count together.
        gap: g, the days from one order day to the next that are usual for the client.
        discount: D, what being overdue leaves of it; 1 where the client is not overdue.
        undiscounted: the chance if the client were not overdue, from 0 to 100.
        score: the chance, from 0 to 100.
        evidence: n / (n + 3) over the n order days of the last year.
    """

    worth: float
    gap: float
    discount: float
    undiscounted: float
    score: float
    evidence: float


class Orders(NamedTuple):
    """Order days as the chance of any later day needs them.

    Attributes:
        worth: what they count together on the last of them.
        last: the ordinal of the last of them.
        gap: the days from one to the next that are usual.
        ordinals: those of all of them, each once, in order.
    """

    worth: float
    last: int
    gap: float
    ordinals: Sequence[int]


def orders_of(days: Sequence[OrderDay], commerce: Commerce) -> Orders | None:
    """Some order days, in any order; None without any."""
    if not days:
        return None
    units = dict[str, float]()
    ordinals, logs = [one.day.toordinal() for one in days], []
    for _, currency, _, size in days:
        if currency not in units:
            units[currency] = unit_of(currency, commerce)
        logs.append(log_worth(size, units[currency]))
    left, last, each = decays(commerce.half_life), max(ordinals), sorted({*ordinals})
    counts = [left[last - ordinal] * log for ordinal, log in zip(ordinals, logs, strict=True)]
    return Orders(math.fsum(counts), last, usual_gap(last - each[0], len(each), commerce), each)


class Counted:
    """Order days with what they count together on each of them, so that the chance of any later day follows.

    Args:
        ordinals: those of the days, in order.
        currencies, sizes: the currency and the value of each.
        commerce: the policy.
    """

    def __init__(
        self,
        ordinals: Sequence[int],
        currencies: Sequence[str],
        sizes: Sequence[float],
        commerce: Commerce,
    ) -> None:
        units = {one: unit_of(one, commerce) for one in {*currencies}}
        if len(units) == 1:
            (unit,) = units.values()
            logs = [math.log1p(size / unit) if size > 0 else 0.0 for size in sizes]
        else:
            logs = [log_worth(size, units[one]) for one, size in zip(currencies, sizes, strict=True)]
        self._ordinals, self._commerce, self._left = ordinals, commerce, decays(commerce.half_life)
        self._all_differ = len({*ordinals}) == len(ordinals)
        self._worths = list[float]()
        worth, last = 0.0, ordinals[0] if ordinals else 0
        for ordinal, log in zip(ordinals, logs, strict=True):
            worth, last = worth * self._left[ordinal - last] + log, ordinal
            self._worths.append(worth)

    def score(self, ordinal: int) -> float | None:
        """The chance on a day, from 0 to 100, if the days up to it stood as they do; None without any."""
        each, commerce = self._ordinals, self._commerce
        if not (number := bisect_right(each, ordinal)):
            return None
        last = each[number - 1]
        days = number if self._all_differ else len({*each[:number]})
        worth, since = self._worths[number - 1] * self._left[ordinal - last], ordinal - last
        gap = usual_gap(last - each[0], days, commerce)
        return chance_of(worth * overdue_discount(since, gap, commerce), commerce)


def chance(
    held: Orders | None, today: date, commerce: Commerce, rhythm: float | None = None
) -> Chance | None:
    """The chance on a day; None without order days.

    Args:
        held: the order days that stand on the day.
        today: the day.
        commerce: the policy.
        rhythm: the gap that was agreed with the client; None: its own.
    """
    if held is None:
        return None
    ordinal = today.toordinal()
    gap = rhythm or held.gap
    worth, discount = _worth_of(held, ordinal, gap, commerce)
    recent = len(held.ordinals) - bisect_right(held.ordinals, ordinal - YEAR)
    return Chance(
        worth,
        gap,
        discount,
        chance_of(worth, commerce),
        chance_of(worth * discount, commerce),
        recent / (recent + _EVIDENCE_HALF),
    )


def _worth_of(held: Orders, ordinal: int, gap: float, commerce: Commerce) -> tuple[float, float]:
    """What order days count on a later day, and what being overdue leaves of it."""
    since = ordinal - held.last
    worth = held.worth * decays(commerce.half_life)[since]
    return worth, overdue_discount(since, gap, commerce)


def log_worth(size: float, unit: float) -> float:
    """What an order day counts before it decays; nothing where returns took back all of its value."""
    return math.log1p(size / unit) if size > 0 else 0.0


def unit_of(currency: str, commerce: Commerce) -> float:
    """The unit of the values of a currency; 1 where the policy states none."""
    return float(figure_in(commerce.value_unit, currency, others=1))


def is_listed(currency: str, commerce: Commerce) -> bool:
    """Whether the policy states the unit of a currency."""
    unit = commerce.value_unit
    return not isinstance(unit, ByCurrency) or currency in dict(unit)


def usual_gap(days: int, order_days: int, commerce: Commerce) -> float:
    """The usual days from one order day to the next, where so many days lie between the first and the last.

    A client with few gaps is assumed to have the usual gap of the policy too.
    """
    assumed = commerce.usual_gap * commerce.usual_weight
    return (days + assumed) / (order_days - 1 + commerce.usual_weight)


def overdue_discount(since: int, gap: float, commerce: Commerce) -> float:
    """What is left of the worth so many days after the last order day: 1 within the gap."""
    return float(0.5 ** (max(0.0, since / gap - 1) / commerce.overdue_halving))


def chance_of(worth: float, commerce: Commerce) -> float:
    """The chance of a discounted worth, from 0 to 100."""
    risen, half = math.pow(worth, commerce.slope), math.pow(commerce.half, commerce.slope)
    return 100 * risen / (risen + half)


def rise(before: float, after: float, commerce: Commerce) -> float:
    """How steeply the chance rises between two worths: the secant, or the slope where they are one."""
    if before != after:
        return (chance_of(after, commerce) - chance_of(before, commerce)) / (after - before)
    if not after:
        return 0.0
    risen, half = math.pow(after, commerce.slope), math.pow(commerce.half, commerce.slope)
    return 100 * commerce.slope * risen * half / (after * (risen + half) ** 2)
