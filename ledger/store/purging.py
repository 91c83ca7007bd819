"""Destroying what a database keeps of deleted rows, and searching its files for what must not be there."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ledger.store.database import Database
from ledger.store.sqlite import SQLite

_BESIDE = ("", "-wal", "-journal")


def purge(database: Database, tables: Iterable[str]) -> None:
    """Make the database forget deleted rows: SQLite writes its file anew, PostgreSQL the tables.

    Args:
        database: the one.
        tables: those of PostgreSQL to be written anew.
    """
    if isinstance(database, SQLite):
        with database.reading() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.fetchall()
        return
    with database.reading() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM (FULL) {table}")


def files_of(database: Database) -> list[Path]:
    """The files of a database that can be searched; none of a PostgreSQL server's."""
    if not isinstance(database, SQLite):
        return []
    paths = [Path(f"{database.path}{end}") for end in _BESIDE]
    return [path for path in paths if path.exists()]


def holding(paths: Iterable[Path], texts: Sequence[bytes]) -> Iterator[Path]:
    """The files that hold any of some texts."""
    for path in paths:
        if not path.exists() or not path.stat().st_size:  # a log goes with the last connection
            continue
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as seen:
            if any(seen.find(text) >= 0 for text in texts):
                yield path
