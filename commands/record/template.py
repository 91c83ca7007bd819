"""``goodwill template``: workbooks that people fill in and ``goodwill import`` reads."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from commands.ui import options
from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings
from commands.ui.targets import name_workbook, target_option


@click.group()
def template() -> None:
    """Write a workbook to fill in, such as that of a week.

    `goodwill import` reads it without a mapping.
    """


@template.command()
@click.option("--manager", metavar="NAME", help="The manager whose clients it is about.  [default: --actor]")
@click.option("--week", metavar="WEEK", required=True, callback=options.week, help="Such as 2026-W27.")
@click.option(
    "--language",
    metavar="LANGUAGE",
    help="The language, such as ro.  [default: the house's, or else English]",
)
@target_option("--output", "The XLSX file, which appears only when it is complete; - is standard output.")
@options.force
@pass_settings
def week(
    settings: Settings, /, *, manager: str | None, week: str, language: str | None, output: str | None
) -> None:
    """Write the workbook in which a manager plans and reports a week.

    It has a sheet each for the plan, visits held, objections, proposals, competitors and expenses, with lists
    to choose from, and what the agenda proposes. What the ledger knows of the week is filled in. Give the
    workbook to `goodwill import` as often as you like.
    """
    import goodwill
    from commands.ui.failures import complain
    from commands.ui.opening import reading
    from commands.ui.read_log import note_read
    from commands.ui.replacing import put_bytes
    from goodwill.names import house_zone

    if output is None or (output == "-" and sys.stdout.isatty()):
        raise click.UsageError(f"a workbook goes to a file; add --output {week}.xlsx")
    if output != "-":
        name_workbook(Path(output))
    manager = manager or settings.actor
    with reading(settings) as ledger:
        note_read(settings, ledger, "template week")
        content = goodwill.week_workbook(ledger, manager=manager, week=week, language=language)
        zone = house_zone(ledger)
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
