"""``goodwill plan``: what managers are to reach in a period, beside what they did."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, ask, show
from commands.ui import options
from commands.ui.options import F
from commands.ui.periods import FORMS, ends
from commands.ui.periods import period as read_period
from commands.ui.settings import Settings, pass_settings
from commands.ui.sorting import arranging
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from datetime import date

    from ledger.recording.entry_log import EntryLog
    from projections import Answer
    from projections.framework.needed import Needed


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
    type=click.Choice(REGISTER["plan"].by),
    default=REGISTER["plan"].usual,
    metavar="THING",
    help="Sum by manager, team or house; a team is a head with those who report to the head.  [default: manager]",
)
def plan(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """Show the plans of a period."""
    if asked["period"]:
        start, end = asked["period"]
        asked["as_of"] = ends(settings, start, end, asked["as_of"])
    then = partial(_compared, settings=settings, asked=asked)
    needed = partial(_needed, asked=asked)
    show(settings, "plan", Writing(form, output), of_all(asked), then=then, needed=needed)


def of_all(asked: dict[str, Any]) -> dict[str, Any]:
    """The question to a view about all clients, whose entries then count for the managers of their day."""
    return {name: asked[name] for name in ("as_of", "known_at", "group")}


def _needed(ledger: EntryLog, *, asked: dict[str, Any]) -> Needed:
    from goodwill.moments import today
    from goodwill.plans import needed_of

    return needed_of(
        ledger, asked | {"as_of": asked["as_of"] or today(ledger)}, asked["period"], asked["currency"]
    )


def _compared(ledger: EntryLog, answer: Answer, *, settings: Settings, asked: dict[str, Any]) -> Answer:
    from goodwill.plans import compared_of
    from projections.plans.needing import OFFERS

    offers = ask(
        ledger, "pipeline", views=settings.views, needed=OFFERS, **of_all(asked) | {"as_of": answer.as_of}
    )
    period: tuple[date, date] | None = asked["period"]
    return compared_of(ledger, (answer, offers), asked, asked["by"], period, asked["currency"])  # type: ignore[arg-type]
