"""``goodwill export``: the ledger for other programs."""

from __future__ import annotations

from typing import Any

import click

from commands.ui import options
from commands.ui.output import destination
from commands.ui.settings import Settings, pass_settings


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(["beancount"]))
@options.two_clocks("today")
@options.output
@pass_settings
def export(settings: Settings, /, form: str, output: str | None, **seen: Any) -> None:
    """Write the ledger for another program.

    FORMAT is beancount: a journal, for that plain-text book-keeper, of all entries that changed the debt of a
    client. The balances of the receivables view stand at its end as assertions.
    """
    from commands.ui.opening import reading
    from goodwill import beancount

    del form  # there is only one format so far
    with reading(settings) as ledger, destination(output, exact=True) as stream:
        stream.writelines(f"{line}\n" for line in beancount(ledger, **seen))
