"""The market: our products and their list prices, and our competitors."""

from __future__ import annotations

from pydantic import Field

from ledger.constrained import Amount, Day, Identifier, Text
from ledger.events.base import GROUND
from ledger.events.models.base import Country, Currency, Event, Name, optional


class ProductDescribed(Event):
    """A product has a name, and belongs to a group. It replaces the product's earlier description."""

    kind = "product.described"
    party = "house"
    turn = GROUND
    product: Identifier = Field(description="the product's code, as documents name it")
    name: Name = Field(description="the product's name")
    group: Identifier | None = optional("the group of products that it belongs to")
    unit: Identifier | None = optional("the unit that quantities count, such as kg")


class PriceListed(Event):
    """A product has a price in a column of a price list from a day on."""

    kind = "price.listed"
    party = "house"
    turn = GROUND
    list_: Identifier = Field(alias="list", description="the name of the price list")
    column: Identifier = Field(description="the column, as the terms of clients name it")
    product: Identifier = Field(description="the product's code")
    price: Amount = Field(description="the price of one unit")
    currency: Currency
    from_: Day = Field(alias="from", description="the first day")


class CompetitorDescribed(Event):
    """Background about a competitor that our people should know."""

    kind = "competitor.described"
    party = "house"
    competitor: Name = Field(description="the competitor's name")
    text: Text = Field(description="the background, in your words")
    products: tuple[Identifier, ...] = optional("our products that it competes with", default=())
    country: Country | None = None
