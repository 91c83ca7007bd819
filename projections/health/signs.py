"""Signs: what was said and done between a client and us, as rows that hold for spans of days.

A policy changes the sign of the last touch alone; ``components`` weighs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Final, NamedTuple

from projections.framework.columns import Column

OPEN: Final = "open"
RESOLVED: Final = "resolved"
PROBLEM, TOUCH, ON_TIME, PREPARED, PEOPLE, VOICE = (
    "problem",
    "touch",
    "on time",
    "prepared",
    "people",
    "voice",
)
RHYTHM, LOST, OVERRIDE = "rhythm", "lost", "override"
"""The parts of a relationship that signs belong to."""


class Sign(NamedTuple):
    """A fact of the relationship, while it stands so.

    Attributes:
        part: the part of the relationship that it belongs to.
        number: tells the signs of a part apart.
        day: when it happened or ended; the last day of an override; None of what is open or has no
            end.
        what: a problem's outcome, OPEN without one; the sort of voice; the band that a person stated.
        value: a severity, a rating, the usual days between touches, minutes late, people who trust us.
        of: out of so many people; of lateness 1 if the client was ranked as a key account then, else 0; of an
            override when a person stated it, as ``when`` numbers it.
        note: why a person overrode the health.
        position: of the entry that made it what it is.
    """

    part: Annotated[str, Column(key=1)]
    number: Annotated[str, Column(key=2)]
    day: Annotated[date | None, Column(stored="on_day")] = None
    what: str = ""
    value: float | None = None
    of: Annotated[int, Column(stored="out_of")] = 0
    note: str | None = None
    position: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What tells it apart."""
        return self.part, self.number


def signs_of(found: Iterable[Sign], part: str) -> Iterator[Sign]:
    """The signs of a part."""
    return (one for one in found if one.part == part)
