"""What changed between two days, or between two moments of knowledge, and the entries that did it."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Unpack

from goodwill.asking import Ask, history_source, question_of, shown
from goodwill.entries import house_entries
from goodwill.moments import day_of, horizon_of
from goodwill.options import Chosen, Seen, asks
from ledger.errors import Misuse
from ledger.events import EntryCorrected, PlanSet, SettlementMade
from ledger.recording.entry_log import EntryLog
from projections import Answer
from projections.framework.asking import view_called
from projections.framework.attribution.causes import End
from projections.framework.changing import Changes
from projections.framework.changing import changes as found_between
from projections.framework.choices import UnknownChoice
from projections.framework.registry import REGISTER, names_with_rows
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
    **chosen: Unpack[Chosen],
) -> Changes:
    """Which figures differ between two days, or between two moments of knowledge, and the entries between.

    Args:
        view: the name of a view; None: all views.
        since: the first day; None: ``as_of``, which is the last day.
        known_from: the first moment; None: ``known_at``, which is the last moment.
        **chosen: as ``Chosen`` has it.

    Raises:
        Misuse: both ends are the same, or the first comes after the last.
        UnknownView: there is no view of that name.
        UnknownChoice: no client has, at neither end, what is asked for.
    """
    ends = horizons(ledger, since, known_from, chosen.get("as_of"), chosen.get("known_at"))
    return between(ledger, partial(shown, ledger), view, ends, chosen)


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
    last = horizon_of(ledger, as_of, known_at)
    first = horizon_of(
        ledger, last.as_of if since is None else day_of(since, "since"), known_from or last.known_at
    )
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
) -> Changes:
    """What changed between two ends for the clients that are chosen.

    Where nobody has planned, what counts for plans repeats other views; it is compared only if asked for.
    """
    views = names_with_rows() if view is None else [view_called(view).name]
    house = [*house_entries(ledger)]
    planned = any(ledger.recorder.chosen(kinds=[PlanSet.kind]))
    compared = [name for name in views if planned or view or not REGISTER[name].of_managers]
    found, unknown = [], None
    for horizon in ends:
        seen: Seen = {"as_of": horizon.as_of, "known_at": horizon.known_at}
        question, answers = question_of(ledger, **chosen | seen), dict[str, Answer]()
        try:
            answers |= {name: ask(name, question) for name in compared}
        except UnknownChoice as wrong:
            unknown = wrong
        found.append(End(horizon, in_force(house, horizon), answers))
    first, last = found
    if unknown is not None and not (first.answers or last.answers):
        raise unknown
    return found_between(views, (first, last), history_source(ledger), house, _touched(ledger, *ends))


def _touched(ledger: EntryLog, first: Horizon, last: Horizon) -> set[str]:
    """The clients that may have an entry between two ends."""
    days = first.as_of.isoformat(), last.as_of.isoformat()
    kinds = _OF_OTHER_DAYS if first.as_of < last.as_of else ()
    return {*ledger.recorder.clients_between((first.position, last.position), days, kinds)}
