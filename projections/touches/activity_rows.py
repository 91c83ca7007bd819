"""The rows of activity: the touches of a client or a group, counted, and the touches themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Final, NamedTuple

from projections.framework.columns import Column, Who
from projections.touches.visits import CANCELLED, HELD

NOT_REPORTED = "not reported"


def _count(meaning: str, title: str = "", **more: Any) -> Column:  # noqa: ANN401 - of a column
    return Column(meaning, unit="touches", title=title, **more)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The touches of a period, counted."""

    planned: Annotated[
        int,
        _count(
            "Touches that we had planned for a day of the period; one that is moved or held after its day stays "
            "planned for that day.",
            "PLAN",
        ),
    ]
    held: Annotated[int, _count("Touches that took place, planned or not.", bold=True)]
    missed_by_us: Annotated[int, _count("Planned touches that we missed.", "MISSED", quiet=True)]
    missed_by_client: Annotated[
        int, _count("Planned touches that the client missed.", "BY CLIENT", quiet=True)
    ]
    cancelled: Annotated[int, _count("Planned touches that one side called off.", quiet=True)]
    not_reported: Annotated[
        int,
        _count(
            "Planned touches whose day has passed, and of which no entry tells how they went.",
            "UNREPORTED",
            quiet=True,
        ),
    ]
    off_plan: Annotated[int, _count("Touches that took place without a plan.", quiet=True)]
    late: Annotated[
        int,
        _count(
            "Planned touches that began after the planned moment by more than the policy tolerates.",
            stored="",
            quiet=True,
        ),
    ]
    prepared: Annotated[int, _count("Touches that took place and for which we were prepared.", "PREP")]
    unprepared: Annotated[
        int, _count("Those for which we were not; of the others no entry tells.", quiet=True, spare=True)
    ]
    next_step: Annotated[int, _count("Touches that ended with a next step.", "NEXT")]
    deciders: Annotated[
        int,
        Column(
            "People at the client who decide (as recorded, or else by an influence of 4 or 5) and trust us, on the last day.",
            unit="people",
            stored="",
            title="TRUST",
            quiet=True,
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class ActivityRow(Counted, Who):
    """The touches of a client in a period."""

    manager: Annotated[
        str | None,
        Column("Who answers for the client.", null="nobody known", stored="", place=-1, spare=True),
    ]
    seen: Annotated[bool, Column("Whether any touch took place.", place=-1)]


@dataclass(frozen=True, kw_only=True)
class TouchItem(Who):
    """A touch of the period."""

    entry: Annotated[int, Column("The position of the entry that planned it, or told of it first.", key=1)]
    on: Annotated[
        date,
        Column("The day of the entry that says it was held, or for which it is planned.", stored="on_day"),
    ]
    visit: Annotated[str | None, Column("The number of the planned visit.", null="it was not planned")]
    channel: Annotated[str, Column("The sort of touch.")]
    manager: Annotated[str | None, Column("Who answered for the client then.", null="nobody known")]
    outcome: Annotated[
        str, Column("held, missed, cancelled, planned (for today or a day to come), or not reported.")
    ]
    by: Annotated[
        str | None, Column("The side that missed or cancelled it.", null="neither did", stored="by_side")
    ]
    planned_on: Annotated[
        date | None,
        Column(
            "The day on which it counts as planned: that of the last plan which was made in time.",
            null="it was not planned",
        ),
    ]
    planned: Annotated[bool, Column("Whether that day lies in the period.")]
    in_period: Annotated[bool, Column("Whether it was held, or is planned now, in the period.")]
    off_plan: Annotated[bool, Column("Whether it took place without a plan.")]
    minutes_late: Annotated[
        int | None,
        Column(
            "Minutes from the planned moment to the beginning; early is 0.", unit="minutes", null="unknown"
        ),
    ]
    late: Annotated[bool, Column("Whether that is more than the policy tolerates.", stored="")]
    prepared: Annotated[bool | None, Column("Whether we were prepared.", null="no entry tells")]
    next_step: Annotated[bool, Column("Whether it ended with a next step.")]


@dataclass(frozen=True, slots=True)
class ActivityTotal:
    """The sums of the rows."""

    clients: int
    seen: int
    planned: int
    held: int
    missed_by_us: int
    missed_by_client: int
    cancelled: int
    not_reported: int
    off_plan: int
    late: int
    prepared: int
    unprepared: int
    next_step: int
    deciders: int


class TouchCounts(NamedTuple):
    """Touches of a client that are alike in what an answer is summed by, counted by the database.

    Attributes:
        position: of the first of them.
        on: its day.
        manager: who answered for the client then; None also where they are not alike in it.
        channel: the sort of touch; None where they are not alike in it.
    """

    position: int
    on: Annotated[date, Column(stored="on_day")]
    manager: str | None
    channel: str | None
    planned: int
    held: int
    missed_by_us: int
    missed_by_client: int
    cancelled: int
    not_reported: int
    off_plan: int
    late: int
    prepared: int
    unprepared: int
    next_step: int


class CountedItem(NamedTuple):
    """In place of items, such touches of a client."""

    client: str
    of: TouchCounts

    @property
    def manager(self) -> str | None:
        """Who answered for the client then."""
        return self.of.manager

    @property
    def channel(self) -> str | None:
        """The sort of touch."""
        return self.of.channel


class Told(NamedTuple):
    """What of a touch is counted, as its item has it."""

    planned: bool
    in_period: bool
    outcome: str
    by: str | None
    off_plan: bool
    late: bool
    prepared: bool | None
    next_step: bool


told_of: Final[Callable[[TouchItem], tuple[Any, ...]]] = attrgetter(*Told._fields)
"""What of a touch is counted, in the order of ``Told``."""


@cache
def figures(*told: Any) -> Sequence[str]:  # noqa: ANN401 - the fields of ``Told``
    """The figures that a touch counts in; few touches differ in what is told of them."""
    return [*_figures(Told(*told))]


def _figures(touch: Told) -> Iterator[str]:
    if touch.planned:
        yield "planned"
    if not touch.in_period:
        return
    match touch.outcome:
        case "held":
            yield HELD
            marks = {"off_plan": touch.off_plan, "late": touch.late, "next_step": touch.next_step}
            yield from (name for name, holds in marks.items() if holds)
            if touch.prepared is not None:
                yield "prepared" if touch.prepared else "unprepared"
        case "missed":
            yield "missed_by_us" if touch.by == "us" else "missed_by_client"
        case "cancelled":
            yield CANCELLED
        case "not reported":
            yield "not_reported"
        case _:
            pass


_COUNTS = [one.name for one in fields(Counted) if one.name != "deciders"]
_NONE = (0,) * len(_COUNTS)


_counts_of: Final[Callable[[TouchCounts | ActivityRow], tuple[int, ...]]] = attrgetter(*_COUNTS)


def counts(
    told: Collection[tuple[Any, ...]], counted: Iterable[TouchCounts | ActivityRow] = ()
) -> dict[str, int]:
    """How many touches count in each figure, from what of each is counted, and from counts."""
    several = [*map(_counts_of, counted)] or [_NONE]
    sums = map(sum, zip(*several, strict=True)) if len(several) > 1 else several[0]
    found = dict(zip(_COUNTS, sums, strict=True))
    for same, number in Counter(told).items() if told else ():
        for name in figures(*same):
            found[name] += number
    return found


def totals(rows: Iterable[ActivityRow]) -> list[ActivityTotal]:
    """The sums of the rows; none without rows."""
    rows = [*rows]
    names = "seen", "deciders", *_COUNTS
    sums = dict(zip(names, map(sum, zip(*map(attrgetter(*names), rows), strict=True)), strict=False))
    return [ActivityTotal(clients=len(rows), **sums)] if rows else []
