"""Finding, making and opening a ledger by its URL."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

from ledger.errors import Unreadable
from ledger.store.database import Database, closed_on_error
from ledger.store.errors import OWN_ERRORS, ErrorClasses, PersistenceError
from ledger.store.sqlite import SQLite

_FOR_A_SERVER = re.compile(
    r"(postgres(ql)?(\+\w+)?|sqlite):|(host|port|dbname|user|password|service)\s*=", re.IGNORECASE
)
"""What begins the place of a database in other words than a URL; as a path it would show the password."""


def create(url: str) -> None:
    """Create an empty ledger.

    Args:
        url: the path of a file, or a SQLAlchemy URL of a SQLite file or a PostgreSQL database.

    Raises:
        LedgerExists: there is something at that place already.
        Unreadable: the place cannot be reached or written.
    """
    with closing(database_at(url)) as database:
        database.create()


def exists(url: str) -> bool:
    """Whether anything is at that place; if so, ``create`` refuses it.

    Raises:
        Unreadable: the place cannot be reached.
    """
    with closing(database_at(url)) as database:
        return database.exists()


def open_database(url: str, errors: ErrorClasses = OWN_ERRORS) -> Database:
    """Open the ledger at a place. Opening changes nothing in it.

    Args:
        url: as for ``create``.
        errors: the classes of the errors that the database raises.

    Raises:
        NoLedger: there is none.
        Unreadable: the place does not hold a readable ledger.
    """
    with closed_on_error(database_at(url, errors)) as database:
        try:
            database.check()
        except PersistenceError as wrong:
            raise Unreadable(f"{database.place} cannot be read as a ledger: {wrong}") from wrong
        return database


def open_damaged(url: str) -> Database:
    """Open a ledger to read what can be read of it, even if the schema of a SQLite file is damaged."""
    with closed_on_error(database_at(url)) as database:
        if isinstance(database, SQLite):
            database.forgiving = True
        database.check()
        return database


def database_at(url: str, errors: ErrorClasses = OWN_ERRORS) -> Database:
    """The database at a place, without checking that a ledger is there.

    Raises:
        Unreadable: the place is not a path or a URL of a supported database.
    """
    if "://" not in url:
        if _FOR_A_SERVER.match(url):
            raise Unreadable(
                "the place is neither a path nor a database URL; write a file's name, or a URL such as "
                "postgresql+psycopg://NAME@HOST:5432/DATABASE"
            )
        return SQLite(Path(url), errors)
    from ledger.store.urls import database_of  # noqa: PLC0415 - a file is opened without SQLAlchemy

    return database_of(url, errors)
