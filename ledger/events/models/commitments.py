"""Commitments: what we and the client owe each other."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ledger.constrained import Day, Identifier, Text
from ledger.events.base import CLOSING, OPENING
from ledger.events.models.base import Event, Name, Reason, optional
from ledger.events.models.touches import Debtor

CommitmentNumber = Annotated[Identifier, Field(description="the commitment's number")]


class CommitmentMade(Event):
    """We or the client took it upon us to do something by a day."""

    kind = "commitment.made"
    turn = OPENING
    number: CommitmentNumber
    by: Debtor
    what: Text
    due: Day
    owner: Name | None = optional("the person who is to do it")
    about: Identifier | None = optional("the number of the visit, order or complaint that it is about")


class _CommitmentClosed(Event):
    number: CommitmentNumber
    reason: Reason | None = None


class CommitmentKept(_CommitmentClosed):
    """What had been promised was done."""

    kind = "commitment.kept"
    turn = CLOSING


class CommitmentBroken(_CommitmentClosed):
    """What had been promised was not done, and is no longer expected."""

    kind = "commitment.broken"
    turn = CLOSING


class CommitmentMoved(Event):
    """A commitment is due on another day."""

    kind = "commitment.moved"
    number: CommitmentNumber
    due: Day
    reason: Reason | None = None
