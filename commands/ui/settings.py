"""The global options: which ledger, and who records."""

from __future__ import annotations

from dataclasses import dataclass

import click


@dataclass(frozen=True, slots=True)
class Settings:
    """The global options.

    Attributes:
        ledger: the path of a SQLite file, or a SQLAlchemy URL of SQLite or PostgreSQL.
        views: where the stored views lie, in the same notation; None: in the ledger's own database.
        named: the actor as given with ``--actor``; None for the login name.
    """

    ledger: str
    named: str | None
    views: str | None = None

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


pass_settings = click.make_pass_decorator(Settings)
"""Hand a command the settings as its first argument."""
