"""The mean of parts of which some are unknown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Weighted(NamedTuple):
    """A part of a mean: its weight, and its value, None where it is unknown."""

    weight: float
    value: float | None


def mean(parts: Iterable[Weighted]) -> float | None:
    """The mean by weight of the parts that are known, in their order; None without any."""
    together = weights = 0.0
    for weight, value in parts:
        if value is not None:
            weights += weight
            together += weight * value
    return together / weights if weights else None


def exact_mean(parts: Sequence[Weighted]) -> float | None:
    """The mean by weight of the parts that are known, the same in any order in which they come."""
    known = [(weight, value) for weight, value in parts if value is not None]
    weights = math.fsum([weight for weight, _ in known])
    return math.fsum([weight * value for weight, value in known]) / weights if weights else None
