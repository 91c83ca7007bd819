"""What a store survives: many writers, slow writers, killed writers, and people who change the past."""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from sqlite3 import Connection
from threading import Event

import pytest
from eventsourcing.persistence import (
    DatabaseError,
    IntegrityError,
    OperationalError,
    PersistenceError,
    StoredEvent,
    Tracking,
)

from ledger import store
from ledger.codec import Row
from ledger.store.engine import DBAPICursor
from ledger.store.sqlite import SQLite
from tests.conftest import Figures
from tests.helpers import store_worker
from tests.helpers.depth import far
from tests.helpers.killing import started

RowMaker = Callable[..., list[Row]]


class Worker:
    """A process of its own that does a task of ``store_worker``: a fork, as imports are most of a start."""

    def __init__(self, *arguments: object) -> None:
        hears, says = os.pipe()
        self.process = started(_worked, says, *map(str, arguments))
        os.close(says)
        self.said = os.fdopen(hears, encoding="utf-8")

    def all_said(self) -> str:
        """What it said until its end."""
        with self.said:
            said = self.said.read()
        self.process.join(60)
        assert self.process.exitcode == 0, said
        return said


def _worked(says: int, *arguments: str) -> None:
    with os.fdopen(says, "w", encoding="utf-8") as sys.stdout:
        store_worker.main(*arguments)


def positions(recorder: store.Recorder) -> list[int]:
    return [row.position for row in recorder.rows()]


class SlowRecorder(store.Recorder):
    """Takes its time between writing and committing."""

    def _write(self, cursor: DBAPICursor, placed: Sequence[Row]) -> None:
        super()._write(cursor, placed)
        time.sleep(0.01)


@pytest.mark.faults
def test_two_processes_that_record_a_thousand_entries_each_lose_none(
    ledger_url: str, figures: Figures
) -> None:
    store.create(ledger_url)
    writers = [Worker("append", ledger_url, name, 200, 5) for name in ("leyla", "tural")]
    for writer in writers:
        assert writer.all_said().count("done") == 200

    recorder = store.open_recorder(ledger_url)
    assert positions(recorder) == list(range(1, 2001))
    recorder.close()
    figures("2,000 entries of 400 batches by two processes: none lost, no gap")


def test_positions_have_no_gaps_under_concurrent_writers(
    recorder: store.Recorder, make_rows: RowMaker
) -> None:
    sizes = [1, 2, 3, 20] * 25
    with ThreadPoolExecutor(8) as pool:
        firsts = list(pool.map(lambda size: recorder.append(make_rows(size))[0], sizes))

    assert positions(recorder) == list(range(1, sum(sizes) + 1))
    taken = [first + part for first, size in zip(firsts, sizes, strict=True) for part in range(size)]
    assert sorted(taken) == list(range(1, sum(sizes) + 1))


def test_two_threads_on_one_checkpoint_never_count_twice(recorder: store.Recorder) -> None:
    counted: list[int] = []

    def count() -> None:
        while (position := (recorder.max_tracking_id("views") or 0) + 1) <= 200:
            try:
                recorder.insert_tracking(Tracking("views", position))
            except IntegrityError:
                continue
            counted.append(position)

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(count) for _ in range(2)]:
            future.result()

    assert sorted(counted) == list(range(1, 201))


def test_two_processes_on_one_checkpoint_never_count_twice(ledger_url: str) -> None:
    store.create(ledger_url)
    workers = [Worker("count", ledger_url, "views", 400) for _ in range(2)]
    assert sum(int(each.all_said()) for each in workers) == 400


def test_entries_and_checkpoint_commit_together_or_not_at_all(
    recorder: store.Recorder, make_rows: RowMaker
) -> None:
    (row,) = make_rows()
    recorder.append([row])
    taken = recorder.select_events(row.stream)

    with pytest.raises(IntegrityError):
        recorder.insert_events(taken, tracking=Tracking("views", 7))

    assert recorder.max_tracking_id("views") is None
    recorder.insert_tracking(Tracking("views", 7))
    with pytest.raises(IntegrityError):
        recorder.insert_events(
            [StoredEvent(row.stream, 2, "visit.made", b"{}")], tracking=Tracking("views", 7)
        )
    assert recorder.last()[0] == 1


@pytest.mark.faults
def test_a_reader_never_passes_a_position_that_a_slow_writer_has_yet_to_commit(
    recorder: store.Recorder, make_rows: RowMaker
) -> None:
    slow, finished = SlowRecorder(recorder.database), Event()

    def read() -> list[int]:
        seen: list[int] = []
        while True:
            over = finished.is_set()
            seen += [row.position for row in recorder.rows(after=len(seen))]
            if over:
                return seen
            time.sleep(0.001)  # or the readers keep the writers from the processor

    with ThreadPoolExecutor(7) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        writes = [
            pool.submit(writer.append, make_rows(2)) for _ in range(15) for writer in (slow, recorder, slow)
        ]
        for write in writes:
            write.result()
        finished.set()
        for reader in readers:
            assert reader.result() == list(range(1, 91))


@pytest.mark.faults
@pytest.mark.long
def test_killed_writers_lose_nothing_acknowledged_and_tear_no_batch(
    ledger_url: str, figures: Figures
) -> None:
    chance, size = random.Random(20260301), 7  # noqa: S311 - repeatable, not secret
    store.create(ledger_url)
    acknowledged: set[tuple[str, str]] = set()
    for kill in range(far(3, 40)):
        name = f"writer-{kill}"
        writer = Worker("append", ledger_url, name, 100_000, size)
        with writer.said:
            writer.said.readline()
            time.sleep(chance.uniform(0, 0.12))
            writer.process.kill()
            said = [line.split() for line in writer.said if line[-1] == "\n"]
        writer.process.join()
        acknowledged |= {(name, number) for _, number in said}

    recorder = store.open_recorder(ledger_url)
    rows = list(recorder.rows())
    recorder.close()
    batches = Counter(tuple(str(row.key).split("/")[:2]) for row in rows)
    assert acknowledged
    assert acknowledged <= batches.keys()
    assert set(batches.values()) == {size}
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    figures(f"{far(3, 40)} writers killed: {len(acknowledged)} batches acknowledged, none lost, none torn")


def test_two_stores_in_one_process_never_mix(
    recorder: store.Recorder, other_ledger_url: str, make_rows: RowMaker
) -> None:
    store.create(other_ledger_url)
    other = store.open_recorder(other_ledger_url)

    class Nested(store.Recorder):
        def _write(self, cursor: DBAPICursor, placed: Sequence[Row]) -> None:
            super()._write(cursor, placed)
            other.append(make_rows(2, actor="inner"))

    Nested(recorder.database).append(make_rows(3, actor="outer"))

    assert [row.actor for row in recorder.rows()] == ["outer"] * 3
    assert [row.actor for row in other.rows()] == ["inner"] * 2
    other.close()


def test_a_write_that_fails_half_way_leaves_nothing(recorder: store.Recorder, make_rows: RowMaker) -> None:
    class Failing(store.Recorder):
        def _write(self, cursor: DBAPICursor, placed: Sequence[Row]) -> None:
            super()._write(cursor, placed)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Failing(recorder.database).append(make_rows(10))

    assert recorder.last() == (0, "")
    assert recorder.append(make_rows(10))[0] == 1


@pytest.mark.faults
def test_a_full_disk_refuses_the_batch_and_keeps_what_was_recorded(
    sqlite_url: str, make_rows: RowMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = SQLite._connect  # noqa: SLF001 - the limit belongs to a connection

    def limited(database: SQLite) -> Connection:
        connection = connect(database)
        connection.execute("PRAGMA max_page_count = 40")
        return connection

    store.create(sqlite_url)
    monkeypatch.setattr(SQLite, "_connect", limited)
    recorder = store.open_recorder(sqlite_url)
    recorder.append(make_rows(5))
    with pytest.raises(OperationalError, match="full"):
        recorder.append(make_rows(5_000))

    assert positions(recorder) == [1, 2, 3, 4, 5]
    assert recorder.append(make_rows(1))[0] == 6
    recorder.close()


@pytest.mark.faults
def test_a_lost_connection_is_replaced(postgres_url: str, make_rows: RowMaker) -> None:
    store.create(postgres_url)
    recorder, other = store.open_recorder(postgres_url), store.open_recorder(postgres_url)
    recorder.append(make_rows(2))
    with recorder.database.reading() as mine, other.database.reading() as cursor:
        mine.execute("SELECT pg_backend_pid()")
        recorder.database.execute(cursor, "SELECT pg_terminate_backend(?)", mine.fetchone() or ())
    time.sleep(0.1)

    with pytest.raises(OperationalError):
        recorder.append(make_rows(2))

    assert recorder.append(make_rows(2))[0] == 3
    recorder.close()
    other.close()


_CHANGES = [
    "UPDATE entries SET state = '{}'",
    "UPDATE entries SET position = position + 10",
    "DELETE FROM entries",
    "DELETE FROM entries WHERE position = 2",
]


def _copied(position: int, version: str, key: str) -> str:
    """A SELECT of the third entry as if it were another one."""
    values = {"position": str(position), "version": version, "key": key}
    columns = ", ".join(values.get(column, column) for column in Row._fields)
    return f"SELECT {columns} FROM entries WHERE position = 3"  # noqa: S608 - our own columns


_SQLITE_CHANGES = [
    *_CHANGES,
    "UPDATE OR REPLACE entries SET version = 1",
    f"REPLACE INTO entries {_copied(3, 'version', 'key')}",
    f"REPLACE INTO entries {_copied(4, 'version', 'NULL')}",
    f"REPLACE INTO entries {_copied(4, '9', 'key')}",
    f"INSERT INTO entries {_copied(9, '9', 'NULL')}",
    f"INSERT INTO entries {_copied(3, 'version', 'key')} ON CONFLICT DO UPDATE SET state = '{{}}'",
]
_POSTGRESQL_CHANGES = [
    *_CHANGES,
    "TRUNCATE entries",
    f"INSERT INTO entries {_copied(3, 'version', 'key')} ON CONFLICT (position) DO UPDATE SET state = '{{}}'",
]


@pytest.mark.faults
@pytest.mark.parametrize(
    ("database", "change"),
    [
        *(("sqlite_url", change) for change in _SQLITE_CHANGES),
        *(("postgres_url", change) for change in _POSTGRESQL_CHANGES),
    ],
)
def test_the_database_refuses_to_change_the_past(
    database: str, change: str, request: pytest.FixtureRequest, make_rows: RowMaker
) -> None:
    url = request.getfixturevalue(database)
    store.create(url)
    recorder = store.open_recorder(url)
    recorder.append([row._replace(key=f"K{row.version}") for row in make_rows(3)])
    before = list(recorder.rows())

    with pytest.raises((DatabaseError, PersistenceError)), recorder.database.writing() as cursor:
        cursor.execute(change)

    assert list(recorder.rows()) == before
    recorder.close()
