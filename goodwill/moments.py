"""The clock of a ledger, and how far an answer looks by it."""

from __future__ import annotations

from datetime import date, datetime

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


def horizon_of(ledger: EntryLog, as_of: date | None = None, known_at: datetime | None = None) -> Horizon:
    """How far an answer looks; without a day or a moment, up to today and the newest entry.

    Its moment is never later than that of the newest entry: every later entry gets a later moment, so the
    answer as known at that moment never changes. This program's clock could be ahead of the one that records
    next. An empty ledger has no such moment.

    Raises:
        TypeError: ``as_of`` is a moment and not a day.
        Misuse: ``known_at`` has no time zone.
    """
    as_of = today(ledger) if as_of is None else day_of(as_of, "as_of")
    if known_at is not None and known_at.tzinfo is None:
        raise Misuse(f"known_at={known_at} has no time zone; give one, such as tzinfo=UTC")
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
    if period is None:
        return Period.year_up_to(as_of or today(ledger))
    start, end = period[0], period_end(*period, as_of, today(ledger))
    if start > end:
        raise Misuse(f"the period ends on {end}, before it begins on {start}; give the earlier day first")
    return Period(start, end)


def period_end(start: date | None, last: date | None, as_of: date | None, this_day: date) -> date:
    """The day up to which a period is shown: its last, or sooner the day asked for, by default this day.

    A period that has not begun is shown whole.
    """
    day = as_of or this_day
    ahead = as_of is None and start is not None and start > day
    return last if last is not None and (ahead or last < day) else day


def day_of(given: date, name: str) -> date:
    """A day that an argument gives.

    Raises:
        TypeError: it is a moment.
    """
    if isinstance(given, datetime):
        raise TypeError(f"{name}={given} is a moment; give a day, such as {given.date()}")
    return given
