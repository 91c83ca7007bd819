"""A relationship: the signs that the fold gathers of a client, and what it needs to gather more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Final

from ledger.entry import Fact
from projections.contact_status import ContactStatus
from projections.framework.clients import Client
from projections.health.signs import (
    OPEN,
    PROBLEM,
    TOUCH,
    Sign,
)
from projections.planned_visits import PlannedVisits
from projections.policy import Policy, Touches

_TOUCH: Final = TOUCH, ""
_FEWEST_GAPS: Final = 3


@dataclass(slots=True)
class Met:
    """When we met a client.

    Attributes:
        days: the days of touches, each once, in order.
        position: of the newest entry that told of a touch, or of an agreement about them.
        sign: the last touch as a sign, with the policy for which it was made; None: it is to be made.
    """

    days: list[date] = field(default_factory=list)
    position: int = 0
    sign: tuple[Touches, Sign] | None = field(default=None, compare=False, repr=False)

    def note(self, day: date, position: int) -> None:
        """Note a touch."""
        if not self.days or day > self.days[-1]:
            self.days.append(day)
        self.position, self.sign = position, None


@dataclass(slots=True)
class Relationship:
    """The signs of a relationship by key.

    Attributes:
        moved: the keys of the signs that changed since a reader emptied it.
        shown: the last touch as the signs showed it when they were last asked for changes.
        asked: the last touch, and the days between touches that were agreed, as a reader showed them.
        planned: the visits to come; none of them is held or missed any more once it is cancelled.
        key_until: the last day on which the client is ranked as a key account.
        met: all touches.
        visited: those that are neither informal, nor training, nor a look at the shelf.
        agreed: the days between touches that were agreed.
        people: those at the client and those who left, by id.
        endings: what ended problems that are not known yet, and how: a credit note folds before a discrepancy
            of its day.
    """

    signs: dict[tuple[str, str], Sign] = field(default_factory=dict)
    moved: set[tuple[str, str]] = field(default_factory=set, compare=False, repr=False)
    shown: Sign | None = field(default=None, compare=False, repr=False)
    asked: tuple[Sign | None, int | None] | None = field(default=None, compare=False, repr=False)
    planned: PlannedVisits = field(default_factory=PlannedVisits)
    key_until: date = date.min
    met: Met = field(default_factory=Met)
    visited: Met = field(default_factory=Met)
    agreed: int | None = None
    people: dict[str, ContactStatus] = field(default_factory=dict)
    endings: dict[str, tuple[Fact, str]] = field(default_factory=dict)

    def put(self, sign: Sign) -> None:
        """Add a sign, or put it in place of an earlier one."""
        self.signs[sign.key] = sign
        self.moved.add(sign.key)

    def drop(self, part: str, number: str = "") -> None:
        """Remove a sign."""
        if self.signs.pop((part, number), None) is not None:
            self.moved.add((part, number))

    def touch(self, entry: Fact, *, informal: bool) -> None:
        """Note a touch."""
        for met in (self.met,) if informal else (self.met, self.visited):
            met.note(entry.on, entry.position)

    def agree(self, days: int, position: int) -> None:
        """Note the days between touches that were agreed."""
        self.agreed = days
        for met in (self.met, self.visited):
            met.position, met.sign = position, None

    def open(self, number: str, entry: Fact, severity: float) -> None:
        """Add a problem, unless it is known; one that has an ending already ends on its own day."""
        if (PROBLEM, number) in self.signs:
            return
        self.put(Sign(PROBLEM, number, None, OPEN, severity, position=entry.position))
        if number in self.endings:
            ending, outcome = self.endings.pop(number)
            self._end(number, entry.on, ending, outcome)

    def close(self, number: str, entry: Fact, outcome: str) -> None:
        """Give an open problem its outcome."""
        problem = self.signs.get((PROBLEM, number))
        if problem is None:
            self.endings.setdefault(number, (entry, outcome))
        elif problem.what == OPEN:
            self._end(number, entry.on, entry, outcome)

    def _end(self, number: str, day: date, ending: Fact, outcome: str) -> None:
        problem = self.signs[PROBLEM, number]
        self.put(problem._replace(day=day, what=outcome, position=ending.position))


def last_touch(relationship: Relationship, policy: Touches) -> Sign | None:
    """The last touch with the usual days between touches: as agreed, or else the median of the last gaps."""
    met = relationship.met if policy.informal else relationship.visited
    if not met.days:
        return None
    if met.sign is None or met.sign[0] is not policy:
        gaps = [(after - before).days for before, after in pairwise(met.days[-1 - policy.gaps :])]
        usual = relationship.agreed or (median(gaps) if len(gaps) >= _FEWEST_GAPS else None)
        value = None if usual is None else float(usual)
        met.sign = policy, Sign(TOUCH, "", met.days[-1], value=value, position=met.position)
    return met.sign[1]


def signs(client: Client, relationship: Relationship, day: date, policy: Policy) -> Iterable[Sign]:
    """The signs of a client on a day, up to which its state holds the facts."""
    del client, day
    touch = last_touch(relationship, policy.touches)
    return [*relationship.signs.values(), *([touch] if touch else ())]


def touched_signs(
    client: Client, relationship: Relationship, day: date, policy: Policy
) -> Iterable[tuple[tuple[str, str], Sign | None]]:
    """The signs that changed since this was last asked, by key, None for one that is gone."""
    del client, day
    moved, relationship.moved = relationship.moved, set()
    found = {key: relationship.signs.get(key) for key in moved}
    if (touch := last_touch(relationship, policy.touches)) != relationship.shown:  # a policy changes it too
        found[_TOUCH] = relationship.shown = touch
    return found.items()
