"""The place of the stored views: a database that is not the ledger's own, and the lock of a rebuild.

Another database is a SQLite file or a PostgreSQL schema, which holds nothing but views, and the id of their
ledger. A place with a ledger or another ledger's views is refused.

One process at a time rebuilds, and others wait until it ends or dies. The lock ends with the process that
holds it, killed or not. In PostgreSQL it is a lock of the session; for a SQLite file the operating system
keeps it on an empty file beside. On a system without such locks the later rebuild counts, and the earlier one
raises ``Superseded``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from ledger.errors import LedgerError, Unreadable
from ledger.store import database_at
from ledger.store.database import APPLICATION_ID, Database, closed_on_error
from ledger.store.errors import OperationalError, PersistenceError, first_line
from ledger.store.sqlite import SQLite

_MAKE = "CREATE TABLE IF NOT EXISTS views_origin (ledger TEXT PRIMARY KEY)"
_OURS = "INSERT INTO views_origin (ledger) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM views_origin)"
_PATIENCE = 0.2  # seconds until it is tried again
_LOCK = f"{APPLICATION_ID + 1}, current_schema()::regnamespace::oid::int"  # APPLICATION_ID is the append lock
_BESIDE = "-building"


class OtherViews(LedgerError):
    """What lies at that place is not the stored views of this ledger."""

    code = "other-views"

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place} holds {what}", "name another place with --views")


def found(url: str, ledger: Database) -> Database | None:
    """The database of the views; None if it has none yet. Opening changes nothing in it.

    Args:
        url: the path of a file, or a SQLAlchemy URL of SQLite or PostgreSQL.
        ledger: the database of the views' ledger.

    Raises:
        OtherViews: the place holds a ledger, or the views of another one.
        Unreadable: it cannot be reached, or is no database.
    """
    with closed_on_error(database_at(url, ledger.errors)) as database:
        missing = isinstance(database, SQLite) and not database.exists()
        if not missing and _is_ours(database, ledger):
            return database
    database.close()
    return None


def made(url: str, ledger: Database) -> Database:
    """As ``found``, and prepares the place for views if it has none yet.

    Raises:
        OtherViews: as for ``found``.
        Unreadable: as for ``found``; or nothing can be made there.
    """
    with closed_on_error(database_at(url, ledger.errors)) as database:
        try:
            if isinstance(database, SQLite) and not database.exists():
                _new_file(database)
            if not _is_ours(database, ledger):
                with database.writing() as cursor:
                    cursor.execute(_MAKE)
                    database.execute(cursor, _OURS, (ledger.ledger_id,))
                _is_ours(database, ledger)
        except PersistenceError as wrong:
            raise Unreadable(f"no views can be made at {database.place}: {first_line(wrong)}") from wrong
        return database


def _new_file(database: SQLite) -> None:
    """Create a file that only its owner can read, as a ledger is."""
    try:
        os.close(os.open(database.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:  # another process was quicker; opening and closing the file would drop its locks
        pass
    except OSError as wrong:
        raise Unreadable(f"no views can be made at {database.place}: {wrong.strerror}") from None
    with database.reading() as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")


def _is_ours(database: Database, ledger: Database) -> bool:
    """Whether the place holds the id of this ledger; False if it holds none."""
    try:
        with database.reading() as cursor:
            names = database.names(cursor)
            if "entries" in names:
                raise OtherViews(database.place, "a ledger")
            if "views_origin" not in names:
                return False
            cursor.execute("SELECT ledger FROM views_origin")
            owners = [row[0] for row in cursor.fetchall()]
    except PersistenceError as wrong:
        raise Unreadable(
            f"the stored views at {database.place} cannot be read: {first_line(wrong.__cause__ or wrong)}",
            "name another place with --views, or remove a damaged file, which `goodwill replay` rebuilds",
        ) from wrong
    if owners and owners != [ledger.ledger_id]:
        raise OtherViews(database.place, "the stored views of another ledger")
    return bool(owners)


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
        cursor.execute(f"SELECT pg_try_advisory_lock({_LOCK})")
        ours = bool(cursor.fetchall()[0][0])
        try:
            yield ours
        finally:
            if ours:
                cursor.execute(f"SELECT pg_advisory_unlock({_LOCK})")


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
