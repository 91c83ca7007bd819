"""Commitments: what we and the client owe each other, goals, measures, suggestions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ledger.constrained import Amount, Day, Identifier, Text
from ledger.events.base import CLOSING, OPENING
from ledger.events.models.base import Event, Name, PersonalText, Reason, optional
from ledger.events.models.touches import Debtor

CommitmentNumber = Annotated[Identifier, Field(description="the commitment's number")]


class CommitmentMade(Event):
    """We or the client took it upon us to do something by a day."""

    kind = "commitment.made"
    turn = OPENING
    number: CommitmentNumber
    by: Debtor
    what: PersonalText = Field(description="what is to be done")
    due: Day = Field(description="the day by which it is to be done")
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
    due: Day = Field(description="the new day by which it is to be done")
    reason: Reason | None = None


class GoalSet(Event):
    """We set ourselves a goal with the client."""

    kind = "goal.set"
    turn = OPENING
    filled = ("number",)
    number: Identifier | None = optional("the goal's number; the ledger gives it one if left out")
    goal: PersonalText = Field(description="what we want to reach")
    measure: PersonalText = Field(description="by what we shall see that it is reached")
    until: Day = Field(description="the day by which it is to be reached")
    person: Identifier | None = optional("the id of the person at the client whom it concerns")
    agreed_with: Name | None = optional("with whom it is agreed: a superior or the client")
    budget: Amount | None = optional("what it may cost, in the client's currency")


class GoalReviewed(Event):
    """We looked how far a goal is reached."""

    kind = "goal.reviewed"
    number: Identifier = Field(description="the goal's number")
    finding: Text = Field(description="how far it is reached")
    until: Day | None = optional("the day until which it is now to be reached, if that changed")


class GoalClosed(Event):
    """A goal is reached, missed or given up."""

    kind = "goal.closed"
    turn = CLOSING
    number: Identifier = Field(description="the goal's number")
    outcome: Literal["reached", "partly", "missed", "dropped"] = Field(description="how it ended")
    reason: Reason | None = None


class MeasureTaken(Event):
    """We did something so that a fault does not happen again."""

    kind = "measure.taken"
    turn = OPENING
    number: Identifier = Field(description="the measure's number")
    against: Identifier = Field(description="the number of the complaint, return, order or discrepancy")
    what: PersonalText = Field(description="what we did")
    owner: Name | None = optional("the person who is to see to it")
    due: Day | None = optional("when it is to be checked")


class MeasureChecked(Event):
    """We looked whether a measure works."""

    kind = "measure.checked"
    number: Identifier = Field(description="the measure's number")
    worked: bool | None = optional("left out if it is too early to say")


class SuggestionMade(Event):
    """A person suggested a change to our management: of range, price or service."""

    kind = "suggestion.made"
    turn = OPENING
    number: Identifier = Field(description="the suggestion's number")
    topic: Literal["range", "price", "service", "other"] = Field(description="what it is about")
    what: PersonalText = Field(description="the suggestion, in your words")
    by: Name | None = optional("our person who makes it, if not the actor")
    person: Identifier | None = optional("the id of the person at the client whose idea it is")
    product: Identifier | None = optional("the product that it is about")


class SuggestionAnswered(Event):
    """The management answered a suggestion."""

    kind = "suggestion.answered"
    turn = CLOSING
    number: Identifier = Field(description="the suggestion's number")
    outcome: Literal["accepted", "partly", "refused"] = Field(description="what the management decided")
    answer: Text | None = optional("the answer, in your words")
    by: Name | None = optional("who answers, if not the actor")
