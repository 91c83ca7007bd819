"""One database and its connections: statements, transactions, and errors by one set of names."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ClassVar, Protocol
from uuid import UUID

from ledger.store.errors import ErrorClasses, InterfaceError, PersistenceError, named_alike

_SNAPSHOT = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
"""Begins a transaction whose queries all see the same moment."""
_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace",
}


class DBAPICursor(Protocol):
    """A cursor of a database's driver, as Python's database interface (PEP 249) describes it."""

    @property
    def rowcount(self) -> int:
        """The number of rows that the last statement changed."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> object:
        """Run a statement."""

    def executemany(self, statement: str, rows: Sequence[Sequence[Any]], /) -> object:
        """Run a statement once for each row of values."""

    def fetchone(self) -> Any:  # noqa: ANN401 - its columns vary
        """The next row; None if there is none left."""

    def fetchmany(self, most: int, /) -> Sequence[Any]:
        """The next rows; none if there are none left."""

    def fetchall(self) -> Sequence[Any]:
        """The rows that are left."""

    def close(self) -> None:
        """Give up the result."""


class Engine(ABC):
    """A database of SQLite or PostgreSQL: a ledger, stored views, or both.

    Statements have ``?`` for each value and run on pooled connections in autocommit mode: this module begins
    and commits transactions itself.

    Attributes:
        dialect: the name of the database's SQL: "sqlite" or "postgresql".
        begin: the statement that begins a transaction.
        place: the name for messages; it never shows a password.
        errors: the classes of the errors that it raises.
    """

    dialect: ClassVar[str]
    begin: ClassVar[str] = "BEGIN"

    def __init__(self, place: str, errors: ErrorClasses) -> None:
        self.place = place
        self.errors = errors
        self._closed = False

    def reading(self) -> AbstractContextManager[DBAPICursor]:
        """A cursor on a pooled connection; each statement sees what is committed when it runs.

        Raises:
            PersistenceError: the subclass that has the name of the driver's error.
        """
        return self._translating()

    @contextmanager
    def _translating(self) -> Iterator[DBAPICursor]:
        if self._closed:
            raise self.error(InterfaceError, f"{self.place} is closed")
        try:
            with self._connected() as cursor:
                yield cursor
        except self._driver_errors as wrong:
            original = getattr(wrong, "orig", None) or wrong  # SQLAlchemy wraps errors of connecting
            raise self.error(named_alike(original), original) from original

    @abstractmethod
    def _connected(self) -> AbstractContextManager[DBAPICursor]:
        """A cursor on a pooled connection, which is given back without an open transaction."""

    @property
    @abstractmethod
    def _driver_errors(self) -> tuple[type[Exception], ...]:
        """What the driver raises."""

    def error(self, kind: type[PersistenceError], what: object, advice: str = "") -> PersistenceError:
        """An error, of the class that this database raises in place of a class of ``ledger.store.errors``.

        ``what`` may be the driver's error; ``advice`` is "" where nothing is known.
        """
        return self.errors.get(kind, kind)(what, advice)

    @contextmanager
    def snapshot(self) -> Iterator[DBAPICursor]:
        """A cursor whose queries all see the same moment, while others may write."""
        with self.reading() as cursor:
            cursor.execute(_SNAPSHOT[self.dialect])
            yield cursor

    @contextmanager
    def writing(self) -> Iterator[DBAPICursor]:
        """A cursor in a transaction. It commits at the end, or rolls back if anything fails."""
        with self.reading() as cursor:
            cursor.execute(self.begin)
            yield cursor
            cursor.execute("COMMIT")

    @abstractmethod
    def appending(self) -> AbstractContextManager[tuple[DBAPICursor, int, str]]:
        """A transaction that holds the append lock, with the last position and its ``recorded_at``."""

    @abstractmethod
    def put(self, cursor: DBAPICursor, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows, with a value for each column, as this database stores them."""

    def stream(self, stream: UUID) -> Any:  # noqa: ANN401 - each driver has its own type for it
        """A stream's UUID as this database stores it."""
        return stream

    def uuid(self, stored: Any) -> UUID:  # noqa: ANN401 - each driver has its own type for it
        """A stored stream as a UUID."""
        known: UUID = stored
        return known

    def execute(self, cursor: DBAPICursor, statement: str, values: Sequence[Any] = ()) -> DBAPICursor:
        """Run a statement that has ``?`` for each value."""
        cursor.execute(statement, values)
        return cursor

    def execute_many(self, cursor: DBAPICursor, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement that has ``?`` for each value, once for each row of values."""
        cursor.executemany(statement, rows)

    def select(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows that a query returns, read on a connection of its own."""
        with self.reading() as cursor:
            return list(self.execute(cursor, statement, values).fetchall())

    def select_one(self, statement: str, values: Sequence[Any] = ()) -> Any:  # noqa: ANN401 - its columns vary
        """The first row that a query returns; None if it returns none."""
        with self.reading() as cursor:
            return self.execute(cursor, statement, values).fetchone()

    def names(self, cursor: DBAPICursor) -> set[str]:
        """The names of all tables, views and indexes in the file or schema."""
        cursor.execute(_NAMES[self.dialect])
        return {row[0] for row in cursor.fetchall()}

    def close(self) -> None:
        """Close the pooled connections; one in use by another thread closes when it is given back."""
        self._closed = True
