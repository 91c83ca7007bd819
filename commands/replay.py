"""``goodwill replay``: the stored views, made again from nothing."""

from __future__ import annotations

import click

from commands.clock import today
from commands.settings import Settings, pass_settings

__all__ = ["make_again", "replay"]


@click.command()
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    default=1,
    show_default=True,
    help="How many processes fold.",
)
@click.option(
    "--months/--no-months", default=True, show_default=True, help="Keep the state at the end of every month."
)
@pass_settings
def replay(settings: Settings, *, jobs: int, months: bool) -> None:
    """Make the stored views again from all entries.

    They are made beside those in use, which stay whole until the new ones take their place at once.
    """
    entries = make_again(settings, jobs=jobs, months=months)
    click.echo(f"made the views again from {entries:,} entries", err=True)


def make_again(settings: Settings, *, jobs: int, months: bool) -> int:
    """Make the stored views again, with progress on standard error; says from how many entries."""
    from commands.progress import progress
    from projections.stored import rebuild

    with progress("entries") as say:
        return rebuild(
            settings.ledger,
            today(),
            jobs=jobs,
            months=months,
            told=lambda done, total, entries: say(done, total, entries, "folding"),
        )
