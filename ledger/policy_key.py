"""The keys of the policy document. The views own the policy; the rules read the keys about credit."""

from __future__ import annotations

from dataclasses import dataclass

CENTURY = 36_500
"""The largest number of days that a key of the policy, terms of payment or a notice can have: 100 years."""


@dataclass(frozen=True, slots=True)
class Key:
    """The numbers that a key can have; the docstring of its table says what it means.

    Attributes:
        over: the number must be more than this.
        least: the smallest number allowed.
        most: the largest number allowed.
        rising: whether each number of the list must be more than the one before.
        is_range: whether the two numbers of the list are the ends of a range, both included.
    """

    over: int | None = None
    least: int | None = None
    most: int | None = None
    rising: bool = False
    is_range: bool = False
