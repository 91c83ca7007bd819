"""What the house sets quarter by quarter and year by year: exchange rates, and the plans of its managers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from commands.demo.countries import Country
from commands.demo.dice import Dice
from commands.demo.roster import manager_of
from ledger.events import PlanSet, RateSet

if TYPE_CHECKING:
    from ledger.events.models.house import Metric

_MONEY = {"revenue", "margin", "collected"}


def rates(first: date, last: date, homes: list[Country], dice: Dice) -> Iterator[tuple[date, RateSet]]:
    """The rates of the currencies of countries, on the first day and on that of each quarter."""
    known = {country.currency: country.rate for country in homes if country.currency != "EUR"}
    for start, _ in _quarters(first, last):
        for quote, rate in known.items():
            known[quote] = round(rate * dice.between(985, 1015) / 1000, 4)
            yield max(start, first), RateSet(base="EUR", quote=quote, rate=known[quote])


def plans(
    first: date, last: date, clients: int, homes: list[Country], dice: Dice
) -> Iterator[tuple[date, PlanSet]]:
    """The plans of the managers of countries: two figures for each quarter, and the others for each year."""
    managers = dict.fromkeys(manager_of(country) for country in homes)
    each = max(1, clients // len(managers))
    for start, end in _quarters(first, last):
        for manager in managers:
            targets: dict[Metric, int] = {
                "revenue": each * dice.between(60, 90) * 100,
                "active_clients": each,
            }
            for plan in _of(manager, start, end, targets):
                yield max(start, first), plan
    for start, end in _years(first, last):
        for manager in managers:
            yearly: dict[Metric, int] = {
                "margin": each * dice.between(70, 100) * 100,
                "collected": each * dice.between(240, 340) * 100,
                "new_clients": max(1, each // 4),
                "deals": each * dice.between(2, 4),
            }
            for plan in _of(manager, start, end, yearly):
                yield start, plan


def _quarters(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The first and the last day of each quarter between two days."""
    start = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    while start <= last:
        following = (start + timedelta(days=100)).replace(day=1)
        yield start, following - timedelta(days=1)
        start = following


def _years(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The first and the last day of each year from a day on that begins before the last."""
    start = first
    while start < last:
        following = start.replace(
            year=start.year + 1, day=28 if (start.month, start.day) == (2, 29) else start.day
        )
        yield start, following - timedelta(days=1)
        start = following


def _of(manager: str, start: date, end: date, targets: dict[Metric, int]) -> Iterator[PlanSet]:
    for metric, target in targets.items():
        yield PlanSet(
            manager=manager,
            period=f"{start}..{end}",
            metric=metric,
            target=Decimal(target),
            currency="EUR" if metric in _MONEY else None,
        )
