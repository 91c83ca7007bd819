"""Receipts: proof for one entry, which needs no ledger to be checked (C2SP tlog-proof v1).

A receipt has the entry's line, its leaf in the tree, the hashes beside its way to the root, and a signed
checkpoint with that root.
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Final, NamedTuple

from ledger.errors import Unreadable
from ledger.proof import leaf_hash, verify_inclusion
from ledger.seal.notes import MOST_CHARACTERS, NoCheckpoint, Note, bytes_of, read_note

_HEADING: Final = "c2sp.org/tlog-proof@v1"
_EXTRA: Final = "extra "
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)


class NoReceipt(Unreadable):
    """A text is not a receipt."""

    code = "no-receipt"

    def __init__(self, why: str) -> None:
        super().__init__(f"this is not a receipt: {why}", "give a file that `goodwill prove` wrote")


class Receipt(NamedTuple):
    """Proof that an entry is in a ledger.

    Attributes:
        line: the entry, as ``ledger.seal.leaves`` writes it.
        leaf: its number, which is the position.
        proof: the hashes beside its way to the root.
        note: the signed checkpoint.
    """

    line: bytes
    leaf: int
    proof: tuple[bytes, ...]
    note: Note

    @property
    def text(self) -> str:
        """The receipt, as it is handed on."""
        hashes = "".join(f"{b64encode(one).decode()}\n" for one in self.proof)
        extra = b64encode(self.line).decode()
        return f"{_HEADING}\n{_EXTRA}{extra}\nindex {self.leaf}\n{hashes}\n{self.note.text}"

    @property
    def holds(self) -> bool:
        """Whether the entry is a leaf of the tree of the checkpoint. It says nothing of who signed that."""
        checkpoint = self.note.checkpoint
        return verify_inclusion(self.leaf, checkpoint.size, leaf_hash(self.line), self.proof, checkpoint.root)


def read_receipt(text: str) -> Receipt:
    """A receipt from its text.

    Raises:
        NoReceipt: it is none.
    """
    if len(text) > 2 * MOST_CHARACTERS:
        raise NoReceipt("it is too long")
    head, blank, rest = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != _HEADING:
        raise NoReceipt(f"it does not begin with {_HEADING}")
    if not blank:
        raise NoReceipt("it ends before the checkpoint")
    if len(lines) < 3 or not lines[1].startswith(_EXTRA):  # noqa: PLR2004 - heading, entry, index
        raise NoReceipt("it does not hold the entry")
    line = bytes_of(lines[1].removeprefix(_EXTRA))
    found = _INDEX.fullmatch(lines[2])
    proof = [bytes_of(one) for one in lines[3:]]
    if line is None or found is None or None in proof:
        raise NoReceipt("a line of it is damaged")
    try:
        note = read_note(rest)
    except NoCheckpoint as wrong:
        raise NoReceipt(wrong.what) from wrong
    return Receipt(line, int(found[1]), tuple(one for one in proof if one is not None), note)
