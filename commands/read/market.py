"""``goodwill market``: the competitors that we saw at clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, asked_of_a_view, by_asked, show, summed_by
from commands.ui.settings import Settings
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog
    from projections import Answer


@click.command(help=REGISTER["market"].help)
@asked_of_a_view
@summed_by(*REGISTER["market"].by)
def market(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """Show a row for each competitor and product, or sums by something else."""
    show(settings, "market", Writing(form, output), asked, then=by_asked(asked) or _together)


def _together(_ledger: EntryLog, answer: Answer) -> Answer:
    from projections.selling.market_view import seen_together

    return seen_together(answer)
