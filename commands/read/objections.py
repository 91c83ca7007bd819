"""``goodwill objections``: the open ones, or which answers work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.read.views import Writing, asked_of_a_view, grouped_by, show, summed_by, sums_by
from commands.ui.options import was_given, within_days
from commands.ui.settings import Settings
from projections.framework.registry import REGISTER

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog
    from projections import Answer


@click.command(help=REGISTER["objections"].help)
@asked_of_a_view()
@summed_by(*REGISTER["objections"].by)
@click.option("--answers", is_flag=True, help="Show what came of each answer, by topic or --by.")
@within_days(30, "Of --answers: count orders that followed within so many days.")
def objections(
    settings: Settings,
    form: str,
    output: str | None,
    *,
    by: str | None,
    answers: bool,
    within: int,
    **asked: Any,
) -> None:
    """Show the view, or the answers to all objections."""
    asked = grouped_by(by, asked)
    if not answers and was_given("within"):
        raise click.UsageError("--within goes with --answers; add it")

    def answered(ledger: EntryLog, answer: Answer) -> Answer:
        from goodwill.selling import answers_of

        return answers_of(ledger, answer, by or "topic", within)

    show(settings, "objections", Writing(form, output), asked, then=answered if answers else sums_by(by))
