"""``goodwill init``: an empty ledger."""

from __future__ import annotations

import click

from commands.ui.opening import place
from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings


@click.command()
@pass_settings
def init(settings: Settings) -> None:
    """Make an empty ledger.

    It is made where --ledger says. What is there already is never touched.
    """
    from ledger.store import create

    create(settings.ledger)
    say(f"created ledger {place(settings.ledger)}")
