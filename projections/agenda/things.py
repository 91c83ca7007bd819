"""Things to do that entries open and close: visits, commitments, complaints and others, client by client."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, NamedTuple, TypeAlias

from ledger.entry import Fact, unreplaced
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
from ledger.times import has_hour
from projections.agenda import reasons
from projections.commitments import commitment_in
from projections.framework.columns import Column
from projections.planned_visits import number_of

Key: TypeAlias = tuple[str, str]
"""The sort of a thing and its number, which is "" where it has none."""


class Thing(NamedTuple):
    """A thing to do, while no fact changes it.

    Attributes:
        sort: what it is; of one sort and number a client has one thing.
        number: of what it is about; "" where that has none.
        what: what to do; "" where only the entry says so, because it names people (``evolve_texts``).
        due: the day by which, or on which, it is to be done; None: at once.
        since: the day of the entry behind it.
        position: that entry.
        at: the moment by ISO 8601, where its hour is fixed.
        why: what the day follows from, where the entry does not state it.
        told: where only the entry says what to do, that entry, if its event is the one recorded; else 0.
    """

    sort: Annotated[str, Column(key=1)]
    number: Annotated[str, Column(key=2)]
    reason: str
    what: str
    due: date | None
    since: date
    position: int
    at: str | None = None
    why: str = ""
    told: int = 0

    @property
    def key(self) -> Key:
        """What tells it apart from others of its client."""
        return self.sort, self.number


@dataclass(slots=True)
class Things:
    """What is open with a client.

    Attributes:
        moves: the entries that moved a thing to another day, each with its own day, in order.
        moved: the keys of the things that changed since a reader emptied it.
        asking: the deliveries that a reader showed, with the first day on which it no longer does.
        after: the days after a delivery with which it showed them; None at first.
    """

    open: dict[Key, Thing] = field(default_factory=dict)
    moves: dict[Key, list[tuple[int, date]]] = field(default_factory=dict, compare=False, repr=False)
    moved: set[Key] = field(default_factory=set, compare=False, repr=False)
    asking: dict[Key, date] = field(default_factory=dict, compare=False, repr=False)
    after: int | None = field(default=None, compare=False, repr=False)

    def put(self, thing: Thing) -> None:
        """Add a thing, or put it in place of an earlier one."""
        self.moves.pop(thing.key, None)
        self._keep(thing)

    def _keep(self, thing: Thing) -> None:
        self.open[thing.key] = thing
        self.moved.add(thing.key)

    def drop(self, sort: str, number: str | None = None) -> None:
        """Note that a thing is done; nothing if it is not open."""
        if self.open.pop((sort, number or ""), None) is not None:
            self.moved.add((sort, number or ""))

    def move(
        self, sort: str, number: str | None, entry: Fact, due: date | None, at: str | None = None
    ) -> None:
        """Note that a thing is to be done on another day; nothing if it is not open, or no day is given."""
        found = self.open.get((sort, number or ""))
        if found is not None and due is not None:
            self._keep(found._replace(due=due, at=at))
            self.moves.setdefault(found.key, []).append((entry.position, entry.on))


_Visits: TypeAlias = VisitPlanned | VisitMoved | VisitHeld | VisitMissed | VisitCancelled
_Commitments: TypeAlias = CommitmentMade | CommitmentMoved | CommitmentKept | CommitmentBroken
_Aims: TypeAlias = GoalSet | GoalReviewed | GoalClosed | MeasureTaken | MeasureChecked
_Troubles: TypeAlias = ComplaintRaised | ComplaintResolved | ObjectionRaised | ObjectionResolved
_Judgements: TypeAlias = ClientCreditChecked | ClientRanked | HealthOverridden | ClientCovered
_Deliveries: TypeAlias = OrderDelivered | FeedbackGiven
_VISIT, _COMMITMENT, _GOAL, _MEASURE = "visit", "commitment", "goal", "measure"
_COMPLAINT, _OBJECTION, DELIVERY = "complaint", "objection", "delivery"


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
            things.put(_thing(DELIVERY, reasons.FEEDBACK, event.number, what, None, entry))
        case FeedbackGiven():
            _hear(things, event)
        case _:
            _judge(things, entry, event)
    return things


Told: TypeAlias = VisitPlanned | VisitHeld | CommitmentMade | ComplaintRaised | GoalSet | MeasureTaken
"""The events that say in a personal field what is to be done."""


def text_of(event: Told) -> str:
    """What is to be done, as an event says it."""
    match event:
        case VisitPlanned():
            return f"{event.channel}: {event.purpose}"
        case ComplaintRaised():
            return f"{event.topic} (severity {event.severity})"
        case CommitmentMade() | MeasureTaken():
            return event.what
        case GoalSet():
            return event.goal
        case VisitHeld():
            return event.next_step.what if isinstance(event.next_step, NextStep) else ""


def _stored_text(event: Told) -> str:
    """The same as a stored row has it: nothing if it names people: only the entry can be erased."""
    return "" if _names_people(event) else text_of(event)


def _names_people(event: Told) -> bool:
    return bool(event.people) or (isinstance(event, GoalSet) and event.person is not None)


def evolve_texts(state: dict[int, str] | None, entry: Fact, event: Told) -> dict[int, str]:
    """What is to be done by entries that name people, by their positions, after an entry."""
    texts = {} if state is None else state
    if _names_people(event):
        texts[entry.position] = text_of(event)
    return texts


def _thing(sort: str, reason: str, number: str | None, what: str, due: date | None, entry: Fact) -> Thing:
    told = 0 if what else unreplaced(entry)
    return Thing(sort, number or "", reason, what, due, entry.on, entry.position, told=told)


def _hour(at: datetime) -> str | None:
    """The moment of a plan; None where it only says the day."""
    return at.isoformat() if has_hour(at) else None


def _visit(things: Things, entry: Fact, event: _Visits) -> None:
    match event:
        case VisitPlanned():
            number = number_of(event.visit, entry)
            thing = _thing(_VISIT, reasons.VISIT, number, _stored_text(event), event.at.date(), entry)
            things.put(thing._replace(at=_hour(event.at)))
        case VisitMoved():
            things.move(_VISIT, event.visit, entry, event.at.date(), _hour(event.at))
        case _:
            things.drop(_VISIT, event.visit)
    if isinstance(event, VisitHeld):
        _promise(things, entry, event, reasons.STEP)


def _promise(things: Things, entry: Fact, event: CommitmentMade | VisitHeld, ours: str) -> None:
    """Add the commitment that an entry makes, if it does; ``ours`` is why we do it."""
    if (made := commitment_in(entry, event)) is not None:
        reason = ours if made.by == "us" else reasons.THEIRS
        things.put(_thing(_COMMITMENT, reason, made.number, _stored_text(event), made.due, entry))


def _commit(things: Things, entry: Fact, event: _Commitments) -> None:
    match event:
        case CommitmentMade():
            _promise(things, entry, event, reasons.COMMITMENT)
        case CommitmentMoved():
            things.move(_COMMITMENT, event.number, entry, event.due)
        case _:
            things.drop(_COMMITMENT, event.number)


def _aim(things: Things, entry: Fact, event: _Aims) -> None:
    match event:
        case GoalSet():
            number = number_of(event.number, entry)
            things.put(_thing(_GOAL, reasons.GOAL, number, _stored_text(event), event.until, entry))
        case GoalReviewed():
            things.move(_GOAL, event.number, entry, event.until)
        case GoalClosed():
            things.drop(_GOAL, event.number)
        case MeasureTaken() if event.due is not None:
            what = _stored_text(event)
            things.put(_thing(_MEASURE, reasons.MEASURE, event.number, what, event.due, entry))
        case _:
            things.drop(_MEASURE, event.number)


def _trouble(things: Things, entry: Fact, event: _Troubles) -> None:
    match event:
        case ComplaintRaised():
            things.put(_thing(_COMPLAINT, reasons.COMPLAINT, event.number, _stored_text(event), None, entry))
        case ObjectionRaised():
            what = f"{event.topic} (severity {event.severity})"
            things.put(_thing(_OBJECTION, reasons.OBJECTION, event.number, what, None, entry))
        case ComplaintResolved():
            things.drop(_COMPLAINT, event.number)
        case ObjectionResolved():
            things.drop(_OBJECTION, event.number)


def _hear(things: Things, event: FeedbackGiven) -> None:
    """Feedback about nothing closes every delivery before it, as the client had all of them in mind."""
    if event.about is not None:
        things.drop(DELIVERY, event.about)
        return
    for sort, number in [*things.open]:
        if sort == DELIVERY:
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
        things.put(_thing(reason, reason, None, what, due, entry))
