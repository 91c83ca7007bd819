"""``goodwill returns``: what came back or was cancelled in a period, and why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import (
    Writing,
    ask,
    asked_of_a_view,
    asked_question,
    show,
    summed_by,
    usual_by,
)
from commands.ui import options
from commands.ui.periods import AskedPeriod, spanning
from commands.ui.settings import Settings
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from datetime import date

    from ledger.recording.entry_log import EntryLog
    from projections import Answer


@click.command(help=REGISTER["returns"].help)
@spanning
@asked_of_a_view()
@summed_by(*REGISTER["returns"].by)
@options.in_currency
@click.option("--items", is_flag=True, help="Show each return, refusal, cancellation and discrepancy.")
def returns(
    settings: Settings,
    form: str,
    output: str | None,
    *,
    span: AskedPeriod,
    by: str | None,
    currency: str | None,
    items: bool,
    **asked: Any,
) -> None:
    """Show sums of a period, by reason or --by."""
    from goodwill.trading import returns_needed

    since, asked["as_of"] = span.up_to(settings, asked["as_of"])
    by, asked = usual_by("returns", by, asked)
    made = partial(_reasons, settings=settings, asked=asked, since=since, by=by, currency=currency)
    needed = returns_needed(since, by)
    show(settings, "returns", Writing(form, output, items), asked, then=made, needed=needed)


def _reasons(
    ledger: EntryLog, answer: Answer, *, settings: Settings, asked: dict[str, Any], since: date, **about: Any
) -> Answer:
    from goodwill.trading import orders_needed, reasons_of
    from projections.framework.periods import Period

    needed = orders_needed(Period(since, answer.as_of), about["by"], about["currency"])
    sales = ask(ledger, "sales", asked_question(ledger, asked)._replace(needed=needed), views=settings.views)
    return reasons_of(ledger, answer, sales, since, **about)
