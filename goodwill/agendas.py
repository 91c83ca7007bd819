"""The agenda, as a function of a ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, tzinfo
from functools import partial
from typing import Unpack

from goodwill.asking import Ask, known_house, question_of, shown, staffing_on
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
        **asked: as ``Asked`` has it. Without ``as_of``, a week that is past is shown as it was on its Monday,
            for those who had the clients in that week; ask for it again with the moment that it names alone.

    Raises:
        Misuse: there is no such week.
        UnknownChoice: no client has what is asked for.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    question, days = week_question(ledger, week, **asked)
    return agenda_from(ledger, partial(shown, ledger), question, days, overdue=overdue, why=why)


def week_question(ledger: EntryLog, week: str | None, **asked: Unpack[Asked]) -> tuple[Question, Period]:
    """The question of ``agenda`` about a week, and the days of the week."""
    as_of = asked.get("as_of")
    day = today(ledger) if as_of is None else day_of(as_of, "as_of")
    days = week_of(day) if week is None else week_called(week)
    past = as_of is None and days.end < day
    asked["as_of"] = days.start if past else day
    question = question_of(ledger, **asked)
    where, horizon = question.where, question.horizon
    if past and where.mine is not None:
        # Deputies look for a week that they had, and most covers are decided only on its days. What the
        # ledger knew decides alone, so that the moment of the answer gives it again.
        horizon = horizon._replace(as_of=date.max)
    elif (where.mine, where.team) == (None, None) or days.holds(horizon.as_of):
        return question, days  # it has the covers of the week of its day
    held = staffing_on(ledger, horizon, days)
    staffing = replace(where.staffing, covers=held.covers, of_clients=held.of_clients)
    return question._replace(where=replace(where, staffing=staffing)), days


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
    rows = found.rows
    if (zone := house_zone(ledger, found.position)) is not None:
        rows = [row if row.starts is None else _on_the_clock(row, row.starts, zone) for row in rows]
    found = replace(found, rows=rows, more={"week": name_of(days)})
    if overdue:
        found = part_of(found, "overdue")
    if not why:
        return found
    return replace(found, shape=ReasonedRow, rows=[ReasonedRow(**vars(row)) for row in found.rows])


def _on_the_clock(row: AgendaRow, starts: str, zone: tzinfo) -> AgendaRow:
    """A thing with its hour as its place has it, and with the offset where that is not the house's."""
    own = datetime.fromisoformat(starts)
    if own.utcoffset() == own.astimezone(zone).utcoffset():
        return row
    return replace(row, at=f"{row.at} {own.isoformat()[-6:]}")


@exact
def agenda_calendar(found: Answer) -> str:
    """A calendar file (RFC 5545) of an agenda, for other programs; a later file updates the same events."""
    return calendar(found.rows, found.as_of)
