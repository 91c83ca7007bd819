"""What stands in the stored tables, and how the command line uses them."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from time import monotonic, sleep
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from commands.demo.portfolio import SteppedClock, fill, portfolio
from commands.ui import clock
from goodwill.moments import day_at
from ledger import Ledger, store
from ledger.store.database import Database
from ledger.store.errors import OperationalError
from projections import ALL, Answer, answer, stored
from projections.framework.registry import names_with_rows
from projections.stored.generation import current
from projections.stored.tables.every import TABLES
from projections.stored.tables.layout import MONTHLY, cell_of
from projections.stored.tables.schema import tables
from tests.helpers.commanding import INVOICE, REGISTERED, ran, run
from tests.helpers.demonstration import recorded
from tests.helpers.depth import far
from tests.helpers.entries import Book
from tests.helpers.places import ROOT
from tests.helpers.stored import DAY, append, as_tables, cell, contents

UNTIL = date(2026, 6, 30)
NOW = datetime(2026, 7, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A generated portfolio with its views stored, two days after its last."""
    url = str(tmp_path_factory.mktemp("stored") / "goodwill.db")
    ticking = SteppedClock()
    with Ledger.create(url, clock=ticking) as book:
        fill(book, ticking, portfolio(clients=8, years=1, events=700, seed=5, until=UNTIL))
        stored.rebuild(url, NOW.date())
        yield book


def rows_of(database: Database, name: str, day: date) -> list[dict[str, Any]]:
    columns = tables()[name].names
    with database.reading() as cursor:
        statement = f"SELECT {', '.join(columns)} FROM {name} WHERE as_of = ?"  # noqa: S608 - our own names
        found = database.execute(cursor, statement, (day.isoformat(),))
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def as_stored(table: str, rows: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """The rows of an answer as the table has them."""
    return [
        {
            column.name: cell((row | {"as_of": day}).get(column.source or column.name))
            for column in TABLES[table].columns
        }
        for row in rows
    ]


def asked(book: Ledger, name: str, day: date) -> Answer:
    return answer(name, book.history, as_of=day, known_at=None, position=book.position)


def has_just_its_fields(row: object) -> bool:
    """Whether a row has a value for each field and nothing else: ``filled`` takes any names."""
    return not is_dataclass(row) or not hasattr(row, "__dict__") or vars(row).keys() == names_of(type(row))


def names_of(shape: type[Any]) -> set[str]:
    return {one.name for one in fields(shape)}


def month_ends() -> list[date]:
    firsts = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(5, 19)]
    return [first - timedelta(days=1) for first in firsts]


def agreed(book: Ledger, name: str, days: list[date], today: date) -> list[str]:
    """Compares a view's tables with its answers, and gives the policies of the days."""
    told, policies = 0, []
    for day, ending in [*((day, MONTHLY) for day in days), (today, "")]:
        said = asked(book, name, day)
        policies.append(said.policy)
        assert all(map(has_just_its_fields, [*said.rows, *said.items, *said.totals]))
        for table, rows in as_tables(said):
            found = rows_of(book.database, table + ending, day)
            assert sorted(found, key=repr) == sorted(as_stored(table, rows, day), key=repr)
            told += len(rows)
    assert told > 20 or not ALL[name].policy
    return policies


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(names_with_rows()))
def test_a_month_end_in_the_tables_is_what_the_view_says_of_that_day(demo: Ledger, name: str) -> None:
    assert set(agreed(demo, name, month_ends()[:: far(3, 1)], NOW.date())) == {"default-2", "demonstration"}


def test_rows_are_those_of_the_policy_of_their_day_and_follow_when_another_is_adopted(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    ran("demo", "--clients", "4", "--years", "1", "--events", "200", ledger=path)
    ran("replay", ledger=path)
    buckets = ("own", "2026-04-10", "[5, 50]", "due"), ("earlier", "2026-02-28", "[7]", "document")
    for version, day, edges, basis in buckets:
        receivables = f"[receivables]\nbucket_edges = {edges}\nbucket_basis = '{basis}'"
        text = f"version = '{version}'\n{receivables}\n[health]\nwatch_from = 40"
        (tmp_path / "policy.toml").write_text(text)
        ran("policy", "adopt", tmp_path / "policy.toml", "--at", day, ledger=path)
    with Ledger(str(path), clock=lambda: NOW) as book:
        for name in names_with_rows():
            policies = agreed(book, name, month_ends(), day_at(book, clock.now()))
            assert list(dict.fromkeys(policies)) == ["default-2", "demonstration", "earlier", "own"]
            assert policies.index("earlier") == month_ends().index(date(2026, 2, 28))
        stepped = contents(book.database)
        stored.rebuild(str(path), day_at(book, clock.now()))
        assert contents(book.database) == stepped


def test_under_a_policy_that_cannot_be_used_rows_say_so_and_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=path)
    ran(*INVOICE, ledger=path)
    ran("replay", ledger=path)
    ran(
        "record", "policy.adopted", "--version", "bad", "--document", "x = 1", "--at", "2026-04-10",
        ledger=path,
    )  # fmt: skip
    ran("project", ledger=path)
    with Ledger(str(path), clock=lambda: NOW) as book:
        (march,) = rows_of(book.database, "receivables_monthly", date(2026, 3, 31))
        (april,) = rows_of(book.database, "receivables_monthly", date(2026, 4, 30))
        (directory,) = rows_of(book.database, "clients_monthly", date(2026, 4, 30))
    assert (march["balance"], march["policy"], march["fault"]) == ("100.00", "default-2", None)
    assert (april["balance"], april["policy"]) == (None, None)
    assert "policy 'bad', adopted at position 3, cannot be used" in april["fault"]
    assert (directory["name"], directory["fault"]) == ("Acme Ltd", None)


def test_the_directory_has_a_row_for_each_client_and_month(demo: Ledger) -> None:
    database = demo.database
    assert len(rows_of(database, "clients", NOW.date())) == 8
    assert len(rows_of(database, "clients" + MONTHLY, UNTIL)) == 8


@pytest.fixture(scope="module")
def without_and_with_views(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same ledger twice: without stored views, and with them."""
    without, with_them = (tmp_path_factory.mktemp("twice") / "goodwill.db" for _ in range(2))
    recorded(without.parent, clients=4, years=1, events=150)
    copyfile(without, with_them)
    ran("replay", ledger=with_them)
    return without, with_them


@pytest.mark.parametrize(
    "where", [(), ("--group",), ("--territory", "Europe"), ("--manager", "nobody at all")]
)
@pytest.mark.parametrize("view", sorted(names_with_rows()))
def test_the_command_line_says_the_same_with_and_without_stored_views(
    without_and_with_views: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    view: str,
    where: tuple[str, ...],
) -> None:
    monkeypatch.setattr(clock, "datetime", SimpleNamespace(now=lambda _zone: NOW))
    slow, quick = (run(view, *where, "--format", "json", ledger=path) for path in without_and_with_views)
    assert (quick.output, quick.exit_code) == (slow.output, slow.exit_code)


def test_the_ledger_with_views_alone_has_some(without_and_with_views: tuple[Path, Path]) -> None:
    def has_views(path: Path) -> bool:
        with Ledger(str(path), clock=lambda: NOW) as book:
            return stored.usable(book.database) is not None

    assert [*map(has_views, without_and_with_views)] == [False, True]


def test_an_answer_from_stored_views_has_what_was_recorded_since(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=path)
    ran("project", ledger=path)
    ran(*INVOICE, ledger=path)
    (row,) = json.loads(ran("receivables", "--format", "json", ledger=path).output)["rows"]
    assert row["balance"] == "100.00"
    with Ledger(str(path), clock=lambda: NOW) as book:
        assert rows_of(book.database, "receivables", day_at(book, clock.now()))[0]["balance"] == "100.00"


def test_whoever_may_not_write_gets_the_answer_from_the_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=path)
    ran("project", ledger=path)
    ran(*INVOICE, ledger=path)

    with closing(sqlite3.connect(path)) as full:
        full.execute("PRAGMA query_only = ON")
        with pytest.raises(sqlite3.OperationalError) as readonly:
            full.execute("CREATE TABLE a (b)")

    def refused(*_: object, **__: object) -> None:
        raise OperationalError("attempt to write a readonly database") from readonly.value

    monkeypatch.setattr("projections.stored.keeping.refreshing._entries", refused)
    said = ran("receivables", "--format", "json", ledger=path)
    assert json.loads(said.stdout)["rows"][0]["balance"] == "100.00"
    assert said.stderr == ""


def test_any_other_failure_to_write_stored_views_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=path)
    ran("project", ledger=path)
    ran(*INVOICE, ledger=path)

    def refused(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full", "free some space")

    monkeypatch.setattr("projections.stored.keeping.refreshing._entries", refused)
    said = ran("receivables", "--format", "json", ledger=path)
    assert json.loads(said.stdout)["rows"][0]["balance"] == "100.00"
    assert said.stderr == (
        "goodwill: the stored views cannot be brought up to date: database or disk is full; free some space; "
        "answered from the entries\n"
    )


def test_a_failure_to_read_stored_views_is_told_as_one_of_reading(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=path)
    ran(*INVOICE, ledger=path)
    ran("project", ledger=path)
    with closing(sqlite3.connect(path)) as damaged:
        damaged.execute("DROP TABLE views_1_receivables_items")
    said = ran("receivables", "--format", "json", ledger=path)
    assert json.loads(said.stdout)["rows"][0]["balance"] == "100.00"
    assert said.stderr == (
        "goodwill: the stored views cannot be used: no such table: views_1_receivables_items; "
        "answered from the entries\n"
    )


def test_where_the_stored_views_are_far_behind_the_answer_comes_from_the_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=path)
    ran("project", ledger=path)
    ran(*INVOICE, ledger=path)
    monkeypatch.setattr("commands.read.quickness._SOONER_FROM_FACTS", 0)
    (row,) = json.loads(ran("receivables", "--format", "json", ledger=path).output)["rows"]
    assert row["balance"] == "100.00"
    with Ledger(str(path), clock=lambda: NOW) as book:
        assert stored.behind(book.database) == 1
    monkeypatch.setattr("goodwill.storing._SOONER_AGAIN", 0)
    ran("project", ledger=path)
    with Ledger(str(path), clock=lambda: NOW) as book:
        assert stored.behind(book.database) == 0


def test_views_that_another_version_made_are_not_read_and_said_to_be_old(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=path)
    ran("project", ledger=path)
    with Ledger(str(path), clock=lambda: NOW) as book, book.database.writing() as cursor:
        cursor.execute("UPDATE views_generations SET versions = 'tables 0'")
    result = ran("health", "--format", "json", ledger=path)
    assert "goodwill replay" in result.stderr
    assert json.loads(result.stdout)["rows"][0]["client"] == "ACME"
    ran("project", ledger=path)
    assert "goodwill replay" not in ran("health", ledger=path).stderr


def test_only_the_current_generation_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=path)
    for _ in range(3):
        ran("replay", "--jobs", "1", ledger=path)
    with Ledger(str(path), clock=lambda: NOW) as book, book.database.reading() as cursor:
        generation = current(book.database, cursor)
        assert generation is not None
        names = book.database.names(cursor)
    numbers = {found[1] for name in names if (found := re.match(r"views_(\d+)_", name))}
    assert (generation.number, numbers) == (3, {"3"})


def test_the_text_of_the_sql_views_which_sqlite_parses_with_each_connection_stays_short(demo: Ledger) -> None:
    with demo.database.reading() as cursor:
        cursor.execute("SELECT sum(length(sql)) FROM sqlite_master WHERE type = 'view'")
        assert cursor.fetchone()[0] < 80_000


def test_the_tables_say_up_to_which_entry_they_are_and_of_which_days(ledger_url: str) -> None:
    book, tomorrow = Book().client("ACME").client("BETA"), DAY + timedelta(days=1)
    store.create(ledger_url)
    with closing(store.open_recorder(ledger_url)) as recorder:

        def status() -> tuple[str, ...]:
            with recorder.database.reading() as cursor:
                cursor.execute("SELECT position, as_of, oldest, months FROM views_status")
                (row,) = cursor.fetchall()
            return tuple(map(str, row))

        append(recorder, book.entries)
        stored.rebuild(ledger_url, DAY)
        assert status() == ("2", f"{DAY}", f"{DAY}", "1")
        append(recorder, book.add("payment.received", "BETA", f"{DAY}", number="P", amount="1").entries[2:])
        assert status() == ("2", f"{DAY}", f"{DAY}", "1")
        stored.catch_up(recorder.database, tomorrow)
        assert status() == ("3", f"{tomorrow}", f"{DAY}", "1")
        stored.catch_up(recorder.database, tomorrow, every_row=True)
        assert status() == ("3", f"{tomorrow}", f"{tomorrow}", "1")
        adopted = book.add("policy.adopted", None, f"{DAY}", version="own", document="version = 'own'")
        append(recorder, adopted.entries[3:])
        stored.catch_up(recorder.database, tomorrow)
        before = DAY - timedelta(days=1)  # rows of later days wait to be made under the new policy
        assert status() == ("4", f"{tomorrow}", f"{before}", "1")
        stored.rebuild(ledger_url, tomorrow, months=False)
        assert status() == ("4", f"{tomorrow}", f"{tomorrow}", "0")


def test_amounts_are_stored_as_digits_however_they_are_held() -> None:
    amounts = [Decimal("1E+3"), Decimal("0E-8"), Decimal("-12.30"), Decimal(0), None]
    assert [*map(cell_of, amounts)] == ["1000", "0.00000000", "-12.30", "0", None]


def test_without_months_no_month_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=path)
    ran("replay", "--no-months", ledger=path)
    ran(*INVOICE, ledger=path)
    ran("project", ledger=path)
    with Ledger(str(path), clock=lambda: NOW) as book, book.database.reading() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM receivables), (SELECT count(*) FROM receivables_monthly)"
        )
        assert cursor.fetchone() == (1, 0)


@pytest.mark.parametrize("made", [True, False])
def test_project_follow_takes_in_what_is_recorded_as_it_is_recorded(tmp_path: Path, *, made: bool) -> None:
    path = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=path)
    if made:  # or else by whoever follows
        ran("project", ledger=path)
    words = ("--ledger", str(path), "project", "--follow")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    following = subprocess.Popen([sys.executable, "-c", "from cli import main; main()", *words], env=env)
    try:
        until = monotonic() + 20
        with Ledger(str(path), clock=lambda: NOW) as book:
            while stored.usable(book.database) is None:
                assert monotonic() < until, "no views were made"
                sleep(0.05)
        ran(*INVOICE, ledger=path)
        with Ledger(str(path), clock=lambda: NOW) as book:
            while not rows_of(book.database, "receivables", day_at(book, clock.now())):
                assert monotonic() < until, "nothing was taken in"
                sleep(0.05)
    finally:
        following.kill()
        following.wait()


@pytest.mark.parametrize("versions", ["tables 0", None])
def test_whoever_was_given_rights_on_a_view_keeps_them_when_the_views_are_made_again(
    postgres_url: str, versions: str | None
) -> None:
    store.create(postgres_url)
    stored.rebuild(postgres_url, UNTIL)
    role = f"Reader {uuid4().hex}"
    with closing(store.open_database(postgres_url)) as database:
        with database.writing() as cursor:
            cursor.execute(f'CREATE ROLE "{role}"')
            cursor.execute(f'GRANT SELECT ON receivables TO "{role}" WITH GRANT OPTION')
            cursor.execute("GRANT SELECT ON health_monthly TO PUBLIC")
            cursor.execute(f'GRANT SELECT ON views_status TO "{role}"')
            if versions:
                cursor.execute(f"UPDATE views_generations SET versions = '{versions}'")  # noqa: S608 - our own
        try:
            stored.rebuild(postgres_url, UNTIL)
            with database.reading() as cursor:
                for view, right in (
                    ("receivables", "SELECT WITH GRANT OPTION"),
                    ("health_monthly", "SELECT"),
                    ("views_status", "SELECT"),
                    ("loyalty", "SELECT"),
                ):
                    cursor.execute(f"SELECT has_table_privilege('{role}', '{view}', '{right}')")
                    assert cursor.fetchone() == (view != "loyalty",)
        finally:
            with database.writing() as cursor:
                cursor.execute(f'DROP OWNED BY "{role}"')
                cursor.execute(f'DROP ROLE "{role}"')


def test_a_view_of_a_users_own_holds_up_a_new_version_which_says_so_and_leaves_all_as_it_was(
    postgres_url: str,
) -> None:
    ran(*REGISTERED, ledger=postgres_url)
    ran(*INVOICE, ledger=postgres_url)
    ran("replay", ledger=postgres_url)
    with closing(store.open_database(postgres_url)) as database:
        with database.writing() as cursor:
            cursor.execute('CREATE VIEW "Owed" AS SELECT client, balance FROM receivables')
        ran("replay", ledger=postgres_url)
        with database.writing() as cursor:
            cursor.execute("UPDATE views_generations SET versions = 'tables 0'")
        before = contents(database)
        result = run("replay", ledger=postgres_url)
        assert result.exit_code == 4
        (said,) = [line for line in result.stderr.splitlines() if line.startswith("goodwill: ")]
        assert '."Owed" (on receivables); drop them, run `goodwill replay`, and create them again' in said
        assert contents(database) == before
        with database.writing() as cursor:
            cursor.execute("SELECT count(*) FROM views_generations")
            assert cursor.fetchone() == (1,)
            cursor.execute('SELECT balance FROM "Owed"')
            assert cursor.fetchone() is not None
            cursor.execute('DROP VIEW "Owed"')
        ran("replay", ledger=postgres_url)
        assert stored.usable(database) is not None
