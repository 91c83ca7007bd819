"""A ledger's database: its pooled connections, its transactions, and what differs from one engine to another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, ClassVar
from uuid import UUID, uuid4

from eventsourcing import persistence
from sqlalchemy import Engine, insert
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ledger.codec import Row
from ledger.errors import Unreadable
from ledger.store.layout import FORMAT, GUARDS

__all__ = ["LAST", "Database", "translated"]

LAST = "SELECT position, recorded_at FROM entries ORDER BY position DESC LIMIT 1"

_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'entries'::regclass AND tgenabled IN ('O', 'A')",
}


class Database(ABC):
    """One ledger's database.

    The hot paths speak to the driver through SQLAlchemy's pool; statements are written with ``?`` for a value.

    Attributes:
        place: what to call it in messages; never shows a password.
        engine: SQLAlchemy's engine, in the driver's autocommit mode: transactions begin where we say so.
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
            eventsourcing.persistence.PersistenceError: its subclass for what the driver reports.
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
                    self.engine.dispose()  # the others are as dead as this one
                raise
            finally:
                if self._closed:  # by another thread: there is no pool to go back to
                    connection.invalidate()
                connection.close()  # rolls back what was begun and not committed
        except (DBAPIError, PoolTimeout, UnicodeEncodeError, self._driver_error) as wrong:
            raise translated(wrong) from wrong

    @contextmanager
    def writing(self) -> Iterator[DBAPICursor]:
        """A cursor in a transaction that commits at the end, and leaves nothing behind when that fails."""
        with self.reading() as cursor:
            cursor.execute(self.begin)
            yield cursor
            cursor.execute("COMMIT")

    @abstractmethod
    def appending(self) -> AbstractContextManager[tuple[DBAPICursor, int, str]]:
        """A transaction that holds the append lock, with the last position and its ``recorded_at``."""

    @abstractmethod
    def insert(self, cursor: DBAPICursor, rows: Sequence[Row]) -> None:
        """Write rows that have their final positions."""

    @abstractmethod
    def execute(self, cursor: DBAPICursor, statement: str, values: Sequence[Any] = ()) -> DBAPICursor:
        """Run a statement written with ``?`` for each value."""

    @abstractmethod
    def execute_many(self, cursor: DBAPICursor, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement written with ``?`` for each value, once for each row of values."""

    @abstractmethod
    def rows(self, found: Iterable[Any]) -> list[Row]:
        """What a ``SELECT`` of all columns found, as rows."""

    @abstractmethod
    def stream(self, stream: UUID) -> Any:  # noqa: ANN401 - each driver has its own type for it
        """A stream's UUID as this database stores it."""

    @abstractmethod
    def uuid(self, stored: Any) -> UUID:  # noqa: ANN401 - each driver has its own type for it
        """A stored stream as a UUID."""

    @abstractmethod
    def with_keys(self, cursor: DBAPICursor, keys: Collection[str]) -> list[Row]:
        """The rows that have one of the keys."""

    @abstractmethod
    def versions(self, cursor: DBAPICursor, streams: Collection[UUID]) -> dict[UUID, int]:
        """The newest version of each stream that there is."""

    @abstractmethod
    def wait(self, after: int, timeout: float) -> bool:
        """Wait until there is a position after the given one; False when the seconds ran out."""

    def last(self, cursor: DBAPICursor) -> tuple[int, str]:
        """The newest position and its ``recorded_at``; (0, "") in an empty ledger."""
        cursor.execute(LAST)
        return tuple(cursor.fetchone() or (0, ""))

    def make_tables(self) -> None:
        """Make the tables of an empty ledger, in one transaction."""
        from ledger.store import schema  # noqa: PLC0415 - only needed here, and slow to load

        about = {"format": str(FORMAT), "id": uuid4().hex}
        with self.engine.begin() as connection:
            connection.exec_driver_sql(self.begin)
            schema.TABLES.create_all(connection, checkfirst=False)
            rows = [{"name": name, "value": value} for name, value in about.items()]
            connection.execute(insert(schema.ledger), rows)

    def check(self) -> None:
        """Read what the database says about itself.

        Raises:
            Unreadable: it is not a ledger, or a newer program made it.
        """
        with self.reading() as cursor:
            cursor.execute("SELECT name, value FROM ledger")
            about: dict[str, str] = dict(cursor.fetchall())
        if "id" not in about or not about.get("format", "").isdecimal():
            raise Unreadable(f"{self.place} is not a ledger; name another place with --ledger")
        if int(about["format"]) > FORMAT:
            raise Unreadable(f"{self.place} was made by a newer version of Goodwill; upgrade it")
        self.ledger_id = about["id"]
        self._check_guards()

    def _check_guards(self) -> None:
        """Nobody takes the triggers away for a good reason; without them anything may have been changed."""
        engine = self.engine.dialect.name
        with self.reading() as cursor:
            cursor.execute(_TRIGGERS[engine])
            found = {name for (name,) in cursor.fetchall()}
        missing = GUARDS[engine] - found
        if missing:
            raise Unreadable(
                f"{self.place} lacks the triggers by which it refuses changes ({', '.join(sorted(missing))}), so it "
                "may have been altered; go back to a copy that has them"
            )

    def close(self) -> None:
        """Close the pooled connections, and in time those that other threads still use."""
        self._closed = True
        self.engine.dispose()

    @property
    def _driver_error(self) -> type[Exception]:
        return self.engine.dialect.loaded_dbapi.Error


def translated(wrong: Exception) -> persistence.PersistenceError:
    """A driver's error as the library's error of the same name."""
    original = wrong.orig if isinstance(wrong, DBAPIError) and wrong.orig is not None else wrong
    if isinstance(original, UnicodeEncodeError):
        return persistence.DataError(original)
    for kind in type(original).__mro__:
        ours = getattr(persistence, kind.__name__, None)
        if isinstance(ours, type) and issubclass(ours, persistence.PersistenceError):
            return ours(original)
    return persistence.OperationalError(original)
