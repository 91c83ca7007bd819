"""The global options: which ledger, and who records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ledger.seal.keyring import Keyring


@dataclass(frozen=True, slots=True)
class Settings:
    """The global options.

    Attributes:
        ledger: the path of a SQLite file, or a SQLAlchemy URL of SQLite or PostgreSQL.
        views: where the stored views lie, in the same notation; None: in the ledger's own database.
        named: the actor as given with ``--actor``; None for the login name.
        keys: the folder of the keys of all ledgers; None: that of this login's programs.
        anchor: the file with the newest checkpoint; None: beside the keys.
    """

    ledger: str
    named: str | None
    views: str | None = None
    keys: Path | None = None
    anchor: Path | None = None

    @property
    def actor(self) -> str:
        """Who records.

        Raises:
            click.UsageError: --actor is missing and this login has no name.
        """
        if self.named is not None:
            return self.named
        import getpass

        try:
            return getpass.getuser()
        except (OSError, KeyError, ImportError):
            raise click.UsageError(
                "this login has no name; say who records with --actor or GOODWILL_ACTOR"
            ) from None

    @property
    def key_folder(self) -> Path:
        """The folder of the keys of all ledgers."""
        return self.keys or Path(click.get_app_dir("goodwill")) / "keys"

    def anchor_of(self, ledger_id: str) -> Path:
        """The file with the newest checkpoint of a ledger."""
        from ledger.seal.anchors import anchor_in

        return self.anchor or anchor_in(self.key_folder, ledger_id)

    def keyring_of(self, ledger_id: str) -> Keyring:
        """The keys of a ledger."""
        from ledger.seal.keyring import Keyring

        return Keyring(self.key_folder, ledger_id, self.anchor)


pass_settings = click.make_pass_decorator(Settings)
"""Hand a command the settings as its first argument."""
