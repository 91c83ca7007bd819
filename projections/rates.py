"""Exchange rates that the house had set by a day, as known at a moment, and amounts converted at them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ledger.entry import Entry
from ledger.events import RateSet
from ledger.money import WIDE, rounded
from projections.history import Horizon, house_facts

Money: TypeAlias = tuple[Decimal, str]
"""An amount and its currency."""

Convert: TypeAlias = Callable[[Money], Money]
"""Converts money from its own currency to the one in which it is shown."""


class MissingRate(LookupError):
    """No rates lead from one currency to another; ``OneCurrency`` then leaves the amount as it is."""


@dataclass(frozen=True, slots=True)
class Rate:
    """The worth of one unit of the base in units of the quote, from a day on.

    Attributes:
        position: of the entry that set it.
    """

    base: str
    quote: str
    rate: Decimal
    since: date
    position: int


class Rates:
    """The rates in force on a day.

    Args:
        rates: the newest last; of a pair of currencies the last rate counts, in either direction.

    Attributes:
        used: the rates that converted an amount, in the order of their first use.
    """

    def __init__(self, rates: Iterable[Rate]) -> None:
        self.used: list[Rate] = []
        self._pairs = {frozenset((rate.base, rate.quote)): rate for rate in rates}
        self._ways: dict[tuple[str, str], Sequence[Rate]] = {}

    def path(self, currency: str, wanted: str) -> Sequence[Rate]:
        """The rates that lead from one currency to another: none, one, or two through a third currency.

        Of several third currencies, the one whose older rate is the newest counts, then the first by its
        code.

        Raises:
            MissingRate: no rates lead there.
        """
        if currency == wanted:
            return ()
        direct = self._pairs.get(frozenset((currency, wanted)))
        if direct is not None:
            return (direct,)
        between = sorted({code for pair in self._pairs for code in pair} - {currency, wanted})
        ways = [
            (first, second)
            for third in between
            if (first := self._pairs.get(frozenset((currency, third)))) is not None
            and (second := self._pairs.get(frozenset((third, wanted)))) is not None
        ]
        if not ways:
            raise MissingRate(currency, wanted)
        return max(ways, key=lambda way: min(rate.since for rate in way))

    def convert(self, amount: Decimal, currency: str, wanted: str) -> Decimal:
        """An amount in another currency, rounded to its smallest unit, halves away from zero.

        Raises:
            MissingRate: no rates lead there.
        """
        return amount if currency == wanted else rounded(self.exact(amount, currency, wanted), wanted)

    def exact(self, amount: Decimal, currency: str, wanted: str) -> Decimal:
        """The same, not rounded."""
        way = self._ways.get((currency, wanted))
        if way is None:
            way = self._ways[currency, wanted] = self.path(currency, wanted)
            self.used += [rate for rate in way if rate not in self.used]
        for rate in way:
            if rate.base == currency:
                amount, currency = WIDE.multiply(amount, rate.rate), rate.quote
            else:
                amount, currency = WIDE.divide(amount, rate.rate), rate.base
        return amount


class DatedRates:
    """The rates in force on each day up to that of a horizon; a later day has those of the horizon's.

    Args:
        entries: of the house, with corrections; those of other streams are ignored.
        horizon: how far to look.
    """

    def __init__(self, entries: Iterable[Entry], horizon: Horizon) -> None:
        self._rates = [
            Rate(event.base, event.quote, event.rate, entry.on, entry.position)
            for entry, event in house_facts(entries, RateSet, horizon)
        ]
        self._last = horizon.as_of
        self._on: dict[date, Rates] = {}

    def on(self, day: date) -> Rates:
        """The rates in force on a day."""
        day = min(day, self._last)
        if day not in self._on:
            self._on[day] = Rates(rate for rate in self._rates if rate.since <= day)
        return self._on[day]

    @property
    def used(self) -> list[Rate]:
        """The rates that converted an amount, in the order of the days from which they are in force."""
        found = {rate for rates in self._on.values() for rate in rates.used}
        return sorted(found, key=lambda rate: (rate.since, rate.position))
