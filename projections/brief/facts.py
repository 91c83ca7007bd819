"""What entries state of a client and no view has: the dossier, the last touches, what is open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    ClientCreditChecked,
    ClientDescribed,
    CommitmentBroken,
    CommitmentKept,
    CommitmentMade,
    CommitmentMoved,
    ComplaintRaised,
    ComplaintResolved,
    NextStep,
    ReturnReceived,
    ShelfChecked,
    TrainingHeld,
    VisitHeld,
)
from projections.commitments import Commitment, commitment_in

TOPICS: Final = ("needs", "plans", "finances", "history", "market", "other")
"""The topics of the dossier, as ``client.described`` has them."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A touch that took place; ``next_step`` and ``asked`` are None if no entry gives them."""

    on: date
    channel: str
    summary: str
    next_step: str | None = None
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """What was told last about a topic of the dossier."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint that nobody resolved."""

    number: str
    raised: date
    topic: str
    severity: int
    about: str | None


@dataclass(frozen=True, slots=True)
class Returned:
    """Goods that came back."""

    number: str
    on: date
    products: tuple[str, ...]
    reason: str
    order: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """A credit check; ``valid_until`` is None where it is valid until the next one."""

    on: date
    outcome: str
    source: str
    valid_until: date | None


@dataclass(slots=True)
class Facts:
    """What entries state of a client.

    Attributes:
        topics: the newest description of each topic.
        touches: in the order in which they took place.
        complaints: the open ones, by number.
        commitments: the open ones, by number.
        returned: the last return.
        check: the last credit check.
    """

    topics: dict[str, Described] = field(default_factory=dict)
    touches: list[Touch] = field(default_factory=list)
    complaints: dict[str, Complaint] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)
    returned: Returned | None = None
    check: Checked | None = None


_Open: TypeAlias = (
    ComplaintRaised | ComplaintResolved | CommitmentMade | CommitmentKept | CommitmentBroken | CommitmentMoved
)
_Touches: TypeAlias = VisitHeld | TrainingHeld | ShelfChecked
_Others: TypeAlias = ClientDescribed | ClientCreditChecked | ReturnReceived


def evolve(state: Facts | None, entry: Fact, event: _Open | _Touches | _Others) -> Facts:
    """The state after an entry."""
    facts = state or Facts()
    match event:
        case ClientDescribed():
            facts.topics[event.topic] = Described(entry.on, event.text)
        case ClientCreditChecked():
            facts.check = Checked(entry.on, event.outcome, event.source, event.valid_until)
        case ReturnReceived():
            products = tuple(dict.fromkeys(line.product for line in event.lines))
            facts.returned = Returned(event.number, entry.on, products, event.reason, event.order)
        case VisitHeld() | TrainingHeld() | ShelfChecked():
            _touch(facts, entry, event)
        case _:
            _open(facts, entry, event)
    return facts


def _touch(facts: Facts, entry: Fact, event: _Touches) -> None:
    match event:
        case VisitHeld():
            _commit(facts, entry, event)
            step = event.next_step
            told = step.what if isinstance(step, NextStep) else step
            touch = Touch(entry.on, event.channel, event.summary, told, event.asked)
        case TrainingHeld():
            touch = Touch(entry.on, "training", event.topic)
        case ShelfChecked():
            touch = Touch(entry.on, "shelf check", event.place or "")
    facts.touches.append(touch)


def _commit(facts: Facts, entry: Fact, event: CommitmentMade | VisitHeld) -> None:
    if (made := commitment_in(entry, event)) is not None:
        facts.commitments[made.number] = made


def _open(facts: Facts, entry: Fact, event: _Open) -> None:
    match event:
        case ComplaintRaised():
            facts.complaints[event.number] = Complaint(
                event.number, entry.on, event.topic, event.severity, event.about
            )
        case ComplaintResolved():
            facts.complaints.pop(event.number, None)
        case CommitmentMade():
            _commit(facts, entry, event)
        case CommitmentMoved():
            if (found := facts.commitments.get(event.number)) is not None:
                facts.commitments[event.number] = replace(found, due=event.due)
        case CommitmentKept() | CommitmentBroken():
            facts.commitments.pop(event.number, None)
