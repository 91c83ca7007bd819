"""``goodwill statement``: the account of a client, which the client compares with its own books."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.failures import complain
from commands.ui.output import Result, write
from commands.ui.periods import AskedPeriod, as_span, both_days
from commands.ui.printing import clean
from commands.ui.settings import Settings, pass_settings
from commands.ui.tables import RULE, Cell, Column, Row, fits, render, terminal_width
from commands.ui.wrapping import width

if TYPE_CHECKING:
    from datetime import date

    from projections.receivables.statement import StatementOfAccount
    from reporting.statements import Shape, Sheet, SheetPart

_IN_A_LANGUAGE = ("table", "html")
_NARROW = 8  # cells of a text that goes on below rather than push a figure off the line


@click.command()
@options.client
@options.dated("--from", "since", help="The first day.  [default: the first of the month of the last day]")
@options.dated("--to", "until", help="The last day, whose balance closes it.  [default: today]")
@both_days
@as_span
@options.dated("--as-of", help="The day up to which it goes, if that is before the last.")
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
def statement(  # noqa: PLR0913 - its options, by name
    settings: Settings,
    /,
    client: str,
    form: str,
    output: str | None,
    language: str | None,
    sender: str | None,
    logo: Path | None,
    *,
    span: AskedPeriod,
    as_of: date | None,
    **asked: Any,
) -> None:
    """Draw up a client's statement of account.

    It has, per currency, the opening balance, every document and payment with the balance after it, and the
    closing balance with its age. The table and the page are in the client's language; csv and json are the
    same in every language.
    """
    import goodwill
    from commands.ui.opening import reading
    from goodwill.moments import today

    if logo and form != "html":
        raise click.UsageError("--logo is for the page; add --format html")
    since, until = span.days()
    with reading(settings) as ledger:
        last = until or as_of or today(ledger)
        end = min(last, as_of or last)
        start = options.not_after(since or end.replace(day=1), end)
        found = goodwill.statement(ledger, client, **asked | {"start": start, "end": end})
    if not language and form in _IN_A_LANGUAGE:
        from reporting.words import untranslated

        if told := untranslated(found.registered.locale if found.registered else None):
            complain(f"the statement for {found.client}: {told}")
    write(_result(found, language=language, sender=sender, logo=logo), form, output)


def _result(found: StatementOfAccount, **shown: Any) -> Result:
    import goodwill
    from goodwill.statements import statement_sheet
    from projections.receivables.statement import COLUMNS

    return Result(
        whole=found.as_json,
        columns=lambda: COLUMNS,
        flat=found.table,
        lines=lambda: _lines(lambda shape: statement_sheet(found, shape=shape, **shown)),
        other={"html": lambda: [goodwill.statement_page(found, **shown).rstrip("\n")]},
    )


def _lines(drawn: Callable[[Shape], Sheet]) -> Iterator[str]:
    """The lines: parties and dates, then for each currency the movements and the age of the balance."""
    from reporting.statements import Shape

    room, sheet = terminal_width(), drawn(Shape.WHOLE)
    yield click.style(sheet.title, bold=True)
    yield ""
    names: list[Row] = [(Cell(clean(name), faint=True), clean(value)) for name, value in sheet.facts]
    columns = (Column(""), Column("", least=_NARROW))
    yield from render(columns, names, room=room, titles=False)
    for number, part in enumerate(sheet.parts):
        yield ""
        yield click.style(part.heading, bold=True)
        yield ""
        yield from _moved((drawn(shape).parts[number] for shape in Shape), room)
        yield from _aged(part, room)
    yield ""
    yield from sheet.remarks


def _moved(parts: Iterable[SheetPart], room: int | None) -> Iterator[str]:
    """The movements in one currency, in the first shape in which each stands on one line.

    If there is none, texts of the last shape go on below.
    """
    for part in parts:
        happened: list[Row] = [[clean(text) for text in row] for row in part.rows]
        if not happened:
            happened = [["", part.nothing, *[""] * (len(part.columns) - 2)]]
        rows = [_bold(part.opening), *happened, RULE, _bold(part.total), _bold(part.closing)]
        columns = _columns(part, whole=True)
        if fits(columns, rows, room):
            return render(columns, rows, room=room)
    return render(_columns(part, whole=False), rows, room=room)


def _columns(part: SheetPart, *, whole: bool) -> list[Column]:
    """The columns of the movements.

    Args:
        whole: whether every text stays in one piece, under a title that need not; and only the last of the
            columns that can be left out is.
    """
    shown = (part.opening, *part.rows, part.total, part.closing)
    widest = [max(width(row[at]) for row in shown) for at in range(len(part.columns))]
    spare = [at for at, column in enumerate(part.columns) if column.spare]
    return [
        Column(
            clean(column.title),
            "right" if column.amounts else "left",
            least=widest[at] if whole else _NARROW * column.texts,
            optional=at in (spare[-1:] if whole else spare),
        )
        for at, column in enumerate(part.columns)
    ]


def _aged(part: SheetPart, room: int | None) -> Iterator[str]:
    yield ""
    yield click.style(part.ageing, bold=True)
    aged: list[Row] = [(title, amount) for title, amount in part.ages[:-1]]
    aged += [RULE, _bold(part.ages[-1])]
    if part.disputed:
        aged.append(part.disputed)
    yield from render((Column(""), Column("", "right")), aged, room=room, titles=False)


def _bold(texts: Sequence[str]) -> list[Cell]:
    return [Cell(clean(text), bold=True) for text in texts]
