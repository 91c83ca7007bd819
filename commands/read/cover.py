"""``goodwill cover``: who stands in for whom, and what deputies recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.read.views import asked_of_a_view, result_of
from commands.ui.output import write
from commands.ui.periods import FORMS, period
from commands.ui.settings import Settings

if TYPE_CHECKING:
    from projections import Answer


@click.command()
@click.option(
    "--period",
    type=period,
    metavar="PERIOD",
    help=f"Only covers of a day in it, and entries of it outside of any cover: {FORMS}.",
)
@asked_of_a_view()
def cover(settings: Settings, form: str, output: str | None, **asked: Any) -> None:
    """Show who stands in for whom, and what deputies recorded.

    A row is a cover, also of days to come, with the entries that the deputy recorded for the manager on its
    days. Entries for a manager outside of any cover have a row for each deputy and manager; `goodwill audit
    deputies` lists them.
    """
    import goodwill
    from commands.ui.opening import reading
    from commands.ui.values import identifier

    asked["client"] = identifier(asked["client"])
    with reading(settings) as ledger:
        answer = goodwill.cover(ledger, **asked)
    write(result_of(answer, _lines), form, output)


def _lines(answer: Answer) -> Iterator[str]:
    """The table for people; the answer is of no account holder, so it says itself why it lacks rows."""
    from commands.ui.tables import faint
    from commands.ui.view_tables import heading, spanned_text, table_of

    yield from heading(answer)
    if "period" in answer.more:
        yield from faint(spanned_text(answer))
    yield ""
    if answer.rows:
        yield from table_of(answer.shape, answer.rows)
    else:
        yield f"Nothing to show: {answer.empty}."
