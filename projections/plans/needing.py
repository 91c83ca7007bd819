"""What plans need of what counts, and of offers, so that the database reads and sums no more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from projections.framework.needed import OF_CLIENT, Needed
from projections.framework.periods import Period, parts_of

_FIGURES = ("revenue", "margin", "collected", "deals")
OFFERS: Final = Needed(
    ("number", "what", "made", "currency", "probability", "weighted", "closes", "valid", "position"),
    where="closed IS NULL AND probability IS NOT NULL",
)
"""What plans need of offers: those that are open, as far as they are weighted."""


def counted_in(periods: Iterable[Period]) -> Needed:
    """What plans of some periods need of what counts, each amount in its own currency.

    Each client has its orders, by which it is new or active, and its first entry under each manager.
    """
    own = f"orders = 1 OR first = 1 OR ({OF_CLIENT} AND deals = 0)"
    by = ("manager", "segment", "territory", "currency", "orders")
    return Needed(by, _FIGURES, parts_of(periods), first=True, apart=own)
