"""A ledger in one SQLite file: write-ahead log, and every commit on the disk before it is acknowledged."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex
from threading import Condition, Lock
from time import monotonic
from typing import Any
from urllib.parse import quote
from uuid import UUID

from eventsourcing.persistence import OperationalError
from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError

from ledger.codec import Row
from ledger.errors import LedgerExists, NoLedger, Unreadable
from ledger.store.database import Database
from ledger.store.layout import APPLICATION_ID, COLUMNS

__all__ = ["SQLite"]

_MAGIC = b"SQLite format 3\0"
_MARK_AT = 68  # where a SQLite file keeps its application id
_BUSY_SECONDS = 60.0
_POLL_SECONDS = 0.02
_INSERT = f"INSERT INTO entries VALUES ({', '.join('?' * len(Row._fields))})"  # noqa: S608 - our own names
_VALUES_AT_ONCE = 500  # stays under SQLite's limit of values in one statement, whatever its build


class _Streams(dict[bytes, UUID]):
    """Streams by their stored bytes; a ledger has few, and making a UUID anew costs more than reading the row."""

    def __missing__(self, stored: bytes) -> UUID:
        if len(self) >= 65_536:  # noqa: PLR2004 - bounds the memory, nothing else
            self.clear()
        stream = self[stored] = UUID(bytes=stored)
        return stream


class SQLite(Database):
    """A ledger in a SQLite file."""

    begin = "BEGIN IMMEDIATE"

    def __init__(self, path: Path) -> None:
        engine = create_engine(
            _url(path), connect_args={"timeout": _BUSY_SECONDS, "isolation_level": None}, max_overflow=-1
        )
        event.listen(engine, "connect", self._connected)
        super().__init__(engine, str(path))
        self.path = path
        self._file: tuple[int, int] | None = None
        self._streams = _Streams()
        # Threads queue here, in order; SQLite's own lock, between processes, is polled with growing sleeps.
        self._turn = Lock()
        self._appended = Condition()

    def _connected(self, connection: DBAPIConnection, _record: object) -> None:
        """Every commit is to be on the disk; and the file is open from now on."""
        with _opening:
            if self._file is None and self.exists():
                found = self.path.stat()
                self._file = found.st_dev, found.st_ino
                _open.append(self._file)
        with closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA synchronous = FULL")

    def close(self) -> None:
        """Close the pooled connections, and in time those that other threads still use; it never waits."""
        super().close()
        file, self._file = self._file, None
        if file is not None:
            _open.remove(file)

    def exists(self) -> bool:
        """Whether there is anything at the path."""
        return os.path.lexists(self.path)

    def create(self) -> None:
        """Make the file, for its owner's eyes only, with the tables in it; whoever finds it finds all of it."""
        if self.exists():
            raise LedgerExists(self.place)
        beside = SQLite(self.path.with_name(f".{self.path.name}.{token_hex(4)}.new"))
        try:
            os.close(os.open(beside.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            beside._fill()
            beside.close()
            _place(beside.path, self.path)
        except FileExistsError:
            raise LedgerExists(self.place) from None
        except OSError as wrong:
            raise Unreadable(
                f"no ledger can be made at {self.place}: {wrong.strerror}; name another place with --ledger"
            ) from None
        except DBAPIError as wrong:
            raise Unreadable(f"no ledger can be made at {self.place}: {wrong.orig}") from wrong
        finally:
            beside.close()
            beside.path.unlink(missing_ok=True)

    def _fill(self) -> None:
        # The mark and the tables go to the file itself; the write-ahead log starts after them.
        with self.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        self.make_tables()
        with self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")

    def check(self) -> None:
        """Look at the file before SQLite does: what is not a ledger is not touched."""
        try:
            mark = _mark(self.path)
        except FileNotFoundError:
            raise NoLedger(self.place) from None
        except OSError as wrong:
            raise Unreadable(f"{self.place} cannot be read: {wrong.strerror}") from None
        if mark is None:
            with self.reading() as cursor:
                cursor.execute("PRAGMA application_id")
                ((mark,),) = cursor.fetchall()
        if mark != APPLICATION_ID:
            raise Unreadable(f"{self.place} is not a ledger; name another file with --ledger")
        super().check()

    @contextmanager
    def writing(self) -> Iterator[DBAPICursor]:
        """A transaction that is the only one to write: in this process by turn, between processes by SQLite's lock."""
        if not self._turn.acquire(timeout=_BUSY_SECONDS):
            raise OperationalError(f"{self.place} is busy; somebody else has been writing to it for a minute")
        try:
            with super().writing() as cursor:
                yield cursor
        finally:
            self._turn.release()

    @contextmanager
    def appending(self) -> Iterator[tuple[DBAPICursor, int, str]]:
        """A transaction that may append; who waits in this process is told when it is committed."""
        with self.writing() as cursor:
            yield cursor, *self.last(cursor)
        with self._appended:
            self._appended.notify_all()

    def insert(self, cursor: DBAPICursor, rows: Sequence[Row]) -> None:
        """Write rows that have their final positions."""
        cursor.executemany(_INSERT, [(row[0], row[1].bytes, *row[2:]) for row in rows])

    def execute(self, cursor: DBAPICursor, statement: str, values: Sequence[Any] = ()) -> DBAPICursor:
        """Run a statement written with ``?`` for each value."""
        cursor.execute(statement, values)
        return cursor

    def execute_many(self, cursor: DBAPICursor, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement written with ``?`` for each value, once for each row of values."""
        cursor.executemany(statement, rows)

    def rows(self, found: Iterable[Any]) -> list[Row]:
        """What a ``SELECT`` of all columns found, as rows."""
        make, streams = Row._make, self._streams
        return [make((row[0], streams[row[1]], *row[2:])) for row in found]

    def stream(self, stream: UUID) -> bytes:
        """A stream's UUID as its sixteen bytes."""
        return stream.bytes

    def uuid(self, stored: bytes) -> UUID:
        """A stored stream as a UUID."""
        return self._streams[stored]

    def with_keys(self, cursor: DBAPICursor, keys: Collection[str]) -> list[Row]:
        """The rows that have one of the keys."""
        wanted = list(keys)
        found: list[Row] = []
        for start in range(0, len(wanted), _VALUES_AT_ONCE):
            some = wanted[start : start + _VALUES_AT_ONCE]
            marks = ", ".join("?" * len(some))
            cursor.execute(f"SELECT {COLUMNS} FROM entries WHERE key IN ({marks})", some)  # noqa: S608 - marks only
            found += self.rows(cursor.fetchall())
        return found

    def versions(self, cursor: DBAPICursor, streams: Collection[UUID]) -> dict[UUID, int]:
        """The newest version of each stream; one look-up each, for no journey is saved by fewer."""
        found = {}
        for stream in streams:
            cursor.execute("SELECT max(version) FROM entries WHERE stream = ?", (stream.bytes,))
            (version,) = cursor.fetchone() or (None,)
            if version is not None:
                found[stream] = version
        return found

    def wait(self, after: int, timeout: float) -> bool:
        """Look again and again; an append through this very object wakes it at once."""
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


_open: list[tuple[int, int]] = []
"""The files that this process has open by SQLite, by device and number; one stands here once for each that opened it.

The garbage collector closes what its owner forgot, in any thread and at any step, while ``_opening`` is held too. So
closing takes no lock, and changes the list by one call that cannot be halted half way.
"""
_opening = Lock()


def _mark(path: Path) -> int | None:
    """The application id in the head of a file, 0 where it is no file of SQLite's; None where it is open already.

    Whoever closes a file takes the locks of all who have it open in the same process. Another process then thinks itself
    alone and removes the log, and what is recorded here afterwards is lost. So a file that is open is not opened here.

    Raises:
        OSError: it cannot be read.
    """
    with _opening:
        found = path.stat()
        if (found.st_dev, found.st_ino) in _open:
            return None
        with path.open("rb") as file:
            head = file.read(100)
    return int.from_bytes(head[_MARK_AT : _MARK_AT + 4], "big") if head.startswith(_MAGIC) else 0


def _place(made: Path, path: Path) -> None:
    """Give a file its place, unless something is there; two that are made at once never overwrite each other."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        made.rename(path)


def _url(path: Path) -> URL:
    """The file as SQLite opens it.

    Beside a ledger SQLite keeps a log and an index of it; where the directory takes no files (a copy on a CD, an
    archive), the file is read as one that cannot change, unless there is a log to be read with it.
    """
    log = path.with_name(path.name + "-wal")
    if path.exists() and not os.access(path.parent, os.W_OK) and not (log.exists() and log.stat().st_size):
        place = f"file:{quote(str(path.absolute()))}"
        return URL.create("sqlite", database=place, query={"immutable": "1", "uri": "true"})
    return URL.create("sqlite", database=str(path))
