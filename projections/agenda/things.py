"""Things to do that entries open and close: visits, commitments, complaints and others, client by client."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    ClientCovered,
    ClientCreditChecked,
    ClientRanked,
    CommitmentBroken,
    CommitmentKept,
    CommitmentMade,
    CommitmentMoved,
    ComplaintRaised,
    ComplaintResolved,
    FeedbackGiven,
    GoalClosed,
    GoalReviewed,
    GoalSet,
    HealthOverridden,
    MeasureChecked,
    MeasureTaken,
    NextStep,
    ObjectionRaised,
    ObjectionResolved,
    OrderDelivered,
    VisitCancelled,
    VisitHeld,
    VisitMissed,
    VisitMoved,
    VisitPlanned,
)
from projections.agenda import reasons

_NO_HOUR: Final = time()


class Thing(NamedTuple):
    """A thing to do.

    Attributes:
        number: of what it is about.
        due: the day by which, or on which, it is to be done; None: at once.
        since: the day of the entry behind it.
        position: that entry.
        at: the moment, where its hour is fixed.
        why: what the day follows from, where the entry does not state it.
    """

    reason: str
    number: str | None
    what: str
    due: date | None
    since: date
    position: int
    at: datetime | None = None
    why: str = ""


@dataclass(slots=True)
class Things:
    """What is open with a client, by the sort of thing and its number."""

    open: dict[tuple[str, str], Thing] = field(default_factory=dict)

    def put(self, sort: str, number: str | None, thing: Thing) -> None:
        """Add a thing, or put it in place of an earlier one."""
        self.open[sort, number or ""] = thing

    def drop(self, sort: str, number: str | None = None) -> None:
        """Note that a thing is done; nothing if it is not open."""
        self.open.pop((sort, number or ""), None)

    def move(self, sort: str, number: str | None, due: date | None, at: datetime | None = None) -> None:
        """Note that a thing is to be done on another day; nothing if it is not open, or no day is given."""
        found = self.open.get((sort, number or ""))
        if found is not None and due is not None:
            self.open[sort, number or ""] = found._replace(due=due, at=at)


_Visits: TypeAlias = VisitPlanned | VisitMoved | VisitHeld | VisitMissed | VisitCancelled
_Commitments: TypeAlias = CommitmentMade | CommitmentMoved | CommitmentKept | CommitmentBroken
_Aims: TypeAlias = GoalSet | GoalReviewed | GoalClosed | MeasureTaken | MeasureChecked
_Troubles: TypeAlias = ComplaintRaised | ComplaintResolved | ObjectionRaised | ObjectionResolved
_Judgements: TypeAlias = ClientCreditChecked | ClientRanked | HealthOverridden | ClientCovered
_Deliveries: TypeAlias = OrderDelivered | FeedbackGiven
_VISIT, _COMMITMENT, _GOAL, _MEASURE = "visit", "commitment", "goal", "measure"
_COMPLAINT, _OBJECTION, _DELIVERY = "complaint", "objection", "delivery"


def evolve(
    state: Things | None,
    entry: Fact,
    event: _Visits | _Commitments | _Aims | _Troubles | _Judgements | _Deliveries,
) -> Things:
    """What is open after an entry."""
    things = state or Things()
    match event:
        case VisitPlanned() | VisitMoved() | VisitHeld() | VisitMissed() | VisitCancelled():
            _visit(things, entry, event)
        case CommitmentMade() | CommitmentMoved() | CommitmentKept() | CommitmentBroken():
            _commit(things, entry, event)
        case GoalSet() | GoalReviewed() | GoalClosed() | MeasureTaken() | MeasureChecked():
            _aim(things, entry, event)
        case ComplaintRaised() | ComplaintResolved() | ObjectionRaised() | ObjectionResolved():
            _trouble(things, entry, event)
        case OrderDelivered():
            what = f"ask about order {event.number}"
            things.put(_DELIVERY, event.number, _thing(reasons.FEEDBACK, event.number, what, None, entry))
        case FeedbackGiven():
            _hear(things, event)
        case _:
            _judge(things, entry, event)
    return things


def _thing(reason: str, number: str | None, what: str, due: date | None, entry: Fact) -> Thing:
    return Thing(reason, number, what, due, entry.on, entry.position)


def _hour(at: datetime) -> datetime | None:
    """The moment of a plan; None where it only says the day."""
    return None if at.time() == _NO_HOUR else at


def _visit(things: Things, entry: Fact, event: _Visits) -> None:
    match event:
        case VisitPlanned():
            number = event.visit or str(entry.position)
            thing = _thing(reasons.VISIT, number, f"{event.channel}: {event.purpose}", event.at.date(), entry)
            things.put(_VISIT, number, thing._replace(at=_hour(event.at)))
        case VisitMoved():
            things.move(_VISIT, event.visit, event.at.date(), _hour(event.at))
        case _:
            things.drop(_VISIT, event.visit)
    step = event.next_step if isinstance(event, VisitHeld) else None
    if isinstance(step, NextStep):
        number = step.number or str(entry.position)
        reason = reasons.STEP if step.by == "us" else reasons.THEIRS
        things.put(_COMMITMENT, number, _thing(reason, number, step.what, step.due, entry))


def _commit(things: Things, entry: Fact, event: _Commitments) -> None:
    match event:
        case CommitmentMade():
            reason = reasons.COMMITMENT if event.by == "us" else reasons.THEIRS
            things.put(_COMMITMENT, event.number, _thing(reason, event.number, event.what, event.due, entry))
        case CommitmentMoved():
            things.move(_COMMITMENT, event.number, event.due)
        case _:
            things.drop(_COMMITMENT, event.number)


def _aim(things: Things, entry: Fact, event: _Aims) -> None:
    match event:
        case GoalSet():
            number = event.number or str(entry.position)
            things.put(_GOAL, number, _thing(reasons.GOAL, number, event.goal, event.until, entry))
        case GoalReviewed():
            things.move(_GOAL, event.number, event.until)
        case GoalClosed():
            things.drop(_GOAL, event.number)
        case MeasureTaken() if event.due is not None:
            thing = _thing(reasons.MEASURE, event.number, event.what, event.due, entry)
            things.put(_MEASURE, event.number, thing)
        case _:
            things.drop(_MEASURE, event.number)


def _trouble(things: Things, entry: Fact, event: _Troubles) -> None:
    match event:
        case ComplaintRaised():
            what = f"{event.topic} (severity {event.severity})"
            things.put(_COMPLAINT, event.number, _thing(reasons.COMPLAINT, event.number, what, None, entry))
        case ObjectionRaised():
            what = f"{event.topic} (severity {event.severity})"
            things.put(_OBJECTION, event.number, _thing(reasons.OBJECTION, event.number, what, None, entry))
        case ComplaintResolved():
            things.drop(_COMPLAINT, event.number)
        case ObjectionResolved():
            things.drop(_OBJECTION, event.number)


def _hear(things: Things, event: FeedbackGiven) -> None:
    """Feedback about nothing closes every delivery before it, as the client had all of them in mind."""
    if event.about is not None:
        things.drop(_DELIVERY, event.about)
        return
    for sort, number in [*things.open]:
        if sort == _DELIVERY:
            things.drop(sort, number)


def _judge(things: Things, entry: Fact, event: _Judgements) -> None:
    """Note until when a judgement holds; the newest replaces those before it."""
    match event:
        case ClientCreditChecked():
            reason, what, due = reasons.CREDIT, f"{event.outcome}, by {event.source}", event.valid_until
        case ClientRanked():
            reason, what, due = reasons.RANK, f"ranked {event.rank}", event.until
        case HealthOverridden():
            reason, what, due = reasons.OVERRIDE, event.reason, event.until
        case ClientCovered():
            reason, due = reasons.COVER, event.from_
            what = f"{event.deputy} stands in until {event.until}"
    if due is None:
        things.drop(reason)
    else:
        things.put(reason, None, _thing(reason, None, what, due, entry))
