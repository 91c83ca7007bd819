"""What changed between two days, or between two moments of knowledge, and the entries that did it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Unpack

from goodwill.asking import Ask, history_source, question_of, shown
from goodwill.entries import house_entries
from goodwill.manager_changes import changes_of_managers, within
from goodwill.moments import clocks_of, day_of, period_end, today
from goodwill.options import Chosen, Seen, asks
from ledger.errors import Misuse
from ledger.events import EntryCorrected, PlanSet, SettlementMade
from ledger.recording.entry_log import EntryLog
from ledger.times import shifted
from projections import Answer
from projections.framework.answering import view_called
from projections.framework.attribution.causes import End
from projections.framework.changing import Changes
from projections.framework.changing import changes as found_between
from projections.framework.choices import UnknownChoice
from projections.framework.periods import Period
from projections.framework.question import Question
from projections.framework.registry import ALL, REGISTER, AnyView, names_with_rows
from projections.history import Horizon
from projections.policy import in_force

_OF_OTHER_DAYS = (EntryCorrected.kind, SettlementMade.kind)
"""Kinds that may count from another day than their own."""


@asks(Chosen)
def changes(
    ledger: EntryLog,
    view: str | None = None,
    *,
    since: date | None = None,
    known_from: datetime | None = None,
    period: tuple[date, date] | None = None,
    **chosen: Unpack[Chosen],
) -> Changes:
    """Which figures differ between two days, or between two moments of knowledge, and the entries between.

    Args:
        view: the name of a view; None: all views. Of plan and pay, unless a client is named, it gives the
            figures of managers.
        since: the first day; None: ``as_of``, which is the last day.
        known_from: the first moment; None: ``known_at``, which is the last moment.
        period: what a view of periods shows at both ends, as far as each day has come. Without ``since`` and
            ``known_from`` it is also the two days, for any view: the eve of the period, and its end.
        **chosen: as ``Chosen`` has it.

    Raises:
        Misuse: both ends are the same, or the first comes after the last, or the view is not about a period.
        UnknownView: there is no view of that name.
        UnknownChoice: no client has, at neither end, what is asked for.
    """
    days, of = ends_of(ledger, view, since, known_from, chosen.get("as_of"), period)
    ends = horizons(ledger, days[0], known_from, days[1], chosen.get("known_at"))
    return between(ledger, partial(shown, ledger), view, ends, chosen, of)


def ends_of(
    ledger: EntryLog,
    view: str | None,
    since: date | None,
    known_from: datetime | None,
    as_of: date | None,
    period: tuple[date, date] | None,
) -> tuple[tuple[date | None, date | None], Period | None]:
    """The first day and the last, and the period that the view is asked about, if it is about one.

    Raises:
        Misuse: it is not, and the days or moments to compare are given beside the period.
        UnknownView: there is no view of that name.
    """
    if period is None:
        return (since, as_of), None
    whole = Period(*period)
    of = whole if view and REGISTER[view_called(view).name].of_period else None
    if since is None and known_from is None:
        since = shifted(whole.start, -1)
    elif of is None:
        what = view or "all views together"
        raise Misuse(f"period is given beside the ends, and {what} is not about a period; give one of them")
    return (since, period_end(*period, as_of, today(ledger))), of


def horizons(
    ledger: EntryLog,
    since: date | None,
    known_from: datetime | None,
    as_of: date | None,
    known_at: datetime | None,
) -> tuple[Horizon, Horizon]:
    """The horizons of the two ends; raises ``Misuse`` as ``changes`` does."""
    if since is None and known_from is None:
        raise Misuse("there is nothing to compare; give since, known_from or both")
    last = clocks_of(ledger, as_of, known_at).seen
    begun = last.as_of if since is None else day_of(since, "since")
    first = last._replace(as_of=begun) if known_from is None else clocks_of(ledger, begun, known_from).seen
    if first.as_of > last.as_of:
        raise Misuse(f"since={first.as_of} comes after the last day, {last.as_of}; give an earlier one")
    if known_from is not None and last.known_at is not None and known_from > last.known_at:
        raise Misuse(
            f"known_from={known_from} comes after the last moment, {last.known_at}; give an earlier one"
        )
    return first, last


def between(
    ledger: EntryLog,
    ask: Ask,
    view: str | None,
    ends: tuple[Horizon, Horizon],
    chosen: Chosen,
    period: Period | None = None,
) -> Changes:
    """What changed between two ends for the clients that are chosen, or for their managers.

    Where nobody has planned, what counts for plans repeats other views; it is compared only if asked for.

    Args:
        ledger: the ledger.
        ask: gives the answer of a view.
        view: the name of a view; None: all views.
        ends: how far each end looks; neither looks beyond the period.
        chosen: the clients.
        period: that the view is asked about; None: it is about none, or about its usual one.
    """
    if view and REGISTER[view_called(view).name].of_managers and not chosen.get("client"):
        return changes_of_managers(ledger, ask, view, ends, chosen, period)
    if period:
        ends = within(ends, period)
    views = names_with_rows() if view is None else [view_called(view).name]
    house = [*house_entries(ledger)]
    planned = any(ledger.recorder.chosen(kinds=[PlanSet.kind]))
    compared = [name for name in views if planned or view or not REGISTER[name].of_managers]
    found, unknown = [], None
    for horizon in ends:
        seen: Seen = {"as_of": horizon.as_of, "known_at": horizon.known_at}
        question, answers = question_of(ledger, **chosen | seen), dict[str, Answer]()
        try:
            if period is None or horizon.as_of >= period.start:
                answers |= {name: _asked(ask, name, question, period) for name in compared}
        except UnknownChoice as wrong:
            unknown = wrong
        found.append(End(horizon, in_force(house, horizon), answers))
    if unknown is not None and not any(end.answers for end in found):
        raise unknown
    both, touched = (found[0], found[1]), _touched(ledger, *ends)
    of_period = {name: _of_period(name, period) for name in views}
    return found_between(views, both, history_source(ledger), house, touched, of_period)


def _asked(ask: Ask, name: str, question: Question, period: Period | None) -> Answer:
    """The answer of a view, about a period if there is one."""
    if period is None:
        return ask(name, question)
    if ALL[name].variants.over is not None:
        return ask(name, question._replace(start=period.start))
    found = ask(name, question)  # each row is an entry with its day
    return replace(found, rows=[row for row in found.rows if period.holds(row.on)])


def _of_period(name: str, period: Period | None) -> AnyView:
    over = ALL[name].variants.over
    return over(period.start) if over and period else ALL[name]


def _touched(ledger: EntryLog, first: Horizon, last: Horizon) -> set[str]:
    """The clients that may have an entry between two ends."""
    days = first.as_of.isoformat(), last.as_of.isoformat()
    kinds = _OF_OTHER_DAYS if first.as_of < last.as_of else ()
    return {*ledger.recorder.clients_between((first.position, last.position), days, kinds)}
