"""How concentrated amounts are: shares, classes, and the indices of Herfindahl and Hirschman, and of Gini."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate
from math import ceil
from typing import NamedTuple

from ledger.money import ZERO, to_places

_TEN, _FIFTH = 10, 5


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """A part of a whole in percent, to four decimals."""
    return shown(part * 100 / whole)


def shown(figure: Decimal) -> Decimal:
    """A figure to four decimals."""
    return to_places(figure, 4)


class Ranked(NamedTuple):
    """The place of an amount among others, the largest first.

    Attributes:
        cumulative: percent of the whole that it makes with all that are larger.
        abc: "A", "B" or "C".
    """

    cumulative: Decimal
    abc: str


def placed(amounts: Sequence[Decimal], a_to: Decimal, b_to: Decimal) -> Iterator[Ranked]:
    """The places of amounts.

    Args:
        amounts: above zero, the largest first.
        a_to: percent of the whole that class A makes; the amount that crosses it is in A.
        b_to: percent of the whole that A and B make; likewise.
    """
    whole = sum(amounts, ZERO)
    for amount, upto in zip(amounts, accumulate(amounts), strict=True):
        before = 100 * (upto - amount)
        abc = "A" if before < a_to * whole else "B" if before < b_to * whole else "C"
        yield Ranked(percent(upto, whole), abc)


class Concentration(NamedTuple):
    """How concentrated amounts are; shares in percent.

    Attributes:
        hhi: the sum of the squares of all shares, where a share is from 0 to 1, times 10,000.
        gini: 0 where all amounts are equal, near 1 where one has nearly all.
        top_fifth: the share of the largest fifth of the amounts, rounded up to a whole number of them.
    """

    hhi: Decimal
    gini: Decimal
    top_client: Decimal
    top_ten: Decimal
    top_fifth: Decimal


def concentration(amounts: Sequence[Decimal]) -> Concentration | None:
    """How concentrated amounts above zero are; None if there are none."""
    if not amounts:
        return None
    falling = sorted(amounts, reverse=True)
    number, whole = len(falling), sum(falling, ZERO)
    weighted = sum((place * amount for place, amount in enumerate(reversed(falling), 1)), ZERO)

    def top(most: int) -> Decimal:
        return percent(sum(falling[:most], ZERO), whole)

    return Concentration(
        hhi=shown(sum((amount * amount for amount in falling), ZERO) * 10_000 / (whole * whole)),
        gini=shown(2 * weighted / (number * whole) - Decimal(number + 1) / number),
        top_client=top(1),
        top_ten=top(_TEN),
        top_fifth=top(ceil(number / _FIFTH)),
    )
