"""What the house and its managers have in the ledger: exchange rates and plans, quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from commands.demo.dice import Dice
from commands.demo.goods import EUR_RATES
from commands.demo.life import DAY, Span, Told
from commands.demo.names import Country
from commands.demo.staff import CREDIT_CONTROL, HEAD, manager_of
from ledger.entry import Draft
from ledger.events import AnyEvent, PlanSet, RateSet

__all__ = ["house"]

_MORNING = 6 * 60
_PLACES = Decimal("0.0001")
_QUARTER = 3


def house(span: Span, clients: int, countries: Iterable[Country], dice: Dice) -> Iterator[Told]:
    """Rates on the first day and on that of each quarter, and the plans of the quarter that begins, in order."""
    countries = list(dict.fromkeys(countries))
    rates = {c.currency: EUR_RATES[c.currency] for c in countries if c.currency in EUR_RATES}
    managers = list(dict.fromkeys(manager_of(country.code) for country in countries))
    said = 0
    for start in _quarters(span):
        day = max(0, (start - span.first).days)
        moment = datetime.combine(span.first + timedelta(days=day), datetime.min.time(), UTC)
        events: list[tuple[AnyEvent, str]] = []
        for currency, rate in rates.items():
            rates[currency] = moved = (rate * dice.between(985, 1015) / 1000).quantize(_PLACES)
            events.append((RateSet(base="EUR", quote=currency, rate=moved), CREDIT_CONTROL))
        events += [(plan, HEAD) for plan in _plans(start, managers, clients, dice)]
        for event, actor in events:
            said += 1
            at = moment + timedelta(minutes=_MORNING)
            yield day * DAY + _MORNING, -1, said, Draft(event, at, actor)


def _quarters(span: Span) -> Iterator[date]:
    """The first days of the quarters that the span touches."""
    start = date(span.first.year, (span.first.month - 1) // _QUARTER * _QUARTER + 1, 1)
    while start <= span.last:
        yield start
        start = _after(start)


def _after(start: date) -> date:
    months = start.year * 12 + start.month - 1 + _QUARTER
    return date(months // 12, months % 12 + 1, 1)


def _plans(start: date, managers: Sequence[str], clients: int, dice: Dice) -> Iterator[PlanSet]:
    period = f"{start.isoformat()}..{(_after(start) - timedelta(days=1)).isoformat()}"
    each = max(1, clients // len(managers))
    for manager in managers:
        revenue = Decimal(each * dice.between(60, 90) * 100)
        yield PlanSet(manager=manager, period=period, metric="revenue", target=revenue, currency="EUR")
        active = Decimal(max(1, each * dice.between(70, 100) // 100))
        yield PlanSet(manager=manager, period=period, metric="active_clients", target=active)
