"""Changes to a ledger that its guards would refuse."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ledger.errors import Fault
from ledger.store.database import Database
from ledger.store.engine import DBAPICursor

_GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entries'"


def tamper(path: str, *statements: str) -> None:
    """Change a SQLite ledger with its triggers off, and put them back."""
    connection = sqlite3.connect(path, isolation_level=None)
    guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in (*statements, *(sql for _, sql in guards)):
        connection.execute(statement)
    connection.close()


@contextmanager
def unguarded(database: Database) -> Iterator[DBAPICursor]:
    """A transaction of somebody who may take the triggers of the entries away, and who puts them back."""
    with database.writing() as cursor:
        if database.dialect == "sqlite":
            guards = database.execute(cursor, _GUARDS).fetchall()
            for name, _ in guards:
                cursor.execute(f"DROP TRIGGER {name}")
            yield cursor
            for _, made in guards:
                cursor.execute(made)
        else:
            cursor.execute("ALTER TABLE entries DISABLE TRIGGER ALL")
            yield cursor
            cursor.execute("ALTER TABLE entries ENABLE TRIGGER ALL")


def each(faults: Iterable[Fault]) -> list[tuple[int, str]]:
    """Each position of faults that follow each other, with the code."""
    lasts = ((fault, fault.position if fault.last is None else fault.last) for fault in faults)
    return [(position, fault.code) for fault, last in lasts for position in range(fault.position, last + 1)]
