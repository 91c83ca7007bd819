"""The relationship index, and how it shifts the odds of the next order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

from projections.health.components import Part, mean
from projections.policy import Index, SegmentWeights

_MIDDLE = 50


class Shift(NamedTuple):
    """The index, and what it does.

    Attributes:
        level: the index: the mean of the known components, from 0 to 100; None without any.
        coverage: the part of the weight that has data, from 0 to 1.
        by_component: what each component adds to the logarithm of the odds.
    """

    level: float | None
    coverage: float
    by_component: Mapping[str, float]

    @property
    def odds(self) -> float:
        """What is added to the logarithm of the odds."""
        return math.fsum(self.by_component.values())


_NOTHING: Final = Shift(None, 0.0, {})


def weights_of(policy: Index, segment: str | None) -> Index | SegmentWeights:
    """The weights for a client of a segment."""
    return next((one for one in policy.segments if one.segment == segment), policy)


def shift_of(components: Mapping[str, float | None], policy: Index, segment: str | None) -> Shift:
    """The index of some components, with 0.5 x coverage x (index - 50) / 50 split among them by weight."""
    one = weights_of(policy, segment)
    weights = {
        "friction": one.friction, "payment": one.payment, "engagement": one.engagement, "voice": one.voice,
    }  # fmt: skip
    known = [
        Part(weight, value)
        for name, weight in weights.items()
        if (value := components[name]) is not None and weight
    ]
    if not known:
        return _NOTHING
    whole = math.fsum(weights.values())
    by_component = {
        name: policy.odds * weights[name] / whole * (value - _MIDDLE) / _MIDDLE
        for name, value in components.items()
        if value is not None and weights[name]
    }
    return Shift(mean(known), math.fsum(weight for weight, _ in known) / whole, by_component)


def shifted_chance(chance: float, odds: float) -> float:
    """A chance from 0 to 100 after something was added to the logarithm of its odds."""
    if not odds or not 0 < chance < 100:  # noqa: PLR2004 - percent
        return chance
    risen = chance / (100 - chance) * math.exp(odds)
    return 100 * risen / (1 + risen)


def slope(before: float, after: float, odds: float) -> float:
    """Points of the chance for each unit of the logarithm of the odds: the secant, or the slope there."""
    return (after - before) / odds if odds else before * (100 - before) / 100
