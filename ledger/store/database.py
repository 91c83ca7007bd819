"""A ledger's database: pooled connections, transactions, and where the two engines differ."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

from eventsourcing import persistence
from sqlalchemy import Engine, insert
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ledger.codec import Row
from ledger.errors import Unreadable

FORMAT = 1
"""The version of the table layout. A program refuses a ledger of a later version."""

APPLICATION_ID = 0x676F6F64
"""Marks a SQLite file as a ledger ("good" in ASCII); the ``file`` command shows it."""

COLUMNS = ", ".join(Row._fields)
LAST = "SELECT position, recorded_at FROM entries ORDER BY position DESC LIMIT 1"

_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace",
}
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'entries'::regclass AND tgenabled IN ('O', 'A')",
}

GUARDS = {
    "sqlite": frozenset({"entries_next", "entries_never_change", "entries_never_go"}),
    "postgresql": frozenset({"entries_never_change"}),
}
"""The names of the triggers that refuse changes, by engine."""


DatabaseT = TypeVar("DatabaseT", bound="Database")


class Database(ABC):
    """The database of one ledger.

    Frequent statements bypass SQLAlchemy Core: they run on its pooled connections, with ``?`` for each value.

    Attributes:
        place: the name for messages; it never shows a password.
        engine: SQLAlchemy's engine in autocommit mode; this module begins and commits transactions itself.
        ledger_id: the id of the ledger in hexadecimal; empty before ``check``.
    """

    begin: ClassVar[str] = "BEGIN"

    def __init__(self, engine: Engine, place: str) -> None:
        self.engine = engine
        self.place = place
        self.ledger_id = ""
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[DBAPICursor]:
        """A cursor on a pooled connection; each statement sees what is committed when it runs.

        Raises:
            eventsourcing.persistence.PersistenceError: the subclass that has the name of the driver's error.
        """
        if self._closed:
            raise persistence.InterfaceError(f"{self.place} is closed")
        try:
            connection = self.engine.raw_connection()
            try:
                with closing(connection.cursor()) as cursor:
                    yield cursor
            except self._driver_error as wrong:
                if self.engine.dialect.is_disconnect(wrong, connection.dbapi_connection, None):  # type: ignore[arg-type]
                    connection.invalidate(wrong)
                    self.engine.dispose()  # the server has dropped the other connections too
                raise
            finally:
                if self._closed:  # another thread closed the pool, so nothing can take the connection back
                    connection.invalidate()
                connection.close()  # rolls back an uncommitted transaction
        except (DBAPIError, PoolTimeout, UnicodeEncodeError, self._driver_error) as wrong:
            raise _library_error(wrong) from wrong

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
    def insert(self, cursor: DBAPICursor, rows: Sequence[Row]) -> None:
        """Insert rows that have their final positions."""

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
        cursor.execute(_NAMES[self.engine.dialect.name])
        return {row[0] for row in cursor.fetchall()}

    def rows(self, found: Iterable[Any]) -> list[Row]:
        """The result of a ``SELECT`` of all columns as rows."""
        return list(map(Row._make, found))

    def stream(self, stream: UUID) -> Any:  # noqa: ANN401 - each driver has its own type for it
        """A stream's UUID as this database stores it."""
        return stream

    def uuid(self, stored: Any) -> UUID:  # noqa: ANN401 - each driver has its own type for it
        """A stored stream as a UUID."""
        return stored  # type: ignore[no-any-return]

    @abstractmethod
    def with_keys(self, cursor: DBAPICursor, keys: Collection[str]) -> list[Row]:
        """The rows recorded under these keys."""

    @abstractmethod
    def versions(self, cursor: DBAPICursor, streams: Collection[UUID]) -> dict[UUID, int]:
        """The newest version of each of these streams; streams without entries are missing."""

    @abstractmethod
    def wait(self, after: int, timeout: float) -> bool:
        """Wait until there is a position after the given one; False when ``timeout`` (seconds) is over."""

    def last(self, cursor: DBAPICursor) -> tuple[int, str]:
        """The newest position and its ``recorded_at``; (0, "") in an empty ledger."""
        cursor.execute(LAST)
        return tuple(cursor.fetchone() or (0, ""))

    def make_tables(self) -> None:
        """Create the tables of an empty ledger in one transaction."""
        from ledger.store import schema  # noqa: PLC0415 - only needed here, and slow to load

        about = {"format": str(FORMAT), "id": uuid4().hex}
        with self.engine.begin() as connection:
            connection.exec_driver_sql(self.begin)
            schema.TABLES.create_all(connection, checkfirst=False)
            rows = [{"name": name, "value": value} for name, value in about.items()]
            connection.execute(insert(schema.ledger), rows)

    def check(self) -> None:
        """Check that the database holds a ledger that this program can read.

        Raises:
            Unreadable: it is not a ledger, a newer program made it, or its triggers are gone.
        """
        about: dict[str, str] = dict(self.select("SELECT name, value FROM ledger"))
        if "id" not in about or not about.get("format", "").isdecimal():
            raise Unreadable(f"{self.place} is not a ledger; name another place with --ledger")
        if int(about["format"]) > FORMAT:
            raise Unreadable(f"{self.place} was made by a newer version of Goodwill; upgrade it")
        self.ledger_id = about["id"]
        self._check_guards()

    def _check_guards(self) -> None:
        """Without the triggers, anyone may have changed entries unnoticed."""
        engine = self.engine.dialect.name
        missing = GUARDS[engine] - {name for (name,) in self.select(_TRIGGERS[engine])}
        if missing:
            raise Unreadable(
                f"{self.place} lacks the triggers that refuse changes ({', '.join(sorted(missing))}), so its entries "
                "may have been altered; restore a copy that has the triggers"
            )

    def close(self) -> None:
        """Close the pooled connections; one in use by another thread closes when it is given back."""
        self._closed = True
        self.engine.dispose()

    @property
    def _driver_error(self) -> type[Exception]:
        return self.engine.dialect.loaded_dbapi.Error


@contextmanager
def closed_on_error(database: DatabaseT) -> Iterator[DatabaseT]:
    """Close a database if anything fails."""
    try:
        yield database
    except BaseException:
        database.close()
        raise


def first_line(wrong: BaseException | None) -> str:
    """The first line of an error's message."""
    return str(wrong).strip().partition("\n")[0]


def _library_error(wrong: Exception) -> persistence.PersistenceError:
    """A driver's error as the library's error of the same name."""
    original = wrong.orig if isinstance(wrong, DBAPIError) and wrong.orig is not None else wrong
    if isinstance(original, UnicodeEncodeError):
        return persistence.DataError(original)
    for kind in type(original).__mro__:
        ours = getattr(persistence, kind.__name__, None)
        if isinstance(ours, type) and issubclass(ours, persistence.PersistenceError):
            return ours(original)
    return persistence.OperationalError(original)
