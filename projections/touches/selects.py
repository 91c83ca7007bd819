"""Activity in SQL: its tables, and what a question reads of touches that shows only sums."""

from __future__ import annotations

from datetime import date

from projections.framework.needed import Needed, Sums
from projections.framework.periods import Period
from projections.framework.spans import Sql
from projections.policy import Policy
from projections.touches.activity_rows import NOT_REPORTED, TouchCounts
from projections.touches.visits import CANCELLED, HELD, MISSED, PLANNED

# ruff: noqa: S608 - all names in statements are our own

_THEN = "(on_day <= as_of AND as_of < leaves)"
"""Whether a touch began, or is planned now, in the twelve months."""
_PLANNED_THEN = "(planned_on IS NOT NULL AND planned_on <= as_of AND as_of < planned_leaves)"
_ANY_OF_THEM = f"({_THEN} OR {_PLANNED_THEN})"


def _conditions(then: str, planned_then: str, seen: str) -> dict[str, str]:
    """Which touches each figure counts, in SQL.

    Args:
        then: whether a touch began, or is planned now, in the period.
        planned_then: whether it was planned for a day of the period.
        seen: the day on which it is seen.
    """
    conditions = {
        "held": f"outcome = '{HELD}'",
        "missed_by_us": f"outcome = '{MISSED}' AND by_side = 'us'",
        "missed_by_client": f"outcome = '{MISSED}' AND by_side <> 'us'",
        "cancelled": f"outcome = '{CANCELLED}'",
        "not_reported": f"outcome = '{PLANNED}' AND on_day < {seen}",
        "off_plan": f"outcome = '{HELD}' AND planned_on IS NULL",
        "prepared": f"outcome = '{HELD}' AND prepared = 1",
        "unprepared": f"outcome = '{HELD}' AND prepared = 0",
        "next_step": f"outcome = '{HELD}' AND step = 1",
    }
    return {"planned": planned_then} | {
        name: f"{then} AND {condition}" for name, condition in conditions.items()
    }


def counted_by(by: str, period: Period, today: date, policy: Policy) -> Needed:
    """What a question needs of touches that shows only sums by something.

    Args:
        by: what they are summed by.
        period: the period asked about.
        today: the day on which it is seen, if that is before its last day.
        policy: says from when on a touch is late.
    """
    start, end = (day.toordinal() for day in period)
    then, planned_then = (f"({name} BETWEEN {start} AND {end})" for name in ("on_day", "planned_on"))
    conditions = _conditions(then, planned_then, f"{min(period.end, today).toordinal()}")
    rules = policy.touches
    tolerated = f"CASE WHEN key_account = 1 THEN {rules.tolerance_key} ELSE {rules.tolerance} END"
    counts = conditions | {"late": f"{conditions['held']} AND late > {tolerated}"}
    sums = Sums(tuple({"manager", "channel"} & {by}), first=True, counts=counts, row=TouchCounts)
    return Needed(period.start, where=f"{then} OR {planned_then}", sums=sums)


def select_rows(sql: Sql) -> str:
    """The rows in SQL."""
    conditions = _conditions(_THEN, _PLANNED_THEN, "as_of")
    sums = ", ".join(
        f"sum(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {name}" for name, condition in conditions.items()
    )
    seen = f"max(CASE WHEN {conditions['held']} THEN 1 ELSE 0 END) AS seen"
    return f"""
        SELECT begun.client, as_of, policy, name, {seen}, {sums}
        FROM {sql.begun} AS begun LEFT JOIN {sql.table("touches")} AS touches
            ON touches.client = begun.client AND valid_from <= as_of AND as_of < valid_to AND {_ANY_OF_THEM}
        GROUP BY begun.client, as_of, policy, name
    """


def select_items(sql: Sql) -> str:
    """The touches in SQL."""
    outcome = f"CASE WHEN outcome = '{PLANNED}' AND on_day < as_of THEN '{NOT_REPORTED}' ELSE outcome END"
    return f"""
        SELECT begun.client, as_of, policy, name, position AS entry, on_day, number AS visit, channel,
            touches.manager, {outcome} AS outcome, by_side, planned_on,
            CASE WHEN {_PLANNED_THEN} THEN 1 ELSE 0 END AS planned, CASE WHEN {_THEN} THEN 1 ELSE 0 END AS in_period,
            CASE WHEN planned_on IS NULL THEN 1 ELSE 0 END AS off_plan, late AS minutes_late, prepared, step AS next_step
        FROM {sql.begun} AS begun JOIN {sql.table("touches")} AS touches
            ON touches.client = begun.client AND valid_from <= as_of AND as_of < valid_to AND {_ANY_OF_THEM}
    """
