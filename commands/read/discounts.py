"""``goodwill discounts``: what was asked for and given away; or the requests that are open."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, asked_of_a_view, show, summed_by, sums_by, usual_by
from commands.ui import options
from commands.ui.periods import AskedPeriod, ends, of_period
from commands.ui.settings import Settings
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from ledger.recording.entry_log import EntryLog
    from projections import Answer


@click.command(help=REGISTER["discounts"].help)
@asked_of_a_view()
@summed_by(*REGISTER["discounts"].by)
@options.in_currency
@of_period("the requests and orders", "all days up to --as-of")
@click.option("--open", "opened", is_flag=True, help="Show the requests that nobody has decided.")
def discounts(
    settings: Settings,
    form: str,
    output: str | None,
    *,
    span: AskedPeriod,
    by: str | None,
    currency: str | None,
    opened: bool,
    **asked: Any,
) -> None:
    """Show sums by manager or --by, or the open requests."""
    if opened and by:
        raise click.UsageError("--open has a row for each request; leave out --by")
    if not opened:
        by, asked = usual_by("discounts", by, asked)
    period = span.chosen(settings, asked["as_of"])
    if period:
        asked["as_of"] = ends(settings, *period, asked["as_of"])
    then = partial(_since, day=period and period[0], then=_open if opened else sums_by(by))
    show(settings, "discounts", Writing(form, output), asked, currency=currency, then=then)


def _since(
    ledger: EntryLog,
    answer: Answer,
    *,
    day: date | None,
    then: Callable[[EntryLog, Answer], Answer],
) -> Answer:
    """The answer for the period, and what ``then`` makes of it."""
    from goodwill.selling import discounts_since

    found = discounts_since(answer, day)
    return then(ledger, found)


def _open(_ledger: EntryLog, answer: Answer) -> Answer:
    from projections.selling.discounts_view import opened

    return opened(answer)
