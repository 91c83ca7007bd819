"""``goodwill lifetime``: the pace of each client, and what the next twelve months may bring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import ask, asked_of_a_view, asked_question, result_of
from commands.ui.failures import warn
from commands.ui.output import write
from commands.ui.settings import Settings

if TYPE_CHECKING:
    from projections import Answer


@click.command()
@asked_of_a_view()
@click.option(
    "--method",
    type=click.Choice(["pace", "bg-nbd"]),
    default="pace",
    show_default=True,
    help="bg-nbd adds what a model of lifetime expects (BG/NBD with Gamma-Gamma); it needs the extra stats.",
)
def lifetime(settings: Settings, form: str, output: str | None, *, method: str, **asked: Any) -> None:
    """Show each client's pace, and what the next year may bring.

    The pace is what a client ordered in the last twelve months, less what was cancelled or came back. At
    earlier year-ends of this ledger, eight of ten clients of the same band ordered between LOW and HIGH in
    the year after. LOW and HIGH need 24 months of orders and 20 clients.
    """
    from commands.ui.opening import asking
    from goodwill.accounts import lifetime_of

    with asking(settings) as ledger:
        answer = lifetime_of(
            ask(ledger, "lifetime", asked_question(ledger, asked), views=settings.views), method
        )
    warn(answer.cautions)
    write(result_of(answer, _lines), form, output)


def _lines(answer: Answer) -> Iterator[str]:
    """The table for people, and the parameters of the models behind it."""
    from commands.ui.view_tables import page

    yield from page(answer)
    for currency, parameters in answer.more.get("parameters", {}).items():
        yield ""
        yield f"{currency}: {', '.join(f'{name} {value:.4g}' for name, value in parameters.items())}"
