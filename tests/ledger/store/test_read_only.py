"""Which errors of a database say that a program may only read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger import store
from ledger.store.database import Database
from ledger.store.errors import PersistenceError, is_read_only


def delete(database: Database, first: str) -> None:
    """Write on a connection that was told something first."""
    with database.reading() as cursor:
        cursor.execute(first)
        cursor.execute("DELETE FROM tracking")


def test_a_database_that_only_answers_says_so(ledger_url: str) -> None:
    store.create(ledger_url)
    with closing(store.open_database(ledger_url)) as database:
        only = "SET default_transaction_read_only = on"
        if database.dialect == "sqlite":
            only = "PRAGMA query_only = ON"
        with pytest.raises(PersistenceError) as refused:
            delete(database, only)
        assert is_read_only(refused.value)
        with pytest.raises(PersistenceError) as unknown:
            database.select("SELECT 1 FROM nothing")
        assert not is_read_only(unknown.value)


def test_a_database_that_is_locked_may_be_written_later(tmp_path: Path) -> None:
    url = str(tmp_path / "goodwill.db")
    store.create(url)
    with closing(store.open_database(url)) as database, closing(sqlite3.connect(url)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(PersistenceError) as busy:
            delete(database, "PRAGMA busy_timeout = 0")
    assert not is_read_only(busy.value)
