"""``goodwill discounts``: what was asked for and given away; or the requests that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, asked_of_a_view, by_asked, name_grouping, show, summed_by
from commands.ui import options
from commands.ui.settings import Settings
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog
    from projections import Answer


@click.command(help=REGISTER["discounts"].help)
@asked_of_a_view()
@summed_by(*REGISTER["discounts"].by)
@options.in_currency
@click.option("--open", "opened", is_flag=True, help="Show the requests that nobody has decided.")
def discounts(settings: Settings, form: str, output: str | None, *, opened: bool, **asked: Any) -> None:
    """Show sums by manager or --by, or the open requests."""
    if opened and asked["by"]:
        raise click.UsageError("--open has a row for each request; leave out --by")
    if not opened:
        name_grouping("discounts", asked)
    then = by_asked(asked)
    show(settings, "discounts", Writing(form, output), asked, then=_open if opened else then)


def _open(_ledger: EntryLog, answer: Answer) -> Answer:
    from projections.selling.discounts_view import opened

    return opened(answer)
