"""``goodwill export``: the ledger for other people's programs."""

from __future__ import annotations

from datetime import date, datetime

import click

from commands import options
from commands.clock import known_by, today
from commands.settings import Settings, pass_settings
from commands.ui.output import destination


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice(["beancount"]))
@options.two_clocks("today")
@options.output
@pass_settings
def export(
    settings: Settings, form: str, as_of: date | None, known_at: datetime | None, output: str | None
) -> None:
    """Write the ledger for another program.

    FORMAT is beancount: all that changed what clients owe, as a journal for that plain-text book-keeper, with the
    balances of the receivables view as assertions at its end.
    """
    from commands.opening import pasts, reading
    from projections.fold import Horizon
    from reporting.beancount import journal

    del form  # there is one so far
    with reading(settings) as ledger:
        known_at = known_by(ledger, known_at)
        horizon = Horizon(as_of or today(), known_at, ledger.position_at(known_at))
        with destination(output, exact=True) as stream:
            for line in journal(pasts(ledger), horizon):
                stream.write(f"{line}\n")
