"""Changes to a ledger that its guards would refuse."""

from __future__ import annotations

import sqlite3


def tamper(path: str, *statements: str) -> None:
    """Change a SQLite ledger with its triggers off, and put them back."""
    connection = sqlite3.connect(path, isolation_level=None)
    guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in (*statements, *(sql for _, sql in guards)):
        connection.execute(statement)
    connection.close()
