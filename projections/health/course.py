"""The view of health with the course of a year: the score on each of the last twelve month-ends.

It takes as long again to work out, so only those who ask for it have it; no table stores it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final

from ledger.times import last_month_ends, shifted
from projections.framework.columns import Column
from projections.framework.declare import View
from projections.framework.filters import AccountHolder
from projections.framework.tables import Table
from projections.health.assessing import Basis, assess, rounded, segment_of
from projections.health.rows import HealthRow, rows
from projections.policy import Policy

_MONTHS: Final = 12


@dataclass(frozen=True, kw_only=True)
class HealthCourse(HealthRow):
    """The health of a relationship, with its course."""

    months: Annotated[
        tuple[float | None, ...],
        Column(
            "The scores on the last twelve month-ends up to the day, the oldest first, under the policy of the day.",
            null="there was no score then",
            title="12 MONTHS",
            place=-1,
            spare=True,
            bars=True,
        ),
    ]


def _ends(as_of: date) -> list[date]:
    """The last twelve month-ends up to a day, the oldest first; the day itself may be one."""
    return last_month_ends(shifted(as_of, 1), _MONTHS)


def course_of(row: HealthCourse, as_of: date) -> list[tuple[date, float | None]]:
    """The scores of a row of a day, each with its day: those of the month-ends, and last that of the day."""
    scores = dict(zip(_ends(as_of), row.months, strict=True))
    return [*(scores | {as_of: row.score}).items()]


def with_course(view: View[Any, Basis, Any, Any], as_of: date) -> View[Any, Basis, Any, Any]:
    """The view of health for a day, with rows that have their course too."""
    back = [(as_of - end).days for end in _ends(as_of)]

    def of(holder: AccountHolder[Basis], day: date, policy: Policy) -> list[HealthCourse]:
        segment = segment_of(holder)
        held = {**holder.earlier, 0: [basis for _, basis in holder.states]}
        months = tuple(
            rounded(assess(held.get(days, ()), shifted(day, -days), policy.health, segment).score)
            for days in back
        )
        return [HealthCourse(**vars(row), months=months) for row in rows(holder, day, policy)]

    earlier = tuple(dict.fromkeys([*view.lookback.days, *filter(None, back)]))
    table = Table(view.table.name, view.table.about, HealthCourse)
    return replace(
        view,
        rows=of,
        table=table,
        lookback=view.lookback._replace(days=earlier),
        storing=view.storing._replace(restored=None),
        variants=view.variants._replace(fuller=None),
    )
