"""``goodwill audit bundle``: entries for an auditor, with proof of each."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.audit.seals import INPUT, key_option, keys_of, text_of
from commands.ui import options
from commands.ui.failures import complain
from commands.ui.periods import FORMS, period
from commands.ui.printing import say
from commands.ui.read_log import note_read
from commands.ui.settings import Settings, pass_settings
from ledger.text import counted_entries

if TYPE_CHECKING:
    from ledger.seal.keyring import Keyring
    from ledger.seal.notes import Note

recorded_in = click.option(
    "--recorded",
    type=period,
    metavar="PERIOD",
    help=f"Only what was recorded then, in UTC: {FORMS}.",
)


@click.command()
@options.exact_client
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="A new folder, which appears when it is complete.",
)
@recorded_in
@click.option(
    "--checkpoint",
    type=INPUT,
    metavar="FILE",
    help="Prove the entries under this checkpoint.  [default: the newest that the ledger recorded]",
)
@click.option("--sign", is_flag=True, help="Sign a new checkpoint first, which covers the newest entries.")
@key_option
@pass_settings
def bundle(
    settings: Settings,
    client: str | None,
    folder: Path,
    recorded: tuple[date, date] | None,
    checkpoint: Path | None,
    keys: tuple[str, ...],
    *,
    sign: bool,
) -> None:
    """Write entries for an auditor, with proof of each.

    The folder holds the entries of CLIENT, or those of --recorded, as JSON lines, a receipt for each, the
    checkpoint, the verification keys, and a page that says how to check them, with Goodwill or by hand. What
    was recorded after the checkpoint cannot be proven and is left out, and the page says how many entries
    that are; --sign signs a new checkpoint first.
    """
    import goodwill
    from commands.ui.opening import reading
    from ledger.seal.notes import read_note

    if client is None and recorded is None:
        raise click.UsageError("a bundle is of a client or of a period; name CLIENT, or add --recorded")
    if client is not None and recorded is not None:
        raise click.UsageError("a bundle is of a client or of a period; leave out CLIENT or --recorded")
    if checkpoint and sign:
        raise click.UsageError("--sign signs a checkpoint of its own; leave out --checkpoint")
    note = read_note(text_of(checkpoint)) if checkpoint else None
    with reading(settings) as ledger:
        note_read(settings, ledger, "audit bundle", client)
        keyring = settings.keyring_of(ledger.database.ledger_id)
        note = _signed(settings, keyring) if sign else note
        known = keys_of(keys) or keyring.verification()
        made = goodwill.audit_bundle(ledger, folder, known, client=client, recorded=recorded, note=note)
    if made.left_out:
        left = counted_entries(made.left_out)
        complain(f"left out {left} recorded after the checkpoint; --sign signs one that covers the newest")
    say(f"wrote {counted_entries(made.entries)} with receipts to {folder}")


def _signed(settings: Settings, keyring: Keyring) -> Note:
    """A new checkpoint over all that is recorded."""
    import goodwill
    from commands.ui.opening import recording

    with recording(settings) as journal:
        return goodwill.checkpoint(journal, keyring, actor=settings.actor)
