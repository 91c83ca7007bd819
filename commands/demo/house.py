"""What the house and its managers have in the ledger: exchange rates and plans, quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from commands.demo.client import DAY, TimedDraft
from commands.demo.dice import Dice
from commands.demo.roster import HOMES, manager_of
from commands.demo.staff import DESKS
from ledger import Draft
from ledger.events import AnyEvent, PlanSet, RateSet

_HOUR = 6


def house(first: date, last: date, clients: int, dice: Dice) -> Iterator[TimedDraft]:
    """Rates and plans on the first day, and on that of each quarter, in order, for so many clients."""
    homes = HOMES[:clients]
    rates = {country.currency: country.rate for country in homes if country.currency != "EUR"}
    managers = dict.fromkeys(manager_of(country) for country in homes)
    start = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    while start <= last:
        day, following = max(start, first), (start + timedelta(days=100)).replace(day=1)
        moment = datetime(day.year, day.month, day.day, _HOUR, tzinfo=UTC)
        rates = {quote: round(rate * dice.between(985, 1015) / 1000, 4) for quote, rate in rates.items()}
        events: list[AnyEvent] = [
            RateSet(base="EUR", quote=quote, rate=rate) for quote, rate in rates.items()
        ]
        for manager in managers:
            period = f"{start}..{following - timedelta(days=1)}"
            events += _plans(manager, period, max(1, clients // len(managers)), dice)
        for event in events:
            yield (day - first).days * DAY + _HOUR * 60, -1, Draft(event, moment, DESKS[event.kind])
        start = following


def _plans(manager: str, period: str, clients: int, dice: Dice) -> Iterator[PlanSet]:
    revenue, active = Decimal(clients * dice.between(60, 90) * 100), Decimal(clients)
    yield PlanSet(manager=manager, period=period, metric="revenue", target=revenue, currency="EUR")
    yield PlanSet(manager=manager, period=period, metric="active_clients", target=active)
