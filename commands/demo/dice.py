"""Chance that falls the same on every machine: all of it rests on ``Random.random()`` of a seed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice(Random):
    """A seeded generator whose helpers do not depend on how a Python version implements its own."""

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, but not including, the limit."""
        return int(self.random() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[int(self.random() * len(items))]

    def chance(self, probability: float) -> bool:
        """True in that share of cases."""
        return self.random() < probability

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """So many different items, in the order in which they are drawn; all where there are fewer."""
        left = list(items)
        return [left.pop(int(self.random() * len(left))) for _ in range(min(count, len(left)))]
