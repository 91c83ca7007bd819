"""``goodwill check``: faults in the data."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from commands.audit.faults import write_faults
from commands.read.quickness import OUTDATED
from commands.ui import options
from commands.ui.failures import complain
from commands.ui.settings import Settings, pass_settings
from goodwill.arguments import BOUNDS
from ledger.fault_kinds import HIDES_VIEWS
from ledger.text import counted_entries

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog


@click.command()
@options.exact_client
@options.dated(
    "--as-of",
    help="Check what had happened by the end of this day.  [default: no end]",
)
@click.option(
    "--sample",
    type=options.Within(*BOUNDS["sample"]),
    metavar="N",
    help="Compute the views of only N clients again, chosen at random.  [default: all]",
)
@click.option(
    "--seed",
    type=int,
    metavar="N",
    default=1,
    show_default=True,
    help="The same seed chooses the same clients.",
)
@options.results()
@pass_settings
@click.pass_context
def check(ctx: click.Context, settings: Settings, /, form: str, output: str | None, **asked: Any) -> None:
    """Find faults in the data, and whether the views follow from it.

    Each fault is a line with the position of the entry and what to do; the exit code is then 3. Without
    faults, the command prints nothing. Without CLIENT it checks the whole ledger, also for missing entries.
    It runs the database's own check of its integrity first.
    It computes the views of every client again, and compares stored views with the result.
    """
    from commands.ui.clock import now
    from goodwill import check as find
    from ledger.recording.readable_rows import open_to_check

    ledger, damage = open_to_check(settings.ledger, now, settings.key_folder)
    with ledger:
        faults = damage + find(ledger, views=settings.views, **asked)
        if not any(fault.code in HIDES_VIEWS for fault in faults):
            _complain_of_policy(ledger)
            _complain_of_views(settings, ledger)
    write_faults(ctx, faults, form, output)


def _complain_of_policy(ledger: EntryLog) -> None:
    """Warn on standard error of keys of the policy in force that count no more."""
    from goodwill.entries import house_entries
    from goodwill.moments import horizon_of
    from ledger.errors import Unreadable
    from projections.policy import UnreadablePolicy, ignored_keys, in_force

    with suppress(UnreadablePolicy, Unreadable):  # no view can use it, and each says so; or it is listed
        if ignored := ignored_keys(in_force(house_entries(ledger), horizon_of(ledger))):
            complain(str(ignored))


def _complain_of_views(settings: Settings, ledger: EntryLog) -> None:
    """Warn on standard error that the stored views are of another version, or behind."""
    from goodwill.asking import stored_views
    from projections import stored

    with stored_views(settings.views, ledger) as views:
        if views is None:
            return
        if stored.outdated(views):
            complain(OUTDATED)
        if (waiting := stored.behind(ledger.database, views) or 0) > 0:
            complain(
                f"the stored views are {counted_entries(waiting)} behind; `goodwill project` brings them up to date"
            )
