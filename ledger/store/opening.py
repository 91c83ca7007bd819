"""Finding, making and opening a ledger by its URL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from ledger.errors import LedgerError, Unreadable
from ledger.personal.master import FILE, make_master
from ledger.store.database import Database, Moved, closed_on_error
from ledger.store.errors import OWN_ERRORS, ErrorClasses, PersistenceError
from ledger.store.identity import ENCRYPTED, FORMAT, PERSONAL
from ledger.store.sqlite import SQLite

_FOR_A_SERVER = re.compile(
    r"(postgres(ql)?(\+\w+)?|sqlite):|(host|port|dbname|user|password|service)\s*=", re.IGNORECASE
)
"""What begins the place of a database in other words than a URL; as a path it would show the password."""


def create(url: str, keys: Path | None = None) -> None:
    """Create an empty ledger.

    Args:
        url: the path of a file, or a SQLAlchemy URL of a SQLite file or a PostgreSQL database.
        keys: the folder of the keys of ledgers, in which the master key is made that encrypts personal data.
            None: personal data stays in clear.

    Raises:
        LedgerExists: there is something at that place already.
        Unreadable: the place cannot be reached or written, or the key cannot be stored.
    """
    with closing(database_at(url)) as database:
        if keys is None:
            database.create(Moved(about_new()))
            return
        with master_made(keys) as about:
            database.create(Moved(about))


def about_new() -> dict[str, str]:
    """What is stored about a new ledger."""
    return {"format": str(FORMAT), "id": uuid4().hex}


@contextmanager
def master_made(keys: Path) -> Iterator[dict[str, str]]:
    """What is stored about a new ledger; its master key lies in a folder of keys, and goes if none is made.

    Raises:
        Unreadable: the key cannot be stored.
    """
    about = about_new() | {PERSONAL: ENCRYPTED}
    folder = keys / about["id"]
    make_master(folder)
    try:
        yield about
    except LedgerError:  # which says that no ledger was made; after any other error there may be one
        (folder / FILE).unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()
        raise


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
            what = f"{database.place} cannot be read as a ledger: {wrong.what}"
            raise Unreadable(what, wrong.advice) from wrong
        return database


def open_damaged(url: str) -> Database:
    """Open a ledger to read what can be read of it, even if its schema is damaged or lacks parts."""
    with closed_on_error(database_at(url)) as database:
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
                "the place is neither a path nor a database URL",
                "write a file's name, or a URL such as postgresql+psycopg://NAME@HOST:5432/DATABASE",
            )
        return SQLite(Path(url), errors)
    from ledger.store.urls import database_of  # noqa: PLC0415 - a file is opened without SQLAlchemy

    return database_of(url, errors)
