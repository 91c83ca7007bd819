"""What the commands about the seal share: files of checkpoints, receipts and verification keys."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.ui.inputs import DOCUMENT, name_of, reading_text
from commands.ui.output import Result, write

if TYPE_CHECKING:
    from ledger.seal.signatures import VerificationKey

_PLAIN = "text"
INPUT = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)

key_option = click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="KEY|FILE",
    help="A verification key, or a file of them. Without it, those in the folder of keys.",
)


def text_of(path: Path) -> str:
    """The text of a file that was given."""
    name = name_of(str(path))
    try:
        with reading_text(str(path), DOCUMENT) as stream:
            return stream.read()
    except UnicodeDecodeError:
        raise click.ClickException(f"{name} is not text; name a file that Goodwill wrote") from None


def write_text(text: str, output: str | None) -> None:
    """Write a text as it is, to a file or to standard output."""
    lines = text.removesuffix("\n").split("\n")
    write(Result(whole=list, other={_PLAIN: lambda: lines}), _PLAIN, output)


def keys_of(given: Iterable[str]) -> list[VerificationKey]:
    """The verification keys that were given, as lines or as files.

    Raises:
        Unreadable: one is no key.
    """
    from ledger.seal.signatures import read_key

    found: list[VerificationKey] = []
    for one in given:
        lines = [one] if "+" in one and not Path(one).is_file() else text_of(Path(one)).split()
        found += map(read_key, lines)
    return found
