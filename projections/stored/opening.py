"""Opens a database of stored views that is not the ledger's own: a SQLite file or a PostgreSQL schema.

It holds nothing but views, and the id of their ledger. A place with a ledger or another ledger's views is
refused.
"""

from __future__ import annotations

import os

from ledger.errors import LedgerError, Unreadable
from ledger.store import database_at
from ledger.store.database import Database, closed_on_error, first_line
from ledger.store.errors import PersistenceError
from ledger.store.sqlite import SQLite

_MAKE = "CREATE TABLE IF NOT EXISTS views_origin (ledger TEXT PRIMARY KEY)"
_OURS = "INSERT INTO views_origin (ledger) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM views_origin)"


class OtherViews(LedgerError):
    """What lies at that place is not the stored views of this ledger."""

    code = "other-views"

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place} holds {what}; name another place with --views")


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
            f"the stored views at {database.place} cannot be read: {first_line(wrong)}"
        ) from wrong
    if owners and owners != [ledger.ledger_id]:
        raise OtherViews(database.place, "the stored views of another ledger")
    return bool(owners)
