"""``goodwill points``: the lots of points of a client, or of everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, asked_of_a_view, show
from commands.ui.settings import Settings

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog
    from projections import Answer


@click.command()
@asked_of_a_view
def points(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """Show each lot of points, and what is left of it.

    Points earned less points taken back, spent and expired are left. The last column names the entries that
    changed the lot.
    """
    show(settings, "loyalty", Writing(form, output), asked, then=_lots, states="all")


def _lots(ledger: EntryLog, answer: Answer) -> Answer:
    from projections.programme.listing import listed

    del ledger
    return listed(answer)
