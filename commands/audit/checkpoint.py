"""``goodwill checkpoint``: what is recorded so far, signed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from commands.audit.seals import write_text
from commands.ui import options
from commands.ui.settings import Settings, pass_settings

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.seal.notes import Note

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")


def _address(_context: click.Context, _parameter: click.Parameter, address: str | None) -> str | None:
    """The address of a mail, looked at before anything is signed."""
    if address is not None and not _ADDRESS.fullmatch(address):
        raise click.BadParameter(f"{address!r} is no address; write it like auditor@example.org")
    return address


@click.command()
@click.option(
    "--witness",
    metavar="COMMAND",
    help="A program that reads the checkpoint and prints the lines of its own signatures, which join it.",
)
@click.option(
    "--mail",
    metavar="ADDRESS",
    callback=_address,
    help="Write the checkpoint as a draft of a mail to this address.",
)
@options.output
@options.force
@pass_settings
def checkpoint(settings: Settings, witness: str | None, mail: str | None, output: str | None) -> None:
    """Sign what is recorded so far, to be handed out.

    A checkpoint says how many entries the ledger has, and has one hash over all of them. Leave it outside
    the house: with a client's auditor, with a notary, in a mailbox that you cannot change. Later,
    `goodwill verify --checkpoint FILE` shows that the ledger still begins with the same entries. The
    newest one is kept beside the keys too, so that an older copy of the ledger is noticed when it is
    opened.
    """
    import goodwill
    from commands.ui.opening import recording, tell_keys

    with recording(settings) as ledger:
        keyring = settings.keyring_of(ledger.database.ledger_id)
        made = not keyring.signing()
        note = goodwill.checkpoint(ledger, keyring, actor=settings.actor)
        if made:
            tell_keys(keyring.folder, err=True)
        if witness:
            note = _witnessed(note, witness, keyring.anchor)
            keyring.keep(note)
    text = _draft(note, mail) if mail else note.text
    write_text(text, output)


def _witnessed(note: Note, command: str, kept: Path) -> Note:
    """The checkpoint with the signatures that a program adds.

    Raises:
        click.ClickException: the program fails, or prints something else.
    """
    import shlex
    import subprocess

    from ledger.seal.notes import NoCheckpoint, with_signatures

    try:
        words = shlex.split(command)
        done = subprocess.run(words, input=note.text, capture_output=True, check=True, encoding="utf-8")  # noqa: S603 - the user's own program
        return with_signatures(note, done.stdout.splitlines())
    except NoCheckpoint:
        why = "it printed something else than signatures"
    except OSError as wrong:
        why = f"its program cannot be run ({wrong.strerror})"
    except ValueError as wrong:
        why = str(wrong)
    except subprocess.CalledProcessError as wrong:
        why = (wrong.stderr or "").strip().partition("\n")[0] or f"exit code {wrong.returncode}"
    raise click.ClickException(
        f"the witness did not sign: {why}; the checkpoint is in {kept}, without its signature: hand that out, or have "
        "`goodwill checkpoint` sign another"
    )


def _draft(note: Note, address: str) -> str:
    """A draft of a mail that carries a checkpoint."""
    from email.message import EmailMessage
    from email.policy import SMTP

    mail = EmailMessage(policy=SMTP.clone(linesep="\n"))
    mail["To"] = address
    mail["Subject"] = f"Checkpoint of {note.checkpoint.origin}: {note.checkpoint.position:,} entries"
    mail["X-Unsent"] = "1"
    mail.set_content(
        "Please keep this checkpoint. It shows later that no entry of the ledger was changed.\n\n"
    )
    mail.add_attachment(note.text, filename="checkpoint.txt")
    return mail.as_string()
