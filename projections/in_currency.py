"""The rows of a view in one currency on request, each at the rates in force on its own day.

Each row is rounded to the smallest unit of the currency, and nothing else is; sums of rows are made
afterwards, so they add up. A row in a currency without a rate stays as it is, and a caution names the rate
that is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from ledger.money import zero_of
from projections.framework.answer import Answer
from projections.framework.columns import row_fields
from projections.framework.grouping import Groups
from projections.rates import DatedRates, MissingRate

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def in_currency(
    answer: Answer, groups: Groups[Any], currency: str, rates: DatedRates, *, items: bool = False
) -> Answer:
    """The answer of a view with its rows in one currency; without totals.

    Its items are converted when they are asked for. A rate that only they lack is then not named.

    Args:
        answer: of the view.
        groups: how the view sums its rows.
        currency: the code by ISO 4217.
        rates: those of each day.
        items: whether the answer is about its items, and has no rows.
    """
    showing = _Showing(currency, rates)
    days = groups.day or (lambda _: answer.as_of), groups.item_day or (lambda _: answer.as_of)
    rows = [] if items else showing.shown(answer.rows, days[0], groups)

    @cache
    def behind() -> list[Any]:
        return showing.shown(answer.items, days[1], groups)

    if items:
        behind()
    cautions = showing.cautions()
    about = {"currency": currency, "rates": rates.used, "without_rate": sorted(showing.missing)}
    doubts = answer.doubts
    return replace(
        answer,
        rows=rows,
        behind=behind,
        totals=[],
        more={**answer.more, **about},
        doubts=lambda: [*doubts(), *cautions],
    )


@dataclass(frozen=True)
class _Showing:
    """Shows rows in a currency.

    Attributes:
        missing: by currency without a rate, the days of its rows.
    """

    currency: str
    rates: DatedRates
    missing: dict[str, list[date]] = field(default_factory=dict)

    def shown(self, rows: Iterable[Any], day: Any, groups: Groups[Any]) -> list[Any]:  # noqa: ANN401 - rows of any class
        """The rows in the currency; those without a rate as they are."""
        return [row if row.currency == self.currency else self._row(row, day(row), groups) for row in rows]

    def _row(self, row: Any, day: date, groups: Groups[Any]) -> Any:  # noqa: ANN401 - a row of any class
        exchange = partial(self._exchanged, row.currency, day)
        try:
            amounts = {
                name: amount if amount is None else exchange(amount) for name, amount in _money(row).items()
            }
            return groups.remade(row, replace(row, currency=self.currency, **amounts), exchange)
        except MissingRate:
            self.missing.setdefault(row.currency, []).append(day)
            return row

    def _exchanged(self, currency: str, day: date, amount: Decimal) -> Decimal:
        """An amount in the currency; nothing needs no rate."""
        return (
            self.rates.on(day).convert(amount, currency, self.currency) if amount else zero_of(self.currency)
        )

    def cautions(self) -> Sequence[str]:
        """A sentence for each currency without a rate."""
        return [
            f"no rate between {currency} and {self.currency} had been set by {min(days)}, so {_stay(len(days))} in "
            f"{currency}; set one with `goodwill record rate.set --base {currency} --quote {self.currency} --rate RATE "
            f"--on {min(days)}`"
            for currency, days in sorted(self.missing.items())
        ]


def _money(row: DataclassInstance) -> Mapping[str, Decimal | None]:
    return {one.name: getattr(row, one.name) for one in row_fields(type(row)) if one.money}


def _stay(rows: int) -> str:
    return "1 row stays" if rows == 1 else f"{rows:,} rows stay"
