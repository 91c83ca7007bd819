"""``goodwill template``: workbooks that people fill in and ``goodwill import`` reads."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings
from commands.ui.targets import name_workbook, target_option

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog

_NAMED = 5
"""Managers that an error lists."""


@click.group()
def template() -> None:
    """Write a workbook to fill in, such as that of a week.

    `goodwill import` reads it without a mapping.
    """


@template.command()
@click.option(
    "--manager",
    metavar="NAME",
    help="The manager whose clients it is about, with those covered in that week.  [default: --actor, or else the only manager]",
)
@click.option("--week", metavar="WEEK", callback=options.week, help="Such as 2026-W27.  [default: this week]")
@click.option(
    "--language",
    metavar="LANGUAGE",
    help="The language, such as ro.  [default: the house's, or else English]",
)
@target_option(
    "--output",
    "The XLSX file, which appears only when it is complete; - is standard output.  [default: WEEK.xlsx, such as 2026-W27.xlsx]",
)
@options.force
@pass_settings
def week(
    settings: Settings, /, *, manager: str | None, week: str | None, language: str | None, output: str | None
) -> None:
    """Write the workbook in which a manager plans and reports a week.

    It has a sheet each for the plan, visits held, objections, proposals, competitors and expenses, with lists
    to choose from, and what the agenda proposes. What the ledger knows of the week is filled in. Give the
    workbook to `goodwill import` as often as you like.
    """
    from commands.ui.failures import complain
    from commands.ui.opening import reading
    from commands.ui.read_log import note_read
    from commands.ui.replacing import put_bytes
    from goodwill.moments import today
    from goodwill.names import house_locale, house_zone
    from projections.agenda.weeks import name_of, week_of
    from reporting.words import untranslated

    if output == "-" and sys.stdout.isatty():
        raise click.UsageError("a workbook goes to a file; leave out --output, or name a file")
    if output not in (None, "-"):
        name_workbook(Path(str(output)))
    with reading(settings) as ledger:
        note_read(settings, ledger, "template week")
        week = week or name_of(week_of(today(ledger)))
        manager, content = _made(ledger, settings, manager, week=week, language=language)
        zone, told = house_zone(ledger), untranslated(None if language else house_locale(ledger))
    if told:
        complain(f"the workbook: {told}")
    output = output or f"{week}.xlsx"
    if output == "-":
        with click.open_file(output, "wb") as stream:
            stream.write(content)
        return
    put_bytes(output, content)
    if zone is None:
        complain(
            "the house names no time zone, so the times in the workbook are UTC; name it with house.described"
        )
    step = f"goodwill import {shlex.quote(output)}"
    say(f"wrote the workbook of {week} for {manager} to {output}; fill it in, then run `{step}`")


def _made(ledger: EntryLog, settings: Settings, manager: str | None, **asked: Any) -> tuple[str, bytes]:
    """The manager and the workbook: of the person who asks, or else of the only manager that there is.

    Raises:
        UnknownChoice: no client has the manager that is named.
        click.UsageError: nobody is named, and there are several managers.
    """
    import goodwill
    from projections.framework.choices import UnknownChoice

    own = manager or settings.actor
    try:
        return own, goodwill.week_workbook(ledger, manager=own, **asked)
    except UnknownChoice as wrong:
        if manager or settings.named or not wrong.known:
            raise
        if wrong.known[1:]:
            listed = ", ".join([*wrong.known[:_NAMED], *["..."] * bool(wrong.known[_NAMED:])])
            raise click.UsageError(f"there are several managers; add --manager NAME: {listed}") from None
        (only,) = wrong.known
    return only, goodwill.week_workbook(ledger, manager=only, **asked)
