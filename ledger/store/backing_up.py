"""Backups: a whole copy of a ledger as a SQLite file, made while others write, and a ledger made of it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

from ledger.errors import LedgerExists, Unreadable
from ledger.store.database import Database
from ledger.store.moving import copy
from ledger.store.opening import database_at, open_database
from ledger.store.placing import PlaceTaken, put_in_place
from ledger.store.reading import Reader
from ledger.store.sqlite import SQLite
from ledger.unfinished import beside

_BESIDE = ("-wal", "-shm", "-journal")


def back_up(database: Database, file: Path) -> int:
    """Write a copy of a ledger to a new file, which appears when it is complete; gives the number of entries.

    SQLite itself copies its file page by page, stored views too, and lets others write. Of a PostgreSQL
    database only the entries are copied.

    Raises:
        PlaceTaken: there is something already.
        Unreadable: an entry cannot be read, or the file cannot be written.
    """
    if os.path.lexists(file):
        raise PlaceTaken(file)
    if not isinstance(database, SQLite):
        with closing(SQLite(file)) as target:
            return copy(database, target)
    return _copied(database, file)


def restore(file: Path, url: str) -> int:
    """Make a ledger of a backup, at a place where nothing is; gives the number of entries.

    Args:
        file: the backup, which is left as it is.
        url: where the ledger is to be: a path, or a URL of SQLite or PostgreSQL.

    Raises:
        NoLedger: there is no such file.
        LedgerExists: there is something at that place already.
        Unreadable: the file is no ledger, or beside the place lies a log that would replace entries.
    """
    with closing(open_database(str(file))) as source, closing(database_at(url)) as target:
        if target.exists():
            raise LedgerExists(target.place)
        if not isinstance(source, SQLite) or not isinstance(target, SQLite):
            return copy(source, target)
        for one in (Path(f"{target.path}{end}") for end in _BESIDE):
            if os.path.lexists(one):
                raise Unreadable(
                    f"{one} belongs to a ledger that was there, and would replace entries",
                    "move it to another folder",
                )
        return _copied(source, target.path)


def _copied(source: SQLite, path: Path) -> int:
    """A copy of a SQLite file at a path where nothing is."""
    try:
        with beside(path) as copied:
            os.close(os.open(copied, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            with source.reading() as cursor, closing(sqlite3.connect(copied)) as there:
                cast("sqlite3.Cursor", cursor).connection.backup(there)
            with closing(open_database(str(copied))) as made:
                if damage := made.damage():
                    raise Unreadable(
                        f"the copy of {source.place} is damaged: {damage[0]}", "see `goodwill check`"
                    )
                last = Reader(made).last()[0]
            put_in_place(copied, path)
    except FileExistsError:
        raise PlaceTaken(path) from None
    except (OSError, sqlite3.Error) as wrong:
        raise Unreadable(f"no copy can be made at {path}: {wrong}", "name another place") from wrong
    return last
