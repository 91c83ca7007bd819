"""The folder of a ledger's keys, which lies outside its database: whoever has one need not have the other.

It also keeps the newest checkpoint, the anchor: an older copy of the ledger, put in its place, is told by it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ledger.errors import Unreadable
from ledger.seal.anchors import anchor_in, origin_of, read_anchor
from ledger.seal.notes import Note
from ledger.seal.signatures import SigningKey, VerificationKey, new_keys, read_key, read_secret

_OWNER: Final = 0o600
_OWNERS_FOLDER: Final = 0o700


class Keyring:
    """The keys of one ledger.

    Args:
        keys: the folder of the keys of all ledgers.
        ledger_id: the id of the ledger.
        anchor: where the newest checkpoint is kept; None: beside the keys.

    Attributes:
        folder: that of this ledger.
        secret: the file of the signing keys.
        public: the file of the verification keys, to be handed to whoever verifies.
        anchor: the file of the newest checkpoint.
    """

    def __init__(self, keys: Path, ledger_id: str, anchor: Path | None = None) -> None:
        self.origin = origin_of(ledger_id)
        self.folder = keys / ledger_id
        self.secret = self.folder / "signing.keys"
        self.public = self.folder / "verification.keys"
        self.anchor = anchor or anchor_in(keys, ledger_id)

    def signing(self) -> list[SigningKey]:
        """The signing keys; none if they were never made, or lie elsewhere.

        Raises:
            Unreadable: the file is damaged, or of another ledger.
        """
        keys = [read_secret(line) for line in self._lines(self.secret)]
        if any(key.name != self.origin for key in keys):
            raise Unreadable(
                f"{self.secret} is of another ledger; put back the right one from your backup of the keys"
            )
        return keys

    def verification(self) -> list[VerificationKey]:
        """The verification keys; none if they were never made, or lie elsewhere.

        Raises:
            Unreadable: the file is damaged.
        """
        return [read_key(line) for line in self._lines(self.public)]

    def make(self) -> list[VerificationKey]:
        """Make the keys.

        Raises:
            Unreadable: they cannot be stored there, or are there already.
        """
        if there := [path for path in (self.secret, self.public) if path.exists()]:
            raise Unreadable(
                f"{there[0]} is there already; put its other half back from your backup of the keys"
            )
        keys = new_keys(self.origin)
        public = [key.verifies for key in keys]
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=_OWNERS_FOLDER)
            _write_new(self.secret, [key.text for key in keys])
            _write_new(self.public, [key.text for key in public])
        except OSError as wrong:
            raise Unreadable(
                f"no keys can be stored in {self.folder}: {wrong.strerror}; name another folder with --keys"
            ) from None
        return public

    def newest(self) -> Note | None:
        """The newest checkpoint that was signed; None if there is none.

        Raises:
            Unreadable: it cannot be read.
        """
        return read_anchor(self.anchor)

    def keep(self, note: Note) -> None:
        """Keep a checkpoint as the newest one, in place of the one before.

        Raises:
            Unreadable: it cannot be written.
        """
        path = self.anchor
        unfinished = path.with_name(f".{path.name}.{os.urandom(4).hex()}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=_OWNERS_FOLDER)
            _write_new(unfinished, note.text.removesuffix("\n").split("\n"))
            unfinished.replace(path)
        except OSError as wrong:
            raise Unreadable(
                f"the newest checkpoint cannot be kept at {path}: {wrong.strerror}; name another file with --anchor"
            ) from None
        finally:
            unfinished.unlink(missing_ok=True)

    def _lines(self, path: Path) -> list[str]:
        try:
            return path.read_text(encoding="utf-8").split()
        except FileNotFoundError:
            return []
        except (OSError, UnicodeError) as wrong:
            raise Unreadable(f"{path} cannot be read: {wrong}; put back your backup of the keys") from None


def _write_new(path: Path, lines: Iterable[str]) -> None:
    """Write a file that its owner alone may read, and that is not there yet; it is on the disk then."""
    with os.fdopen(
        os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER), "w", encoding="utf-8"
    ) as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
