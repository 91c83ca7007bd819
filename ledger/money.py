"""Money: exact decimal amounts and the currencies of ISO 4217. A float never becomes money."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import TypeVar

_MINOR_UNITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF "
        "CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL "
        "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU "
        "MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR "
        "SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED "
        "VES WST XAD XCD XCG YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

CURRENCIES: dict[str, int] = {
    code: digits for digits, codes in _MINOR_UNITS.items() for code in codes.split()
}
"""Every active currency code of ISO 4217 with the number of its decimal places."""

NO_CURRENCY = "XXX"
"""The code of ISO 4217 for "no currency": for money of a client whose currency is not recorded."""

ZERO = Decimal(0)
"""Nothing, in any currency or quantity."""


def minor_unit(currency: str) -> int:
    """The number of decimal places of a currency; 2 for one that ISO 4217 has withdrawn."""
    return CURRENCIES.get(currency, 2)


@lru_cache(maxsize=256)
def quantum(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 for EUR, 1 for JPY, 0.001 for KWD."""
    return Decimal(1).scaleb(-minor_unit(currency))


@lru_cache(maxsize=256)
def zero_of(currency: str) -> Decimal:
    """Nothing in a currency, with its decimal places: 0.00 for EUR, 0 for JPY."""
    return 0 * quantum(currency)


WIDE = Context(prec=120)
"""The arithmetic for amounts and quantities; the product of any two that can be recorded is exact in it."""


def rounded(value: Decimal, currency: str) -> Decimal:
    """A value rounded to the smallest unit of its currency, halves away from zero."""
    return value.quantize(quantum(currency), ROUND_HALF_UP, WIDE)


def total(values: Iterable[Decimal]) -> Decimal:
    """The exact sum of products; it does not depend on their order."""
    together = ZERO
    for value in values:
        together = WIDE.add(together, value)
    return together


K = TypeVar("K")


class Amounts(dict[K, Decimal]):
    """Amounts by key, such as their currency; adding under a key sums, and an absent key has 0."""

    def __missing__(self, key: K) -> Decimal:
        return ZERO

    @classmethod
    def of(cls, pairs: Iterable[tuple[K, Decimal]]) -> Amounts[K]:
        """The sums of amounts, each given after its key."""
        found: Amounts[K] = cls()
        for key, amount in pairs:
            found[key] += amount
        return found


def part_of(worth: Decimal, quantity: Decimal, whole: Decimal) -> Decimal:
    """The value of a part of a quantity, unrounded.

    Args:
        worth: the value of the whole.
        quantity: the quantity of the part.
        whole: the quantity of the whole.
    """
    return worth if quantity == whole else WIDE.divide(WIDE.multiply(worth, quantity), whole)
