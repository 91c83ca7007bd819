"""``goodwill statement``: the account of a client, which the client compares with its own books."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.clock import today
from commands.ui.output import Result, write
from commands.ui.printing import clean
from commands.ui.settings import Settings, pass_settings
from commands.ui.tables import RULE, Cell, Column, Row, render, terminal_width

if TYPE_CHECKING:
    from projections.receivables.statement import StatementOfAccount
    from reporting.statements import Sheet, SheetPart

_NARROW = 14  # cells; words go on below rather than push a figure off the line


@click.command()
@options.client
@options.dated("--from", "start", help="The first day.  [default: the first of the month of the last day]")
@options.dated("--to", "end", help="The last day, whose balance closes it.  [default: today]")
@options.known_at
@options.dated(
    "--drawn",
    help="The day on which it is drawn up, whose addresses and accounts it names.  [default: that of "
    "--known-at, or else today]",
)
@options.whole_group
@click.option(
    "--language",
    metavar="LANGUAGE",
    help="The language, such as ro or ro-MD.  [default: the client's, or else English]",
)
@click.option("--sender", metavar="NAME", help="Name of the sender, as the statement shows it.")
@options.logo
@options.results("table", "html", "csv", "json")
@pass_settings
def statement(
    settings: Settings,
    /,
    client: str,
    form: str,
    output: str | None,
    language: str | None,
    sender: str | None,
    logo: Path | None,
    **asked: Any,
) -> None:
    """Draw up a client's statement of account.

    It has, per currency, the opening balance, every document and payment with the balance after it, and the
    closing balance with its age. The table and the page are in the client's language; csv and json are the
    same in every language.
    """
    import goodwill
    from commands.ui.opening import reading

    if logo and form != "html":
        raise click.UsageError("--logo is for the page; add --format html")
    end = asked["end"] or today()
    start = asked["start"] or end.replace(day=1)
    if start > end:
        raise click.BadParameter(f"{start} comes after the last day, {end}", param_hint="--from")
    with reading(settings) as ledger:
        found = goodwill.statement(ledger, client, **asked | {"start": start, "end": end})
    write(_result(found, language=language, sender=sender, logo=logo), form, output)


def _result(found: StatementOfAccount, **shown: Any) -> Result:
    import goodwill
    from goodwill.reports import statement_sheet
    from projections.receivables.statement import COLUMNS

    return Result(
        whole=found.as_json,
        columns=lambda: COLUMNS,
        flat=found.table,
        lines=lambda: _lines(statement_sheet(found, **shown)),
        other={"html": lambda: [goodwill.statement_page(found, **shown).rstrip("\n")]},
    )


def _lines(sheet: Sheet) -> Iterator[str]:
    """The lines: parties and dates, then for each currency the movements and the age of the balance."""
    yield click.style(sheet.title, bold=True)
    yield ""
    names: list[Row] = [(Cell(clean(name), faint=True), clean(value)) for name, value in sheet.facts]
    columns = (Column(""), Column("", least=_NARROW))
    yield from render(columns, names, room=terminal_width(), titles=False)
    for part in sheet.parts:
        yield ""
        yield click.style(part.heading, bold=True)
        yield ""
        yield from _part(part)
    yield ""
    yield from sheet.remarks


def _part(part: SheetPart) -> Iterator[str]:
    columns = [
        Column(
            clean(column.title),
            "right" if column.amounts else "left",
            least=_NARROW if column.texts else 0,
            optional=column.spare,
        )
        for column in part.columns
    ]
    happened: list[Row] = [[clean(text) for text in row] for row in part.rows]
    if not happened:
        empty = [""] * len(columns)
        happened = [[empty[0], part.nothing, *empty[2:]]]
    rows = [_bold(part.opening), *happened, RULE, _bold(part.total), _bold(part.closing)]
    yield from render(columns, rows, room=terminal_width())
    yield ""
    yield click.style(part.ageing, bold=True)
    aged: list[Row] = [(title, amount) for title, amount in part.ages[:-1]]
    aged += [RULE, _bold(part.ages[-1])]
    if part.disputed:
        aged.append(part.disputed)
    yield from render((Column(""), Column("", "right")), aged, room=terminal_width(), titles=False)


def _bold(texts: Sequence[str]) -> list[Cell]:
    return [Cell(clean(text), bold=True) for text in texts]
