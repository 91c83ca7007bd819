"""``goodwill upgrade``: a ledger made before, with personal data encrypted."""

from __future__ import annotations

from contextlib import closing

import click

from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings
from ledger.text import counted_entries


@click.command()
@click.argument("new", metavar="NEW")
@pass_settings
def upgrade(settings: Settings, *, new: str) -> None:
    """Copy a ledger made before, with personal data encrypted.

    NEW is the path or the URL of the new ledger. It has the same entries at the same positions, an id and a
    seal of its own, and its own keys. The ledger it was copied from stays as it is: remove it, with its
    backups, when the new one does all you need.
    """
    import goodwill
    from commands.ui.opening import place, reading, tell_keys
    from ledger.store import open_database

    with reading(settings) as ledger:
        count = goodwill.upgrade(ledger, new, settings.key_folder)
    with closing(open_database(new)) as made:
        tell_keys(settings.keyring_of(made.ledger_id).folder, err=True)
    say(f"copied {counted_entries(count)} into {place(new)}, with personal data encrypted")
