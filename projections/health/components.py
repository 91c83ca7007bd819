"""The components of the relationship, each from 0 to 100; None where nothing is known.

Each is arithmetic over signs and payments that decay with their age. A part of a component of which nothing
is known gives its weight to the other parts. What does not change from one day to the next is worked out once
for the signs that hold. No figure is rounded here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeAlias

from projections.health.mean import Weighted, mean
from projections.health.paying import Payments, payment
from projections.health.signs import (
    ON_TIME,
    OPEN,
    PEOPLE,
    PREPARED,
    PROBLEM,
    RHYTHM,
    TOUCH,
    VOICE,
    Sign,
)
from projections.order_days import decays
from projections.planned_visits import is_late
from projections.policy import Engagement, Friction, Health, Voice

COMPONENTS: Final = ("friction", "payment", "engagement", "voice")


class Relations(NamedTuple):
    """Signs as the components of any later day need them.

    Attributes:
        heard: of the newest touch or problem the ordinal, ``ALWAYS`` while one is open; 0 without any.
        open: the load of the problems that are open.
        closed: the load of the others on the day when the last of them was closed.
        closed_on: the ordinal of that day.
        touches: the ordinals of the last touches, with the usual days between touches.
        came: the parts of engagement that stay the same from day to day.
        voice: the component voice.
        rhythm: the days between orders that were agreed; None where none were.
    """

    heard: int
    open: float
    closed: float
    closed_on: int
    touches: Sequence[tuple[int, float]]
    came: Sequence[Weighted]
    voice: float | None
    rhythm: float | None


_NOTHING: Final = Relations(0, 0.0, 0.0, 0, (), (), None, None)
ALWAYS: Final = date.max.toordinal()
"""The day of what has no end."""
_ByPart: TypeAlias = Mapping[str, Sequence[Sign]]


def relations_of(signs: Sequence[Sign], health: Health) -> Relations:
    """What signs come to."""
    if not signs:
        return _NOTHING
    by_part: dict[str, list[Sign]] = defaultdict(list)
    for sign in signs:
        by_part[sign.part].append(sign)
    problems = [(_last(one), one) for one in by_part.get(PROBLEM, ())]
    touches = [(_last(one), one.value) for one in by_part.get(TOUCH, ())]
    closed = [one for one in problems if one[0] != ALWAYS]
    closed_on = max([ordinal for ordinal, _ in closed], default=0)
    return Relations(
        heard=max([ordinal for ordinal, _ in (*problems, *touches)], default=0),
        open=math.fsum([one.value or 0.0 for ordinal, one in problems if ordinal == ALWAYS]),
        closed=_faded_load(closed, closed_on, health.friction),
        closed_on=closed_on,
        touches=[(ordinal, usual) for ordinal, usual in touches if usual],
        came=_came(by_part, health.engagement),
        voice=_voice(by_part.get(VOICE, ()), health.voice),
        rhythm=min([one.value for one in by_part.get(RHYTHM, ()) if one.value], default=None),
    )


def _last(sign: Sign) -> int:
    """The ordinal of the day of a sign; that of the last of all days where it is open or has no end."""
    return ALWAYS if sign.day is None or sign.what == OPEN else sign.day.toordinal()


def _faded_load(closed: Iterable[tuple[int, Sign]], by: int, policy: Friction) -> float:
    """The load of closed problems on a day."""
    parts = {"compromise": policy.compromise, "dropped": policy.lost, "lost": policy.lost}
    left = decays(policy.half_life)
    return math.fsum(
        [(one.value or 0.0) * parts.get(one.what, policy.resolved) * left[by - day] for day, one in closed]
    )


def _came(by_part: _ByPart, policy: Engagement) -> Sequence[Weighted]:
    """Whether the people who decide trust us, and how well we came."""
    people = by_part.get(PEOPLE, ())
    deciders = sum([one.of for one in people])
    punctual = [
        (one.day, float(one.value is not None and not is_late(one.value, policy, key=bool(one.of))))
        for one in by_part.get(ON_TIME, ())
        if one.day
    ]
    prepared = [(one.day, one.value or 0.0) for one in by_part.get(PREPARED, ()) if one.day]
    return (
        (policy.people, sum([one.value or 0.0 for one in people]) / deciders if deciders else None),
        (policy.punctuality, _faded(punctual, policy.half_life)),
        (policy.preparation, _faded(prepared, policy.half_life)),
    )


def _voice(signals: Sequence[Sign], policy: Voice) -> float | None:
    """The mean of all signals, the newer the heavier."""
    values = [(one.day, signal(one.what, one.value or 0.0, policy) / 100) for one in signals if one.day]
    heard = _faded(values, policy.half_life)
    return None if heard is None else 100 * heard


def _faded(found: Sequence[tuple[date, float]], half_life: float) -> float | None:
    """The mean of values, those of newer days the heavier; it stays as all of them grow older."""
    if not found:
        return None
    days, left = [day.toordinal() for day, _ in found], decays(half_life)
    newest = max(days)
    weights = [left[newest - day] for day in days]
    values = [weight * value for weight, (_, value) in zip(weights, found, strict=True)]
    return math.fsum(values) / math.fsum(weights)


def components(held: Relations, paid: Payments, day: date, health: Health) -> dict[str, float | None]:
    """Each component on a day, by name."""
    ordinal = day.toordinal()
    return {
        "friction": _friction(held, ordinal, health.friction),
        "payment": payment(paid, ordinal, health.payment),
        "engagement": _engagement(held, ordinal, health.engagement),
        "voice": held.voice,
    }


def _friction(held: Relations, ordinal: int, policy: Friction) -> float | None:
    """What problems leave of 100: half of it for each ``halving`` of the load."""
    if ordinal - held.heard >= policy.silent_after:
        return None
    load = held.open
    if held.closed:
        load += held.closed * decays(policy.half_life)[ordinal - held.closed_on]
    return float(100 * 0.5 ** (load / policy.halving)) if load else 100.0


def _engagement(held: Relations, ordinal: int, policy: Engagement) -> float | None:
    """How lately we were in touch, whether the people who decide trust us, and how well we came."""
    recency = None
    if held.touches:
        gaps = min([(ordinal - last) / usual - 1 for last, usual in held.touches])
        recency = float(0.5 ** (gaps / policy.halving)) if gaps > 0 else 1.0
    found = mean(((policy.recency, recency), *held.came))
    return None if found is None else 100 * found


def linear(value: float, nothing: float, full: float) -> float:
    """Where a value lies between the one that counts 0 and the one that counts 100."""
    return 100 * (value - nothing) / (full - nothing)


_PASSIVE: Final = range(7, 9)


def signal(what: str, rating: float, policy: Voice) -> float:
    """A signal from 0 to 100: a rating by its scale, the others by the policy."""
    match what:
        case "nps":
            return policy.passive if rating in _PASSIVE else 100.0 * (rating >= _PASSIVE.stop)
        case "csat":
            return linear(rating, 1, 5)
        case "ces":
            return linear(rating, 1, 7)
        case "competitor seen":
            return policy.competitor
    return {"referral": policy.referral, "won": policy.won, "lost": policy.lost}[what]
