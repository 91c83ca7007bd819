"""The touches of a client: what we planned, what was held, and how it went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import ceil
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

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

PLANNED, HELD, MISSED, CANCELLED = "planned", "held", "missed", "cancelled"
_NO_HOUR: Final = time()
_DAY: Final = 24 * 60  # minutes


class Touch(NamedTuple):
    """A touch, planned or not, while no fact changes it.

    Attributes:
        position: the entry that planned it, or that told of it first.
        number: of a planned visit.
        manager: who answered for the client when the last entry told of it.
        on: the day on which it began, or for which it is planned.
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
        open: the position of each planned visit that nobody reported, by number.
        plans: the moment for which each of them is planned, as the last entry says.
        manager: who answers for the client.
        key_until: the last day on which the client is ranked as a key account; None: it is not.
    """

    open: dict[str, int] = field(default_factory=dict)
    plans: dict[str, datetime] = field(default_factory=dict)
    manager: str | None = None
    key_until: date | None = None

    def change(self, number: str | None, entry: Fact, **fields: Any) -> None:  # noqa: ANN401 - of the row
        """Note what an entry says of a planned visit; nothing if it is not open."""
        if number in self.open:
            key = (self.open[number],)
            row = self.rows[key]._replace(manager=self.manager, entry=entry.position, **fields)
            self.put(key, row, entry)

    def close(self, number: str) -> None:
        """Note that a planned visit is no longer open."""
        self.open.pop(number, None)
        self.plans.pop(number, None)


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
            for number in touches.open:
                touches.change(number, entry)
        case ClientRanked():
            touches.key_until = (event.until or date.max) if event.rank == "key" else None
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
    match event:
        case VisitPlanned():
            number = event.visit or str(entry.position)
            touches.open[number], touches.plans[number] = entry.position, event.at
            row = _touch(touches, entry, event.channel, event.at.date())
            row = _planned(row._replace(number=number, outcome=PLANNED), entry)
            touches.put((entry.position,), row, entry)
        case VisitMoved():
            if event.visit in touches.open:
                key, on = (touches.open[event.visit],), event.at.date()
                touches.plans[event.visit] = event.at
                row = touches.rows[key]._replace(
                    on=on, leaves=left_by_year(on), manager=touches.manager, entry=entry.position
                )
                missed = row.planned_on is not None and row.planned_on < entry.on
                touches.put(key, row if missed else _planned(row, entry), entry)
        case VisitMissed() | VisitCancelled():
            outcome = MISSED if isinstance(event, VisitMissed) else CANCELLED
            touches.change(event.visit, entry, outcome=outcome, by=event.by)
            touches.close(event.visit)


def _planned(row: Touch, entry: Fact) -> Touch:
    """A touch that counts as planned for its day, or for that of the entry that plans it if that is later."""
    day = max(row.on, entry.on)
    return row._replace(planned_on=day, planned_leaves=left_by_year(day))


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
        key=int(touches.key_until is not None and on <= touches.key_until),
        prepared=None,
        step=0,
        entry=entry.position,
    )


def _hold(touches: Touches, entry: Fact, event: VisitHeld) -> None:
    on, prepared = event.started_at.date(), event.prepared
    if prepared is None and event.preparation:
        prepared = True
    row = _touch(touches, entry, event.channel, on)._replace(
        prepared=None if prepared is None else int(prepared), step=int(event.next_step is not None)
    )
    if event.visit is not None and event.visit in touches.open:
        key = (touches.open[event.visit],)
        plan = touches.rows[key]
        row = row._replace(
            position=key[0],
            number=event.visit,
            planned_on=plan.planned_on,
            planned_leaves=plan.planned_leaves,
            late=minutes_late(touches.plans[event.visit], event.started_at),
        )
        touches.close(event.visit)
        touches.put(key, row, entry)
    else:
        touches.put((entry.position,), row, entry)


def minutes_late(planned: datetime, started: datetime) -> int:
    """The minutes, rounded up, from the planned moment to the beginning; 0 if it was early.

    A moment without an hour means its day, and the whole day is on time.
    """
    if _NO_HOUR in (planned.time(), started.time()):
        return max((started.date() - planned.date()).days, 0) * _DAY
    return max(ceil((started - planned).total_seconds() / 60), 0)
