"""The agenda, as a function of a ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Unpack

from goodwill.asking import known_house, shown
from goodwill.moments import horizon_of
from goodwill.options import Asked, asks
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.agenda.covers import with_covers
from projections.agenda.parts import part_of
from projections.agenda.rows import ReasonedRow
from projections.agenda.weeks import name_of, week_called, week_of
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
        ValueError: there is no such week.
        UnknownChoice: no client has what is asked for.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    return agenda_from(ledger, partial(shown, ledger), week=week, overdue=overdue, why=why, **asked)


def agenda_from(
    ledger: EntryLog,
    ask: Callable[..., Answer],
    *,
    week: str | None = None,
    overdue: bool = False,
    why: bool = False,
    **asked: Unpack[Asked],
) -> Answer:
    """As ``agenda``, of answers that a function gives: such as ``partial(shown, ledger)``."""
    today = horizon_of(ledger, asked.get("as_of"), asked.get("known_at")).as_of
    days = week_of(today) if week is None else week_called(week)
    if asked.get("as_of") is None:
        asked["as_of"] = days.start if days.end < today else today
    found = ask("agenda", start=days.start, **asked)
    found = with_covers(found, known_house(ledger, found), days)
    found = replace(found, more={"week": name_of(days)})
    if overdue:
        found = part_of(found, "overdue")
    if not why:
        return found
    return replace(found, shape=ReasonedRow, rows=[ReasonedRow(**vars(row)) for row in found.rows])


def agenda_calendar(found: Answer) -> str:
    """A calendar file (RFC 5545) of an agenda, for other programs; a later file updates the same events."""
    return calendar(found.rows, found.as_of)
