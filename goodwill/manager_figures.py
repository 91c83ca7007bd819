"""The entries behind a manager's figures, on a day or between two days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final

from goodwill.entries import house_entries
from ledger.codec import decode
from ledger.entry import HOUSE, Entry
from ledger.recording.entry_log import EntryLog
from ledger.store.streams import streams_of_no_client
from ledger.text import plural
from projections import Answer, Explanation, Move
from projections.framework.attribution.audit_trail import AuditTrail
from projections.framework.attribution.explaining import about, grouped, lines_of
from projections.framework.attribution.moving import figure_changes, moving_lines
from projections.framework.choices import UnknownChoice
from projections.framework.contributions import Contribution, differences
from projections.history import Horizon
from projections.remarks import Remark

_WITH_TIME: Final = frozenset({"fixed"})
"""The figures that grow from day to day without an entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerFigures:
    """What a manager's figures of a day are made of.

    Attributes:
        found: the answer that the figures are from.
        manager: the name.
        parts: the contributions to them.
        codes: of the clients whose entries contribute.
        on: the same figures, of the same period, as they were on an earlier day; None: it had not begun.
        cautions: what makes the figures doubtful.
    """

    found: Answer
    manager: str
    parts: Sequence[Contribution]
    codes: AbstractSet[str]
    on: Callable[[date], ManagerFigures | None]
    cautions: Sequence[Remark] = ()


def explained(ledger: EntryLog, figures: ManagerFigures, document: str | None) -> Explanation:
    """The explanation of a manager's figures.

    Args:
        figures: the figures.
        document: only what belongs to this one; None: all.

    Raises:
        UnknownDocument: nothing belongs to it.
    """
    found, manager = figures.found, figures.manager
    return Explanation(
        view=found.view,
        client=manager,
        companies=sorted(figures.codes),
        document=document,
        as_of=found.as_of,
        known_at=found.known_at,
        policy=found.policy,
        position=found.position,
        lines=lines_of(_trail(ledger, found, figures.codes), figures.parts, (found.view, manager), document),
        subject="manager",
        cautions=() if document is not None else figures.cautions,
    )


def moved(ledger: EntryLog, figures: ManagerFigures, since: date, document: str | None) -> Move:
    """What moved a manager's figures between the ends of two days.

    Args:
        figures: those of the last day.
        since: the first day.
        document: only what belongs to this one; None: all.

    Raises:
        UnknownDocument: nothing belongs to it on either day.
    """
    try:
        before = figures.on(since)
    except UnknownChoice:  # nobody had the name yet
        before = None
    was, now = before.parts if before else (), figures.parts
    if document is not None:
        groups = about(figures.found.view, figures.manager, grouped([*was, *now]), document)
        wanted = {one for group in groups for one in group}
        was, now = ([one for one in some if one in wanted] for some in (was, now))
    found, codes = figures.found, sorted(figures.codes | (before.codes if before else set()))
    trail, days = _trail(ledger, found, codes), (found.as_of - since).days
    later = f"for {days} more {plural(days, 'day')}"
    return Move(
        view=found.view,
        client=figures.manager,
        companies=codes,
        document=document,
        since=since,
        until=found.as_of,
        known_at=found.known_at,
        policy=found.policy,
        position=found.position,
        changes=[*figure_changes(was, now, lambda _: False)],
        lines=[
            *moving_lines(trail, differences(was, now, later, _WITH_TIME), was, apart=document is not None)
        ],
        subject="manager",
        cautions=() if document is not None else figures.cautions,
    )


def _trail(ledger: EntryLog, found: Answer, codes: Iterable[str]) -> AuditTrail:
    """The entries that may contribute: those of clients, of the house and of plans."""
    horizon = Horizon(found.as_of, found.known_at, found.position)
    entries = chain(house_entries(ledger), plan_entries(ledger, horizon), *map(ledger.history, codes))
    return AuditTrail.known(entries, horizon)


def plan_entries(ledger: EntryLog, horizon: Horizon) -> list[Entry]:
    """The entries that set plans, with their corrections, in order of position."""
    from projections.stored.noting import entries_of_plans

    if (noted := entries_of_plans(ledger.database, horizon.position)) is not None:
        return noted
    recorder = ledger.recorder
    streams = [one for one in streams_of_no_client(recorder.database) if one != HOUSE]
    rows = [row for stream in streams for row in recorder.rows(stream=stream, upto=horizon.position)]
    return [decode(row) for row in sorted(rows, key=lambda row: row.position)]
