"""``goodwill load``: a ledger made of exported entries."""

from __future__ import annotations

from pathlib import Path

import click

from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings
from ledger.text import counted_entries


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@pass_settings
def load(settings: Settings, *, folder: Path) -> None:
    """Make a ledger of exported entries, in either database.

    DIR is what `goodwill export entries DIR` wrote. --ledger says where the ledger is to be; nothing may be
    there. The command loads all entries, or none. Positions, ids, keys, both times and every other column
    stay as they were, and so does the seal.
    """
    import goodwill
    from commands.ui.opening import keep_erased, place, reading

    manifest = goodwill.load(folder, settings.ledger)
    with reading(settings) as ledger:
        keep_erased(settings, ledger)
    say(f"loaded {counted_entries(manifest.entries)} into {place(settings.ledger)}")
