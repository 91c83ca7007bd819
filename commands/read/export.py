"""``goodwill export``: the ledger for other programs."""

from __future__ import annotations

from typing import Any

import click

from commands.ui import options
from commands.ui.output import destination
from commands.ui.settings import Settings, pass_settings
from reporting.exports import EXPORTS

_HELP = "Write the ledger for another program."


@click.command(
    help="\n\n".join([_HELP, *(f"FORMAT is {name}: {one.line} {one.more}" for name, one in EXPORTS.items())])
)
@click.argument("form", metavar="FORMAT", type=click.Choice(EXPORTS))
@options.two_clocks("today")
@options.output
@options.force
@pass_settings
def export(settings: Settings, /, form: str, output: str | None, **seen: Any) -> None:
    """Write one of the exports."""
    import goodwill
    from commands.ui.opening import reading

    with reading(settings) as ledger, destination(output, form) as stream:
        stream.writelines(f"{line}\n" for line in goodwill.export(ledger, form, **seen))
