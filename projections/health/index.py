"""The relationship index, and how it shifts the odds of the next order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

from ledger.spellings import is_same_name
from projections.policy import Index, SegmentWeights

_MIDDLE = 50
_SMALL: Final = 1e-6
"""What odds may sum to where components cancel out; a secant over less would be noise."""


class Shift(NamedTuple):
    """The index, and what it does.

    Attributes:
        level: the index: the mean of the known components, from 0 to 100; None without any.
        coverage: the part of the weight that has data, from 0 to 1.
        odds: what is added to the logarithm of the odds.
        by_component: what each component adds of it.
    """

    level: float | None
    coverage: float
    odds: float
    by_component: Mapping[str, float]


_NOTHING: Final = Shift(None, 0.0, 0.0, {})


def weights_of(policy: Index, segment: str | None) -> Index | SegmentWeights:
    """The weights for a client of a segment, in whatever spelling."""
    if segment:
        for one in policy.segments:
            if is_same_name(one.segment, segment):
                return one
    return policy


def shift_of(components: Mapping[str, float | None], policy: Index, weights: Index | SegmentWeights) -> Shift:
    """The index of some components, with 0.5 x coverage x (index - 50) / 50 split among them by weight."""
    whole = weights.friction + weights.payment + weights.engagement + weights.voice
    by_component, known, together = dict[str, float](), 0.0, 0.0
    for name, value in components.items():
        if value is not None and (weight := getattr(weights, name)):
            known += weight
            together += weight * value
            by_component[name] = policy.odds * weight / whole * (value - _MIDDLE) / _MIDDLE
    if not known:
        return _NOTHING
    return Shift(together / known, known / whole, sum(by_component.values()), by_component)


def shifted_chance(chance: float, odds: float) -> float:
    """A chance from 0 to 100 after something was added to the logarithm of its odds."""
    if not odds or not 0 < chance < 100:  # noqa: PLR2004 - percent
        return chance
    risen = chance / (100 - chance) * math.exp(odds)
    return 100 * risen / (1 + risen)


def slope(before: float, after: float, odds: float) -> float:
    """Points of the chance for each unit of the logarithm of the odds: the secant, or the slope there."""
    return (after - before) / odds if abs(odds) > _SMALL else before * (100 - before) / 100
