"""What the distributor sells: a price list in euro, and the same in each country's currency, year by year."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from commands.demo.countries import Country
from ledger.events import Line
from ledger.money import rounded

_COLUMNS = {"A": 100, "B": 97, "C": 94}
_DEARER = 3  # percent a year

# Product code, price in euro per box, cost in percent of the price.
_CATALOGUE = """
COF-GR-250 38.40 71   COF-BN-1K 61.20 68    COF-IN-100 42.00 66   COF-3IN1 29.90 74     COF-DEC-250 40.80 70
TEA-BK-100 24.60 62   TEA-GN-100 26.40 61   TEA-HRB-20 18.20 60   TEA-PU-250 33.10 67   TEA-ICE-05 15.80 72
CHO-BAR-90 31.50 69   CHO-DRK-90 34.20 66   CHO-BOX-200 57.00 63  CHO-SPR-400 46.80 70  CHO-MLK-45 22.80 73
BIS-BUT-200 27.30 72  BIS-OAT-250 25.50 71  BIS-WAF-150 21.90 75  BIS-GIN-180 23.70 70  BIS-SAN-120 20.10 74
NUT-ALM-150 48.60 76  NUT-HAZ-150 51.90 77  NUT-PIS-120 63.40 78  NUT-MIX-200 45.20 75  NUT-SUN-100 14.40 72
JAM-APR-350 30.60 66  JAM-CHR-350 32.80 66  JAM-FIG-350 36.70 65  HON-FLW-500 54.30 73  HON-PIN-500 58.90 72
OIL-OLV-1L 74.50 80   OIL-SUN-1L 28.40 84   VIN-APL-05 16.90 64   SAL-SEA-1K 9.60 58    SPI-PEP-50 19.40 55
WAT-STL-15 7.80 69    WAT-SPK-05 8.40 68    JUI-ORA-1L 17.20 74   JUI-POM-1L 26.10 73   JUI-APL-1L 15.30 75
"""
PRODUCTS = len(_CATALOGUE.split()) // 3


@cache
def price_list(country: Country, column: str, year: int) -> tuple[Line, ...]:
    """The prices of a country in a column (A, B or C) and a year (from 0): a line for each box."""
    level = country.rate * country.level * _COLUMNS[column] * (100 + _DEARER * year) / 1_000_000
    words = iter(_CATALOGUE.split())
    return tuple(
        Line(
            product=product,
            quantity=Decimal(1),
            unit_price=rounded(Decimal(euro) * level, country.currency),
            unit_cost=rounded(Decimal(euro) * level * int(cost) / 100, country.currency),
        )
        for product, euro, cost in zip(words, words, words, strict=True)
    )


def round_sum(country: Country, euro: int) -> Decimal:
    """About so many euro, in round figures of a country's currency."""
    return rounded(round(euro * country.rate, -2), country.currency)
