"""What an agenda needs of stored things to do: those that may have a row in its week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from projections.agenda.reasons import ENDING, FLEETING
from projections.agenda.task_spans import RENEWING
from projections.agenda.weeks import week_of
from projections.framework.needed import Needed

_OVER = sorted(FLEETING - {ENDING})  # a contract that ended has another reason after its last day


def needed_in(start: date | None, as_of: date) -> Needed:
    """What an agenda needs of things, as ``chosen`` chooses them.

    Of the two days of a proposal that have passed, the later one alone has a row, also after the week.

    Args:
        start: a day of the week; None: the day asked.
        as_of: the day asked.
    """
    week = week_of(start or as_of)
    first, last = (day.toordinal() for day in week)
    if not week.holds(as_of):
        return Needed(where=f"due BETWEEN {first} AND {max(last, as_of.toordinal())}")
    lasting = f"reason NOT IN ({_texts(_OVER)}) AND sort <> '{RENEWING}'"
    return Needed(where=f"due IS NULL OR due <= {last} AND (due >= {first} OR {lasting})")


def _texts(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)
