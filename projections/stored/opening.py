"""The database of the stored views, where that is another than the ledger's: a SQLite file or a PostgreSQL schema.

Only views lie there, and whose they are: a place that holds a ledger, or the views of another one, is refused.
"""

from __future__ import annotations

import os

from eventsourcing.persistence import PersistenceError

from ledger.errors import LedgerError, Unreadable
from ledger.store import database_at
from ledger.store.database import Database
from ledger.store.sqlite import SQLite

_MAKE = "CREATE TABLE IF NOT EXISTS views_origin (ledger TEXT PRIMARY KEY)"
_OURS = "INSERT INTO views_origin (ledger) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM views_origin)"


class OtherViews(LedgerError):
    """What lies at that place is not the stored views of this ledger."""

    code = "other-views"

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place} holds {what}; name another place with --views")


def found(url: str, ledger: Database) -> Database | None:
    """The database of the views; None where none were made there yet. Nothing in it changes by that.

    Args:
        url: the path of a file, or a SQLAlchemy URL.
        ledger: the ledger's database, of which the views are.

    Raises:
        OtherViews: there is a ledger, or the views of another one.
        Unreadable: it cannot be reached, or is no database.
    """
    database = database_at(url)
    if isinstance(database, SQLite) and not database.exists():
        database.close()
        return None
    try:
        if _is_ours(database, ledger):
            return database
    except BaseException:
        database.close()
        raise
    database.close()
    return None


def made(url: str, ledger: Database) -> Database:
    """The same, and made ready for views where there are none yet.

    Raises:
        OtherViews: as for ``found``.
        Unreadable: as for ``found``; or nothing can be made there.
    """
    database = database_at(url)
    try:
        if isinstance(database, SQLite) and not database.exists():
            _new_file(database)
        if not _is_ours(database, ledger):
            with database.writing() as cursor:
                cursor.execute(_MAKE)
                database.execute(cursor, _OURS, (ledger.ledger_id,))
            _is_ours(database, ledger)
    except PersistenceError as wrong:
        database.close()
        raise Unreadable(f"no views can be made at {database.place}: {_line(wrong)}") from wrong
    except BaseException:
        database.close()
        raise
    return database


def _new_file(database: SQLite) -> None:
    """A file for its owner's eyes only, as a ledger is."""
    try:
        os.close(os.open(database.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:  # somebody was quicker; to open and close it would take their locks away
        pass
    except OSError as wrong:
        raise Unreadable(f"no views can be made at {database.place}: {wrong.strerror}") from None
    with database.reading() as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")


def _is_ours(database: Database, ledger: Database) -> bool:
    """Whether the place is marked as that of this ledger's views; False where it is not marked at all."""
    try:
        with database.reading() as cursor:
            names = database.names(cursor)
            if "entries" in names:
                raise OtherViews(database.place, "a ledger")
            if "views_origin" not in names:
                return False
            cursor.execute("SELECT ledger FROM views_origin")
            known = [row[0] for row in cursor.fetchall()]
    except PersistenceError as wrong:
        raise Unreadable(f"the stored views at {database.place} cannot be read: {_line(wrong)}") from wrong
    if known and known != [ledger.ledger_id]:
        raise OtherViews(database.place, "the stored views of another ledger")
    return bool(known)


def _line(wrong: BaseException) -> str:
    return str(wrong).strip().partition("\n")[0]
