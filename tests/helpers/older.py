"""Ledgers as earlier versions made them."""

from __future__ import annotations

import sqlite3
from contextlib import closing


def as_format_1(path: str) -> None:
    """Turn a SQLite ledger into one of the first format: it has no seal."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for name in ("ledger_never_changes", "ledger_never_goes"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DROP TABLE seal")
        connection.execute("DROP TABLE person_keys")
        connection.execute("DELETE FROM ledger WHERE name NOT IN ('id', 'format')")
        connection.execute("UPDATE ledger SET value = '1' WHERE name = 'format'")
