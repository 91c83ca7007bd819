"""Finding, making and opening a ledger by its URL."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from eventsourcing.persistence import PersistenceError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from ledger.errors import Unreadable
from ledger.store.database import closed_on_error
from ledger.store.postgresql import PostgreSQL
from ledger.store.recorder import Recorder
from ledger.store.sqlite import SQLite


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


def open_recorder(url: str) -> Recorder:
    """Open the ledger at a place. Opening changes nothing in it.

    Raises:
        NoLedger: there is none.
        Unreadable: the place does not hold a readable ledger.
    """
    return Recorder(open_database(url))


def open_database(url: str) -> SQLite | PostgreSQL:
    """Open the database of a ledger, as ``open_recorder`` does."""
    with closed_on_error(database_at(url)) as database:
        try:
            database.check()
        except PersistenceError as wrong:
            raise Unreadable(f"{database.place} cannot be read as a ledger: {wrong}") from wrong
        return database


def database_at(url: str) -> SQLite | PostgreSQL:
    """The database at a place, without checking that a ledger is there.

    Raises:
        Unreadable: the place is not a path or a URL of a supported database.
    """
    if "://" not in url:
        return SQLite(Path(url))
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise Unreadable(f"'{url}' is neither a path nor a database URL") from None
    engine = parsed.get_backend_name()
    if engine == "sqlite":
        if parsed.database in {None, "", ":memory:"}:
            raise Unreadable("a ledger is not kept in memory; name a file")
        return SQLite(Path(str(parsed.database)))
    if engine in {"postgresql", "postgres"}:
        return PostgreSQL(parsed)
    raise Unreadable(f"a ledger is kept in SQLite or PostgreSQL, not in {engine}")
