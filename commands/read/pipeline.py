"""``goodwill pipeline``: what is open; how offers ended; how well their probabilities foresaw it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click

from commands.read.views import Writing, asked_of_a_view, grouped_by, show, summed_by, sums_by
from commands.ui import options
from commands.ui.periods import AskedPeriod, ends, of_period
from commands.ui.settings import Settings
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from datetime import date

    from ledger.recording.entry_log import EntryLog
    from projections import Answer
    from projections.framework.needed import Needed
    from projections.framework.question import Question

_OPEN: Final = REGISTER["pipeline"].by
_CLOSED: Final = (*_OPEN, "competitor")


@click.command(help=REGISTER["pipeline"].help)
@asked_of_a_view()
@summed_by(*_CLOSED)
@options.in_currency
@click.option("--closed", is_flag=True, help="Show what became of offers that ended, by manager or --by.")
@click.option(
    "--calibration",
    is_flag=True,
    help="Show stated probabilities beside the share of proposals that clients accepted.",
)
@of_period("--closed and --calibration")
def pipeline(  # noqa: PLR0913 - its options, by name
    settings: Settings,
    form: str,
    output: str | None,
    *,
    span: AskedPeriod,
    by: str | None,
    currency: str | None,
    closed: bool,
    calibration: bool,
    **asked: Any,
) -> None:
    """Show the view, or a listing of offers that ended in a period."""
    if span.is_given and not (closed or calibration):
        raise click.UsageError("--period, --from and --to go with --closed or --calibration; add one of them")
    period = span.chosen(settings, asked["as_of"])
    if closed and calibration:
        raise click.UsageError("--closed and --calibration are two tables; ask for one at a time")
    if calibration and by:
        raise click.UsageError("--calibration has a row for each probability; leave out --by")
    if calibration and currency:
        raise click.UsageError("--calibration has no amounts; leave out --currency")
    writing = Writing(form, output)
    if not (closed or calibration):
        if by == "competitor":
            raise click.UsageError("--by competitor goes with --closed; add it")
        show(settings, "pipeline", writing, grouped_by(by, asked), currency=currency, then=sums_by(by))
        return
    if period:
        asked["as_of"] = ends(settings, *period, asked["as_of"])
    closing = partial(_closed, by=by or "manager", currency=currency)
    made = partial(_calibrated if calibration else closing, since=period and period[0])
    needed = None if calibration else partial(_needed, since=period and period[0])
    show(settings, "pipeline", writing, grouped_by(by, asked), then=made, needed=needed)


def _needed(_ledger: EntryLog, question: Question, since: date | None) -> Needed:
    from goodwill.selling import ended_needed

    return ended_needed(since, question.horizon.as_of)


def _closed(ledger: EntryLog, answer: Answer, **about: Any) -> Answer:
    from goodwill.selling import closed_of

    return closed_of(ledger, answer, **about)


def _calibrated(_ledger: EntryLog, answer: Answer, since: date | None) -> Answer:
    from goodwill.selling import calibration_of

    return calibration_of(answer, since)
