"""Generations of the stored views: which one is in use, how far it has read, and reading its tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from ledger.store.database import Database, DBAPICursor
from ledger.store.tracking import tracked
from projections.framework import clients
from projections.framework.registry import ALL

_TABLES_VERSION = 7
"""Raised whenever the stored tables change in a way that no projection's version shows."""

VERSIONS = ", ".join(
    f"{name} {version}"
    for name, version in (
        ("tables", _TABLES_VERSION),
        ("clients", clients.VERSION),
        *((name, view.version) for name, view in ALL.items()),
    )
)
"""What makes a generation; the program does not read one that other versions made."""


class Generation(NamedTuple):
    """One build of the stored views.

    Attributes:
        number: rises with each.
        versions: what made it.
        months: whether it has rows of month-ends.
        as_of: today, as it has it.
    """

    number: int
    versions: str
    months: bool
    as_of: date

    @property
    def checkpoint(self) -> str:
        """The name of its checkpoint: how far it has read the ledger."""
        return f"views {self.number}"

    def table(self, name: str) -> str:
        """The name of one of its tables."""
        return f"views_{self.number}_{name}"


class Views(NamedTuple):
    """A generation of the stored views within a transaction."""

    database: Database
    cursor: DBAPICursor
    generation: Generation

    @property
    def engine(self) -> str:
        """The engine's name: sqlite or postgresql."""
        return self.database.dialect

    def select(
        self, columns: Sequence[str], table: str, rest: str = "", values: Sequence[object] = ()
    ) -> list[tuple[Any, ...]]:
        """The rows of one of the generation's tables; ``rest`` holds the clauses after FROM."""
        statement = f"SELECT {', '.join(columns)} FROM {self.generation.table(table)} {rest}"  # noqa: S608 - our own names
        return [tuple(row) for row in self.database.execute(self.cursor, statement, values).fetchall()]

    def checkpoint(self) -> int:
        """The position up to which the generation has read the ledger."""
        return tracked(self.database, self.cursor, self.generation.checkpoint) or 0

    def hold(self, as_of: date | None = None) -> bool:
        """Lock the generation until the transaction ends, and move it to another day if one is given.

        Returns:
            False if it is gone, or another process has moved its day.
        """
        statement = "UPDATE views_generations SET as_of = ? WHERE generation = ? AND as_of = ?"
        number, day = self.generation.number, self.generation.as_of
        values = ((as_of or day).isoformat(), number, day.isoformat())
        return self.database.execute(self.cursor, statement, values).rowcount == 1


def current(database: Database, cursor: DBAPICursor) -> Generation | None:
    """The generation in use; None if there is none."""
    if "views_generations" not in database.names(cursor):
        return None
    statement = "SELECT generation, versions, months, as_of FROM views_generations WHERE current = 1"
    found = database.execute(cursor, statement).fetchone()
    if found is None:
        return None
    return Generation(found[0], found[1], bool(found[2]), date.fromisoformat(found[3]))


def usable_views(database: Database, cursor: DBAPICursor) -> Views | None:
    """The generation in use, if this version of the program made it."""
    generation = current(database, cursor)
    if generation is None or generation.versions != VERSIONS:
        return None
    return Views(database, cursor, generation)
