"""The clock of a ledger, and how far an answer looks by it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from typing import NamedTuple

from goodwill.names import house_zone
from ledger.errors import Misuse
from ledger.recording.entry_log import EntryLog
from projections.framework.periods import Period
from projections.history import Horizon


def local_now(ledger: EntryLog) -> datetime:
    """This moment, with the offset of the house; of the machine if the house has not named its zone."""
    return ledger.now().astimezone(house_zone(ledger))


def today(ledger: EntryLog) -> date:
    """The day of ``local_now``, which is that of an entry recorded now."""
    return local_now(ledger).date()


def day_at(ledger: EntryLog, moment: datetime) -> date:
    """The day of a moment, in the zone of ``local_now``."""
    return moment.astimezone(house_zone(ledger)).date()


class Clocks(NamedTuple):
    """How far an answer looks, and on which day it is seen.

    Attributes:
        horizon: how far it looks.
        today: the day on which it is seen: that of the moment asked about, in the time zone that the house
            had named by then, or else today. Of a later day no entry can tell how it went.
        seen_at: what an answer that depends on ``today`` names as its moment: that of the horizon, or the
            start of the day seen where the ledger had no entry since. None: the ledger is empty.
    """

    horizon: Horizon
    today: date
    seen_at: datetime | None

    @property
    def seen(self) -> Horizon:
        """The horizon of answers that depend on the day on which they are seen."""
        return self.horizon._replace(known_at=self.seen_at)


def clocks_of(ledger: EntryLog, as_of: date | None = None, known_at: datetime | None = None) -> Clocks:
    """What ``horizon_of`` has, and the day on which it is seen.

    Questions whose answer depends on the day on which it is seen ask here which day that is. Asked again for
    its day and ``seen_at``, such a question has the same answer; a week of the agenda that is past and was
    asked for without a day, for the week and ``seen_at`` alone. Which day or period is meant where none is
    given, ``today`` says: an answer names it.

    Raises:
        Misuse: as ``horizon_of`` has it.
    """
    zone = house_zone(ledger)
    this_day = ledger.now().astimezone(zone).date()
    horizon = horizon_of(ledger, this_day if as_of is None else as_of, known_at)
    if known_at is not None:
        if horizon.position < ledger.position:
            zone = house_zone(ledger, horizon.position)  # the house may have named another since
        this_day = min(this_day, known_at.astimezone(zone).date())
    return Clocks(horizon, this_day, _seen_at(horizon, this_day, zone))


def _seen_at(horizon: Horizon, today: date, zone: tzinfo | None) -> datetime | None:
    """The moment of a horizon, or the start of the day that is seen if that is later."""
    known_at, day = horizon.known_at, min(today, horizon.as_of)
    if known_at is None or day <= known_at.astimezone(zone).date():
        return known_at
    begun = datetime.combine(day, time())
    return (begun.replace(tzinfo=zone) if zone else begun.astimezone()).astimezone(UTC)


def horizon_of(ledger: EntryLog, as_of: date | None = None, known_at: datetime | None = None) -> Horizon:
    """How far an answer looks; without a day or a moment, up to today and the newest entry.

    Its moment is never later than that of the newest entry: every later entry gets a later moment, so the
    answer as known at that moment never changes. This program's clock could be ahead of the one that records
    next. An empty ledger has no such moment.

    Raises:
        Misuse: ``as_of`` is no day, or ``known_at`` no moment with a time zone.
    """
    as_of = today(ledger) if as_of is None else day_of(as_of, "as_of")
    known_at = None if known_at is None else moment_of(known_at, "known_at")
    ledger.database.people.forget_destroyed()
    position, newest = ledger.newest
    if known_at is None or newest is None or known_at >= newest:
        return Horizon(as_of, newest, position)
    return Horizon(as_of, known_at, ledger.position_at(known_at))


def period_of(ledger: EntryLog, period: tuple[date, date] | None, as_of: date | None) -> Period:
    """The period that is given, up to the day that ``period_end`` has; without one, the year up to a day.

    Raises:
        Misuse: it ends before it begins.
    """
    as_of = None if as_of is None else day_of(as_of, "as_of")
    if period is None:
        return Period.year_up_to(as_of or today(ledger))
    start, end = period[0], period_end(*period, as_of, today(ledger))
    if start > end:
        raise Misuse(f"the period ends on {end}, before it begins on {start}; give the earlier day first")
    return Period(start, end)


def period_end(start: date | None, last: date | None, as_of: date | None, this_day: date) -> date:
    """The day up to which a period is shown: its last, or sooner the day asked for, by default this day.

    A period that has not begun is shown whole.

    Raises:
        Misuse: its last day comes before its first.
    """
    if start is not None and last is not None:
        in_order(start, last)
    day = this_day if as_of is None else day_of(as_of, "as_of")
    ahead = as_of is None and start is not None and start > day
    return last if last is not None and (ahead or last < day) else day


def in_order(start: date, last: date) -> Period:
    """The period from one day to another.

    Raises:
        Misuse: it ends before it begins, or has an end that is no day.
    """
    if day_of(start, "period") > day_of(last, "period"):
        raise Misuse(f"the period ends on {last}, before it begins on {start}; give the earlier day first")
    return Period(start, last)


def day_of(given: date, name: str) -> date:
    """A day that an argument gives.

    Raises:
        Misuse: it is a moment, or no day at all.
    """
    if isinstance(given, datetime):
        raise Misuse(f"{name}={given} is a moment; give a day, such as {given.date()}")
    if not isinstance(given, date):
        raise Misuse(f"{name}={given!r} is no day; give a date, such as date(2026, 6, 30)")
    return given


def moment_of(given: datetime, name: str) -> datetime:
    """A moment that an argument gives.

    Raises:
        Misuse: it has no time zone, or is no moment at all.
    """
    if not isinstance(given, datetime):
        raise Misuse(f"{name}={given!r} is no moment; give a datetime with a time zone")
    if given.tzinfo is None:
        raise Misuse(f"{name}={given} has no time zone; give one, such as tzinfo=UTC")
    return given
