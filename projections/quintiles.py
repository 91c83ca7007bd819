"""Scores by quintiles, which compare one client's orders with those of all, in one currency."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from projections.framework.sums import by_currency

_QUINTILES = 5


class Compared(NamedTuple):
    """The figures of one account holder in one currency that are compared."""

    currency: str
    recency_days: int
    frequency: int
    monetary: Decimal


def cuts(values: Iterable[Decimal]) -> list[Decimal]:
    """The 20, 40, 60 and 80 % quantiles, with the exact interpolation of type 7."""
    ordered = sorted(values)
    found = []
    for step in range(1, _QUINTILES):
        whole, rest = divmod((len(ordered) - 1) * step, _QUINTILES)
        low = ordered[whole]
        high = ordered[min(whole + 1, len(ordered) - 1)]
        found.append(low + (high - low) * rest / _QUINTILES)
    return found


class Cuts(NamedTuple):
    """The bounds of the quintiles of one currency."""

    recency: list[Decimal]
    frequency: list[Decimal]
    monetary: list[Decimal]

    def scores(self, one: Compared) -> tuple[int, int, int]:
        """R, F and M. Bins are [low, high), so equal values have equal scores."""
        return (
            _QUINTILES - bisect_right(self.recency, one.recency_days),
            1 + bisect_right(self.frequency, one.frequency),
            1 + bisect_right(self.monetary, one.monetary),
        )


def cuts_by_currency(compared: Iterable[Compared]) -> dict[str, Cuts]:
    """The bounds of the quintiles of each currency."""
    return {
        currency: Cuts(
            cuts(Decimal(one.recency_days) for one in group),
            cuts(Decimal(one.frequency) for one in group),
            cuts(one.monetary for one in group),
        )
        for currency, group in by_currency(compared)
    }
