"""The parts of an agenda: what is due in its week, what is overdue, and what earlier weeks left open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from ledger.times import shifted
from projections.agenda.rows import AgendaRow
from projections.agenda.weeks import week_called
from projections.framework.answer import Answer


def _due_in_week(row: AgendaRow, as_of: date, monday: date) -> bool:
    return (row.due or shifted(as_of, -row.age_days)) >= monday


def _overdue(row: AgendaRow, as_of: date, monday: date) -> bool:
    del monday
    return row.due is not None and row.due < as_of


def _left_open(row: AgendaRow, as_of: date, monday: date) -> bool:
    return row.due is None and not _due_in_week(row, as_of, monday)


PARTS: Final[Mapping[str, tuple[Callable[[AgendaRow, date, date], bool], str]]] = {
    "week": (_due_in_week, "nothing is due this week"),
    "overdue": (_overdue, "nothing is overdue"),
    "open": (_left_open, "nothing of earlier weeks is open"),
}
"""Whether a row belongs to a part, and what a part without rows says.

What has no day, such as a complaint, is due at once: it belongs to the week in which it came up, and to what
is left open in later ones. What was due on an earlier day of the week is both due this week and overdue.
"""


def part_of(found: Answer, part: str) -> Answer:
    """An agenda with the rows of one part, in their order; the part is a name in ``PARTS``."""
    belongs, empty = PARTS[part]
    monday = week_called(str(found.more["week"])).start
    return replace(found, rows=[row for row in found.rows if belongs(row, found.as_of, monday)], empty=empty)
