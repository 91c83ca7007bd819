"""The anchor: the newest checkpoint, in a file outside the ledger, which shows that a copy is older."""

from __future__ import annotations

from pathlib import Path

from ledger.errors import LedgerError, Unreadable
from ledger.key_files import text_of
from ledger.seal.notes import NoCheckpoint, Note, read_note


class OlderCopy(LedgerError):
    """A ledger has fewer entries than its newest checkpoint says, or is another one."""

    code = "older-copy"


def origin_of(ledger_id: str) -> str:
    """What names a ledger in checkpoints, and its keys."""
    return f"goodwill/{ledger_id}"


def anchor_in(keys: Path, ledger_id: str) -> Path:
    """Where the newest checkpoint of a ledger is kept, unless a person names a file."""
    return keys / ledger_id / "checkpoint"


def read_anchor(path: Path) -> Note | None:
    """The checkpoint in a file; None if there is no such file.

    Raises:
        Unreadable: it cannot be read.
    """
    try:
        return read_note(text_of(path))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeError, NoCheckpoint) as wrong:
        why = wrong.what if isinstance(wrong, NoCheckpoint) else str(wrong)
        raise Unreadable(
            f"the newest checkpoint in {path} cannot be read: {why}", "put back a copy of it, or move it away"
        ) from None


def check_anchored(path: Path, ledger_id: str, position: int) -> None:
    """Check that a ledger is not older than its anchor.

    Args:
        path: of the anchor; without one there is nothing to compare with.
        ledger_id: the id of the ledger.
        position: that of its newest entry.

    Raises:
        OlderCopy: it is, or it is another ledger.
        Unreadable: the anchor cannot be read.
    """
    note = read_anchor(path)
    if note is None:
        return
    checkpoint = note.checkpoint
    if checkpoint.origin != origin_of(ledger_id):
        raise OlderCopy(
            f"this is another ledger than that of the checkpoint in {path}",
            "name the right one with --ledger",
        )
    if checkpoint.position > position:
        raise OlderCopy(
            f"this is an older copy of the ledger: it has {position:,} entries, and the checkpoint in {path} was "
            f"signed over {checkpoint.position:,}",
            "restore the newest copy, or move that file away if it is lost",
        )
