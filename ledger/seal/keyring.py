"""The folder of a ledger's keys, which lies outside its database: a person may have one without the other.

It also keeps the newest checkpoint, the anchor, which shows that a copy of the ledger is older.
"""

from __future__ import annotations

from pathlib import Path

from ledger.errors import Unreadable
from ledger.key_files import lines_of, put, write_new
from ledger.seal.anchors import anchor_in, origin_of, read_anchor
from ledger.seal.notes import Note
from ledger.seal.signatures import SigningKey, VerificationKey, new_keys, read_key, read_secret


class Keyring:
    """The keys of one ledger.

    Args:
        keys: the folder of the keys of all ledgers.
        ledger_id: the id of the ledger.
        anchor: where the newest checkpoint is kept; None: beside the keys.

    Attributes:
        folder: that of this ledger.
        secret: the file of the signing keys.
        public: the file of the verification keys, for those who verify.
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
        keys = [read_secret(line) for line in lines_of(self.secret)]
        if any(key.name != self.origin for key in keys):
            raise Unreadable(
                f"{self.secret} is of another ledger", "put back the right one from your backup of the keys"
            )
        return keys

    def verification(self) -> list[VerificationKey]:
        """The verification keys; none if they were never made, or lie elsewhere.

        Raises:
            Unreadable: the file is damaged.
        """
        return [read_key(line) for line in lines_of(self.public)]

    def make(self) -> list[VerificationKey]:
        """Make the keys.

        Raises:
            Unreadable: they cannot be stored there, or are there already.
        """
        if there := [path for path in (self.secret, self.public) if path.exists()]:
            raise Unreadable(
                f"{there[0]} is there already", "put its other half back from your backup of the keys"
            )
        keys = new_keys(self.origin)
        public = [key.verifies for key in keys]
        try:
            write_new(self.secret, [key.text for key in keys])
            write_new(self.public, [key.text for key in public])
        except OSError as wrong:
            raise Unreadable(
                f"no keys can be stored in {self.folder}: {wrong.strerror}", "name another folder with --keys"
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
        try:
            put(self.anchor, note.text.removesuffix("\n").split("\n"))
        except OSError as wrong:
            raise Unreadable(
                f"the newest checkpoint cannot be kept at {self.anchor}: {wrong.strerror}",
                "name another file with --anchor",
            ) from None
