"""Making, finding and opening ledgers; and what is said about places that hold none."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import product
from pathlib import Path
from threading import Thread
from typing import IO, Any

import pytest
from eventsourcing.persistence import InterfaceError
from sqlalchemy import create_engine

from ledger import store
from ledger.codec import Row
from ledger.errors import LedgerExists, NoLedger, Unreadable
from ledger.store import database, identity, open_files, opening, sqlite, sqlite_tables
from ledger.store.database import Moved
from ledger.store.errors import PersistenceError
from ledger.store.opening import open_database
from ledger.store.sqlite import SQLite
from tests.helpers.places import HELPERS

RowMaker = Callable[..., list[Row]]
WORKER = HELPERS / "store_worker.py"


def test_a_ledger_is_made_once_and_then_opened(ledger_url: str, make_rows: RowMaker) -> None:
    assert not store.exists(ledger_url)
    with pytest.raises(NoLedger, match="goodwill init"):
        store.open_recorder(ledger_url)

    store.create(ledger_url)

    assert store.exists(ledger_url)
    with pytest.raises(LedgerExists):
        store.create(ledger_url)
    recorder = store.open_recorder(ledger_url)
    assert recorder.append(make_rows())[0] == 1
    recorder.close()


def test_a_closed_recorder_says_so(ledger_url: str) -> None:
    store.create(ledger_url)
    recorder = store.open_recorder(ledger_url)
    recorder.close()
    with pytest.raises(InterfaceError, match="is closed"):
        recorder.last()


def test_two_ledgers_have_two_names(ledger_url: str, other_ledger_url: str) -> None:
    names = set()
    for url in (ledger_url, other_ledger_url):
        store.create(url)
        database = open_database(url)
        names.add(database.ledger_id)
        database.close()
    assert len(names) == 2


def test_a_newer_ledger_is_not_opened(ledger_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(opening, "FORMAT", identity.FORMAT + 1)
        store.create(ledger_url)
    with pytest.raises(Unreadable, match="newer version of Goodwill; upgrade"):
        store.open_recorder(ledger_url)


def test_a_file_and_its_companions_are_for_the_owner_alone(sqlite_url: str, make_rows: RowMaker) -> None:
    store.create(sqlite_url)
    recorder = store.open_recorder(sqlite_url)
    recorder.append(make_rows())
    files = list(Path(sqlite_url).parent.iterdir())
    assert sorted(file.name for file in files) == ["goodwill.db", "goodwill.db-shm", "goodwill.db-wal"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    recorder.close()


def test_every_commit_is_on_the_disk_before_it_is_acknowledged(sqlite_url: str) -> None:
    store.create(sqlite_url)
    recorder = store.open_recorder(sqlite_url)
    with recorder.database.reading() as cursor:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 60_000)):
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone() == (value,)
    recorder.close()


def test_opening_and_reading_leave_the_file_as_it_is(sqlite_url: str, make_rows: RowMaker) -> None:
    store.create(sqlite_url)
    recorder = store.open_recorder(sqlite_url)
    rows = make_rows(100)
    recorder.append(rows)
    recorder.close()
    before = Path(sqlite_url).read_bytes()

    recorder = store.open_recorder(sqlite_url)
    assert len(list(recorder.rows())) == 100
    assert recorder.select_events(rows[0].stream)
    assert recorder.position_at("2030") == 100
    assert not recorder.wait_past(100, 0)
    assert Path(sqlite_url).read_bytes() == before
    recorder.close()

    assert Path(sqlite_url).read_bytes() == before
    assert [file.name for file in Path(sqlite_url).parent.iterdir()] == ["goodwill.db"]


def _other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE entries (position INTEGER)")


def _marked_but_empty(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
        connection.execute("CREATE TABLE ledger (name TEXT, value TEXT)")


def _marked_without_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")


def _cut_short(path: Path) -> None:
    store.create(str(path))
    path.write_bytes(path.read_bytes()[:5_000])


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("Client;Amount\nACME;100\n" * 100),
        lambda path: path.mkdir(),
        _other_database,
        _marked_but_empty,
        _marked_without_tables,
        _cut_short,
    ],
    ids=[
        "empty",
        "text",
        "folder",
        "other-database",
        "marked-but-empty",
        "marked-without-tables",
        "cut-short",
    ],
)
def test_what_is_not_a_ledger_is_named_and_left_alone(sqlite_url: str, make: Callable[[Path], None]) -> None:
    path = Path(sqlite_url)
    make(path)
    before = path.read_bytes() if path.is_file() else b""

    with pytest.raises(Unreadable, match=path.name):
        store.open_recorder(sqlite_url)
    with pytest.raises(LedgerExists):
        store.create(sqlite_url)

    assert (path.read_bytes() if path.is_file() else b"") == before
    assert list(path.parent.iterdir()) == [path]


def test_a_schema_with_tables_of_the_same_names_is_no_ledger(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE entries (position int)")
    engine.dispose()
    with pytest.raises(Unreadable, match="not a ledger"):
        store.open_recorder(postgres_url)
    with pytest.raises(LedgerExists):
        store.create(postgres_url)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    place = tmp_path / "nowhere" / "goodwill.db"
    with pytest.raises(Unreadable, match=r"nowhere.*No such file"):
        store.create(str(place))
    with pytest.raises(NoLedger, match="nowhere"):
        store.open_recorder(str(place))


def test_a_schema_that_is_not_there_is_named(postgres_url: str) -> None:
    url = postgres_url.replace("test_", "missing_")
    with pytest.raises(Unreadable, match="no schema has been selected"):
        store.create(url)
    with pytest.raises(NoLedger):
        store.open_recorder(url)


def test_of_two_who_make_a_ledger_at_once_one_is_told_that_it_exists(ledger_url: str) -> None:
    def make(_number: int) -> str:
        try:
            store.create(ledger_url)
        except LedgerExists:
            return "exists"
        return "made"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(make, range(4))) == ["exists", "exists", "exists", "made"]
    store.open_recorder(ledger_url).close()


def test_a_ledger_that_cannot_be_made_whole_is_not_left_behind(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "TABLES", (*sqlite_tables.TABLES, "CREATE TRIGGER nonsense"))
    with pytest.raises(Unreadable, match="no ledger can be made"):
        store.create(sqlite_url)
    assert not store.exists(sqlite_url)


def test_a_url_of_a_file_is_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a b?.db"
    store.create(str(path))
    assert path.exists()
    store.create(f"sqlite:///{tmp_path}/c.db")
    store.open_recorder(str(tmp_path / "c.db")).close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite://", "not kept in memory"),
        ("sqlite:///:memory:", "not kept in memory"),
        ("mysql://localhost/goodwill", "SQLite or PostgreSQL, not in mysql"),
        ("://", "neither a path nor a database URL"),
    ],
)
def test_other_places_are_refused_with_a_reason(url: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        store.open_recorder(url)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    options = ("password=s3cret", "options=-c%20role%3Ds3cret", "sslmode=s3cret", "sslpassword=s3cret")
    asked: tuple[Callable[[str], object], ...] = (store.exists, store.create, store.open_recorder)
    for option, ask in product(options, asked):
        with pytest.raises(Unreadable, match="cannot be reached") as refused:
            ask(f"postgresql://leyla:s3cret@127.0.0.1:1/goodwill?{option}")
        assert "s3cret" not in str(refused.value)


def test_a_message_about_a_server_stays_readable_with_a_short_password() -> None:
    with pytest.raises(Unreadable) as refused:
        store.exists("postgresql://leyla:a@127.0.0.1:1/goodwill?connect_timeout=1&sslmode=prefer")
    assert "127.0.0.1" in str(refused.value)
    assert "***" not in str(refused.value).replace("leyla:***@", "")


@pytest.mark.parametrize(
    "url", ["postgresql://leyla:s3cret@h:port/goodwill", "nonsense//x:s3cret@://?a=s3cret"]
)
def test_a_url_that_cannot_be_read_is_named_without_its_password(url: str) -> None:
    with pytest.raises(Unreadable, match="neither a path nor a database URL") as refused:
        store.exists(url)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:/leyla:s3cret@h/goodwill",
        "postgres:leyla:s3cret@h",
        "PostgreSQL+psycopg:/h?password=s3cret",
        "host=h password=s3cret",
        "password = s3cret",
        "sqlite:/tmp/x.db",
    ],
)
def test_a_server_that_is_not_named_by_a_url_is_no_path(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for ask in (store.exists, store.create, store.open_recorder):
        with pytest.raises(Unreadable, match="neither a path nor a database URL") as refused:
            ask(url)
        assert "s3cret" not in str(refused.value)
    assert not [*tmp_path.iterdir()]
    assert not store.exists(str(tmp_path / "our host=1.db"))


def test_without_a_driver_for_postgresql_one_sentence_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from ledger import store\n"
        "try: store.exists('postgresql://localhost/goodwill')\n"
        "except Exception as wrong: print(type(wrong).__name__, wrong)\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.startswith("Unreadable a ledger in PostgreSQL needs a driver")
    assert "`pip install '.[postgres]'`" in said


def test_whoever_finds_a_new_ledger_finds_all_of_it(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill = SQLite._fill  # noqa: SLF001 - what is looked at happens while it is made

    def looked_at(made: SQLite, moved: Moved | None) -> None:
        assert not store.exists(sqlite_url)
        fill(made, moved)
        assert not store.exists(sqlite_url)

    monkeypatch.setattr(SQLite, "_fill", looked_at)
    store.create(sqlite_url)
    store.open_recorder(sqlite_url).close()
    assert [file.name for file in Path(sqlite_url).parent.iterdir()] == ["goodwill.db"]


def test_of_two_that_make_one_at_once_the_second_is_told(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = SQLite._fill  # noqa: SLF001 - somebody else is quicker in the middle of it

    def overtaken(made: SQLite, moved: Moved | None) -> None:
        fill(made, moved)
        monkeypatch.setattr(SQLite, "_fill", fill)
        store.create(sqlite_url)

    monkeypatch.setattr(SQLite, "_fill", overtaken)
    with pytest.raises(LedgerExists):
        store.create(sqlite_url)
    store.open_recorder(sqlite_url).close()


def test_a_ledger_opened_twice_in_one_process_keeps_what_is_recorded_after_another_process_came_and_went(
    sqlite_url: str, make_rows: RowMaker
) -> None:
    def elsewhere(name: str) -> None:
        subprocess.run([sys.executable, str(WORKER), "append", sqlite_url, name, "1", "1"], check=True)

    store.create(sqlite_url)
    with closing(store.open_recorder(sqlite_url)) as first:
        first.append(make_rows(1, key="a"))
        store.open_recorder(sqlite_url).close()  # as everything does that opens a ledger for a moment
        elsewhere("b")
        first.append(make_rows(1, key="c"))
        elsewhere("d")
        assert [row.key for row in first.rows()] == ["a", "b/0/0", "c", "d/0/0"]
    with closing(store.open_recorder(sqlite_url)) as again:
        assert [row.key for row in again.rows()] == ["a", "b/0/0", "c", "d/0/0"]


def test_a_forgotten_ledger_is_closed_at_any_moment_of_opening_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The garbage collector closes it at any step; here, while a file's head is read."""
    for name in "ab":
        store.create(str(tmp_path / name))
    forgotten = store.open_recorder(str(tmp_path / "a"))
    closed: list[bool] = []
    opened = Path.open

    def collecting(path: Path, mode: str) -> IO[Any]:
        collector = Thread(target=forgotten.close, daemon=True)
        collector.start()
        collector.join(timeout=20)
        closed.append(not collector.is_alive())
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", collecting)
    store.open_recorder(str(tmp_path / "b")).close()
    assert closed == [True]


@pytest.mark.parametrize("place", [".", "..", "/"])
def test_a_folder_is_no_ledger(place: str) -> None:
    with pytest.raises(Unreadable, match="is a folder; name a file in it with --ledger"):
        store.open_database(place)


def test_what_cannot_be_written_is_said_with_a_next_step(sqlite_url: str) -> None:
    store.create(sqlite_url)
    with closing(store.open_database(sqlite_url)) as database, database.reading() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        with pytest.raises(PersistenceError, match="copy it to a place where you may write"):
            raise database.error(PersistenceError, readonly())


def readonly() -> sqlite3.OperationalError:
    """An error as SQLite gives it where nothing can be written."""
    with closing(sqlite3.connect("file::memory:?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA query_only = ON")
        try:
            connection.execute("CREATE TABLE a (b)")
        except sqlite3.OperationalError as wrong:
            return wrong
    raise AssertionError("it was written")


def test_a_file_counts_as_open_while_another_thread_still_uses_a_connection(sqlite_url: str) -> None:
    store.create(sqlite_url)
    before = list(open_files._open)  # noqa: SLF001 - the files that must not be opened otherwise
    database = store.open_database(sqlite_url)
    with database.reading() as cursor:
        database.close()
        assert len(open_files._open) == len(before) + 1  # noqa: SLF001 - as above
        assert open_files.application_id_of(Path(sqlite_url)) is None
        cursor.execute("SELECT 1")
    assert list(open_files._open) == before  # noqa: SLF001 - as above
