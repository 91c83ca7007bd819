"""An amount in a policy: one for every currency, or one for each currency that is named."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TypeAlias


class ByCurrency(tuple[tuple[str, Decimal], ...]):  # noqa: SLOT001 - it keeps a dict, as it is asked again and again
    """Amounts by currency, as they were written; the key says what a currency has that is not named."""

    @cached_property
    def amounts(self) -> dict[str, Decimal]:
        """The first amount of each currency."""
        return dict(reversed(self))


Figure: TypeAlias = Decimal | ByCurrency
"""An amount in whichever currency a document has, or amounts by currency."""


def figure_in(figure: Figure, currency: str, others: int = 0) -> Decimal:
    """The amount in a currency; ``others`` is what one has that is not named."""
    if isinstance(figure, ByCurrency):
        found = figure.amounts.get(currency)
        return Decimal(others) if found is None else found
    return figure
