"""``goodwill init``: an empty ledger."""

from __future__ import annotations

from contextlib import closing

import click

from commands.ui.opening import place, tell_keys
from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings


@click.command()
@pass_settings
def init(settings: Settings) -> None:
    """Make an empty ledger.

    --ledger says where. The command refuses to touch anything that is there already. It also makes the keys
    that sign checkpoints, in a folder of their own (--keys), and prints the key that verifies them, to be
    handed to whoever is to trust the ledger.
    """
    from ledger.store import create, open_database

    create(settings.ledger, settings.key_folder)
    say(f"created ledger {place(settings.ledger)}")
    with closing(open_database(settings.ledger)) as database:
        keyring = settings.keyring_of(database.ledger_id)
    key, *_ = keyring.make()
    tell_keys(keyring.folder)
    say(f"verification key: {key.text}")
