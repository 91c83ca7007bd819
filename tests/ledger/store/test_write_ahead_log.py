from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger import Draft, Ledger, make_event
from ledger.errors import Unreadable
from ledger.store import write_ahead_log
from ledger.store.write_ahead_log import is_own_log

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def _drafts(client: str, numbers: Iterable[int]) -> list[Draft]:
    return [
        Draft(
            make_event("contact.added", {"person": f"P{number}", "name": "x" * 150, "role": "buyer"}),
            NOW,
            "leyla",
            client,
        )
        for number in numbers
    ]


def _ledger(path: Path, client: str, people: int = 0) -> Path:
    """A ledger of one client, all of it in its file."""
    registered = make_event("client.registered", {"code": client, "name": client, "currency": "EUR"})
    with Ledger.create(str(path), clock=lambda: NOW) as ledger:
        ledger.record_many([Draft(registered, NOW, "leyla", client), *_drafts(client, range(people))])
    return path


def _add(path: Path, client: str, numbers: Iterable[int], log: Path | None = None) -> None:
    """Record people, and keep a copy of the log that holds them."""
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("SELECT 1 FROM entries").fetchone()  # the log outlives the ledger while this is open
        with Ledger(str(path), clock=lambda: NOW) as ledger:
            ledger.record_many(_drafts(client, numbers))
        if log is not None:
            shutil.copy(f"{path}-wal", log)


def _people(path: Path) -> list[str]:
    with Ledger(str(path), clock=lambda: NOW) as ledger:
        return [getattr(entry.event, "person", "") for entry in ledger.history()]


@pytest.mark.faults
@pytest.mark.parametrize("others", [0, 700])
def test_the_log_of_another_ledger_is_refused_before_it_replaces_anything(
    tmp_path: Path, others: int
) -> None:
    """Of a longer ledger it replaces pages in the middle of this one, and leaves its newest entry."""
    mine = _ledger(tmp_path / "goodwill.db", "ACME", 900)
    other, log = _ledger(tmp_path / "other.db", "OTHER", others), tmp_path / "log"
    _add(other, "OTHER", range(others, others + 5), log)
    before, people = mine.read_bytes(), _people(mine)
    shutil.copy(log, f"{mine}-wal")
    for _ in range(2):
        with pytest.raises(Unreadable, match=r"goodwill\.db-wal is the log of another ledger"):
            _people(mine)
    for end in ("-wal", "-shm"):
        Path(f"{mine}{end}").unlink()
    assert (mine.read_bytes(), _people(mine)) == (before, people)


def test_the_log_of_another_copy_is_refused(tmp_path: Path) -> None:
    mine, copy, log = _ledger(tmp_path / "goodwill.db", "ACME"), tmp_path / "copy.db", tmp_path / "log"
    shutil.copy(mine, copy)
    _add(copy, "ACME", [7, 8], log)
    _add(mine, "ACME", [1])
    shutil.copy(log, f"{mine}-wal")
    with pytest.raises(Unreadable, match="another copy"):
        _people(mine)


@pytest.mark.parametrize("people", [0, 900])
def test_its_own_log_is_read(tmp_path: Path, people: int) -> None:
    """Also one that a process left behind when it was killed, over a file as it was before."""
    mine, log = _ledger(tmp_path / "goodwill.db", "ACME", people), tmp_path / "log"
    before = mine.read_bytes()
    _add(mine, "ACME", [9001, 9002], log)
    mine.write_bytes(before)
    shutil.copy(log, f"{mine}-wal")
    assert is_own_log(mine)
    assert _people(mine)[-2:] == ["P9001", "P9002"]


def test_a_log_that_others_write_into_the_file_just_now_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, looks = _ledger(tmp_path / "goodwill.db", "ACME"), iter([True, False])
    Path(f"{mine}-wal").write_bytes(bytes(100))
    monkeypatch.setattr(write_ahead_log, "_replaces", lambda *_: next(looks))
    assert is_own_log(mine)
    assert next(looks, None) is None


def test_a_rollback_journal_beside_a_ledger_is_refused_and_replaces_nothing(tmp_path: Path) -> None:
    mine = _ledger(tmp_path / "goodwill.db", "ACME")
    before = mine.read_bytes()
    Path(f"{mine}-journal").write_bytes(bytes.fromhex("d9d505f920a163d7") + bytes(2_000))
    with pytest.raises(
        Unreadable, match=r"db-journal is the journal of another .* move \S+-journal to another folder"
    ):
        _people(mine)
    assert mine.read_bytes() == before
    Path(f"{mine}-journal").write_bytes(b"")
    assert _people(mine)


def test_beside_a_file_without_a_log_its_own_journal_is_used_and_an_older_one_refused(
    tmp_path: Path,
) -> None:
    """A copy by VACUUM INTO keeps no log until Goodwill writes to it; other tools write with a journal."""
    mine, cut = _ledger(tmp_path / "goodwill.db", "ACME"), tmp_path / "cut.db"
    people = _people(mine)
    with closing(sqlite3.connect(mine, isolation_level=None)) as tool:
        tool.execute("PRAGMA journal_mode = DELETE")
        tool.execute("PRAGMA cache_size = 2")
        tool.execute("BEGIN IMMEDIATE")
        tool.execute("PRAGMA user_version = 5")
        tool.execute("CREATE TABLE junk (x)")
        for _ in range(300):  # more than the cache holds, so the file is written to
            tool.execute("INSERT INTO junk VALUES (zeroblob(4000))")
        for end in ("", "-journal"):
            shutil.copy(f"{mine}{end}", f"{cut}{end}")
        tool.execute("ROLLBACK")
        journal = Path(f"{cut}-journal").read_bytes()
        assert _people(cut) == people, "the change that was cut off is taken back"
        tool.execute("CREATE TABLE more (x)")
        for _ in range(3):
            tool.execute("INSERT INTO more VALUES (zeroblob(9000))")
    shutil.copy(mine, cut)
    Path(f"{cut}-journal").write_bytes(journal)
    whole = cut.read_bytes()
    with pytest.raises(Unreadable, match="is the journal of another"):
        _people(cut)
    assert cut.read_bytes() == whole
