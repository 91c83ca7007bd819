"""The market: our products and their list prices, and our competitors.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import field

from ledger.events.base import GROUND, Event


class ProductDescribed(Event, frozen=True, kw_only=True):
    """A product has a name, and belongs to a group. It replaces the product's earlier description."""

    kind = "product.described"
    party = "house"
    turn = GROUND
    product: str
    name: str
    group: str | None = None
    unit: str | None = None


class PriceListed(Event, frozen=True, kw_only=True):
    """A product has a price in a column of a price list from a day on."""

    kind = "price.listed"
    party = "house"
    turn = GROUND
    decimals = True
    money = ("price",)
    list_: str = field(name="list")
    column: str
    product: str
    price: Decimal
    currency: str
    from_: date = field(name="from")


class CompetitorDescribed(Event, frozen=True, kw_only=True):
    """Background about a competitor that our people should know."""

    kind = "competitor.described"
    party = "house"
    competitor: str
    text: str
    products: tuple[str, ...] = ()
    country: str | None = None
