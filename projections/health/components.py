"""The four components of the relationship, each from 0 to 100; None where nothing is known.

Each is arithmetic over signs and payments that decay with their age. A part of a component of which nothing
is known gives its weight to the other parts. No figure is rounded here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from projections.health.commerce import unit_of
from projections.health.signs import ON_TIME, OPEN, PEOPLE, PREPARED, PROBLEM, RANK, TOUCH, VOICE, Sign
from projections.order_days import decays
from projections.policy import Friction, Health, Voice
from projections.receivables.payment_record import OPEN as DUE
from projections.receivables.payment_record import PAID, PaymentFact

COMPONENTS: Final = ("friction", "payment", "engagement", "voice")
_NOTHING: Final[dict[str, float | None]] = dict.fromkeys(COMPONENTS)


class Part(NamedTuple):
    """A part of a mean: its weight, and its value, None where it is unknown."""

    weight: float
    value: float | None


def mean(parts: Iterable[Part]) -> float | None:
    """The mean by weight of the parts that are known; None without any."""
    known = [(weight, value) for weight, value in parts if value is not None and weight]
    if not known:
        return None
    return math.fsum(weight * value for weight, value in known) / math.fsum(weight for weight, _ in known)


def components(
    signs: Sequence[Sign], payments: Sequence[PaymentFact], today: date, health: Health
) -> dict[str, float | None]:
    """Each component by name."""
    if not signs:
        return _NOTHING if not payments else _NOTHING | {"payment": payment(payments, today, health)}
    by_part: dict[str, list[Sign]] = {}
    for sign in signs:
        by_part.setdefault(sign.part, []).append(sign)
    return {
        "friction": friction(by_part, today, health.friction),
        "payment": payment(payments, today, health),
        "engagement": engagement(by_part, today, health),
        "voice": voice(by_part.get(VOICE, ()), today, health.voice),
    }


def friction(by_part: Mapping[str, Sequence[Sign]], today: date, policy: Friction) -> float | None:
    """What problems leave of 100: half of it for each ``halving`` of the load."""
    problems = by_part.get(PROBLEM, ())
    days = [sign.day for sign in (*problems, *by_part.get(TOUCH, ()))]
    if all(day is not None and (today - day).days >= policy.silent_after for day in days):
        return None
    left = decays(policy.half_life)
    parts = {"compromise": policy.compromise, "dropped": policy.lost, "lost": policy.lost}
    load = math.fsum(
        severity
        * (1 if what == OPEN or day is None else parts.get(what, policy.resolved) * left[(today - day).days])
        for _, _, day, what, severity, *_ in problems
        if severity is not None
    )
    return float(100 * 0.5 ** (load / policy.halving))


def payment(facts: Sequence[PaymentFact], today: date, health: Health) -> float | None:
    """How much was paid in time, what was kept of promises, and how much of what is open is not overdue."""
    policy, units = health.payment, dict[str, float]()
    left, full, ordinal = decays(policy.half_life), policy.late_days, today.toordinal()
    timely, promised, due = _Shares([], []), _Shares([], []), _Shares([], [])
    for what, on, number, currency, _, _, size, kept in facts:
        unit = units.get(currency)
        if unit is None:
            unit = units[currency] = unit_of(currency, health.commerce)
        age = ordinal - on.toordinal()
        if what == PAID:
            weight = left[age] * size / unit
            timely.weights.append(weight)
            timely.values.append(weight * (1 - number / full if 0 < number < full else number <= 0))
        elif what == DUE:
            weight = size / unit
            due.weights.append(weight)
            due.values.append(weight if age <= 0 else 0.0)
            if age > 0:
                timely.weights.append(weight)
                timely.values.append(weight * (1 - age / full) if age < full else 0.0)
        elif age >= 0:
            weight = left[age] * size / unit
            promised.weights.append(weight)
            promised.values.append(weight * kept)
    found = mean(
        (
            Part(policy.lateness, timely.mean),
            Part(policy.promises, promised.mean),
            Part(policy.overdue, due.mean),
        )
    )
    return None if found is None else 100 * found


class _Shares(NamedTuple):
    """Weights, and values from 0 to 1 times their weights."""

    weights: list[float]
    values: list[float]

    @property
    def mean(self) -> float | None:
        """The mean; None without weight."""
        together = math.fsum(self.weights)
        return math.fsum(self.values) / together if together else None


def _faded(found: Iterable[tuple[float, float]]) -> float | None:
    """The mean of values, each after its weight; None without weight."""
    pairs = [*found]
    return _Shares([weight for weight, _ in pairs], [weight * value for weight, value in pairs]).mean


def engagement(by_part: Mapping[str, Sequence[Sign]], today: date, health: Health) -> float | None:
    """How lately we were in touch, whether the people who decide trust us, and how well we came."""
    policy = health.engagement
    key = any(one.what == "key" and (one.day is None or one.day >= today) for one in by_part.get(RANK, ()))
    tolerance = policy.tolerance_key if key else policy.tolerance
    left, ordinal = decays(policy.half_life), today.toordinal()
    on_time = _faded(
        (left[ordinal - day.toordinal()], float(late is not None and late <= tolerance))
        for _, _, day, _, late, *_ in by_part.get(ON_TIME, ())
        if day is not None
    )
    prepared = _faded(
        (left[ordinal - day.toordinal()], was or 0.0)
        for _, _, day, _, was, *_ in by_part.get(PREPARED, ())
        if day is not None
    )
    people = by_part.get(PEOPLE, ())
    deciders = sum(one.of for one in people)
    found = mean(
        (
            Part(policy.recency, _recency(by_part.get(TOUCH, ()), today, policy.halving)),
            Part(policy.people, sum(one.value or 0.0 for one in people) / deciders if deciders else None),
            Part(policy.punctuality, on_time),
            Part(policy.preparation, prepared),
        )
    )
    return None if found is None else 100 * found


def _recency(touches: Sequence[Sign], today: date, halving: float) -> float | None:
    """What the last touch counts: 1 within the usual days between touches; None if none are usual."""
    known = [(one.day, one.value) for one in touches if one.day is not None and one.value]
    if not known:
        return None
    return max(float(0.5 ** (max(0.0, (today - day).days / usual - 1) / halving)) for day, usual in known)


def voice(signals: Sequence[Sign], today: date, policy: Voice) -> float | None:
    """The mean of all signals, the newer the heavier."""
    left, ordinal = decays(policy.half_life), today.toordinal()
    heard = _faded(
        (left[ordinal - day.toordinal()], signal(what, rating or 0.0, policy) / 100)
        for _, _, day, what, rating, *_ in signals
        if day is not None
    )
    return None if heard is None else 100 * heard


_PASSIVE: Final = range(7, 9)


def signal(what: str, rating: float, policy: Voice) -> float:
    """A signal from 0 to 100: a rating by its scale, the others by the policy."""
    match what:
        case "nps":
            return policy.passive if rating in _PASSIVE else 100.0 * (rating >= _PASSIVE.stop)
        case "csat":
            return 25 * (rating - 1)
        case "ces":
            return 100 * (rating - 1) / 6
        case "competitor seen":
            return policy.competitor
    return {"referral": policy.referral, "won": policy.won, "lost": policy.lost}[what]
