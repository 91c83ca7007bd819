"""Commitments: what we and the client owe each other, goals, measures, suggestions.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from ledger.events.base import CLOSING, OPENING, Event


class CommitmentMade(Event, frozen=True, kw_only=True):
    """We or the client took it upon us to do something by a day."""

    kind = "commitment.made"
    turn = OPENING
    personal = ("what",)
    number: str
    by: Literal["us", "client"]
    what: str
    due: date
    owner: str | None = None
    about: str | None = None


class _CommitmentClosed(Event, frozen=True, kw_only=True):
    number: str
    reason: str | None = None


class CommitmentKept(_CommitmentClosed, frozen=True, kw_only=True):
    """What had been promised was done."""

    kind = "commitment.kept"
    turn = CLOSING


class CommitmentBroken(_CommitmentClosed, frozen=True, kw_only=True):
    """What had been promised was not done, and is no longer expected."""

    kind = "commitment.broken"
    turn = CLOSING


class CommitmentMoved(Event, frozen=True, kw_only=True):
    """A commitment is due on another day."""

    kind = "commitment.moved"
    number: str
    due: date
    reason: str | None = None


class GoalSet(Event, frozen=True, kw_only=True):
    """We set ourselves a goal with the client."""

    kind = "goal.set"
    turn = OPENING
    filled = ("number",)
    decimals = True
    money = ("budget",)
    personal = ("goal", "measure")
    number: str | None = None
    goal: str
    measure: str
    until: date
    person: str | None = None
    agreed_with: str | None = None
    budget: Decimal | None = None


class GoalReviewed(Event, frozen=True, kw_only=True):
    """We looked how far a goal is reached."""

    kind = "goal.reviewed"
    number: str
    finding: str
    until: date | None = None


class GoalClosed(Event, frozen=True, kw_only=True):
    """A goal is reached, missed or given up."""

    kind = "goal.closed"
    turn = CLOSING
    number: str
    outcome: Literal["reached", "partly", "missed", "dropped"]
    reason: str | None = None


class MeasureTaken(Event, frozen=True, kw_only=True):
    """We did something so that a fault does not happen again."""

    kind = "measure.taken"
    turn = OPENING
    personal = ("what",)
    number: str
    against: str
    what: str
    owner: str | None = None
    due: date | None = None


class MeasureChecked(Event, frozen=True, kw_only=True):
    """We looked whether a measure works."""

    kind = "measure.checked"
    number: str
    worked: bool | None = None


class SuggestionMade(Event, frozen=True, kw_only=True):
    """A person suggested a change to our management: of range, price or service."""

    kind = "suggestion.made"
    turn = OPENING
    personal = ("what",)
    number: str
    topic: Literal["range", "price", "service", "other"]
    what: str
    by: str | None = None
    person: str | None = None
    product: str | None = None


class SuggestionAnswered(Event, frozen=True, kw_only=True):
    """The management answered a suggestion."""

    kind = "suggestion.answered"
    turn = CLOSING
    number: str
    outcome: Literal["accepted", "partly", "refused"]
    answer: str | None = None
    by: str | None = None
