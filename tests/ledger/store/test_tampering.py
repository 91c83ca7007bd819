"""What somebody did to a ledger behind its back, as far as it can be seen without the seal."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine

from ledger import store
from ledger.errors import Unreadable
from ledger.store.guards import GUARDS, SEAL_GUARDS
from ledger.store.sqlite import SQLite
from tests.conftest import RowMaker
from tests.helpers.tampering import tamper


def test_a_ledger_without_its_triggers_is_not_trusted(ledger_url: str) -> None:
    store.create(ledger_url)
    if "://" in ledger_url:
        engine = create_engine(ledger_url, poolclass=NullPool)
        with engine.begin() as server:
            server.exec_driver_sql("DROP TRIGGER entries_never_change ON entries")
    else:
        connection = sqlite3.connect(ledger_url)
        connection.execute("DROP TRIGGER entries_never_go")
        connection.close()
    with pytest.raises(Unreadable, match="lacks the triggers"):
        store.open_recorder(ledger_url)


def test_the_guards_are_the_triggers_that_a_new_ledger_has(sqlite_url: str) -> None:
    store.create(sqlite_url)
    connection = sqlite3.connect(sqlite_url)
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.close()
    assert {name for (name,) in found} == GUARDS["sqlite"] | SEAL_GUARDS["sqlite"]


@pytest.mark.parametrize("many", [5, 4_500])
@pytest.mark.parametrize(
    ("delete", "first"),
    [
        ("DELETE FROM entries WHERE position = 2", 2),
        ("DELETE FROM entries WHERE position BETWEEN 2 AND 4", 2),
        ("DELETE FROM entries WHERE position = 1", 1),
    ],
    ids=["one", "several", "the first"],
)
def test_an_entry_that_was_taken_away_is_missed(
    sqlite_url: str, make_rows: RowMaker, many: int, delete: str, first: int
) -> None:
    store.create(sqlite_url)
    recorder = store.open_recorder(sqlite_url)
    rows = make_rows(many)
    recorder.append(rows)
    recorder.close()
    tamper(sqlite_url, delete)
    recorder = store.open_recorder(sqlite_url)
    with pytest.raises(Unreadable, match=f"entry {first} is missing"):
        list(recorder.rows())
    with pytest.raises(Unreadable, match="is missing"):
        list(recorder.rows(stream=rows[0].stream))
    recorder.close()


def test_a_gap_wider_than_a_page_is_missed_too(sqlite_url: str, make_rows: RowMaker) -> None:
    store.create(sqlite_url)
    recorder = store.open_recorder(sqlite_url)
    recorder.append(make_rows(9_000))
    recorder.close()
    tamper(sqlite_url, "DELETE FROM entries WHERE position BETWEEN 1500 AND 8000")
    recorder = store.open_recorder(sqlite_url)
    with pytest.raises(Unreadable, match="entry 1500 is missing"):
        list(recorder.rows())
    recorder.close()


def test_the_position_of_a_moment_is_not_made_up_where_entries_are_missing(
    sqlite_url: str, make_rows: RowMaker
) -> None:
    store.create(sqlite_url)
    recorder = store.open_recorder(sqlite_url)
    recorder.append(make_rows(3))
    recorder.close()
    tamper(sqlite_url, "DELETE FROM entries WHERE position = 2")
    recorder = store.open_recorder(sqlite_url)
    with pytest.raises(Unreadable, match="missing"):
        recorder.position_at("9999")
    recorder.close()


def test_a_ledger_in_a_place_that_takes_no_files_is_read(
    sqlite_url: str, make_rows: RowMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.create(sqlite_url)
    recorder = store.open_recorder(sqlite_url)
    recorder.append(make_rows(3))
    recorder.close()
    place = Path(sqlite_url)
    before = {file.name: file.read_bytes() for file in place.parent.iterdir()}
    monkeypatch.setattr(os, "access", _refusing(place.parent))
    recorder = store.open_recorder(sqlite_url)
    assert len(list(recorder.rows())) == 3
    assert isinstance(recorder.database, SQLite)
    assert "immutable" in recorder.database.source
    recorder.close()
    assert {file.name: file.read_bytes() for file in place.parent.iterdir()} == before


def _refusing(folder: Path) -> Callable[..., bool]:
    allowed = os.access
    return lambda path, mode: Path(path) != folder and allowed(path, mode)
