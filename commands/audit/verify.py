"""``goodwill verify``: whether every entry is the one that was sealed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.audit.faults import write_faults
from commands.audit.seals import INPUT, key_option, keys_of, text_of
from commands.ui import options
from commands.ui.failures import complain
from commands.ui.settings import Settings, pass_settings


@click.command()
@click.option(
    "--checkpoint",
    "checkpoints",
    type=INPUT,
    multiple=True,
    metavar="FILE",
    help="A checkpoint that was handed out: the ledger must begin with its entries.",
)
@key_option
@options.results()
@pass_settings
@click.pass_context
def verify(
    ctx: click.Context,
    settings: Settings,
    /,
    checkpoints: tuple[Path, ...],
    keys: tuple[str, ...],
    **asked: Any,
) -> None:
    """Verify that no entry was changed since it was recorded.

    The command hashes every entry again, and compares it with the seal that the ledger made when it was
    recorded; it compares the seal with every checkpoint that the ledger recorded, with the newest one beside
    the keys, and with those that you name. It runs the database's own check, and looks at tables, indexes,
    triggers and cached states. Each finding is a line with the position of the entry, and the exit code is
    then 3. If all is well, it prints nothing. It does not compare the stored views with the entries;
    'goodwill check' does.
    """
    import goodwill
    from commands.ui.clock import now
    from ledger.recording.readable_rows import open_to_check
    from ledger.seal.notes import read_note

    notes = [(f"the checkpoint in {path}", read_note(text_of(path))) for path in checkpoints]
    ledger, damage = open_to_check(settings.ledger, now, settings.key_folder)
    with ledger:
        keyring = settings.keyring_of(ledger.database.ledger_id)
        found = goodwill.verify(ledger, keyring, notes, keys_of(keys))
    if found.others:
        where = ", ".join(map(str, found.others))
        complain(
            f"checkpoints recorded at these positions are signed by a key you do not have: {where}; they were compared "
            "all the same; ask the one who signed them for the verification key, and name it with --key"
        )
    write_faults(ctx, damage + found.faults, asked["form"], asked["output"])
