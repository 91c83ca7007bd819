"""``goodwill prospects``: how we found each, what we did, and when it first ordered."""

from __future__ import annotations

from typing import Any

import click

from commands.read.views import asked_of_a_view, result_of
from commands.ui.clock import today
from commands.ui.output import write
from commands.ui.settings import Settings
from projections.framework.registry import NAMED


@click.command(help=NAMED["prospects"].help)
@asked_of_a_view
def prospects(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """Show the view."""
    import goodwill
    from commands.record.recording import identifier
    from commands.ui.opening import reading
    from commands.ui.view_tables import page

    asked |= {"client": identifier(asked["client"]), "as_of": asked["as_of"] or today()}
    with reading(settings) as ledger:
        answer = goodwill.prospects(ledger, **asked)
    write(result_of(answer, page), form, output)
