"""The touches of a client: what we planned, what was held, and how it went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import (
    ClientRanked,
    ClientReassigned,
    ClientRegistered,
    ShelfChecked,
    TrainingHeld,
    VisitCancelled,
    VisitHeld,
    VisitMissed,
    VisitMoved,
    VisitPlanned,
)
from projections.framework.columns import Column
from projections.framework.numbered import Kept
from projections.framework.periods import left_by_year
from projections.planned_visits import (
    Plan,
    PlannedVisits,
    key_until,
    minutes_late,
    number_of,
    was_prepared,
)

PLANNED, HELD, MISSED, CANCELLED = "planned", "held", "missed", "cancelled"


class Touch(NamedTuple):
    """A touch, planned or not, while no fact changes it.

    Attributes:
        position: the entry that planned it, or that told of it first.
        number: of a planned visit.
        manager: who answered for the client when the last entry told of it.
        on: the day of the entry that says it was held, as in all views, or for which it is planned.
        leaves: the first day whose twelve months no longer hold it.
        planned_on: the day on which it counts as planned, once and for all when that day has passed: a visit
            that is moved or held later stays planned for the day that was missed. None: nobody planned it.
        planned_leaves: the first day whose twelve months no longer hold that day.
        outcome: planned while nobody reported; held, missed or cancelled.
        by: the side that missed or cancelled it.
        late: minutes from the planned moment to its beginning, 0 if it was early; None where unknown.
        key: 1 if a person had ranked the client as a key account then, else 0.
        prepared: 1 if we were, 0 if we were not; None where no entry tells.
        step: 1 if a next step was agreed, else 0.
        entry: the entry that says how it stands.
    """

    position: Annotated[int, Column(key=1)]
    number: str | None
    channel: str
    manager: str | None
    on: Annotated[date, Column(stored="on_day")]
    leaves: date
    planned_on: date | None
    planned_leaves: date | None
    outcome: str
    by: Annotated[str | None, Column(stored="by_side")]
    late: int | None
    key: Annotated[int, Column(stored="key_account")]
    prepared: int | None
    step: int
    entry: int


@dataclass(slots=True)
class Touches(Kept[Touch]):
    """The touches of a client.

    Attributes:
        planned: the visits that nobody reported.
        planned_by: by the entry that planned a visit, the one that planned it last in time for its day.
        manager: who answers for the client.
        key_until: the last day on which the client is ranked as a key account.
    """

    planned: PlannedVisits = field(default_factory=PlannedVisits)
    planned_by: dict[int, int] = field(default_factory=dict)
    manager: str | None = None
    key_until: date = date.min

    def change(self, plan: Plan, entry: Fact, **fields: Any) -> None:  # noqa: ANN401 - of the row
        """Note what an entry says of a planned visit."""
        key = (plan.position,)
        self.put(key, self.rows[key]._replace(manager=self.manager, entry=entry.position, **fields), entry)


FoldedEvent: TypeAlias = (
    ClientRegistered
    | ClientReassigned
    | ClientRanked
    | VisitPlanned
    | VisitMoved
    | VisitHeld
    | VisitMissed
    | VisitCancelled
    | TrainingHeld
    | ShelfChecked
)
"""The kinds that say what we do with a client, and who does."""


def evolve(state: Touches | None, entry: Fact, event: FoldedEvent) -> Touches:
    """The touches after an entry."""
    touches = state or Touches()
    match event:
        case ClientRegistered() | ClientReassigned():
            touches.manager = event.manager
            for plan in touches.planned.values():
                key = (plan.position,)
                touches.put(key, touches.rows[key]._replace(manager=touches.manager), entry)
        case ClientRanked():
            touches.key_until = key_until(event)
        case VisitPlanned() | VisitMoved() | VisitMissed() | VisitCancelled():
            _plan(touches, entry, event)
        case VisitHeld():
            _hold(touches, entry, event)
        case TrainingHeld() | ShelfChecked():
            channel = "training" if isinstance(event, TrainingHeld) else "merchandising"
            touches.put((entry.position,), _touch(touches, entry, channel, entry.on), entry)
    return touches


def _plan(
    touches: Touches, entry: Fact, event: VisitPlanned | VisitMoved | VisitMissed | VisitCancelled
) -> None:
    """Plan a visit, move it, or note that it did not take place."""
    plan = touches.planned.follow(entry, event)
    if plan is None:
        return
    match event:
        case VisitPlanned():
            on, number = event.at.date(), number_of(event.visit, entry)
            row = _touch(touches, entry, event.channel, on)
            row = row._replace(number=number, outcome=PLANNED, **_planned_for(on, entry))
            touches.put((entry.position,), row, entry)
            touches.planned_by[entry.position] = entry.position
        case VisitMoved():
            row, on = touches.rows[plan.position,], event.at.date()
            fields = {"on": on, "leaves": left_by_year(on)}
            missed = row.planned_on is not None and row.planned_on < entry.on
            if not missed:
                touches.planned_by[plan.position] = entry.position
            touches.change(plan, entry, **fields if missed else {**fields, **_planned_for(on, entry)})
        case VisitMissed() | VisitCancelled():
            outcome = MISSED if isinstance(event, VisitMissed) else CANCELLED
            touches.change(plan, entry, outcome=outcome, by=event.by)


def _planned_for(on: date, entry: Fact) -> dict[str, Any]:
    """The day that counts as planned: that of the visit, or of the entry that plans it if that is later."""
    day = max(on, entry.on)
    return {"planned_on": day, "planned_leaves": left_by_year(day)}


def _touch(touches: Touches, entry: Fact, channel: str, on: date) -> Touch:
    """A touch that was held without a plan."""
    return Touch(
        position=entry.position,
        number=None,
        channel=channel,
        manager=touches.manager,
        on=on,
        leaves=left_by_year(on),
        planned_on=None,
        planned_leaves=None,
        outcome=HELD,
        by=None,
        late=None,
        key=int(on <= touches.key_until),
        prepared=None,
        step=0,
        entry=entry.position,
    )


def _hold(touches: Touches, entry: Fact, event: VisitHeld) -> None:
    prepared = was_prepared(event)
    row = _touch(touches, entry, event.channel, entry.on)._replace(
        prepared=None if prepared is None else int(prepared), step=int(event.next_step is not None)
    )
    plan = touches.planned.follow(entry, event)
    if plan is not None:
        before = touches.rows[plan.position,]
        row = row._replace(
            position=plan.position,
            number=event.visit,
            planned_on=before.planned_on,
            planned_leaves=before.planned_leaves,
            late=minutes_late(plan.at, event.started_at),
        )
    touches.put((row.position,), row, entry)
