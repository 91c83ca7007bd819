"""An amount in a policy: one for every currency, or one for each currency that is named."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias


class ByCurrency(tuple[tuple[str, Decimal], ...]):
    """Amounts by currency, as they were written; a currency that is not named has 0."""

    __slots__ = ()


Figure: TypeAlias = Decimal | ByCurrency
"""An amount in whichever currency a document has, or amounts by currency."""


def figure_in(figure: Figure, currency: str) -> Decimal:
    """The amount in a currency."""
    return dict(figure).get(currency, Decimal(0)) if isinstance(figure, ByCurrency) else figure
