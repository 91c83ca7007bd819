"""The rebuild lock: one process at a time rebuilds the stored views, and others wait until it ends or dies.

The lock ends with the process that holds it, killed or not. In PostgreSQL it is a lock of the session; for a
SQLite file the operating system keeps it on an empty file beside. On a system without such locks the later
rebuild counts, and the earlier one raises ``Superseded``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from ledger.store.database import APPLICATION_ID, Database
from ledger.store.errors import OperationalError
from ledger.store.sqlite import SQLite

_PATIENCE = 0.2  # seconds until it is tried again
_OURS = f"{APPLICATION_ID + 1}, current_schema()::regnamespace::oid::int"  # APPLICATION_ID is the append lock
_BESIDE = "-building"


@contextmanager
def rebuild_lock(database: Database, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the rebuild lock of a database; wait while another process holds it.

    Args:
        database: where the views lie.
        waiting: called once if another process holds the lock.

    Raises:
        ledger.store.errors.PersistenceError: the lock cannot be had at all.
    """
    waits = False
    while True:
        with _on_file(database) if isinstance(database, SQLite) else _in_session(database) as ours:
            if ours:
                yield
                return
        if not waits:
            waiting()
            waits = True
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
        what = f"{path} cannot be made: {wrong.strerror}"
        raise database.error(OperationalError, what) from wrong
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
    """Whether the file is still there: the process that held the lock before has removed it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False
