"""The mean of parts of which some are unknown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Weighted: TypeAlias = tuple[float, float | None]
"""The weight of a part of a mean, and its value, None where it is unknown."""


def mean(parts: Iterable[Weighted]) -> float | None:
    """The mean by weight of the parts that are known, in their order; None without any."""
    together = weights = 0.0
    for weight, value in parts:
        if value is not None:
            weights += weight
            together += weight * value
    return together / weights if weights else None
