"""A generation of the stored views: which one is in use, and statements on its tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any, Final, NamedTuple

from ledger.store.database import Database
from ledger.store.engine import DBAPICursor
from ledger.store.tracking import tracked
from projections.framework import clients
from projections.framework.registry import REGISTER
from projections.stored.history_source import reading

_PAGE: Final = 5_000  # rows that are read at once
_TABLES_VERSION = 16
"""Raised whenever the stored tables change in a way that no projection's version shows."""

VERSIONS = ", ".join(
    f"{name} {version}"
    for name, version in (
        ("tables", _TABLES_VERSION),
        ("clients", clients.VERSION),
        *((name, view.version) for name, view in REGISTER.items()),
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
        return checkpoint_of(self.number)

    def table(self, name: str) -> str:
        """The name of one of its tables."""
        return f"views_{self.number}_{name}"


def checkpoint_of(number: int) -> str:
    """The name of the checkpoint of a generation."""
    return f"views {number}"


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
        return [*chain.from_iterable(self.pages(columns, table, rest, values))]

    def pages(
        self, columns: Sequence[str], table: str, rest: str = "", values: Sequence[object] = ()
    ) -> Iterator[list[tuple[Any, ...]]]:
        """The same some at a time; take all of them before the next statement."""
        statement = f"SELECT {', '.join(columns)} FROM {self.generation.table(table)} {rest}"  # noqa: S608 - our own names
        found = self.database.execute(self.cursor, statement, values)
        while page := found.fetchmany(_PAGE):
            yield [tuple(row) for row in page]

    def insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows into one of its tables."""
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            statement = f"INSERT INTO {self.generation.table(table)} VALUES ({marks})"  # noqa: S608 - our own names
            self.database.execute_many(self.cursor, statement, rows)

    def update(self, table: str, change: str, values: Sequence[Sequence[object]]) -> None:
        """Change rows of one of its tables, for each of some values; ``change`` holds what follows SET."""
        statement = f"UPDATE {self.generation.table(table)} SET {change}"  # noqa: S608 - our own names
        self.database.execute_many(self.cursor, statement, values)

    def delete(
        self, tables: Iterable[str], where: str = "1 = 1", values: Sequence[Sequence[Any]] = ((),)
    ) -> None:
        """Delete rows of some of its tables, for each of some values."""
        for name in tables:
            statement = f"DELETE FROM {self.generation.table(name)} WHERE {where}"  # noqa: S608 - our own names
            self.database.execute_many(self.cursor, statement, values)

    def checkpoint(self) -> int:
        """The position up to which the generation has read the ledger."""
        return tracked(self.database, self.cursor, self.generation.checkpoint) or 0

    def faults(self) -> dict[str, str]:
        """Why clients could not be folded, by their codes."""
        return dict(self.select(["client", "fault"], "known", "WHERE fault IS NOT NULL ORDER BY client"))

    def are_sound(self, clients: Collection[str] = ()) -> bool:
        """Whether some clients are stored and could be folded; without any, whether all could."""
        if not (faults := self.faults()):
            return True
        return bool(clients) and all(
            code not in faults and self.select(["1"], "known", "WHERE client = ?", (code,))
            for code in clients
        )

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
    try:
        return Generation(found[0], found[1], bool(found[2]), date.fromisoformat(found[3]))
    except (TypeError, ValueError):  # the row was changed by hand
        return None


def usable_views(database: Database, cursor: DBAPICursor) -> Views | None:
    """The generation in use, if this version of the program made it."""
    generation = current(database, cursor)
    if generation is None or generation.versions != VERSIONS:
        return None
    return Views(database, cursor, generation)


def usable(database: Database) -> Generation | None:
    """The generation in use, if this version of the program made it."""
    with database.reading() as cursor:
        views = usable_views(database, cursor)
    return None if views is None else views.generation


def outdated(database: Database) -> bool:
    """Whether another version of this program made the stored views."""
    with database.reading() as cursor:
        generation = current(database, cursor)
    return generation is not None and generation.versions != VERSIONS


def left_out(views: Database) -> list[str]:
    """The clients without figures in the stored views, because their entries could not be folded."""
    with views.reading() as cursor:
        found = usable_views(views, cursor)
        return [] if found is None else [*found.faults()]


def behind(ledger: Database, views: Database | None = None) -> int | None:
    """How many entries the stored views have not read; None if this version of the program made none."""
    generation = usable(views or ledger)
    return None if generation is None else last_of(ledger) - reached(views or ledger, generation)


def is_up_to_date(ledger: Database, views: Database, day: date) -> bool:
    """Whether the stored views are of this program, and know every entry and the day."""
    generation = usable(views)
    return (
        generation is not None and day <= generation.as_of and last_of(ledger) == reached(views, generation)
    )


def last_of(ledger: Database) -> int:
    """The last position of a ledger."""
    with reading(ledger) as source:
        return source.last()


def reached(views: Database, generation: Generation) -> int:
    """The position up to which a generation has read the ledger."""
    with views.reading() as cursor:
        return Views(views, cursor, generation).checkpoint()
