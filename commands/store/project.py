"""``goodwill project``: the stored views, brought up to the newest entry and today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.ui.failures import complain
from commands.ui.jobs import usual_jobs
from commands.ui.settings import Settings, pass_settings

if TYPE_CHECKING:
    from ledger.recording.entry_log import EntryLog

_PATIENCE = 1.0  # seconds after which a new day is noticed


@click.command()
@click.option("--follow", is_flag=True, help="Keep running, and take in entries as they are recorded.")
@pass_settings
def project(settings: Settings, *, follow: bool) -> None:
    """Bring the stored views up to the newest entry and today.

    If there are none, the command builds them; if another process is building them, it waits and goes on from
    there. Stored views are tables beside the ledger that other tools can read. From them the views answer
    without reading every entry. The command folds clients again that could not be folded before.
    """
    from commands.store.replay import make_again
    from commands.ui.opening import reading
    from goodwill.storing import wanting

    with reading(settings) as ledger:
        if wanting(ledger, settings.views):
            make_again(
                settings,
                jobs=usual_jobs(ledger.position),
                months=True,
                needed=lambda: wanting(ledger, settings.views),
            )
        _catch_up(settings, ledger, again=True)
        while follow:
            recorded = ledger.recorder.wait_past(ledger.position, _PATIENCE)
            _catch_up(settings, ledger, again=recorded)


def keep_up(settings: Settings) -> None:
    """Bring the stored views up to the newest entry and today, if there are any that are not far behind."""
    from commands.ui.opening import reading
    from goodwill.storing import wanting
    from ledger.errors import Unreadable
    from ledger.store.errors import PersistenceError

    try:
        with reading(settings) as ledger:
            if not wanting(ledger, settings.views):
                _catch_up(settings, ledger)
    except (PersistenceError, Unreadable) as wrong:
        complain(f"the stored views stay as they were: {wrong}; `goodwill project` brings them up to date")


def _catch_up(settings: Settings, ledger: EntryLog, *, again: bool = False) -> None:
    """Bring the stored views up to date; ``again`` folds clients again that could not be folded."""
    from commands.ui.progress import progress
    from goodwill.asking import stored_views
    from goodwill.moments import today
    from projections.stored import catch_up

    with stored_views(settings.views, ledger) as views, progress("entries") as say:
        catch_up(
            ledger.database,
            today(ledger),
            views=views,
            every_row=True,
            again=again,
            progress=lambda position: say(position, max(ledger.position, position), position, "catching up"),
        )
