"""``goodwill verify-receipt``: whether a receipt holds, without any ledger."""

from __future__ import annotations

import re
from pathlib import Path

import click

from commands.audit.seals import INPUT, key_option, keys_of, text_of
from commands.ui.failures import DIFFERENT, complain
from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings

_OWN = re.compile("goodwill/([0-9a-f]{32})")


@click.command("verify-receipt")
@click.argument("file", type=INPUT)
@key_option
@pass_settings
@click.pass_context
def verify_receipt(ctx: click.Context, settings: Settings, /, file: Path, keys: tuple[str, ...]) -> None:
    """Check a receipt, without any ledger.

    The command prints the entry if the receipt holds: it is in the ledger, and a known key signed the
    checkpoint. Otherwise the exit code is 3, and one sentence says why.
    """
    from ledger.seal.receipts import read_receipt
    from ledger.seal.signatures import NAMES, NotSigned, check_signed

    receipt = read_receipt(text_of(file))
    checkpoint = receipt.note.checkpoint
    own = _OWN.fullmatch(checkpoint.origin)
    known = keys_of(keys) or (settings.keyring_of(own[1]).verification() if own else [])
    try:
        signers = check_signed(receipt.note, known)
    except NotSigned as wrong:
        complain(str(wrong))
        ctx.exit(DIFFERENT)
    if not receipt.holds:
        complain(
            "the entry in the receipt is not in the ledger of its checkpoint; ask for the original receipt"
        )
        ctx.exit(DIFFERENT)
    say(receipt.line.decode())
    names = " and ".join(NAMES[key.kind] for key in signers)
    say(
        f"entry {receipt.leaf:,} of the {checkpoint.position:,} entries of {checkpoint.origin}, signed with {names}",
        err=True,
    )
