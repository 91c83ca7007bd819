"""A made-up portfolio of key accounts, which is generated as it is read, and recorded like everything else.

::

    clock = SteppedClock()
    with Ledger.create("demo.db", clock=clock) as ledger:
        fill(ledger, clock, portfolio(clients=40))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from heapq import merge
from itertools import groupby, islice
from typing import NamedTuple

from commands.demo.client import DAY, TimedDraft
from commands.demo.dice import Dice
from commands.demo.house import house
from commands.demo.planning import busy, life
from commands.demo.roster import client_of
from ledger import Draft
from ledger.recording.journal import Journal

COHORT = 200
"""How many clients are generated side by side: few enough for memory, and for the caches of the ledger."""

BATCH = 1_000
"""How many drafts are recorded together at most."""

_EVENING = 20 * 60
_FRIDAY = 4


class Batch(NamedTuple):
    """Drafts that are recorded together, in order, on an evening in UTC."""

    recorded_at: datetime
    drafts: list[Draft]


def portfolio(
    *,
    clients: int = 40,
    years: int = 3,
    events: int = 8_000,
    seed: int = 1,
    until: date = date(2026, 6, 30),
) -> Iterator[Batch]:
    """A distributor's made-up portfolio: the same arguments always give the same drafts.

    The first two hundred clients are recorded every Friday. The others follow in cohorts,
    all of them recorded on the last evening.

    Args:
        clients: how many there are.
        years: how many years they have been looked after.
        events: about how many events there are in all; at least about fifteen a client and year.
        seed: another one gives another portfolio.
        until: the last day.
    """
    days = round(365.25 * years)
    first = until - timedelta(days=days - 1)
    of_house = house(first, until, clients, events, Dice(seed << 40))
    entries = max(1, (events - len(of_house)) / sum(map(busy, range(clients))))
    for start in range(0, clients, COHORT):
        cohort = range(start, min(start + COHORT, clients))
        lives = [life(client_of(index, seed, first, days), entries) for index in cohort]
        timed = merge([] if start else of_house, *lives)
        yield from _batches(timed, first, days - 1, weekly=not start)


def _batches(timed: Iterator[TimedDraft], first: date, last: int, *, weekly: bool) -> Iterator[Batch]:
    """Batches of a week, or of everything at once; what is larger than a batch gives several."""

    def recorded(step: TimedDraft) -> int:
        """The day on whose evening a draft is recorded: the next Friday, or the last day."""
        day = -((_EVENING - step[0]) // DAY)
        return min(day + (_FRIDAY - first.weekday() - day) % 7, last) if weekly else last

    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    for day, together in groupby(timed, recorded):
        while drafts := [draft for *_, draft in islice(together, BATCH)]:
            yield Batch(midnight + timedelta(days=day, minutes=_EVENING), drafts)


class SteppedClock:
    """A clock that stands still until it is set, for a ledger that learns things when the portfolio says."""

    def __init__(self) -> None:
        self.moment = datetime(1970, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The moment it was set to."""
        return self.moment


def fill(
    ledger: Journal,
    clock: SteppedClock,
    batches: Iterable[Batch],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Record a portfolio in an empty ledger, batch by batch; return how many entries were recorded.

    Args:
        ledger: one that was made with the clock.
        clock: is set to each batch's moment before it is recorded.
        batches: the portfolio.
        progress: called after each batch with the number of entries recorded so far.

    Raises:
        Refused: the portfolio contradicts what is in the ledger; earlier batches stay.
    """
    recorded = 0
    for batch in batches:
        clock.moment = batch.recorded_at
        recorded += sum(outcome.new for outcome in ledger.record_many(batch.drafts))
        if progress is not None:
            progress(recorded)
    return recorded
