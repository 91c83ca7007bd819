"""Every entry is sealed in the transaction that appends it, in ledgers of every age."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from ledger import store
from ledger.codec import Row
from ledger.proof import leaf_hash
from ledger.seal.leaves import line_of, line_of_ledger
from ledger.store.errors import PersistenceError
from ledger.store.opening import open_database
from ledger.store.sealing import tree_of
from tests.conftest import RowMaker
from tests.helpers.older import as_format_1
from tests.helpers.trees import inclusion, root


def leaves_of(recorder: store.Recorder) -> list[bytes]:
    with recorder.database.reading() as cursor:
        about = recorder.database.about(cursor)
    return [leaf_hash(one) for one in (line_of_ledger(about), *map(line_of, recorder.rows()))]


def root_in(recorder: store.Recorder) -> bytes:
    with recorder.database.reading() as cursor:
        return tree_of(recorder.database, cursor, recorder.last()[0] + 1).root()


@pytest.mark.parametrize("sizes", [[1, 1, 1], [3, 700, 2, 300], [2_600]])
def test_a_ledger_is_sealed_as_it_grows(
    recorder: store.Recorder, make_rows: RowMaker, sizes: Sequence[int]
) -> None:
    rows = make_rows(sum(sizes))
    for size in sizes:
        recorder.append(rows[:size])
        del rows[:size]
        assert root_in(recorder) == root(leaves_of(recorder))
    leaves = leaves_of(recorder)
    with recorder.database.reading() as cursor:
        tree = tree_of(recorder.database, cursor, len(leaves))
        assert tree.inclusion(2) == inclusion(leaves, 2)


def test_an_empty_ledger_is_sealed(recorder: store.Recorder) -> None:
    assert root_in(recorder) == root(leaves_of(recorder))
    assert len(leaves_of(recorder)) == 1


def test_what_fails_is_not_sealed(recorder: store.Recorder, make_rows: RowMaker) -> None:
    rows = make_rows(3)
    recorder.append(rows[:2])
    with pytest.raises(PersistenceError):
        recorder.append([rows[2], rows[0]])
    assert recorder.database.select_one("SELECT max(leaf) FROM seal") == (2,)
    recorder.append(rows[2:])
    assert root_in(recorder) == root(leaves_of(recorder))


def test_an_older_ledger_is_read_as_it_is_and_sealed_with_its_next_entry(
    sqlite_url: str, make_rows: RowMaker
) -> None:
    rows = make_rows(2_601)
    store.create(sqlite_url)
    with closing(store.open_recorder(sqlite_url)) as recorder:
        recorder.append(rows[:2_600])
    as_format_1(sqlite_url)
    before = Path(sqlite_url).read_bytes()
    with closing(store.open_recorder(sqlite_url)) as recorder:
        assert len(list(recorder.rows())) == 2_600
        assert not recorder.database.sealed
    assert Path(sqlite_url).read_bytes() == before

    with (
        closing(store.open_recorder(sqlite_url)) as recorder,
        closing(store.open_recorder(sqlite_url)) as late,
    ):
        recorder.append([])
        assert not recorder.database.sealed
        recorder.append(rows[2_600:])
        late.append(make_rows(1, client="other"))
        with recorder.database.reading() as cursor:
            about = recorder.database.about(cursor)
        assert about | {"id": ""} == {"format": "2", "id": "", "sealed_after": "2600"}
        assert root_in(late) == root(leaves_of(late))
    open_database(sqlite_url).close()


def test_the_seal_and_what_is_stored_about_a_ledger_never_change(
    recorder: store.Recorder, make_rows: RowMaker
) -> None:
    recorder.append(make_rows(2))
    for statement in (
        "UPDATE seal SET level = 1",
        "DELETE FROM seal WHERE leaf = 2",
        "UPDATE ledger SET value = 'x' WHERE name = 'id'",
        "DELETE FROM ledger",
    ):
        with pytest.raises(PersistenceError, match="never changes"), recorder.database.writing() as cursor:
            cursor.execute(statement)


def test_an_entry_and_its_hash_stand_in_one_transaction(sqlite_url: str, make_rows: RowMaker) -> None:
    store.create(sqlite_url)
    with closing(store.open_recorder(sqlite_url)) as recorder:
        recorder.append(make_rows(300))
        with closing(sqlite3.connect(sqlite_url)) as beside:
            for newest in range(301, 310):
                recorder.append(make_rows(1, client=str(newest)))
                found = beside.execute(
                    "SELECT (SELECT max(position) FROM entries), (SELECT max(leaf) FROM seal)"
                )
                assert found.fetchall() == [(newest, newest)]


def test_rows_hold_what_the_leaf_hashes(recorder: store.Recorder, make_rows: RowMaker) -> None:
    recorder.append(make_rows(1))
    (row,) = recorder.rows()
    assert isinstance(row, Row)
    assert recorder.database.select_one("SELECT hash FROM seal WHERE leaf = 1")[0] == leaf_hash(line_of(row))
