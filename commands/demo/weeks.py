"""The portfolio in the order in which it is recorded: cohorts of clients, week by week, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from heapq import merge
from itertools import accumulate, chain
from typing import NamedTuple

from commands.demo.dice import Dice
from commands.demo.habits import HABITS, Habit
from commands.demo.house import house
from commands.demo.life import DAY, Life, Span, Told
from commands.demo.names import COUNTRIES, Country
from commands.demo.planning import MONTH, begin
from commands.demo.staff import manager_of
from ledger.entry import Draft

__all__ = ["Batch", "portfolio"]

COHORT = 200
"""So many clients unfold side by side: few enough for memory, and for the caches of who records them."""

BATCH = 1_000
"""At most so many drafts are recorded together."""

_EVENING = 20 * 60
_FRIDAY = 4
_SIZES = (10, 1, 2, 3, 1, 5, 2, 1, 3, 2)
_BUSY = (1.9, 0.7, 0.9, 1.1, 0.7, 1.4, 0.9, 0.6, 1.0, 0.8)
_PARENTS = {8: 0, 16: 0, 13: 5, 21: 5}
_BLOCK = 40


class Batch(NamedTuple):
    """Drafts that are recorded together.

    Attributes:
        recorded_at: when: the Friday evening, in UTC, of the week; for all but the first cohort, the last evening.
        drafts: what is recorded, in order.
    """

    recorded_at: datetime
    drafts: list[Draft]


class _Asked(NamedTuple):
    """What the portfolio is to be like."""

    clients: int
    events: int
    seed: int
    span: Span


def portfolio(
    *,
    clients: int = 40,
    years: int = 3,
    events: int = 8_000,
    seed: int = 1,
    until: date = date(2026, 6, 30),
) -> Iterator[Batch]:
    """A distributor's made-up portfolio, generated as it is read: the same arguments always give the same drafts.

    The first two hundred clients are recorded week by week. In a larger portfolio the others follow in cohorts,
    all of them recorded on the last evening.

    Args:
        clients: how many there are.
        years: how many years they have been looked after.
        events: about how many events there are in all; less than about fifteen a client and year cannot be had.
        seed: another one gives another portfolio.
        until: the last day.
    """
    span = Span(until - timedelta(days=round(365.25 * years) - 1), until)
    countries = [_home(number)[0] for number in range(min(clients, len(_OF_TWENTY)))]
    of_house = sum(1 for _ in house(span, clients, countries, Dice(0)))
    asked = _Asked(clients, max(clients, events - of_house), seed, span)
    last = _evening(span, span.days - 1)
    for first in range(0, clients, COHORT):
        cohort = [_life(asked, number).unfold() for number in range(first, min(first + COHORT, clients))]
        if first == 0:
            cohort.append(house(span, clients, countries, Dice(_seed(seed, -1))))
        told = merge(*cohort)
        yield from _weekly(span, told) if first == 0 else _at_once(last, told)


def _evening(span: Span, day: int) -> datetime:
    midnight = datetime(span.first.year, span.first.month, span.first.day, tzinfo=UTC)
    return midnight + timedelta(days=day, minutes=_EVENING)


def _weekly(span: Span, told: Iterator[Told]) -> Iterator[Batch]:
    """Batches of working weeks; a week that is larger than a batch gives several."""
    last = span.days - 1
    friday = min((_FRIDAY - span.first.weekday()) % 7, last)
    drafts: list[Draft] = []
    for minute, _, _, draft in told:
        while friday < last and minute > friday * DAY + _EVENING:
            if drafts:
                yield Batch(_evening(span, friday), drafts)
                drafts = []
            friday = min(friday + 7, last)
        drafts.append(draft)
        if len(drafts) == BATCH:
            yield Batch(_evening(span, friday), drafts)
            drafts = []
    if drafts:
        yield Batch(_evening(span, friday), drafts)


def _at_once(recorded_at: datetime, told: Iterator[Told]) -> Iterator[Batch]:
    drafts: list[Draft] = []
    for *_, draft in told:
        drafts.append(draft)
        if len(drafts) == BATCH:
            yield Batch(recorded_at, drafts)
            drafts = []
    if drafts:
        yield Batch(recorded_at, drafts)


def _seed(seed: int, number: int) -> int:
    return (seed << 40) + number + 1


_OF_TWENTY = tuple(chain.from_iterable([country] * country.share for country in COUNTRIES))


def _life(asked: _Asked, number: int) -> Life:
    """The life of one client, with its beginning on the agenda. Neighbours differ in country, habit and size."""
    country, nth = _home(number)
    habit = HABITS[number % len(HABITS)]
    dice = Dice(_seed(asked.seed, number))
    parent = _PARENTS.get(number % _BLOCK)
    joins = int(habit.joins * asked.span.days) + (
        0 if number % _BLOCK in _PARENTS.values() else dice.below(12)
    )
    owner = None if parent is None else number - number % _BLOCK + parent
    life = Life(
        number=number,
        code=_code(number),
        country=country,
        habit=habit,
        dice=dice,
        span=asked.span,
        months=_share(asked, number, habit, joins),
        manager=manager_of(country.code),
        price_column="BACAB"[number % 5],
        payment_days=(30, 14, 45)[number % 3],
        size=_SIZES[number % len(_SIZES)],
        parent=None if owner is None else _code(owner),
        told_at_end=number >= COHORT,
    )
    begin(life, nth, joins)
    return life


def _home(number: int) -> tuple[Country, int]:
    """A client's country, and how many of that country come before."""
    round_, place = divmod(number, len(_OF_TWENTY))
    shuffled = place * 7 % len(_OF_TWENTY)
    country = _OF_TWENTY[shuffled]
    before = sum(_OF_TWENTY[each * 7 % len(_OF_TWENTY)] is country for each in range(place))
    return country, round_ * country.share + before


def _code(number: int) -> str:
    return f"{_home(number)[0].code}-{number + 1:04d}"


def _share(asked: _Asked, number: int, habit: Habit, joins: int) -> list[float]:
    """How many events the client should have said by the end of each month of the plan."""
    days = asked.span.days
    starts = range(0, days, MONTH)
    paces = [
        0.0
        if start + MONTH <= joins
        else habit.pace((start - joins) / (days - joins), (asked.span.first + timedelta(days=start)).month)
        for start in starts
    ]
    mine = asked.events / asked.clients * _BUSY[number % len(_BUSY)]
    return [mine * upto / sum(paces) for upto in accumulate(paces)]
