"""Amounts shown in one currency on request, each at the rates in force on its own day.

Each amount is rounded to the smallest unit of the currency; sums are made afterwards, so they add up. What
has no rate stays as it is, so that one rate that nobody set does not hide all other figures; a caution names
the rate.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias, TypeVar

from ledger.money import zero_of
from projections.rates import DatedRates, MissingRate

R = TypeVar("R")
Remade: TypeAlias = Callable[[Callable[[Decimal], Decimal]], R]
"""Makes a row again, from a function that converts its amounts."""


@dataclass(frozen=True)
class OneCurrency:
    """Shows rows in a currency.

    Attributes:
        currency: the code by ISO 4217.
        rates: those of each day.
        missing: by currency without a rate, the day of each thing that stayed in it.
    """

    currency: str
    rates: DatedRates
    missing: dict[str, dict[Hashable, date]] = field(default_factory=dict)

    def shown(self, row: R, currency: str, on: date, remade: Remade[R], key: Hashable | None = None) -> R:
        """A row in the currency as ``remade`` makes it, or as it is where there is no rate.

        Args:
            row: in its own currency.
            currency: that one.
            on: the day of the rates.
            remade: makes the row again.
            key: names a row that may be shown several times and counts once among those that stay; None: each
                counts.
        """
        if currency == self.currency:
            return row
        try:
            return remade(partial(self._converted, currency, on))
        except MissingRate:
            days = self.missing.setdefault(currency, {})
            days[len(days) if key is None else key] = on
            return row

    def _converted(self, currency: str, on: date, amount: Decimal) -> Decimal:
        """An amount in the currency; nothing needs no rate."""
        return (
            self.rates.on(on).convert(amount, currency, self.currency) if amount else zero_of(self.currency)
        )

    @property
    def about(self) -> Mapping[str, Any]:
        """What an answer says of its currency."""
        return {
            "currency": self.currency,
            "rates": self.rates.used,
            "without_rate": sorted(self.missing),
        }

    def cautions(self, so: str = "", *, noun: str = "row") -> Sequence[str]:
        """A sentence for each currency without a rate.

        Args:
            so: what follows from it; empty: that what was to be shown stays in its currency.
            noun: what that is, for one of them.
        """
        return [
            f"no rate between {currency} and {self.currency} had been set by {first}, so "
            f"{so or f'{_stay(count, noun)} in {currency}'}; set one with `goodwill record rate.set --base {currency} "
            f"--quote {self.currency} --rate RATE --on {first}`"
            for currency, first, count in sorted(
                (currency, min(days.values()), len(days)) for currency, days in self.missing.items()
            )
        ]


def _stay(count: int, noun: str) -> str:
    return f"1 {noun} stays" if count == 1 else f"{count:,} {noun}s stay"
