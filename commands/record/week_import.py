"""``goodwill import`` of weeks' workbooks: what it asks, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.record.counts import kind_counts
from commands.record.prompting import on_terminal
from commands.ui.clock import now
from commands.ui.failures import FAILED
from commands.ui.opening import recording
from commands.ui.printing import clean, say
from commands.ui.settings import Settings
from ledger.importing.week.run import import_week
from ledger.text import counted, counted_entries

if TYPE_CHECKING:
    from ledger.importing.week.drafting import Change, Changed
    from ledger.importing.week.run import Gone, WeekReport


def import_weeks(
    ctx: click.Context, settings: Settings, files: Sequence[Path], *, yes: bool, **choices: Any
) -> None:
    """Import weeks' workbooks, and say what became of them.

    Args:
        ctx: of the command; a fault ends it.
        settings: which ledger, and who records.
        files: the workbooks.
        yes: whether to correct the entries of changed rows without asking.
        **choices: ``on_behalf_of``, ``on_fault`` and ``dry_run``, as ``import_week`` takes them.
    """
    confirm = partial(_confirmed, yes=yes or choices["dry_run"])
    with recording(settings) as ledger:
        report = import_week(ledger, files, actor=settings.actor, now=now(), confirm=confirm, **choices)
    for sentence in [*report.faults, *report.advice]:
        say(clean(str(sentence)), err=True)
    for line in _said(report, stopped=choices["on_fault"] == "stop"):
        say(line)
    if report.faults:
        ctx.exit(FAILED)


def _confirmed(changes: Sequence[Change], *, yes: bool) -> bool:
    """Whether to correct the entries of changed rows: a person at a terminal is asked."""
    for change in changes:
        say(_told(change), err=True)
    if yes or not on_terminal():
        return yes
    return click.confirm(f"correct {counted_entries(len(changes))}?", err=True)


def _told(change: Change) -> str:
    entry, row = change.entry, change.row
    cells = ", ".join(map(_cell, change.cells))
    return clean(f"{row.file}, {row.place}: entry {entry.position}, {entry.kind} of {entry.client}: {cells}")


def _cell(cell: Changed) -> str:
    before, after = (_shown(value) for value in (cell.before, cell.after))
    return f"{cell.title} {after} instead of {before}"


def _shown(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"'{', '.join(value) if isinstance(value, list) else value}'"


def _said(report: WeekReport, *, stopped: bool) -> Iterator[str]:
    """The report, line by line; ``stopped``: a fault keeps out all rows."""
    would = "would be " if report.dry_run else ""
    yield f"{counted(report.read, 'row')} read"
    yield from kind_counts(f"{would}recorded", report.recorded)
    if report.corrected:
        yield f"{counted_entries(len(report.corrected))} {would}corrected"
    if report.held:
        changed = counted(len(report.held), "changed row")
        yield f"{changed} left as recorded; add --yes to correct what is recorded"
    if report.repeated and (report.written or report.dry_run):
        yield f"{counted(report.repeated, 'row')} recorded already"
    yield from map(_gone, report.gone)
    if report.faults:
        yield f"{counted(len(report.faults), 'fault')}; {'the other rows were recorded' if report.written else 'nothing was recorded'}"
        if stopped:
            yield "correct the cells, or record the other rows with --on-fault skip"


def _gone(gone: Gone) -> str:
    file, sheet, entry = gone
    return clean(
        f"{file}, {sheet}: a row is gone, and entry {entry.position}, {entry.kind} of {entry.client}, stays; to void it: "
        f"goodwill record entry.voided --entry {entry.position} --reason TEXT"
    )
