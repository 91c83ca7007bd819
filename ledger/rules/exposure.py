"""What a client's credit is used for: open debt and orders that are not owed yet, less what is unapplied.

Terms, orders and invoices may be recorded in any order, so what is touched is counted anew when somebody asks: see
``ledger.rules.counting``.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from ledger.rules.counting import counted
from ledger.rules.ordered import billed_together, invoices_of, open_orders
from ledger.rules.relationship import ZERO, Order, Relationship

__all__ = ["Exposure", "exposure_of"]


class Exposure(NamedTuple):
    """What credit is used for in one currency."""

    open_debt: Decimal
    open_orders: Decimal
    unapplied: Decimal

    @property
    def amount(self) -> Decimal:
        """How much of the credit is used."""
        return self.open_debt + self.open_orders - self.unapplied


def exposure_of(
    relationship: Relationship, currency: str, placed: Mapping[str, Order] | None = None
) -> Exposure:
    """What is open, ordered and unapplied in a currency, with everything known.

    Args:
        relationship: the client's.
        currency: the currency.
        placed: an order that is judged, as if it stood beside the client's.
    """
    tally = counted(relationship)
    ordered = tally.orders[currency]
    if placed:
        near = billed_together(relationship, invoices_of(relationship, placed)) - placed.keys()
        before = _sum(open_orders(relationship, near), relationship.orders, currency)
        orders = ChainMap(dict(placed), relationship.orders)
        ordered += _sum(open_orders(relationship, near | placed.keys(), placed), orders, currency) - before
    return Exposure(tally.debts[currency], ordered, tally.sources["free", currency])


def _sum(amounts: Mapping[str, Decimal], orders: Mapping[str, Order], currency: str) -> Decimal:
    return sum((amount for number, amount in amounts.items() if orders[number].currency == currency), ZERO)
