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

    --ledger says where. The command refuses to touch anything that is there already.
    """
    from ledger.store import create

    create(settings.ledger)
    say(f"created ledger {place(settings.ledger)}")
