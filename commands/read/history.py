"""``goodwill history``: what happened, in order."""

from __future__ import annotations

from typing import Any

import click

from commands.ui import options
from commands.ui.output import Result, write
from commands.ui.settings import Settings, pass_settings

_COLUMNS = (
    "position", "client", "version", "id", "kind", "occurred_at", "recorded_at", "actor", "on_behalf_of", "key",
    "causation", "source", "event", "voided_by", "corrected_by",
)  # fmt: skip


@click.command()
@options.maybe_client
@options.two_clocks("no end")
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; may be given several times."
)
@options.results()
@pass_settings
def history(settings: Settings, /, client: str | None, form: str, output: str | None, **asked: Any) -> None:
    """Show what happened, in order, with corrections in place.

    Without CLIENT: the whole ledger. An entry that a later one voided or corrected is marked with the
    position of the later one. --as-of chooses an entry by the day on which it happened, as corrected since;
    the entries that void or correct it are shown too, whenever they happened.
    """
    from commands.read.entries import as_json
    from commands.read.history_table import lines
    from commands.ui.opening import reading
    from goodwill.entries import chronicle

    with reading(settings) as ledger:
        entries, marks, wanted = chronicle(ledger, client or None, **asked)
        written = (as_json(one, marks.get((one.stream, one.version))) for one in entries if wanted(one))
        result = Result(
            whole=lambda: written,
            rows=lambda: written,
            columns=lambda: _COLUMNS,
            lines=lambda: lines(entries, marks, wanted),
        )
        write(result, form, output)
