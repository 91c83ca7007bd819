"""A ledger in either database verifies, and each names what was changed in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine

from ledger import store
from ledger.recording.integrity import Inspection
from ledger.recording.readable_rows import open_to_check
from ledger.recording.verification import Claim, Verification
from ledger.row_blocks import RowBlock
from ledger.seal.notes import Checkpoint
from ledger.store.guards import guards_of
from ledger.store.sealing import tree_of
from tests.conftest import RowMaker

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def findings(recorder: store.Recorder) -> list[tuple[int, str]]:
    return [(fault.position, fault.code) for fault in Verification(recorder, NOW).faults]


def test_a_sound_ledger_has_no_findings(ledger_url: str, make_rows: RowMaker) -> None:
    store.create(ledger_url)
    with closing(store.open_recorder(ledger_url)) as recorder:
        assert findings(recorder) == []
        recorder.append(make_rows(2_300))
        found = Verification(recorder, NOW)
        assert (found.faults, found.size, found.late) == ([], 2_301, 0)


def test_a_seal_that_was_cut_short_leaves_entries_to_be_read_block_by_block(
    tmp_path: Path, make_rows: RowMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    class Counting(Inspection):
        def __init__(self, blocks: Iterable[RowBlock], *, whole: bool, now: datetime | None = None) -> None:
            super().__init__(self._counted(blocks), whole=whole, now=now)

        @staticmethod
        def _counted(blocks: Iterable[RowBlock]) -> Iterator[RowBlock]:
            for block in blocks:
                sizes.append(len(block["position"]))
                yield block

    monkeypatch.setattr("ledger.recording.verification.Inspection", Counting)
    place = str(tmp_path / "goodwill.db")
    store.create(place)
    with closing(store.open_recorder(place)) as recorder:
        recorder.append(make_rows(4_500))
        with recorder.database.writing() as cursor:
            for trigger in recorder.database.select(
                "SELECT name FROM sqlite_master WHERE tbl_name = 'seal' AND type = 'trigger'"
            ):
                cursor.execute(f"DROP TRIGGER {trigger[0]}")
            cursor.execute("DELETE FROM seal WHERE leaf > 100")
        faults = Verification(recorder, NOW).faults
    assert [(fault.position, fault.last, fault.times) for fault in faults if fault.code == "unsealed"] == [
        (101, 4_500, 4_400)
    ]
    assert sum(sizes) == 4_500
    assert max(sizes) <= 2_048


def test_what_is_wrong_with_each_of_many_entries_is_one_finding(ledger_url: str, make_rows: RowMaker) -> None:
    store.create(ledger_url)
    with closing(store.open_recorder(ledger_url)) as recorder:
        recorder.append(make_rows(3_000))
        with recorder.database.writing() as cursor:
            for trigger in sorted(guards_of(recorder.database.dialect, sealed=True)):
                table = trigger.partition("_")[0]
                on = "" if recorder.database.dialect == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER {trigger}{on}")
            cursor.execute("DELETE FROM seal WHERE level = 0 AND leaf BETWEEN 5 AND 900")
            cursor.execute("UPDATE entries SET actor = 'x' WHERE position BETWEEN 1000 AND 1999")
            cursor.execute("DELETE FROM entries WHERE position BETWEEN 2000 AND 2400")
            cursor.execute("UPDATE entries SET recorded_at = '2000' WHERE position BETWEEN 2500 AND 2700")
            cursor.execute(
                "UPDATE entries SET version = version + 10000 WHERE position BETWEEN 2800 AND 2900"
            )
        told = {
            (fault.position, fault.last, fault.code)
            for fault in Verification(recorder, NOW).faults
            if fault.code != "schema-differs"
        }
    assert told == {
        (5, 900, "seal-damaged"), (1_000, 1_999, "changed"), (2_000, 2_400, "missing"),
        (2_401, None, "position-gap"), (2_401, None, "version-gap"), (2_500, 2_700, "changed"),
        (2_800, 2_900, "changed"), (2_800, None, "version-gap"), (2_901, None, "version-gap"),
    }  # fmt: skip


def test_what_was_changed_in_postgresql_is_found(postgres_url: str, make_rows: RowMaker) -> None:
    store.create(postgres_url)
    engine = create_engine(postgres_url, poolclass=NullPool)
    with closing(store.open_recorder(postgres_url)) as recorder:
        recorder.append(make_rows(300))
        with engine.begin() as server:
            server.exec_driver_sql("ALTER TABLE entries DISABLE TRIGGER ALL")
            server.exec_driver_sql("UPDATE entries SET actor = 'x' WHERE position = 290")
            server.exec_driver_sql("DELETE FROM entries WHERE position = 7")
            server.exec_driver_sql("ALTER TABLE entries ENABLE TRIGGER ALL")
            server.exec_driver_sql("DROP INDEX entries_key")
            server.exec_driver_sql("ALTER TABLE seal DISABLE TRIGGER ALL")
        assert set(findings(recorder)) == {
            (0, "schema-differs"), (7, "missing"), (8, "position-gap"), (8, "version-gap"), (290, "changed"),
        }  # fmt: skip
        names = {fault.what for fault in Verification(recorder, NOW).faults if fault.code == "schema-differs"}
        assert names == {
            "the table, index or trigger entries_key is missing",
            "the table, index or trigger seal_never_changes is missing",
        }


def test_a_trigger_of_postgresql_that_refuses_nothing_is_found(postgres_url: str) -> None:
    store.create(postgres_url)
    engine = create_engine(postgres_url, poolclass=NullPool)
    with closing(store.open_recorder(postgres_url)) as recorder, engine.begin() as server:
        server.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION entries_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
        )
        server.exec_driver_sql("DROP TRIGGER seal_never_changes ON seal")
        server.exec_driver_sql(
            "CREATE TRIGGER seal_never_changes BEFORE UPDATE ON seal EXECUTE FUNCTION seal_refuse()"
        )
        server.commit()
        assert [fault.what for fault in Verification(recorder, NOW).faults] == [
            "the table, index or trigger entries_never_change was changed",
            "the table, index or trigger seal_never_changes was changed",
        ]


def test_a_ledger_without_its_seal_is_compared_with_checkpoints(
    postgres_url: str, make_rows: RowMaker
) -> None:
    store.create(postgres_url)
    with closing(store.open_recorder(postgres_url)) as recorder:
        recorder.append(make_rows(300))
        with recorder.database.reading() as cursor:
            root = tree_of(recorder.database, cursor, 270).root()
            cursor.execute("DROP TABLE seal")
        found = Verification(recorder, NOW)
        found.judge(
            [Claim(Checkpoint("a", 270, root), "this"), Claim(Checkpoint("a", 271, root), "that")], "a"
        )
        assert {fault.what.removeprefix("the table, index or trigger ") for fault in found.faults} == {
            "seal is missing",
            "seal_pkey is missing",
            "seal_never_changes is missing",
            "the table of the seal is gone, so only checkpoints show whether an entry was changed",
            "the first 270 entries are not those of that",
        }


def test_a_ledger_of_postgresql_without_its_id_is_read_to_check_it(
    postgres_url: str, make_rows: RowMaker
) -> None:
    store.create(postgres_url)
    with closing(store.open_recorder(postgres_url)) as recorder:
        recorder.append(make_rows(3))
        with recorder.database.writing() as cursor:
            cursor.execute("DROP TABLE ledger")
    ledger, damage = open_to_check(postgres_url, lambda: NOW)
    with ledger:
        found = {(fault.position, fault.code, fault.what) for fault in damage}
        found |= {
            (fault.position, fault.code, fault.what) for fault in Verification(ledger.recorder, NOW).faults
        }
        place = ledger.database.place
    part = "the table, index or trigger"
    assert found == {
        (0, "damaged-file", f"{place} does not say which ledger it is, or in which format"),
        (0, "schema-differs", f"{part} ledger is missing"),
        (0, "schema-differs", f"{part} ledger_pkey is missing"),
        (0, "schema-differs", f"{part} ledger_never_changes is missing"),
        (0, "changed", "the ledger's own id or format is not what was sealed"),
    }


def test_a_ledger_is_compared_with_checkpoints(ledger_url: str, make_rows: RowMaker) -> None:
    store.create(ledger_url)
    with closing(store.open_recorder(ledger_url)) as recorder:
        recorder.append(make_rows(300))
        with recorder.database.reading() as cursor:
            root = tree_of(recorder.database, cursor, 270).root()
        recorder.append(make_rows(1, client="B"))
        found = Verification(recorder, NOW)
        found.judge([Claim(Checkpoint("a", 270, root), "this")], "a")
        assert found.faults == []
        found.judge(
            [
                Claim(Checkpoint("a", 271, root), "that"),
                Claim(Checkpoint("a", 303, root), "the third"),
                Claim(Checkpoint("b", 270, root), "the fourth", 7),
            ],
            "a",
        )
        assert [(fault.position, fault.code) for fault in found.faults] == [
            (0, "other-history"), (0, "older-copy"), (7, "other-ledger"),
        ]  # fmt: skip
