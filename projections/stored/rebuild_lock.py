"""One process at a time makes the stored views again. Whoever comes later waits, and goes on if the other one dies.

The turn is a lock that ends with its holder, killed or not: in PostgreSQL one of the session, for a SQLite file one that the
operating system keeps on an empty file beside it. Where a system has no such lock, the later one counts, as
``Superseded`` says.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from eventsourcing.persistence import OperationalError

from ledger.store.database import APPLICATION_ID, Database
from ledger.store.sqlite import SQLite

_PATIENCE = 0.2  # seconds until it is tried again
_OURS = (
    f"{APPLICATION_ID + 1}, current_schema()::regnamespace::oid::int"  # the append lock has the number before
)
_BESIDE = "-building"


@contextmanager
def rebuild_lock(database: Database, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Be the one who makes the views of a database again; wait while another process does.

    Args:
        database: where the views lie.
        waiting: is called once, if there is somebody to wait for.

    Raises:
        eventsourcing.persistence.PersistenceError: the lock cannot be had at all.
    """
    told = False
    while True:
        with _on_file(database) if isinstance(database, SQLite) else _in_session(database) as ours:
            if ours:
                yield
                return
        if not told:
            waiting()
            told = True
        sleep(_PATIENCE)


@contextmanager
def _in_session(database: Database) -> Iterator[bool]:
    with database.reading() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({_OURS})")
        ours = bool(cursor.fetchall()[0][0])
        try:
            yield ours
        finally:
            if ours:
                cursor.execute(f"SELECT pg_advisory_unlock({_OURS})")


@contextmanager
def _on_file(database: SQLite) -> Iterator[bool]:
    path = Path(f"{database.path.resolve()}{_BESIDE}")
    try:
        file = os.open(path, os.O_CREAT | os.O_RDONLY, 0o600)
    except OSError as wrong:
        raise OperationalError(f"{path} cannot be made: {wrong.strerror}") from wrong
    try:
        ours = _locked(file) and _is_at(path, file)
        try:
            yield ours
        finally:
            if ours:
                path.unlink()
    finally:
        os.close(file)


def _locked(file: int) -> bool:
    try:
        import fcntl  # noqa: PLC0415 - not every system has it
    except ModuleNotFoundError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(path: Path, file: int) -> bool:
    """Whether the file still lies there: whoever had the lock before removed it, and another may hold the next one."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False
