"""``goodwill prove``: a receipt for an entry."""

from __future__ import annotations

from pathlib import Path

import click

from commands.audit.seals import INPUT, text_of, write_text
from commands.ui import options
from commands.ui.settings import Settings, pass_settings


@click.command()
@click.argument("entry")
@click.option(
    "--checkpoint",
    "checkpoint",
    type=INPUT,
    metavar="FILE",
    help="Prove it under this checkpoint.  [default: the newest that the ledger recorded]",
)
@options.output
@options.force
@pass_settings
def prove(settings: Settings, entry: str, checkpoint: Path | None, output: str | None) -> None:
    """Write a receipt: proof that an entry is in the ledger.

    ENTRY is a position or an id. A receipt holds the entry itself and a signed checkpoint. Whoever has the
    verification key checks it with `goodwill verify-receipt`, and needs no ledger.
    """
    import goodwill
    from commands.ui.opening import reading
    from ledger.seal.notes import read_note

    note = read_note(text_of(checkpoint)) if checkpoint else None
    with reading(settings) as ledger:
        receipt = goodwill.prove(ledger, entry, note)
    write_text(receipt.text, output)
