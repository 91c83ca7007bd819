"""A ledger in one SQLite file, with a write-ahead log. A commit returns only when it is on the disk."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition, Lock
from time import monotonic
from typing import Any
from urllib.parse import quote
from uuid import UUID

from ledger.codec import Row
from ledger.errors import LedgerExists, NoLedger, Unreadable
from ledger.store.connections import Connections
from ledger.store.database import APPLICATION_ID, COLUMNS, Database, Moved
from ledger.store.engine import DBAPICursor
from ledger.store.errors import OWN_ERRORS, ErrorClasses, OperationalError, PersistenceError
from ledger.store.open_files import FileConnection, application_id_of, must_be
from ledger.store.personal import People
from ledger.store.placing import put_in_place
from ledger.store.recording_time import Evidence
from ledger.store.sealing import make_tables
from ledger.store.sqlite_parts import PARTS, parts_made, parts_of
from ledger.store.sqlite_tables import SEAL, TABLES
from ledger.store.streams import newest_version
from ledger.store.write_ahead_log import foreign_to
from ledger.unfinished import beside

_URI = "file:"
_BUSY_SECONDS, _POLL_SECONDS = 60.0, 0.02
_PRIMARY = 0xFF  # the part of an error code that names the kind of error
_DAMAGED = (
    "the file is damaged: `goodwill check` lists how, and docs/how-to/check-a-ledger.md says what to do"
)
_ADVICE = {
    sqlite3.SQLITE_BUSY: "another program is writing to it; try again",
    sqlite3.SQLITE_READONLY: "nothing can be written there; copy it to a place where you may write",
    sqlite3.SQLITE_CANTOPEN: "name a file in a folder where you may write",
    sqlite3.SQLITE_FULL: "free some space and try again",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
"""What to do after an error of SQLite."""
_NO_TEXT = "Could not decode to UTF-8"  # what Python's driver says of it, without a code
_VALUES_AT_ONCE = 500  # every build of SQLite allows more values than this in one statement


class _Streams(dict[bytes, UUID]):
    """Streams by their stored bytes. A ledger has few, and making a UUID costs more than reading the row."""

    def __missing__(self, stored: bytes) -> UUID:
        if len(self) >= 65_536:  # noqa: PLR2004 - only bounds the memory
            self.clear()
        try:
            stream = self[stored] = UUID(bytes=stored)
        except (ValueError, TypeError, AttributeError):
            raise Unreadable(
                f"an entry's stream is {stored!r:.50}, which is no UUID",
                "`goodwill check` lists what is damaged",
            ) from None
        return stream


class SQLite(Database):
    """A ledger in a SQLite file.

    Attributes:
        path: the file.
        source: what SQLite opens: the path, or a URI of it.
    """

    dialect = "sqlite"
    begin = "BEGIN IMMEDIATE"

    def __init__(self, path: Path, errors: ErrorClasses = OWN_ERRORS) -> None:
        super().__init__(str(path), errors)
        self.path = path
        self.source = _source(path)
        self._connections = Connections(self._connect)
        self._file: tuple[int, int] | None = None  # the one that was opened first
        self._streams = _Streams()
        # Threads of this process queue here. Processes poll SQLite's own lock with growing sleeps.
        self._turn, self._appended = Lock(), Condition()

    def _connect(self) -> sqlite3.Connection:
        """A connection that syncs every commit to the disk."""
        connection = sqlite3.connect(
            self.source,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            uri=self.source.startswith(_URI),
            factory=FileConnection,
        )
        try:
            self._file = connection.note_as_open(self.path) or self._file
            if self.forgiving:
                connection.executescript("PRAGMA writable_schema = ON; PRAGMA query_only = ON")
            connection.execute("PRAGMA synchronous = FULL").close()
        except BaseException:
            connection.close()
            raise
        return connection

    def _connected(self) -> AbstractContextManager[DBAPICursor]:
        must_be(self._file, self.path)
        return self._connections.cursor()

    @property
    def _driver_errors(self) -> tuple[type[Exception], ...]:
        return sqlite3.Error, UnicodeError

    def error(self, kind: type[PersistenceError], what: object, advice: str = "") -> PersistenceError:
        """As in every database, with what to do next."""
        code = getattr(what, "sqlite_errorcode", 0) & _PRIMARY
        garbled = "`goodwill check` lists what is damaged" if _NO_TEXT in str(what) else ""
        return super().error(kind, what, advice or garbled or _ADVICE.get(code, ""))

    def tables(self) -> Iterable[str]:
        """The statements that create the tables of a ledger without its seal."""
        return TABLES

    def seal_tables(self) -> Iterable[str]:
        """The statements that add the seal to a ledger."""
        return SEAL

    def close(self) -> None:
        """Close the pooled connections without waiting for a lock."""
        super().close()
        self._connections.close()

    def exists(self) -> bool:
        """Whether anything is at the path."""
        return os.path.lexists(self.path)

    def create(self, moved: Moved | None = None) -> None:
        """Create the file, readable by its owner only. It appears at its path when it is complete."""
        if self.exists():
            raise LedgerExists(self.place)
        try:
            with beside(self.path) as made:
                os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
                unfinished = SQLite(made)
                with closing(unfinished):
                    unfinished.people = People(unfinished, self.people.read_masters, self.people.where)
                    unfinished._fill(moved)
                put_in_place(made, self.path)
        except FileExistsError:
            raise LedgerExists(self.place) from None
        except OSError as wrong:
            raise Unreadable(
                f"no ledger can be made at {self.place}: {wrong.strerror}", "name another place with --ledger"
            ) from None
        except PersistenceError as wrong:
            raise Unreadable(f"no ledger can be made at {self.place}: {wrong}") from wrong

    def _fill(self, moved: Moved | None) -> None:
        # The application id and the tables go into the file itself; only then does the write-ahead log start.
        with self.reading() as cursor:
            cursor.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        make_tables(self, moved)
        with self.reading() as cursor:
            cursor.execute("PRAGMA journal_mode = WAL")

    def check(self) -> None:
        """Check the file. SQLite opens it only if its header says that it is a ledger."""
        if self.path.is_dir():
            raise Unreadable(f"{self.place} is a folder", "name a file in it with --ledger")
        if self.path.exists() and not self.path.is_file():
            raise Unreadable(f"{self.place} is a pipe or a device", "name a file with --ledger")
        try:
            application_id = application_id_of(self.path)
        except FileNotFoundError:
            raise NoLedger(self.place) from None
        except OSError as wrong:
            raise Unreadable(f"{self.place} cannot be read: {wrong.strerror}") from None
        if application_id is None:
            (application_id,) = self.select_one("PRAGMA application_id")
        elif application_id == APPLICATION_ID and (foreign := foreign_to(self.path)):
            files = [f"{self.place}{end}" for end in foreign.ends]
            raise Unreadable(
                f"{files[0]} is the {foreign.what} of another ledger, or of another copy of this one, and would "
                "replace entries",
                f"move {' and '.join(files)} to another folder, then run `goodwill check`",
            )
        if application_id != APPLICATION_ID:
            raise Unreadable(f"{self.place} is not a ledger", "name another file with --ledger")
        super().check()

    @contextmanager
    def writing(self) -> Iterator[DBAPICursor]:
        """The only transaction that writes, among the threads of this process and among processes."""
        if not self._turn.acquire(timeout=_BUSY_SECONDS):
            raise self.error(
                OperationalError,
                f"{self.place} is busy: another thread has been writing to it for a minute; try again",
            )
        try:
            with super().writing() as cursor:
                yield cursor
        finally:
            self._turn.release()

    @contextmanager
    def appending(self) -> Iterator[tuple[DBAPICursor, int, str]]:
        """A transaction that may append. Its commit wakes the threads that wait in this process."""
        with self.writing() as cursor:
            yield cursor, *self.last(cursor)
        with self._appended:
            self._appended.notify_all()

    def put(self, cursor: DBAPICursor, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows, with a value for each column."""
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names

    def insert(self, cursor: DBAPICursor, rows: Sequence[Row]) -> None:
        """Insert entries that have their final positions."""
        self.put(cursor, "entries", [(row[0], row[1].bytes, *row[2:]) for row in rows])

    def rows(self, found: Iterable[Any]) -> list[Row]:
        """The result of a ``SELECT`` of all columns as rows."""
        make, streams = Row._make, self._streams
        return [make((row[0], streams[row[1]], *row[2:])) for row in found]

    def stream(self, stream: UUID) -> bytes:
        """A stream's UUID as its sixteen bytes."""
        return stream.bytes

    def uuid(self, stored: bytes) -> UUID:
        """A stored stream as a UUID."""
        return self._streams[stored]

    def with_keys(self, cursor: DBAPICursor, keys: Collection[str]) -> list[Row]:
        """The rows recorded under these keys."""
        wanted = list(keys)
        found: list[Row] = []
        for start in range(0, len(wanted), _VALUES_AT_ONCE):
            some = wanted[start : start + _VALUES_AT_ONCE]
            marks = ", ".join("?" * len(some))
            cursor.execute(f"SELECT {COLUMNS} FROM entries WHERE key IN ({marks})", some)  # noqa: S608 - marks only
            found += self.rows(cursor.fetchall())
        return found

    def versions(self, cursor: DBAPICursor, streams: Collection[UUID]) -> dict[UUID, int]:
        """The newest version of each stream. SQLite runs in this process, so one query each costs little."""
        found = {}
        for stream in streams:
            if (version := newest_version(self, cursor, stream)) is not None:
                found[stream] = version
        return found

    def now(self, cursor: DBAPICursor) -> Evidence:  # noqa: ARG002 - the file tells
        """The time at which the file was last written."""
        moment = datetime.fromtimestamp(self.path.stat().st_mtime, UTC)
        return Evidence(moment, "its file", f"`touch {self.path}` says so")

    def damage(self) -> list[str]:
        """What ``PRAGMA integrity_check`` finds: damaged pages, and indexes that differ from their tables."""
        found = [line for (text,) in self.select("PRAGMA integrity_check") for line in str(text).splitlines()]
        return [line for line in found if line != "ok" and not line.startswith("***")]

    def parts(self) -> dict[str, str]:
        """The tables, indexes and triggers of the ledger that are there, with the SQL that made them."""
        return parts_of(self.select(PARTS))

    def parts_wanted(self) -> dict[str, str]:
        """The same as this program makes them."""
        return parts_made(*TABLES, *(SEAL if self.sealed else ()))

    def wait(self, after: int, timeout: float) -> bool:
        """Poll for a new position; an append through this object wakes the thread at once."""
        deadline = monotonic() + timeout
        while True:
            with self.reading() as cursor:
                if self.last(cursor)[0] > after:
                    return True
            left = deadline - monotonic()
            if left <= 0:
                return False
            with self._appended:
                self._appended.wait(min(left, _POLL_SECONDS))


def _source(path: Path) -> str:
    """What SQLite opens: the absolute path, or a URI.

    SQLite writes a log and its index beside a ledger. If the directory is read-only (a CD, an archive), the
    file is opened as immutable, unless there is a log that must be read with it.
    """
    log = Path(f"{path}-wal")
    if path.exists() and not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size):
        return f"{_URI}{quote(str(path.absolute()))}?immutable=1"
    return str(path.absolute())
