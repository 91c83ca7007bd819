"""``goodwill pay``: what managers earn in a period."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import click

from commands.read.plan import about_managers
from commands.read.views import result_of
from commands.ui import options
from commands.ui.failures import warn
from commands.ui.output import write
from commands.ui.settings import Settings
from projections.framework.registry import REGISTER


@click.command(help=REGISTER["pay"].help)
@about_managers(options.of_managers)
@click.option("--items", is_flag=True, help="Show each deal that earned something, or lost it again.")
def pay(settings: Settings, form: str, output: str | None, *, items: bool, **asked: Any) -> None:
    """Show the pay of a period, or the deals behind it."""
    import goodwill
    from commands.ui.opening import asking
    from commands.ui.view_tables import page

    with asking(settings) as ledger:
        answer = goodwill.pay(ledger, **asked)
    if items:
        answer = replace(
            answer, empty=answer.empty or "no deal earned anything in that period, or lost it again"
        )
    warn(answer.cautions)
    write(result_of(answer, partial(page, items=items), items=items), form, output)
