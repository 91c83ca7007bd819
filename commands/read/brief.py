"""``goodwill brief``: one page about a client before a visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.ui import options
from commands.ui.output import Result, write
from commands.ui.printing import clean
from commands.ui.read_log import note_read
from commands.ui.settings import Settings, pass_settings
from commands.ui.tables import Cell, Column, Row, render, terminal_width
from commands.ui.wrapping import width

if TYPE_CHECKING:
    from projections.brief.sections import Brief

_NARROW = 24  # cells that the text of a line keeps, however long the words before it are


@click.command()
@options.client
@options.two_clocks("today")
@options.results("table", "json", "html")
@pass_settings
def brief(settings: Settings, /, client: str, form: str, output: str | None, **asked: Any) -> None:
    """Show on one page what to know before a visit.

    It says what is planned, who the client is, what is open, what it owes, buys and no longer buys, and who
    decides there. A line of which nothing is known is left out; only the dossier names what nobody told.
    """
    import goodwill
    from commands.ui.opening import reading

    with reading(settings) as ledger:
        found = goodwill.brief(ledger, client, **asked)
        note_read(settings, ledger, "brief", found.client)
    page = {"html": lambda: [goodwill.brief_page(found).rstrip("\n")]}
    write(Result(whole=found.as_json, lines=lambda: lines(found), other=page), form, output)


def lines(found: Brief) -> Iterator[str]:
    """The lines of a brief: the client, then each section with its lines."""
    from reporting.brief import heading, sections

    title, about = heading(found)
    yield click.style(clean(title), bold=True)
    yield about
    told = sections(found)
    widest = max(width(clean(what)) for section in told for what, _ in section.lines)
    for section in told:
        yield ""
        yield click.style(section.title, bold=True)
        rows: list[Row] = [
            (Cell(clean(what).ljust(widest), faint=True), clean(text)) for what, text in section.lines
        ]
        yield from render((Column(""), Column("", least=_NARROW)), rows, room=terminal_width(), titles=False)
