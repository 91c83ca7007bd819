"""The exact interval of a share with 95 % confidence, by Clopper and Pearson (Biometrika 26, 1934)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

_TAIL: Final = 0.025
_STEPS: Final = 60
"""Halvings of the interval from 0 to 1, more than a float can tell apart."""


def exact_interval(hits: int, cases: int) -> tuple[float, float]:
    """The bounds of a share of which so many of so many cases were seen.

    Raises:
        ValueError: there are no cases, or more hits than cases.
    """
    if not 0 <= hits <= cases or not cases:
        raise ValueError(f"{hits} of {cases} is not a share")
    low = 0.0 if hits == 0 else _root(lambda share: 1 - _at_most(hits - 1, cases, share) >= _TAIL)
    high = 1.0 if hits == cases else _root(lambda share: _at_most(hits, cases, share) <= _TAIL)
    return low, high


def _root(passed: Callable[[float], bool]) -> float:
    """The share from which on something holds."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if passed(middle) else (middle, high)
    return (low + high) / 2


def _at_most(hits: int, cases: int, share: float) -> float:
    """How likely so many hits or fewer are, where each case hits with a chance between 0 and 1."""
    yes, no, all_ways = math.log(share), math.log1p(-share), math.lgamma(cases + 1)
    return math.fsum(
        math.exp(all_ways - math.lgamma(k + 1) - math.lgamma(cases - k + 1) + k * yes + (cases - k) * no)
        for k in range(hits + 1)
    )
