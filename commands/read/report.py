"""``goodwill report``: a manager's month on one page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.failures import warn
from commands.ui.output import Result, write
from commands.ui.printing import clean, say
from commands.ui.settings import Settings, pass_settings
from commands.ui.tables import Cell, Column, Row, faint, render, terminal_width

if TYPE_CHECKING:
    from projections.report.page import Report
    from reporting.report import TableSection

XLSX = "xlsx"
_LEAST = 16  # cells that the name of a figure keeps


def _month(_ctx: click.Context, _option: click.Parameter, text: str) -> str:
    from ledger.times import month_text
    from ledger.written_dates import span_meant
    from projections.report.page import month_called

    try:
        return month_text(month_called(text).start)
    except ValueError as wrong:
        meant = span_meant(text)
        hint = (
            f"'{text}' is not a month; did you mean {meant[:7]}?"
            if meant and ".." not in meant
            else str(wrong)
        )
        raise click.BadParameter(hint) from None


@click.command()
@click.argument("manager")
@click.option(
    "--month",
    "--period",
    "month",
    metavar="MONTH",
    required=True,
    callback=_month,
    help="The month, such as 2026-06.",
)
@options.two_clocks("the last day of the month, or today")
@click.option("--submit", is_flag=True, help="Record that the report was submitted, with its fingerprint.")
@click.option("--to", metavar="NAME", help="With --submit: the person who gets it.")
@options.in_currency
@options.results("table", "json", "html", "xlsx")
@pass_settings
def report(
    settings: Settings,
    /,
    manager: str,
    form: str,
    output: str | None,
    *,
    submit: bool,
    to: str | None,
    **asked: Any,
) -> None:
    """Show a manager's month on one page, beside those before.

    It has the manager's plans, and the figures of sales, touches, the pipeline, people, the market,
    receivables, health and pay beside those of the month before and of the same month a year before. Each
    month is shown as of its last day. The same command with the same --known-at gives the same bytes. The
    fingerprint that --submit records is the SHA-256 of the JSON document.
    """
    import goodwill
    from commands.ui.opening import asking
    from commands.ui.replacing import put_bytes

    if form == XLSX and output in (None, "-"):
        raise click.UsageError("a workbook goes to a file; add --output report.xlsx")
    if to is not None and not submit:
        raise click.UsageError("--to goes with --submit; add it, or leave out --to")
    with asking(settings) as ledger:
        try:
            found = goodwill.report(ledger, manager, **asked)
        except ValueError as wrong:
            raise click.BadParameter(str(wrong), param_hint="--month") from None
    warn(found.notes)
    if form == XLSX and output is not None:
        put_bytes(output, goodwill.report_workbook(found))
    else:
        _write(found, form, output)
    if submit:
        _submit(settings, found, to)


def _write(found: Report, form: str, output: str | None) -> None:
    import goodwill

    page = {
        "html": lambda: [goodwill.report_page(found).rstrip("\n")],
        "json": lambda: [found.text().rstrip("\n")],
    }
    write(Result(whole=found.as_json, lines=lambda: _lines(found), other=page), form, output)


def _submit(settings: Settings, found: Report, to: str | None) -> None:
    import goodwill
    from commands.ui.opening import recording

    with recording(settings) as ledger:
        outcome = goodwill.submit_report(ledger, found, actor=settings.actor, to=to)
    done = f"submitted at position {outcome.entry.position}" if outcome.entry else "was submitted before"
    say(f"report of {found.manager}, {found.months[0]}: {done}, fingerprint {found.fingerprint}", err=True)


def _lines(found: Report) -> Iterator[str]:
    """The lines: the title, then a table for each section."""
    from reporting.report import about, figures, plans, title

    yield click.style(clean(title(found)), bold=True)
    yield from faint(about(found))
    for part in (*plans(found), *figures(found)):
        yield ""
        yield click.style(part.heading, bold=True)
        yield from _table(part)


def _table(part: TableSection) -> Iterator[str]:
    columns = [
        Column(one.title, "right" if one.amounts else "left", 0 if at else _LEAST)
        for at, one in enumerate(part.columns)
    ]
    rows: list[Row] = [
        [Cell(clean(text), faint=not at) for at, text in enumerate(cells)] for cells in part.rows
    ]
    yield from render(columns, rows, room=terminal_width())
