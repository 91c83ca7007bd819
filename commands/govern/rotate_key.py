"""``goodwill rotate-key``: another master key for personal data."""

from __future__ import annotations

import click

from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings


@click.command("rotate-key")
@pass_settings
def rotate_key(settings: Settings) -> None:
    """Replace the master key that encrypts personal data.

    The keys of all people are encrypted with a new master key; the entries stay as they are. Do it when
    a person who could read the old one leaves, and keep a copy of the folder of keys elsewhere.
    """
    import goodwill
    from commands.ui.opening import recording

    with recording(settings) as ledger:
        keyring = settings.keyring_of(ledger.database.ledger_id)
        count = goodwill.rotate_key(ledger, keyring)
    say(
        f"encrypted the keys of {'1 person' if count == 1 else f'{count:,} people'} with a new master key in {keyring.folder}"
    )
