"""Commitments: what we and the client owe each other.

Written by ``python -m ledger.events.generate`` from the models; changes made here are lost.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from ledger.events.base import CLOSING, OPENING, Event


class CommitmentMade(Event, frozen=True, kw_only=True):
    """We or the client took it upon us to do something by a day."""

    kind = "commitment.made"
    turn = OPENING
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
