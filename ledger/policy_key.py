"""What a key of the house's policy means. The policy is the views' affair, but for what a rule has to know of it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CENTURY", "Key"]

CENTURY = 36_500
"""Days; what is to happen after so many never does."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a key of the policy means, and which numbers it may have; ``words`` says the rest of its form.

    Attributes:
        meaning: one sentence, with the unit; empty where the docstring of the key's table says it.
        over: the number is more than this.
        least: the number is this or more.
        most: the number is this or less.
        rising: each number of the list is more than the one before.
        is_range: the two numbers of the list are the ends of a range, which includes both.
    """

    meaning: str = ""
    over: int | None = None
    least: int | None = None
    most: int | None = None
    rising: bool = False
    is_range: bool = False
