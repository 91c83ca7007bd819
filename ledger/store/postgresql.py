"""A ledger in a PostgreSQL schema: the first one on the search path."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import chain
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ledger.codec import Row
from ledger.errors import LedgerExists, NoLedger, Unreadable, installs
from ledger.store import schema
from ledger.store.database import APPLICATION_ID, COLUMNS, LAST, Database, Moved
from ledger.store.engine import DBAPICursor
from ledger.store.errors import OWN_ERRORS, ErrorClasses, OperationalError, PersistenceError, first_line
from ledger.store.guards import guards_of
from ledger.store.recording_time import Evidence
from ledger.store.sealing import make_tables

# One round trip: begin, wait for the append lock, read the last entry. It is an advisory lock, because a
# table lock and the vacuum of the table would cancel and block each other.
_BEGIN_APPEND = f"""
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT pg_advisory_xact_lock({APPLICATION_ID}, 'entries'::regclass::oid::int);
{LAST}
"""
_SSL_MODES = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}
_NO_SECRETS = ("host", "hostaddr", "port", "dbname", "user", "connect_timeout", "application_name")
"""What a URL may say in its options that a message may repeat."""
_PARTS = """
SELECT tablename::text, 'table', tablename::text FROM pg_tables WHERE schemaname = current_schema()
UNION ALL
SELECT indexrelid::regclass::text, 'index', relname::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
WHERE relnamespace = current_schema()::regnamespace AND indisvalid
UNION ALL
SELECT tgname::text, concat_ws(' ', 'trigger', tgtype, tgqual, tgattr, prosrc), relname::text
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled IN ('O', 'A')
"""
_BEFORE_ANY_CHANGE = 58  # pg_trigger.tgtype of BEFORE UPDATE OR DELETE OR TRUNCATE, for each statement
_COPY_FROM = 8  # rows; for fewer, the extra round trips of COPY cost more than they save
_AMCHECK = "SELECT 1 FROM pg_extension WHERE extname = 'amcheck'"
_INDEXES = "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'entries'::regclass ORDER BY 1"
_TABLES = {"entries", "ledger", "tracking", "snapshots", "seal", "person_keys"}
_CREATED_MEANWHILE = {"42P07", "42723", "23505"}  # duplicate table, duplicate function, unique violation
_NO_RIGHT = "42501"


def _state_of(wrong: BaseException) -> str | None:
    """The code of PostgreSQL for what went wrong."""
    return getattr(wrong.__cause__, "sqlstate", None)


def _marked(statement: str) -> str:
    """A statement as the driver takes it with values: ``%s`` for each ``?``, and ``%%`` for each ``%``."""
    return statement.replace("%", "%%").replace("?", "%s")


class PostgreSQL(Database):
    """A ledger in a PostgreSQL schema."""

    dialect = "postgresql"

    def __init__(self, url: URL, errors: ErrorClasses = OWN_ERRORS) -> None:
        try:
            self._engine = create_engine(
                url.set(drivername="postgresql+psycopg"),
                isolation_level="AUTOCOMMIT",
                use_native_hstore=False,
                max_overflow=20,
            )
        except ModuleNotFoundError:
            raise Unreadable(
                "a ledger in PostgreSQL needs a driver", f"install it with {installs('postgres')}"
            ) from None
        super().__init__(url.set(query={}).render_as_string(hide_password=True), errors)
        options = url.difference_update_query(_NO_SECRETS).normalized_query.values()
        words = {url.password or "", *chain.from_iterable(options)} - {"", *_SSL_MODES}
        self._secrets = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words) or "(?!)")

    def error(self, kind: type[PersistenceError], what: object, advice: str = "") -> PersistenceError:
        """As in every database, without what the URL said beyond the place: the driver quotes it."""
        said = str(what)
        if getattr(what, "sqlstate", None) == _NO_RIGHT:
            said = said.strip().partition("\n")[0]
            advice = "ask whoever owns it for the right (`goodwill roles`)"
        hidden = self._secrets.sub("***", said)
        return super().error(kind, what if hidden == str(what) else hidden, advice)

    def reading(self) -> AbstractContextManager[Any]:
        """A cursor of psycopg, which can do more than the interface says."""
        return super().reading()

    @contextmanager
    def _connected(self) -> Iterator[DBAPICursor]:
        connection = self._engine.raw_connection()
        try:
            with closing(connection.cursor()) as cursor:
                yield cursor
        except self._engine.dialect.loaded_dbapi.Error as wrong:
            if self._engine.dialect.is_disconnect(wrong, connection.dbapi_connection, None):
                connection.invalidate(wrong)
                self._engine.dispose()  # the server has dropped the other connections too
            raise
        finally:
            if self._closed:  # another thread closed the pool, so nothing can take the connection back
                connection.invalidate()
            connection.close()  # rolls back an uncommitted transaction

    @property
    def _driver_errors(self) -> tuple[type[Exception], ...]:
        return DBAPIError, PoolTimeout, UnicodeEncodeError, self._engine.dialect.loaded_dbapi.Error

    def tables(self) -> Iterable[str]:
        """The statements that create the tables of a ledger without its seal."""
        return schema.statements(self.dialect)

    def seal_tables(self) -> Iterable[str]:
        """The statements that add the seal to a ledger."""
        return schema.seal_statements(self.dialect)

    def close(self) -> None:
        """Close the pooled connections; one in use by another thread closes when it is given back."""
        super().close()
        self._engine.dispose()

    def exists(self) -> bool:
        """Whether the schema has one of a ledger's tables."""
        try:
            with self.reading() as cursor:
                return not _TABLES.isdisjoint(self.names(cursor))
        except OperationalError as wrong:
            raise Unreadable(f"{self.place} cannot be reached: {first_line(wrong)}") from wrong

    def create(self, moved: Moved | None = None) -> None:
        """Create the tables in the schema."""
        if self.exists():
            raise LedgerExists(self.place)
        try:
            make_tables(self, moved)
        except PersistenceError as wrong:
            if _state_of(wrong) in _CREATED_MEANWHILE:
                raise LedgerExists(self.place) from wrong
            raise Unreadable(f"no ledger can be made at {self.place}: {first_line(wrong)}") from wrong

    def check(self) -> None:
        """Check that the schema has the tables of a ledger that this program can read."""
        if not self.exists():
            raise NoLedger(self.place)
        try:
            super().check()
        except PersistenceError as wrong:
            if _state_of(wrong) == _NO_RIGHT:
                raise Unreadable(f"{self.place}: {first_line(wrong)}") from wrong
            raise Unreadable(
                f"{self.place} has tables of a ledger's names, but is not a ledger",
                "name another place with --ledger",
            ) from wrong

    @contextmanager
    def appending(self) -> Iterator[tuple[DBAPICursor, int, str]]:
        """A transaction with the append lock. Listeners get a notice when it commits."""
        with self.reading() as cursor:
            cursor.execute(_BEGIN_APPEND)
            cursor.nextset()
            cursor.nextset()
            position, recorded_at = cursor.fetchone() or (0, "")
            yield cursor, position, recorded_at
            cursor.execute(f"NOTIFY {self._channel}; COMMIT")

    @property
    def _channel(self) -> str:
        return f"goodwill_{self.ledger_id}"

    def put(self, cursor: Any, table: str, rows: Sequence[Sequence[Any]]) -> None:  # noqa: ANN401 - of psycopg
        """Insert rows, with a value for each column."""
        if len(rows) < _COPY_FROM:
            for row in rows:
                marks = ", ".join(["%s"] * len(row))
                cursor.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 - our own names
            return
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def execute(self, cursor: DBAPICursor, statement: str, values: Sequence[Any] = ()) -> DBAPICursor:
        """Run a statement that has ``?`` for each value; without values it runs as it is."""
        if not values:  # so that the driver looks for no placeholders in texts and names
            cursor.execute(statement)
            return cursor
        return super().execute(cursor, _marked(statement), values)

    def execute_many(self, cursor: DBAPICursor, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement that has ``?`` for each value, once for each row of values."""
        super().execute_many(cursor, _marked(statement), rows)

    def with_keys(self, cursor: DBAPICursor, keys: Collection[str]) -> list[Row]:
        """The rows recorded under these keys."""
        cursor.execute(f"SELECT {COLUMNS} FROM entries WHERE key = ANY(%s)", (list(keys),))  # noqa: S608 - our own names
        return self.rows(cursor.fetchall())

    def versions(self, cursor: DBAPICursor, streams: Collection[UUID]) -> dict[UUID, int]:
        """The newest version of each stream, looked up within the database in one round trip."""
        cursor.execute(
            "SELECT wanted, (SELECT max(version) FROM entries WHERE stream = wanted) FROM unnest(%s::uuid[]) wanted",
            (list(streams),),
        )
        return {stream: version for stream, version in cursor.fetchall() if version is not None}

    def now(self, cursor: DBAPICursor) -> Evidence:
        """The time of the server's clock."""
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
        return Evidence(moment, "the clock of its server", "set that of the server right")

    def damage(self) -> list[str]:
        """What the extension amcheck finds in the indexes of the entries; nothing if it is not installed."""
        if not self.select(_AMCHECK):
            return []
        found = []
        for (index,) in self.select(_INDEXES):
            try:
                self.select("SELECT bt_index_check(?::regclass, true)", (index,))
            except PersistenceError as wrong:
                found.append(f"index {index}: {first_line(wrong)}")
        return found

    def parts(self) -> dict[str, str]:
        """The tables, indexes and triggers of the ledger that are there, with their kinds.

        Those of a trigger go on with when it runs, and with the body of the function that it calls.
        """
        return {name: " ".join(kind.split()) for name, kind, table in self.select(_PARTS) if table in _TABLES}

    def parts_wanted(self) -> dict[str, str]:
        """The same as this program makes them."""
        tables = _TABLES if self.sealed else _TABLES - {"seal", "person_keys"}
        indexes = {f"{table}_pkey" for table in tables} | {"entries_stream_version", "entries_key"}
        if self.sealed:
            indexes.add("person_keys_person")
        statements = (*self.tables(), *self.seal_tables())
        entries, seal = (one.split("$$")[1] for one in statements if one.startswith("CREATE FUNCTION"))
        return (
            dict.fromkeys(tables, "table")
            | dict.fromkeys(indexes, "index")
            | {
                name: " ".join(f"trigger {_BEFORE_ANY_CHANGE} {body}".split())
                for name in guards_of(self.dialect, sealed=self.sealed)
                for body in (entries if name.startswith("entries") else seal,)
            }
        )

    def wait(self, after: int, timeout: float) -> bool:
        """Listen for the notice that every append sends; False when ``timeout`` (seconds) is over."""
        deadline = monotonic() + timeout
        with self.reading() as cursor:
            cursor.execute(f"LISTEN {self._channel}")
            try:
                while self.last(cursor)[0] <= after:
                    left = deadline - monotonic()
                    if left <= 0:
                        return False
                    for _ in cursor.connection.notifies(timeout=left, stop_after=1):
                        pass
                return True
            finally:
                cursor.execute(f"UNLISTEN {self._channel}")
