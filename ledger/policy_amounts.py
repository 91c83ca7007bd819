"""An amount in a policy: one for every currency, or one for each currency that is named."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias


class ByCurrency(tuple[tuple[str, Decimal], ...]):
    """Amounts by currency, as they were written; the key says what a currency has that is not named."""

    __slots__ = ()


Figure: TypeAlias = Decimal | ByCurrency
"""An amount in whichever currency a document has, or amounts by currency."""


def figure_in(figure: Figure, currency: str, others: int = 0) -> Decimal:
    """The amount in a currency; ``others`` is what one has that is not named."""
    if isinstance(figure, ByCurrency):
        return next((amount for code, amount in figure if code == currency), Decimal(others))
    return figure
