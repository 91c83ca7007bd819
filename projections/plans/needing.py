"""What plans need of the entries that count for them, and of offers, so that the database reads no more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from projections.framework.needed import OF_CLIENT, Needed, Sums
from projections.framework.periods import Period, parts_of

_FIGURES = ("revenue", "margin", "collected", "deals")
OFFERS: Final = Needed(
    columns=("number", "what", "made", "currency", "probability", "weighted", "closes", "valid", "position"),
    where="closed IS NULL AND probability IS NOT NULL",
)
"""What plans need of offers: the open ones that have a probability."""


def counted_in(periods: Iterable[Period]) -> Needed:
    """What plans of some periods need of the entries that count, each amount in its own currency.

    Orders and the first entry under each manager are read for each client: by them it is new or active.
    """
    own = f"orders = 1 OR first = 1 OR ({OF_CLIENT} AND deals = 0)"
    alike, parts = ("manager", "segment", "territory", "currency", "orders"), parts_of(periods)
    return Needed(parts[0], sums=Sums(alike, _FIGURES, parts, first=True, apart=own))
