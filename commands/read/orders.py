"""``goodwill orders``: what is still to be delivered, and what is late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, asked_of_a_view, grouped_by, show, summed_by, sums_by
from commands.ui import options
from commands.ui.settings import Settings
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog
    from projections import Answer


@click.command(help=REGISTER["orders"].help)
@asked_of_a_view()
@summed_by(*REGISTER["orders"].by)
@options.in_currency
@click.option(
    "--late/--open",
    "only_late",
    help="Only those past the day that we promised, or all open ones (the default).",
)
def orders(
    settings: Settings,
    form: str,
    output: str | None,
    *,
    by: str | None,
    currency: str | None,
    only_late: bool,
    **asked: Any,
) -> None:
    """Show a row for each open order, or sums by something else."""
    summed = sums_by(by)

    def then(ledger: EntryLog, answer: Answer) -> Answer:
        found = _late(answer) if only_late else answer
        return summed(ledger, found)

    show(settings, "orders", Writing(form, output), grouped_by(by, asked), currency=currency, then=then)


def _late(answer: Answer) -> Answer:
    from projections.trading.orders_view import late

    return late(answer)
