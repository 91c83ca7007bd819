"""A relationship: the signs that the fold gathers of a client, and what it needs to gather more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from ledger.entry import Fact
from projections.framework.clients import Client
from projections.health.signs import (
    OPEN,
    PROBLEM,
    Sign,
)
from projections.policy import Policy

DECIDERS: Final = range(4, 6)
"""The influence of the people whose trust counts."""
TRUSTING: Final = frozenset({"trusted", "loyal", "friend"})
"""The stages of people who trust us."""


@dataclass(slots=True)
class Person:
    """A person at the client: how much they decide, from 1 to 5, and whether they trust us."""

    influence: int | None = None
    trusting: bool = False


@dataclass(slots=True)
class Relationship:
    """The signs of a relationship by key.

    Attributes:
        moved: the keys of the signs that changed since a reader emptied it.
        asked: the last touch, and the days between touches that were agreed, as a reader showed them.
        planned: the moments of visits to come.
        touched: the days of touches, each once, in order.
        agreed: the days between touches that were agreed.
        people: those at the client.
        endings: what ended problems that are not known yet, and how: a credit note folds before a discrepancy
            of its day.
    """

    signs: dict[tuple[str, str], Sign] = field(default_factory=dict)
    moved: set[tuple[str, str]] = field(default_factory=set, compare=False, repr=False)
    asked: tuple[Sign | None, int | None] | None = field(default=None, compare=False, repr=False)
    planned: dict[str, datetime] = field(default_factory=dict)
    touched: list[date] = field(default_factory=list)
    agreed: int | None = None
    people: dict[str, Person] = field(default_factory=dict)
    endings: dict[str, tuple[Fact, str]] = field(default_factory=dict)

    def put(self, sign: Sign) -> None:
        """Add a sign, or put it in place of an earlier one."""
        self.signs[sign.key] = sign
        self.moved.add(sign.key)

    def drop(self, part: str, number: str = "") -> None:
        """Remove a sign."""
        if self.signs.pop((part, number), None) is not None:
            self.moved.add((part, number))

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


def signs(client: Client, relationship: Relationship, day: date, policy: Policy) -> Iterable[Sign]:
    """The signs of a client on a day, up to which its state holds the facts."""
    del client, day, policy
    return relationship.signs.values()


def touched_signs(
    client: Client, relationship: Relationship, day: date, policy: Policy
) -> Iterable[tuple[tuple[str, str], Sign | None]]:
    """The signs that changed since this was last asked, by key, None for one that is gone."""
    del client, day, policy
    moved, relationship.moved = relationship.moved, set()
    return [(key, relationship.signs.get(key)) for key in moved]
