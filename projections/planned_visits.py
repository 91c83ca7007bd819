"""Visits that are planned: for when, which of them are open, how late they began, and who came prepared."""

from __future__ import annotations

from datetime import date, datetime
from math import ceil
from typing import Final, NamedTuple, Protocol, TypeAlias

from ledger.entry import Fact
from ledger.events import ClientRanked, VisitCancelled, VisitHeld, VisitMissed, VisitMoved, VisitPlanned
from ledger.times import has_hour

_DAY: Final = 24 * 60  # minutes

VisitFact: TypeAlias = VisitPlanned | VisitMoved | VisitHeld | VisitMissed | VisitCancelled
"""The kinds that say what becomes of a visit."""


class Plan(NamedTuple):
    """A planned visit.

    Attributes:
        position: of the entry that planned it.
        at: the moment for which it is planned, as the last entry says.
    """

    position: int
    at: datetime


class PlannedVisits(dict[str, Plan]):
    """The planned visits of a client of which no entry tells yet how they went, by number."""

    def follow(self, entry: Fact, event: VisitFact) -> Plan | None:
        """Note what an entry says of a planned visit.

        Returns:
            the visit that it plans, moves or ends; None if it names no open one.
        """
        match event:
            case VisitPlanned():
                plan = self[number_of(event.visit, entry)] = Plan(entry.position, event.at)
                return plan
            case VisitMoved() if event.visit in self:
                plan = self[event.visit] = self[event.visit]._replace(at=event.at)
                return plan
            case VisitMoved():
                return None
            case _:
                return None if event.visit is None else self.pop(event.visit, None)


def number_of(number: str | None, entry: Fact) -> str:
    """A number, or the position of the entry of a thing that was recorded without one."""
    return number or str(entry.position)


def minutes_late(planned: datetime, started: datetime) -> int:
    """The minutes, rounded up, from the planned moment to the beginning; 0 if it was early.

    A moment without an hour means its day, and the whole day is on time.
    """
    if has_hour(planned) and has_hour(started):
        return max(ceil((started - planned).total_seconds() / 60), 0)
    return max((started.date() - planned.date()).days, 0) * _DAY


class Tolerant(Protocol):
    """A policy that says from when on a touch is late."""

    @property
    def tolerance(self) -> int:
        """Minutes after the planned moment within which it is not."""

    @property
    def tolerance_key(self) -> int:
        """The same at clients that a person had ranked as key accounts."""


def is_late(minutes: float, policy: Tolerant, *, key: bool) -> bool:
    """Whether so many minutes after the planned moment are more than the policy tolerates."""
    return minutes > (policy.tolerance_key if key else policy.tolerance)


def key_until(event: ClientRanked) -> date:
    """The last day on which a client is ranked as a key account; the first of all days if it is not."""
    return (event.until or date.max) if event.rank == "key" else date.min


def was_prepared(event: VisitHeld) -> bool | None:
    """Whether we were prepared for a visit; None where the entry does not tell."""
    return True if event.prepared is None and event.preparation else event.prepared
