"""Checkpoints as text: the size and the root of a tree, signed (C2SP tlog-checkpoint and signed-note).

A checkpoint has three lines: the origin, which names the ledger for ever, the number of leaves, and the root
in base64. An empty line and the signatures follow. Reading one says nothing about who signed it.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ledger.errors import Unreadable
from ledger.proof import HASH_SIZE

MOST_CHARACTERS: Final = 200_000
"""A longer text is no checkpoint: one with sixteen signatures has about 60,000 characters."""
_SIGNED: Final = "— "
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_ID_SIZE = 4


class Signature(NamedTuple):
    """A line under a checkpoint.

    Attributes:
        name: of the key.
        key_id: four bytes, which tell keys of one name apart.
        value: what the key made of the checkpoint.
    """

    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """It as text, without the end of the line."""
        return f"{_SIGNED}{self.name} {b64encode(self.key_id + self.value).decode()}"


class Checkpoint(NamedTuple):
    """What is signed: a tree of a ledger had so many leaves and this root.

    Attributes:
        origin: which ledger.
        size: the number of leaves, which is one more than that of entries.
        root: 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The lines that are signed, with the end of each."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @property
    def position(self) -> int:
        """The position of the newest entry under it; 0 if there is none."""
        return self.size - 1


class Note(NamedTuple):
    """A checkpoint with its signatures."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    @property
    def text(self) -> str:
        """The whole text, as it is handed on."""
        return self.checkpoint.text + "\n" + "".join(f"{one.line}\n" for one in self.signatures)


class NoCheckpoint(Unreadable):
    """A text is not a signed checkpoint."""

    code = "no-checkpoint"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"this is not a signed checkpoint: {why}", "give a file that `goodwill checkpoint` wrote"
        )


def read_note(text: str) -> Note:
    """A signed checkpoint from its text; lines that say more about the tree are refused.

    Raises:
        NoCheckpoint: it is none.
    """
    if len(text) > MOST_CHARACTERS:
        raise NoCheckpoint(f"it has more than {MOST_CHARACTERS:,} characters")
    body, blank, signed = text.rpartition("\n\n")
    lines = body.split("\n")
    if not blank or len(lines) != 3:  # noqa: PLR2004 - origin, size and root
        raise NoCheckpoint("it does not have three lines above an empty one")
    origin, size, root = lines
    if not origin or not origin.isprintable():
        raise NoCheckpoint("its first line names no ledger")
    if not _SIZE.fullmatch(size):
        raise NoCheckpoint("its second line is not a number of leaves")
    return Note(Checkpoint(origin, int(size), _root(root)), tuple(_signatures(signed)))


def _root(text: str) -> bytes:
    root = bytes_of(text)
    if root is None or len(root) != HASH_SIZE:
        raise NoCheckpoint("its third line is not a hash in base64")
    return root


def _signatures(text: str) -> Iterator[Signature]:
    if not text.endswith("\n"):
        raise NoCheckpoint("its last line does not end")
    for line in text[:-1].split("\n"):
        name, space, encoded = line.removeprefix(_SIGNED).partition(" ")
        value = bytes_of(encoded)
        if not (line.startswith(_SIGNED) and name and space) or value is None or len(value) <= _ID_SIZE:
            raise NoCheckpoint("a line under it is not a signature")
        yield Signature(name, value[:_ID_SIZE], value[_ID_SIZE:])


def bytes_of(text: str) -> bytes | None:
    """What a text in base64 stands for; None if it is not base64 as the one way to write it has it."""
    try:
        value = b64decode(text, validate=True)
    except (NoBase64, ValueError):
        return None
    return value if b64encode(value).decode() == text else None


def with_signatures(note: Note, lines: Iterable[str]) -> Note:
    """A checkpoint with the signatures that others add to it, such as witnesses.

    Raises:
        NoCheckpoint: a line is no signature.
    """
    added = tuple(_signatures("".join(f"{line}\n" for line in lines)))
    return Note(note.checkpoint, note.signatures + added)
