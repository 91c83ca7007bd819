"""The agenda, as a function of a ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, tzinfo
from functools import partial
from typing import Unpack

from goodwill.asking import Ask, known_house, question_of, shown
from goodwill.moments import day_of, today
from goodwill.names import house_zone
from goodwill.options import Asked, asks
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.agenda.covers import with_covers
from projections.agenda.parts import part_of
from projections.agenda.rows import AgendaRow, ReasonedRow
from projections.agenda.weeks import name_of, week_called, week_of
from projections.framework.periods import Period
from projections.framework.question import Question
from reporting.icalendar import calendar


@asks(Asked)
def agenda(
    ledger: EntryLog,
    *,
    week: str | None = None,
    overdue: bool = False,
    why: bool = False,
    **asked: Unpack[Asked],
) -> Answer:
    """What is to be done in a week: a row for each thing, with fixed hours first.

    Args:
        week: such as "2026-W27"; None: the week of ``as_of``.
        overdue: whether to give only what is overdue.
        why: whether tables show the reason in words in place of what a thing is about.
        **asked: as ``Asked`` has it. Without ``as_of``, a week that is past is shown as it was on its Monday.

    Raises:
        Misuse: there is no such week.
        UnknownChoice: no client has what is asked for.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    days, asked["as_of"] = week_asked(ledger, week, asked.get("as_of"))
    question = question_of(ledger, **asked)
    return agenda_from(ledger, partial(shown, ledger), question, days, overdue=overdue, why=why)


def week_asked(ledger: EntryLog, week: str | None, as_of: date | None) -> tuple[Period, date]:
    """The days of a week, and the day as of which they are shown; as ``agenda`` takes them."""
    day = today(ledger) if as_of is None else day_of(as_of, "as_of")
    days = week_of(day) if week is None else week_called(week)
    return days, days.start if as_of is None and days.end < day else day


def agenda_from(
    ledger: EntryLog, ask: Ask, question: Question, days: Period, *, overdue: bool = False, why: bool = False
) -> Answer:
    """As ``agenda``, for a question about the days of a week.

    A person's own clients include those for whom they stand in on a day of the week that is not over.
    """
    where, today = question.where, question.horizon.as_of
    left = Period(max(days.start, today), days.end) if days.holds(today) else days
    where = replace(where, staffing=replace(where.staffing, days=left))
    found = ask("agenda", question._replace(start=days.start, where=where))
    found = with_covers(found, known_house(ledger, found), days)
    rows = [_on_the_clock(row, zone) for row in found.rows] if (zone := house_zone(ledger)) else found.rows
    found = replace(found, rows=rows, more={"week": name_of(days)})
    if overdue:
        found = part_of(found, "overdue")
    if not why:
        return found
    return replace(found, shape=ReasonedRow, rows=[ReasonedRow(**vars(row)) for row in found.rows])


def _on_the_clock(row: AgendaRow, zone: tzinfo) -> AgendaRow:
    """A thing with its hour as its place has it, and with the offset where that is not the house's."""
    if row.starts is None or row.at is None:
        return row
    own = datetime.fromisoformat(row.starts)
    if own.utcoffset() == own.astimezone(zone).utcoffset():
        return row
    return replace(row, at=f"{row.at} {own.isoformat()[-6:]}")


@exact
def agenda_calendar(found: Answer) -> str:
    """A calendar file (RFC 5545) of an agenda, for other programs; a later file updates the same events."""
    return calendar(found.rows, found.as_of)
