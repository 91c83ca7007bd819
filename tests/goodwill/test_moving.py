"""A ledger that is backed up or moved is the same ledger, in either database."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import goodwill
from goodwill import Draft, Ledger, LedgerError, LedgerExists, Unreadable, make_event
from ledger.codec import Row
from ledger.store.placing import PlaceTaken
from ledger.times import parse_moment

FACTS: tuple[tuple[str, str | None, dict[str, Any]], ...] = (
    (
        "client.registered",
        "ACME",
        {"code": "ACME", "name": "Əcəmi MMC", "currency": "EUR", "note": "a\u2028b"},
    ),
    (
        "manager.covered",
        None,
        {"manager": "bo", "deputy": "ana", "from": "2026-03-01", "until": "2026-03-31", "reason": "leave"},
    ),
    ("invoice.issued", "ACME", {"number": "17", "amount": "100.10", "currency": "EUR", "due": "2026-04-01"}),
    ("payment.received", "ACME", {"number": "P", "amount": "40", "currency": "EUR", "method": "card"}),
    (
        "visit.held",
        "ACME",
        {"channel": "call", "started_at": "2026-03-05T10:00+04:00", "summary": "ลูกค้าพอใจ"},
    ),
)


def made(url: str) -> Ledger:
    """A ledger with every column in use, a correction, and a later moment for each entry."""
    seconds = count()
    start = datetime(2026, 3, 10, tzinfo=UTC)
    ledger = Ledger.create(url, clock=lambda: start + timedelta(seconds=next(seconds)))
    for number, (kind, client, fields) in enumerate(FACTS):
        moment = parse_moment("2026-03-05T10:00+04:00")
        source = f"facts.csv#{number}" if number % 2 else None
        ledger.record(
            Draft(make_event(kind, fields), moment, "ana", client, "bo", f"key:{number}", "because", source)
        )
    fields = {"entry": "4", "replacement": {**FACTS[3][2], "amount": "45"}, "reason": "misread"}
    ledger.record(Draft(make_event("entry.corrected", fields), moment, "ana", "ACME"))
    return ledger


def rows_of(ledger: Ledger) -> list[Row]:
    return list(ledger.recorder.rows())


def sealed(ledger: Ledger) -> tuple[list[Any], list[Any]]:
    """What is stored about a ledger, and the hashes of its seal."""
    select = ledger.database.select
    hashes = [
        (leaf, level, bytes(one)) for leaf, level, one in select("SELECT * FROM seal ORDER BY leaf, level")
    ]
    return sorted(map(tuple, select("SELECT name, value FROM ledger"))), hashes


def assert_same(one: Ledger, other: Ledger) -> None:
    """Entries, seal and views of two ledgers are equal, now and as known in between, and both are whole."""
    assert rows_of(one) == rows_of(other)
    assert sealed(one) == sealed(other)
    for known_at in (None, one.entry(4).recorded_at):  # type: ignore[union-attr]
        answers = [
            goodwill.receivables(ledger, as_of=date(2026, 4, 30), known_at=known_at).as_json(items=True)
            for ledger in (one, other)
        ]
        assert answers[0] == answers[1]
        assert answers[0]["rows"]
    assert goodwill.check(other) == []


def test_a_ledger_moves_through_a_folder_between_databases(
    ledger_url: str, other_ledger_url: str, tmp_path: Path
) -> None:
    with made(ledger_url) as ledger:
        manifest = goodwill.export_entries(ledger, tmp_path / "out")
        assert (manifest.entries, manifest.version) == (6, 1)
        goodwill.load(tmp_path / "out", other_ledger_url)
        with Ledger(other_ledger_url, clock=lambda: datetime(2026, 5, 1, tzinfo=UTC)) as moved:
            assert_same(ledger, moved)
            later = make_event("payment.received", {**FACTS[3][2], "number": "Q"})
            assert moved.record(Draft(later, parse_moment("2026-04-30"), "ana", "ACME")).entry.position == 7  # type: ignore[union-attr]


def test_a_backup_is_the_ledger_of_either_database(
    ledger_url: str, other_ledger_url: str, tmp_path: Path
) -> None:
    clock = lambda: datetime(2026, 5, 1, tzinfo=UTC)  # noqa: E731
    with made(ledger_url) as ledger:
        assert goodwill.backup(ledger, tmp_path / "copy.db") == 6
        restored = goodwill.restore(tmp_path / "copy.db", other_ledger_url, clock=clock)
        assert restored == goodwill.Restored(6, [])
        with Ledger(other_ledger_url, clock=clock) as moved:
            assert_same(ledger, moved)
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]


@pytest.fixture
def exported(sqlite_url: str, tmp_path: Path) -> Path:
    with made(sqlite_url) as ledger:
        goodwill.export_entries(ledger, tmp_path / "out")
    return tmp_path / "out"


def test_an_export_is_for_its_owner_and_hashes_as_its_manifest_says(exported: Path) -> None:
    content = (exported / "entries.jsonl").read_bytes()
    manifest = json.loads((exported / "manifest.json").read_bytes())
    assert manifest["sha256"] == sha256(content).hexdigest()
    assert [json.loads(line)["position"] for line in content.splitlines()] == [1, 2, 3, 4, 5, 6]
    assert exported.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in exported.iterdir()} == {0o600}


def test_an_export_can_end_at_a_moment(sqlite_url: str, tmp_path: Path) -> None:
    with made(sqlite_url) as ledger:
        known = ledger.entry(3).recorded_at  # type: ignore[union-attr]
        assert goodwill.export_entries(ledger, tmp_path / "out", known_at=known).entries == 3
    assert goodwill.load(tmp_path / "out", str(tmp_path / "new.db")).entries == 3


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"100.10", b"900.10", "is not the file that its manifest.json describes"),
        (b'"position":2', b'"position":3', "the entry after position 1 of"),
        (b'"actor":"ana"', b'"actress":"ana"', "line 1 of entries.jsonl is no entry"),
        (b'"kind":"manager.covered"', b'"kind":"manager.covers"', "manager.covers"),
        (b'\n{"actor"', b'\n\n{"actor"', "line 2 of entries.jsonl is no entry"),
    ],
)
def test_a_folder_that_was_changed_makes_nothing(
    exported: Path, ledger_url: str, before: bytes, after: bytes, said: str
) -> None:
    file = exported / "entries.jsonl"
    file.write_bytes(file.read_bytes().replace(before, after, 1))
    url = ledger_url.replace("goodwill.db", "new.db")
    with pytest.raises(Unreadable, match=said):
        goodwill.load(exported, url)
    with pytest.raises(goodwill.NoLedger):
        Ledger(url, clock=lambda: datetime.now(UTC))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("version", 2, "a newer version of Goodwill"),
        ("what", "recipes", "is of something else"),
        ("entries", 5, "is not the file that"),
        ("ledger", {"id": "1"}, "is of something else"),
        ("sha256", None, "is missing or damaged"),
    ],
)
def test_a_manifest_that_says_something_else_makes_nothing(
    exported: Path, tmp_path: Path, name: str, value: object, said: str
) -> None:
    manifest = json.loads((exported / "manifest.json").read_bytes())
    (exported / "manifest.json").write_text(json.dumps(manifest | {name: value}))
    with pytest.raises(Unreadable, match=said):
        goodwill.load(exported, str(tmp_path / "new.db"))
    assert not (tmp_path / "new.db").exists()


def test_nothing_is_written_over_anything(exported: Path, sqlite_url: str, tmp_path: Path) -> None:
    clock = lambda: datetime(2026, 5, 1, tzinfo=UTC)  # noqa: E731
    with Ledger(sqlite_url, clock=clock) as ledger:
        for write in (goodwill.backup, goodwill.export_entries):
            with pytest.raises(PlaceTaken):
                write(ledger, exported)
        goodwill.backup(ledger, tmp_path / "copy.db")
    with pytest.raises(LedgerExists):
        goodwill.load(exported, sqlite_url)
    with pytest.raises(LedgerExists):
        goodwill.restore(tmp_path / "copy.db", sqlite_url, clock=clock)
    (tmp_path / "new.db-wal").write_bytes(b"of another")
    with pytest.raises(Unreadable, match=r"new\.db-wal belongs to a ledger that was there"):
        goodwill.restore(tmp_path / "copy.db", str(tmp_path / "new.db"), clock=clock)
    with pytest.raises(LedgerError, match="no ledger at"):
        goodwill.restore(tmp_path / "none.db", str(tmp_path / "other.db"), clock=clock)


def test_a_damaged_backup_is_not_restored(exported: Path, sqlite_url: str, tmp_path: Path) -> None:
    del exported
    with closing(sqlite3.connect(sqlite_url)) as database:
        database.execute("DROP TRIGGER entries_never_change")
        database.execute("UPDATE entries SET client = 'BETA' WHERE position = 3")
        database.execute(
            "CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        database.commit()
    clock = lambda: datetime(2026, 5, 1, tzinfo=UTC)  # noqa: E731
    entries, faults = goodwill.restore(sqlite_url, str(tmp_path / "new.db"), clock=clock)
    assert entries is None
    assert {"client-differs", "changed"} <= {fault.code for fault in faults}
    assert not (tmp_path / "new.db").exists()


def test_a_backup_is_of_one_moment_while_another_records(sqlite_url: str, tmp_path: Path) -> None:
    with made(sqlite_url) as ledger, closing(sqlite3.connect(sqlite_url, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # another program is recording
        assert goodwill.backup(ledger, tmp_path / "copy.db") == 6
        other.execute("ROLLBACK")
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


def test_a_ledger_without_a_seal_gets_one_when_it_moves(sqlite_url: str, tmp_path: Path) -> None:
    with made(sqlite_url) as ledger:
        manifest = goodwill.export_entries(ledger, tmp_path / "out")
    plain = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    plain["ledger"] = {"id": manifest.ledger["id"], "format": "1"}
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(plain))
    goodwill.load(tmp_path / "out", str(tmp_path / "new.db"))
    with Ledger(str(tmp_path / "new.db"), clock=lambda: datetime(2026, 5, 1, tzinfo=UTC)) as moved:
        about = dict(sealed(moved)[0])
        assert about == {"id": manifest.ledger["id"], "format": "2", "sealed_after": "6"}
