"""A ledger's database: connections, transactions, and where the two engines differ."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID, uuid4

from ledger.codec import Row
from ledger.errors import Unreadable
from ledger.personal.master import read_erased, read_masters
from ledger.store.errors import ErrorClasses, InterfaceError, PersistenceError, named_alike
from ledger.store.guards import check_guards
from ledger.store.identity import FORMAT, Identity
from ledger.store.personal import People
from ledger.store.recording_time import Evidence
from ledger.store.sealing import Moved, begin_moved

APPLICATION_ID = 0x676F6F64
"""Marks a SQLite file as a ledger ("good" in ASCII); the ``file`` command shows it."""

COLUMNS = ", ".join(Row._fields)
LAST = "SELECT position, recorded_at FROM entries ORDER BY position DESC LIMIT 1"

_SNAPSHOT = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
"""Begins a transaction whose queries all see the same moment."""
_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace",
}


DatabaseT = TypeVar("DatabaseT", bound="Database")


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

    def fetchall(self) -> Sequence[Any]:
        """The rows that are left."""

    def close(self) -> None:
        """Give up the result."""


class Database(ABC):
    """The database of one ledger.

    Statements have ``?`` for each value and run on pooled connections in autocommit mode: this module begins
    and commits transactions itself.

    Attributes:
        dialect: the name of the database's SQL: "sqlite" or "postgresql".
        begin: the statement that begins a transaction.
        place: the name for messages; it never shows a password.
        errors: the classes of the errors that it raises.
        ledger_id: the id of the ledger in hexadecimal; empty before ``check``, and if it is forgiving and
            the ledger has lost its id.
        sealed: whether the ledger has a seal; False before ``check``.
        encrypts: whether personal data is encrypted; False before ``check``.
        forgiving: whether to read what can be read of a damaged ledger, and to write nothing.
        people: the keys of people, by which personal data is read and written.
    """

    dialect: ClassVar[str]
    begin: ClassVar[str] = "BEGIN"

    def __init__(self, place: str, errors: ErrorClasses) -> None:
        self.place = place
        self.errors = errors
        self.ledger_id = ""
        self.sealed = False
        self.encrypts = False
        self.forgiving = False
        self.people = People(self)
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

    def error(self, kind: type[PersistenceError], cause: object) -> PersistenceError:
        """An error, of the class that this database raises in place of a class of ``ledger.store.errors``."""
        return self.errors.get(kind, kind)(cause)

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
    def exists(self) -> bool:
        """Whether anything is at the place."""

    @abstractmethod
    def create(self, moved: Moved | None = None) -> None:
        """Create an empty ledger, or one with the entries of another.

        Raises:
            LedgerExists: there is something already.
            Unreadable: nothing can be made there.
        """

    @abstractmethod
    def appending(self) -> AbstractContextManager[tuple[DBAPICursor, int, str]]:
        """A transaction that holds the append lock, with the last position and its ``recorded_at``."""

    @abstractmethod
    def put(self, cursor: DBAPICursor, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows, with a value for each column, as this database stores them."""

    def insert(self, cursor: DBAPICursor, rows: Sequence[Row]) -> None:
        """Insert entries that have their final positions."""
        self.put(cursor, "entries", rows)

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

    @abstractmethod
    def now(self, cursor: DBAPICursor) -> Evidence:
        """A moment that has come, by another clock than this program's."""

    @abstractmethod
    def damage(self) -> list[str]:
        """What the database's own check of its integrity finds, a sentence each."""

    @abstractmethod
    def parts(self) -> dict[str, str]:
        """The tables, indexes and triggers of the ledger that are there, by name, with what defines them."""

    @abstractmethod
    def parts_wanted(self) -> dict[str, str]:
        """The same as this program makes them."""

    def last(self, cursor: DBAPICursor) -> tuple[int, str]:
        """The newest position and its ``recorded_at``; (0, "") in an empty ledger."""
        cursor.execute(LAST)
        return tuple(cursor.fetchone() or (0, ""))

    def make_tables(self, moved: Moved | None = None) -> None:
        """Create the tables of a ledger in one transaction, with the entries of another if there are any."""
        with self.writing() as cursor:
            for statement in self.tables():
                cursor.execute(statement)
            begin_moved(self, cursor, moved or Moved({"format": str(FORMAT), "id": uuid4().hex}))

    @abstractmethod
    def tables(self) -> Iterable[str]:
        """The statements that create the tables of a ledger without its seal (``ledger.store.schema``)."""

    @abstractmethod
    def seal_tables(self) -> Iterable[str]:
        """The statements that add the seal to a ledger."""

    def about(self, cursor: DBAPICursor) -> dict[str, str]:
        """What is stored about the ledger itself, by name."""
        cursor.execute("SELECT name, value FROM ledger")
        return {str(name): str(value) for name, value in cursor.fetchall()}

    def check(self) -> None:
        """Check that the database holds a ledger that this program can read.

        Raises:
            Unreadable: it is not a ledger, a newer program made it, or its triggers are gone and it is not
                forgiving.
        """
        found = self._identity()
        if found.format > FORMAT:
            raise Unreadable(f"{self.place} was made by a newer version of Goodwill; upgrade it")
        self.ledger_id, self.sealed, self.encrypts = found.ledger_id, found.sealed, found.encrypts
        if not self.forgiving:
            check_guards(self)

    def _identity(self) -> Identity:
        with self.reading() as cursor:
            names = self.names(cursor) if self.forgiving else set[str]()
            lost = self.forgiving and "ledger" not in names
            found = Identity.stated({} if lost else self.about(cursor)) or Identity.shown(names)
        if found is None:
            raise Unreadable(
                f"{self.place} does not say which ledger it is, or in which format; restore a copy that does, or name "
                "another place with --ledger"
            )
        return found

    def use_keys(self, keys: Path) -> None:
        """Read and write personal data by the keys in a folder; they are read when the first is needed."""
        folder = keys / self.ledger_id
        self.people = People(self, partial(read_masters, folder), str(folder), partial(read_erased, folder))

    def close(self) -> None:
        """Close the pooled connections; one in use by another thread closes when it is given back."""
        self._closed = True


@contextmanager
def closed_on_error(database: DatabaseT) -> Iterator[DatabaseT]:
    """Close a database if anything fails."""
    try:
        yield database
    except BaseException:
        database.close()
        raise
