"""``goodwill contracts``: when each ends, and how much of it the client has bought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, asked_of_a_view, grouped_by, show, summed_by, sums_by
from commands.ui import options
from commands.ui.options import within_days
from commands.ui.settings import Settings
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog
    from projections import Answer


@click.command(help=REGISTER["contracts"].help)
@asked_of_a_view()
@summed_by(*REGISTER["contracts"].by)
@options.in_currency
@within_days(None, "Only those whose notice day, or end, comes within so many days or has passed.")
def contracts(
    settings: Settings,
    form: str,
    output: str | None,
    *,
    by: str | None,
    currency: str | None,
    within: int | None,
    **asked: Any,
) -> None:
    """Show the view, or the contracts of which it is time to think."""
    then = sums_by(by)

    def soon(ledger: EntryLog, answer: Answer) -> Answer:
        from goodwill.selling import contracts_within

        found = contracts_within(answer, within)
        return then(ledger, found)

    show(settings, "contracts", Writing(form, output), grouped_by(by, asked), currency=currency, then=soon)
