"""``goodwill plan``: what managers are to reach in a period, beside what they did."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import ask, asked_question, result_of
from commands.ui import options
from commands.ui.choices import NearChoice
from commands.ui.failures import warn
from commands.ui.options import F
from commands.ui.output import write
from commands.ui.periods import FORMS, ends
from commands.ui.periods import period as read_period
from commands.ui.settings import Settings, pass_settings
from commands.ui.sorting import arranging
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from datetime import date


def about_managers(whose: Callable[[F], F]) -> Callable[[F], F]:
    """The options of a view of managers, with those that choose whose figures it shows."""
    return options.stack(
        click.option(
            "--period",
            "--month",
            "period",
            type=read_period,
            metavar="PERIOD",
            help=f"{FORMS}; --as-of ends it sooner.",
        ),
        options.two_clocks("today"),
        whose,
        click.option(
            "--currency",
            metavar="CODE",
            help="Show all money in this currency, at the rates of each entry's day.",
        ),
        options.results(),
        arranging,
        pass_settings,
    )


@click.command(help=REGISTER["plan"].help)
@about_managers(options.whose)
@click.option(
    "--by",
    type=NearChoice(REGISTER["plan"].by),
    default=REGISTER["plan"].usual,
    metavar="THING",
    help="Sum by manager, team or house; a team is a head with those who report to the head.  [default: manager]",
)
def plan(
    settings: Settings,
    form: str,
    output: str | None,
    *,
    by: str,
    period: tuple[date, date] | None,
    currency: str | None,
    **asked: Any,
) -> None:
    """Show the plans of a period."""
    from commands.ui.opening import asking
    from commands.ui.view_tables import page
    from goodwill.plans import compared_of, needed_of
    from projections.plans.needing import OFFERS

    if period:
        asked["as_of"] = ends(settings, *period, asked["as_of"])
    with asking(settings) as ledger:
        question = asked_question(ledger, asked)
        needed, everyone = needed_of(ledger, question, period, currency), question.of_everyone
        counts = ask(ledger, "plan", everyone._replace(needed=needed), views=settings.views)
        offers = ask(ledger, "pipeline", everyone._replace(needed=OFFERS), views=settings.views)
        answer = compared_of(ledger, (counts, offers), question.where, by, period, currency)
    warn(answer.cautions)
    write(result_of(answer, page), form, output)
