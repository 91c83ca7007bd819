"""Scales: from figures to places in a drawing, exactly; and the round figures at which an axis has ticks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil
from typing import Final, NamedTuple, TypeAlias

from ledger.money import to_places

Figure: TypeAlias = Decimal | float | int
_ROUND: Final = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


def exact(figure: Figure) -> Decimal:
    """A figure as a decimal number: a float as it is written, not as it is stored."""
    return figure if isinstance(figure, Decimal) else Decimal(str(figure))


def place_text(place: Decimal) -> str:
    """A place in a drawing, to a tenth of its unit, without a point where none is needed."""
    return f"{to_places(place, 1):f}".removesuffix(".0")


class Tick(NamedTuple):
    """A label of an axis at its place."""

    at: str
    label: str


class Scale(NamedTuple):
    """How figures become places: from ``low`` at ``start`` to ``high``, which is larger, at ``end``."""

    low: Decimal
    high: Decimal
    start: Decimal
    end: Decimal

    def at(self, figure: Figure) -> Decimal:
        """The place of a figure."""
        part = (exact(figure) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def ticks(self, figures: Iterable[Figure], label: Callable[[Decimal], str]) -> list[Tick]:
        """A tick at each of some figures."""
        return [Tick(place_text(self.at(one)), label(exact(one))) for one in figures]


def round_figures(low: Figure, high: Figure, about: int = 4) -> list[Decimal]:
    """Round figures from one that is at most ``low`` to one that is at least ``high``, at equal steps.

    Args:
        low: the lowest figure to show.
        high: the highest; the same one is given room on its far side from zero.
        about: how many steps to aim at; there are at most about twice as many.
    """
    least, most = exact(low), exact(high)
    if least == most:
        least, most = min(least, Decimal(0)), max(most, Decimal(0))
    if least == most:
        most = Decimal(1)
    raw = (most - least) / about
    size = Decimal(1).scaleb(raw.adjusted())
    step = next(size * one for one in _ROUND if size * one >= raw)
    first = (least / step).to_integral_value(ROUND_FLOOR)
    last = (most / step).to_integral_value(ROUND_CEILING)
    return [(first + number) * step for number in range(int(last - first) + 1)]


def bands(count: int, start: Decimal, end: Decimal) -> tuple[list[Decimal], Decimal]:
    """The middles of so many bands of equal width between two places, and that width."""
    width = (end - start) / max(count, 1)
    return [start + width * number + width / 2 for number in range(count)], width


def some(count: int, most: int) -> Iterator[int]:
    """At most so many numbers at equal steps, the last one of them the last of ``count`` numbers."""
    step = max(1, ceil(count / most))
    return reversed(range(count - 1, -1, -step))


def days_scale(days: Sequence[date], start: Decimal, end: Decimal) -> Scale:
    """A scale of days from the first to the last of them; a single one stands in the middle."""
    first, last = min(days).toordinal(), max(days).toordinal()
    if first == last:
        return Scale(Decimal(first - 1), Decimal(last + 1), start, end)
    return Scale(Decimal(first), Decimal(last), start, end)
