"""Money: exact decimal amounts and the currencies of ISO 4217. A float never becomes money."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from decimal import (
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import lru_cache, wraps
from types import GeneratorType
from typing import Any, TypeVar, cast

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

_WITHDRAWN = (
    "ADP 2001-12-31, AFA 2002-12-31, ANG 2025-06-30, AON 2000-02-01, AOR 2000-02-01, "
    "ATS 2002-02-28, AZM 2006-12-31, BEF 2002-02-28, BGN 2026-01-31, BYB 2000-12-31, "
    "BYR 2017-01-01, CSD 2006-10-25, CUC 2021-06-01, CYP 2008-01-31, DEM 2002-05-15, "
    "ECS 2000-10-02, EEK 2010-12-31, ESP 2002-02-28, FIM 2002-02-28, FRF 2002-02-17, "
    "GHC 2007-12-31, GRD 2002-02-28, HRK 2023-01-14, IEP 2002-02-09, ITL 2002-02-28, "
    "LTL 2014-12-31, LUF 2002-02-28, LVL 2013-12-31, MGF 2004-12-31, MRO 2018-06-30, "
    "MTL 2008-01-31, MZM 2006-12-31, NLG 2002-02-28, PTE 2002-02-28, ROL 2006-12-31, "
    "SDD 2007-06-30, SIT 2007-01-14, SKK 2009-01-01, SLL 2023-12-31, SRG 2003-12-31, "
    "STD 2017-12-31, TJR 2000-10-25, TMM 2009-01-01, TPE 2002-05-20, TRL 2005-12-31, "
    "VEB 2008-06-30, VEF 2018-08-20, YUM 2002-05-15, ZMK 2013-01-01, ZWD 2008-08-01, "
    "ZWL 2024-08-31, ZWR 2009-02-02"
)
WITHDRAWN: dict[str, str] = dict(one.split() for one in _WITHDRAWN.split(", "))
"""The currencies that ISO 4217 has withdrawn since 2000, with the last day of each as legal tender (CLDR)."""

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


def _arithmetic(digits: int) -> Context:
    """A context in which nothing is as the host program has it: it can change the defaults of ``Context``."""
    traps = [InvalidOperation, DivisionByZero, Overflow]
    return Context(digits, ROUND_HALF_EVEN, -999_999, 999_999, capitals=1, clamp=0, flags=[], traps=traps)


EXACT = _arithmetic(28)
"""The arithmetic of figures, whatever context the host program's thread has."""

WIDE = _arithmetic(120)
"""The arithmetic for amounts and quantities; the product of any two that can be recorded is exact in it."""

F = TypeVar("F", bound=Callable[..., Any])


def exact(function: F) -> F:
    """Let a function that a program calls count in ``EXACT``, and leave the program's own context as it is.

    What a generator yields is made in it too.
    """

    @wraps(function)
    def counted(*given: object, **named: object) -> object:
        with localcontext(EXACT):
            found = function(*given, **named)
        return _each(found) if type(found) is GeneratorType else found

    return cast("F", counted)


def _each(items: Generator[object, None, None]) -> Generator[object, None, None]:
    try:
        while True:
            with localcontext(EXACT):
                try:
                    item = next(items)
                except StopIteration:
                    return
            yield item
    finally:
        items.close()


def rounded(value: Decimal, currency: str) -> Decimal:
    """A value rounded to the smallest unit of its currency, halves away from zero."""
    return value.quantize(quantum(currency), ROUND_HALF_UP, WIDE)


def to_places(value: Decimal, places: int, rounding: str = ROUND_HALF_UP, within: Context = WIDE) -> Decimal:
    """A figure that is no money, such as a percentage, to so many decimals; zero has no sign.

    Args:
        value: the figure.
        places: how many decimals to keep.
        rounding: how to round, as ``decimal`` names it; halves away from zero if nothing else was agreed.
        within: the arithmetic whose precision bounds the digits of the result.

    Raises:
        InvalidOperation: the result has more digits than that.
    """
    return within.add(value.quantize(_last(places), rounding, within), ZERO)


@lru_cache(maxsize=64)
def _last(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def in_full(amount: Decimal, currency: str) -> Decimal:
    """An amount with the decimals of its currency, and with more where it has more: a unit's price may."""
    whole = rounded(amount, currency)
    return whole if whole == amount else amount.normalize(WIDE)


_MEAN_PLACES = 4


def mean_price(worth: Decimal, quantity: Decimal) -> Decimal:
    """What a unit costs on average: to four decimals, or to four digits if it is less than 0.1."""
    mean = WIDE.divide(worth, quantity)
    zeros = -1 - mean.adjusted() if mean else 0  # between the point and the first digit
    return to_places(mean, _MEAN_PLACES + max(0, zeros))


def amount_text(amount: Decimal, currency: str = "") -> str:
    """An amount as sentences write it, unrounded: 1,250.00 EUR. Without a currency it is a quantity."""
    if not currency:
        return f"{amount:,f}"
    return f"{in_full(amount, currency):,f} {currency}"


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


def shared(whole: Decimal, parts: Sequence[Decimal], currency: str | None) -> list[Decimal]:
    """Parts rounded so that they sum to a whole; the last takes what is left. Without a currency none is."""
    found = [part if currency is None else rounded(part, currency) for part in parts[:-1]]
    return [*found, whole - sum(found, ZERO)] if parts else []


def part_of(worth: Decimal, quantity: Decimal, whole: Decimal) -> Decimal:
    """The value of a part of a quantity, unrounded.

    Args:
        worth: the value of the whole.
        quantity: the quantity of the part.
        whole: the quantity of the whole.
    """
    return worth if quantity == whole else WIDE.divide(WIDE.multiply(worth, quantity), whole)
