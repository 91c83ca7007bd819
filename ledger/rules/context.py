"""What a rule may know beyond the relationship itself. It is passed in; no rule reads the world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

__all__ = ["Context"]


def _no_ancestors(_code: str) -> Iterator[str]:
    return iter(())


def _not_told(_code: str) -> Decimal | None:
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """The world as far as rules ask about it.

    Attributes:
        now: the moment of recording, aware.
        ancestors: the codes of a client's parent, grandparent ... as the ledger knows them.
        earned: the points that the loyalty programme by itself has credited to a client so far, less what returns
            took back; None where the caller does not know. Redemptions and grants are the ledger's own figures.
    """

    now: datetime
    ancestors: Callable[[str], Iterator[str]] = _no_ancestors
    earned: Callable[[str], Decimal | None] = _not_told
