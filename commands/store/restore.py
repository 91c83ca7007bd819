"""``goodwill restore``: a ledger made of a backup."""

from __future__ import annotations

from pathlib import Path

import click

from commands.ui.failures import DIFFERENT, complain
from commands.ui.printing import clean, say
from commands.ui.settings import Settings, pass_settings
from ledger.text import counted, counted_entries


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@pass_settings
@click.pass_context
def restore(ctx: click.Context, settings: Settings, /, *, file: Path) -> None:
    """Make a ledger of a backup, and check it.

    --ledger says where; nothing may be there, neither a ledger nor a log that belongs to one. The command
    checks FILE as `goodwill check` does, and its entries against the seal. If FILE is damaged, the command
    lists how, makes nothing, and the exit code is 3.
    """
    import goodwill
    from commands.ui.clock import now
    from commands.ui.opening import keep_erased, place, reading

    restored = goodwill.restore(file, settings.ledger, clock=now, keys=settings.key_folder)
    if restored.entries is None:
        complain(f"{file} is damaged, so no ledger was made of it; restore another backup")
        for fault in restored.faults:
            complain(clean(f"{fault.position}: {fault.what}; {fault.advice}"))
        ctx.exit(DIFFERENT)
    with reading(settings) as ledger:  # it warns if a checkpoint knows more entries
        keep_erased(settings, ledger)
    if restored.faults:
        complain(f"`goodwill check` lists {counted(len(restored.faults), 'fault')} of what the entries say")
    say(f"restored {counted_entries(restored.entries)} to {place(settings.ledger)}")
