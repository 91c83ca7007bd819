"""Amounts shown in one currency on request, each at the rates in force on its own day.

Each amount is rounded to the smallest unit of the currency, and the price of one unit as a mean price is;
sums are made afterwards, so they add up. What has no rate stays as it is, so that one rate that nobody set
does not hide all other figures; a caution names the rate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

from ledger.money import in_full, mean_price, zero_of
from projections.framework.answer import Answer
from projections.rates import Convert, DatedRates, MissingRate, Money, Rates
from projections.remarks import Remark

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Exchanging:
    """Converts amounts from one currency to another at the rates of a day; nothing needs no rate.

    Attributes:
        rates: of the day.
        currency: of the amounts.
        wanted: the other.
    """

    rates: Rates
    currency: str
    wanted: str

    def __call__(self, amount: Decimal) -> Decimal:
        """An amount in the other currency, rounded to its smallest unit; raises ``MissingRate``."""
        return self.rates.convert(amount, self.currency, self.wanted) if amount else zero_of(self.wanted)

    def price(self, amount: Decimal) -> Decimal:
        """The price of one unit, which may have parts of the smallest coin; raises ``MissingRate``."""
        if not amount:
            return zero_of(self.wanted)
        mean = mean_price(self.rates.exact(amount, self.currency, self.wanted), Decimal(1))
        return in_full(mean, self.wanted)


Remade: TypeAlias = Callable[[Exchanging], R]
"""Makes a row again, from what converts its amounts."""


@dataclass(frozen=True)
class OneCurrency:
    """Shows rows in a currency.

    Attributes:
        currency: the code by ISO 4217.
        rates: those of each day.
        missing: by currency without a rate, the first day on which an amount needed one.
    """

    currency: str
    rates: DatedRates
    missing: dict[str, date] = field(default_factory=dict)

    def shown(self, row: R, currency: str, on: date, remade: Remade[R]) -> R:
        """A row in the currency as ``remade`` makes it, or as it is where there is no rate.

        Args:
            row: in its own currency.
            currency: that one.
            on: the day of the rates.
            remade: makes the row again.
        """
        if currency == self.currency:
            return row
        try:
            return remade(Exchanging(self.rates.on(on), currency, self.currency))
        except MissingRate:
            self._lacks(currency, on)
            return row

    def money(self, on: date) -> Convert:
        """Converts money at the rates of a day; without a rate, money stays as it is."""
        rates = self.rates.on(on)

        def convert(money: Money) -> Money:
            amount, currency = money
            try:
                return rates.convert(amount, currency, self.currency), self.currency
            except MissingRate:
                if amount:
                    self._lacks(currency, on)
                return money

        return convert

    def _lacks(self, currency: str, on: date) -> None:
        self.missing[currency] = min(on, self.missing.get(currency, on))

    def told(self, answer: Answer) -> Answer:
        """An answer that says in which currency it is, at which rates, and which are missing."""
        doubts = answer.doubts
        more = {**answer.more, **self.about}
        return replace(answer, more=more, doubts=lambda: [*doubts(), *self.cautions()])

    @property
    def about(self) -> Mapping[str, Any]:
        """What an answer says of its currency."""
        return {
            "currency": self.currency,
            "rates": self.rates.used,
            "without_rate": sorted(self.missing),
        }

    def cautions(self, so: str = "") -> Sequence[Remark]:
        """A sentence for each currency without a rate.

        Args:
            so: what follows from it; empty: that what is in the currency stays in it.
        """
        return [
            Remark(
                f"no rate between {currency} and {self.currency} had been set by {first}, so "
                f"{so or f'what is in {currency} stays in it'}",
                f"set one with `goodwill record rate.set --base {currency} --quote {self.currency} --rate RATE --on {first}`",
            )
            for currency, first in sorted(self.missing.items())
        ]
