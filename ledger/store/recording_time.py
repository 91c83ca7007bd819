"""The moment at which a transaction is recorded.

It is later than that of every transaction before it, whatever the clock says, so what was known at a moment
never changes. A clock that is far ahead would spoil the moments of all later entries, so it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from ledger.errors import Refused
from ledger.times import parse_moment, stamp

MOST_AHEAD = timedelta(days=1_827)
"""How far the clock may be ahead of all that is known: five years, because a ledger may rest."""

_STEP = timedelta(microseconds=1)
WAY_BACK = "see docs/how-to/back-up-and-move.md, under 'When a clock was ahead'"
"""What to do about a ledger that was written under a clock far ahead."""


class Evidence(NamedTuple):
    """A moment that has come, by something else than this program's clock.

    Attributes:
        what: what tells it.
        confirm: how a person confirms that the clock is right nevertheless.
    """

    moment: datetime
    what: str
    confirm: str


class ClockAhead(Refused):
    """The clock is far beyond everything that the ledger has seen."""

    code = "clock-ahead"

    def __init__(self, proposed: datetime, newest: str, evidence: Evidence) -> None:
        entry = f"its newest entry is of {newest[:10]} and " if newest else ""
        super().__init__(
            f"the clock says {proposed.date()}, but {entry}{evidence.what} is of {evidence.moment.date()}: more "
            f"than {MOST_AHEAD.days:,} days before",
            f"set the clock right; if it is right, {evidence.confirm}",
        )


class NoLaterMoment(Refused):
    """The newest entry has the last moment of the calendar."""

    code = "no-later-moment"

    def __init__(self) -> None:
        super().__init__("the newest entry was recorded at the end of the calendar", WAY_BACK)


def moment_after(newest: str, proposed: str, evidence: Callable[[], Evidence]) -> str:
    """The moment of recording: the proposed one, or the one just after the newest entry if that is later.

    Args:
        newest: the ``recorded_at`` of the newest entry; empty if there is none.
        proposed: what the clock of this program says; empty for a row without an envelope.
        evidence: asked only if the clock is far beyond the newest entry.

    Raises:
        ClockAhead: the clock is far beyond the newest entry and all evidence.
        NoLaterMoment: no moment comes after the newest entry.
    """
    if not proposed:
        return newest and _after(newest)
    now = parse_moment(proposed)
    if not newest or now - parse_moment(newest) > MOST_AHEAD:
        seen = evidence()
        if now - seen.moment > MOST_AHEAD:
            raise ClockAhead(now, newest, seen)
    return max(proposed, _after(newest)) if newest else proposed


def _after(newest: str) -> str:
    try:
        return stamp(parse_moment(newest) + _STEP)
    except OverflowError:
        raise NoLaterMoment from None
