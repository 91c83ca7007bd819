"""Scores by quintiles, which compare one client's orders with those of all, in one currency."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from decimal import Decimal
from statistics import quantiles
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
    found = [*values]
    return quantiles(found, n=_QUINTILES, method="inclusive") if len(found) > 1 else found * (_QUINTILES - 1)


class Cuts(NamedTuple):
    """The bounds of the quintiles of one currency; those of recency are of minus the days."""

    recency: list[Decimal]
    frequency: list[Decimal]
    monetary: list[Decimal]

    def scores(self, one: Compared) -> tuple[int, int, int]:
        """R, F and M by one rule: more is better, and bins are [low, high).

        So equal values have equal scores, and a value on a cut has the better one.
        """
        return (
            1 + bisect_right(self.recency, -one.recency_days),
            1 + bisect_right(self.frequency, one.frequency),
            1 + bisect_right(self.monetary, one.monetary),
        )


def cuts_by_currency(compared: Iterable[Compared]) -> dict[str, Cuts]:
    """The bounds of the quintiles of each currency."""
    return {
        currency: Cuts(
            cuts(Decimal(-one.recency_days) for one in group),
            cuts(Decimal(one.frequency) for one in group),
            cuts(one.monetary for one in group),
        )
        for currency, group in by_currency(compared)
    }
