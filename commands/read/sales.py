"""``goodwill sales``: what was sold in a period, beside another; what a client does not buy."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, asked_of_a_view, show, summed_by, usual_by
from commands.ui import options
from commands.ui.periods import AskedPeriod, period, spanning
from commands.ui.settings import Settings
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from datetime import date

    from ledger.recording.entry_log import EntryLog
    from projections import Answer


@click.command(help=REGISTER["sales"].help)
@spanning
@asked_of_a_view()
@summed_by(*REGISTER["sales"].by)
@options.in_currency
@click.option(
    "--against",
    type=period,
    metavar="PERIOD",
    help="The period to compare with.  [default: the same days a year before]",
)
@click.option("--gaps", is_flag=True, help="Show what others of the client's segment buy, and it does not.")
def sales(  # noqa: PLR0913 - its options, by name
    settings: Settings,
    form: str,
    output: str | None,
    *,
    span: AskedPeriod,
    by: str | None,
    currency: str | None,
    against: tuple[date, date] | None,
    gaps: bool,
    **asked: Any,
) -> None:
    """Show sums of two periods, by client or --by; or gaps."""
    from commands.ui.values import identifier
    from goodwill.trading import gaps_needed, sales_needed
    from projections.framework.periods import Period

    whole = Period(*span.up_to(settings, asked["as_of"]))
    asked["as_of"] = whole.end
    about: dict[str, Any] = {"since": whole.start, "currency": currency}
    writing = Writing(form, output)
    client = identifier(asked["client"])
    if gaps:
        if client is None:
            raise click.UsageError("--gaps is about one client; give its code")
        if by or against or asked["group"]:
            raise click.UsageError("--gaps has a row for each product; leave out --by, --group and --against")
        then, others = partial(_gaps, client=client, **about), asked | {"client": None}
        show(settings, "sales", writing, others, then=then, needed=gaps_needed(whole, currency))
        return
    by, asked = usual_by("sales", by, asked)
    needed = sales_needed(whole, against, by or "client", currency)
    then = partial(_compared, against=against, by=by, **about)
    show(settings, "sales", writing, asked, then=then, needed=needed)


def _compared(ledger: EntryLog, answer: Answer, **about: Any) -> Answer:
    from goodwill.trading import compared_of

    return compared_of(ledger, answer, **about)


def _gaps(ledger: EntryLog, answer: Answer, **about: Any) -> Answer:
    from goodwill.trading import gaps_of

    return gaps_of(ledger, answer, **about)
