"""What the distributor sells: a price list in euro, and the same in each country's currency, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from commands.demo.countries import Country
from commands.demo.tables import table
from ledger.events import Line
from ledger.money import rounded

_COLUMNS = {"A": 100, "B": 97, "C": 94}
_DEARER = 3  # percent a year


@dataclass(frozen=True, eq=False)
class Product:
    """A product: its price in euro for a box, and its cost in percent of that."""

    code: str
    group: str
    name: str
    euro: Decimal
    cost: int


PRODUCTS = tuple(
    Product(code, group, **words)
    for group, products in table("goods", Decimal).items()
    for code, words in products.items()
)

_IN_A_GROUP = 5
BY_FAME = [product for place in range(_IN_A_GROUP) for product in PRODUCTS[place::_IN_A_GROUP]]
"""The products, the first one of each group before the second ones."""


def column_of(country: Country, letter: str) -> str:
    """How the terms of a country's clients name a column (A, B or C) of its price list."""
    return f"{country.code}-{letter}"


@cache
def price_list(country: Country, column: str, year: int) -> tuple[Line, ...]:
    """The prices of a column of a country's price list in a year (from 0): a line for each box."""
    level = country.rate * country.level * _COLUMNS[column[-1]] * (100 + _DEARER * year) / 1_000_000
    return tuple(
        Line(
            product=product.code,
            quantity=Decimal(1),
            unit_price=rounded(product.euro * level, country.currency),
            unit_cost=rounded(product.euro * level * product.cost / 100, country.currency),
        )
        for product in PRODUCTS
    )


def round_sum(country: Country, euro: int) -> Decimal:
    """About so many euro, in round figures of a country's currency."""
    return rounded(round(euro * country.rate, -2), country.currency)
