"""The numbers that keys of the policy may have."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, TypeAlias

from ledger.policy_key import CENTURY, Key


def upto(most: int, least: int = 0) -> Key:
    """A number from one bound to another, both included."""
    return Key(least=least, most=most)


BILLION = 1_000_000_000
TINY = Decimal("0.001")
"""The least of numbers that others are divided by."""
Days: TypeAlias = Annotated[int, upto(CENTURY)]
DaysFromOne: TypeAlias = Annotated[int, upto(CENTURY, 1)]
Halving: TypeAlias = Annotated[float, Key(least=TINY, most=CENTURY)]
Points: TypeAlias = Annotated[int, upto(1_000)]
Range: TypeAlias = Annotated[tuple[int, int], Key(least=1, most=5, is_range=True)]
Score: TypeAlias = Annotated[float, upto(100)]
Proportion: TypeAlias = Annotated[float, upto(1)]
Weight: TypeAlias = Annotated[float, upto(1_000)]
