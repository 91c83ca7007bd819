"""What a client owes in all, and what its credit is used for: with orders that are not owed yet, less what is unapplied.

Terms, orders and invoices may be recorded in any order, so what is touched is counted anew when somebody asks: see
``ledger.rules.counting``.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ledger.money import rounded
from ledger.rules.counting import counted
from ledger.rules.ordered import billed_together, invoices_of, open_orders
from ledger.rules.relationship import ZERO, Order, Relationship

__all__ = ["Exposure", "Owed", "exposure_of", "owed"]


class Exposure(NamedTuple):
    """What credit is used for in one currency."""

    open_debt: Decimal
    open_orders: Decimal
    unapplied: Decimal

    @property
    def amount(self) -> Decimal:
        """How much of the credit is used."""
        return self.open_debt + self.open_orders - self.unapplied


class Owed(NamedTuple):
    """What is open of debts in one currency, and what payments have left that may settle them.

    Credits that are linked to a document settle it, where they fit; others stand alone and do not count.
    """

    open: Decimal
    unapplied: Decimal

    @property
    def amount(self) -> Decimal:
        """What is owed in all."""
        return self.open - self.unapplied


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


def owed(relationship: Relationship, currency: str, by: date = date.max) -> Owed:
    """What is owed in a currency, as everything known has settled it.

    Args:
        relationship: the client's.
        currency: the currency.
        by: of documents and payments of this day or before.
    """
    tally, open_, unapplied = counted(relationship), ZERO, ZERO
    for number in tally.dues.numbers:
        debt, linked = relationship.debts[number], tally.sources["linked", number]
        if debt.currency == currency and debt.on <= by:
            open_ += debt.open - (linked if linked <= debt.open else ZERO)
    for number in tally.sources.numbers:
        source = relationship.sources[number]
        if source.kind == "payment" and source.currency == currency and source.on <= by:
            unapplied += source.free
    return Owed(rounded(open_, currency), rounded(unapplied, currency))


def _sum(amounts: Mapping[str, Decimal], orders: Mapping[str, Order], currency: str) -> Decimal:
    return sum((amount for number, amount in amounts.items() if orders[number].currency == currency), ZERO)
