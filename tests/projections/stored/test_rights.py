"""The roles of a ledger in PostgreSQL, with real logins."""

# ruff: noqa: S608 - the names are the tests' own

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import ProgrammingError

import goodwill
from goodwill import Draft, Ledger, make_event
from ledger.store.opening import database_at
from ledger.times import parse_moment
from projections.framework.columns import Column
from projections.stored.tables import schema
from projections.stored.tables.every import TABLES
from projections.stored.tables.layout import SqlColumn, SqlTable
from projections.stored.tables.rights import ROLES, statements
from projections.stored.tables.schema import tables
from projections.stored.tables.sql import STATUS
from tests.conftest import Figures
from tests.helpers.commanding import ran, run

NOW = datetime(2026, 5, 1, tzinfo=UTC)
CLIENT = make_event("client.registered", {"code": "ACME", "name": "Acme", "currency": "EUR"})
OWED = {"number": "17", "amount": "100", "currency": "EUR", "due": "2026-04-01"}


def invoice(number: str = "17") -> Draft:
    event = make_event("invoice.issued", OWED | {"number": number})
    return Draft(event, parse_moment("2026-03-01"), "ana", "ACME")


class Logins:
    """A ledger with stored views, and a login in each of its roles."""

    def __init__(self, url: str, keys: Path) -> None:
        self.owner, self.prefix = make_url(url), f"r{uuid4().hex[:12]}"
        self.schema = str(self.owner.query["options"]).partition("search_path=")[2]
        with Ledger.create(url, clock=lambda: NOW, keys=keys) as ledger:
            ledger.record(Draft(CLIENT, parse_moment("2026-01-01"), "ana", "ACME"))
            ledger.record(invoice())
            goodwill.project(ledger)
        self.admit(goodwill.roles_sql(schema=self.schema, prefix=self.prefix))
        for one in ROLES:
            group, login = self.name(one.role), f"{self.name(one.role)}_login"
            self.admit([f"CREATE ROLE {login} LOGIN PASSWORD 'x'", f"GRANT {group} TO {login}"])
        self.admit([f"ALTER ROLE {self.name('projector')}_login SET role TO {self.name('projector')}"])

    def name(self, role: str) -> str:
        return f"{self.prefix}_{role}"

    def admit(self, lines: list[str]) -> None:
        with self.engine(None).connect() as connection:
            for line in lines:
                connection.exec_driver_sql(line)

    def engine(self, role: str | None) -> Engine:
        url = self.owner if role is None else self.url(role)
        return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")

    def url(self, role: str) -> Any:
        return self.owner.set(username=f"{self.name(role)}_login", password="x")  # noqa: S106

    def place(self, role: str) -> str:
        return str(self.url(role).render_as_string(hide_password=False))

    def asks(self, role: str, statement: str) -> list[Any]:
        with self.engine(role).connect() as connection:
            found = connection.execute(text(statement))
            return [*found] if found.returns_rows else []

    def refused(self, role: str, statement: str) -> bool:
        """Whether the database refuses a statement for want of a right."""
        with pytest.raises(ProgrammingError) as wrong:
            self.asks(role, statement)
        return getattr(wrong.value.orig, "sqlstate", "") == "42501"


@pytest.fixture
def logins(postgres_url: str, tmp_path: Path) -> Iterator[Logins]:
    made = Logins(postgres_url, tmp_path / "keys")
    yield made
    roles = [name for one in ROLES for name in (f"{made.name(one.role)}_login", made.name(one.role))]
    made.admit([f"REASSIGN OWNED BY {made.name('projector')} TO CURRENT_USER"])
    made.admit([line for name in roles for line in (f"DROP OWNED BY {name}", f"DROP ROLE {name}")])


CHANGES = (
    "UPDATE entries SET actor = 'eve'", "DELETE FROM entries", "TRUNCATE entries", "DROP TABLE entries",
    "ALTER TABLE entries DISABLE TRIGGER ALL", "DROP TRIGGER entries_never_change ON entries",
    "UPDATE seal SET hash = hash", "DELETE FROM seal", "TRUNCATE seal", "UPDATE ledger SET value = 'x'",
    "DELETE FROM ledger", "DROP FUNCTION entries_refuse() CASCADE", "DROP TABLE seal",
)  # fmt: skip


@pytest.mark.faults
def test_nobody_but_the_owner_can_change_what_is_recorded(logins: Logins, figures: Figures) -> None:
    for one in ROLES:
        for change in CHANGES:
            assert logins.refused(one.role, change), (one.role, change)
    for role in ("projector", "reader", "auditor"):
        assert logins.refused(role, "INSERT INTO entries SELECT * FROM entries LIMIT 0")
        assert logins.refused(role, "INSERT INTO seal VALUES (9, 9, '')")
    figures(f"{len(CHANGES)} changes by each of {len(ROLES)} roles, and 6 appends: all refused")


def test_each_role_does_its_work_and_no_other(logins: Logins) -> None:
    with Ledger(logins.place("writer"), clock=lambda: NOW) as ledger:
        assert ledger.record(invoice("18")).entry.position == 3  # type: ignore[union-attr]
    for other in ("reader", "auditor"):
        assert logins.refused(other, "CREATE TABLE mine (x int)")
    assert logins.refused("writer", "SELECT * FROM receivables")
    for hidden in ("entries", "seal", "snapshots"):
        assert logins.refused("reader", f"SELECT * FROM {hidden}")
    ((generation,),) = logins.asks("projector", "SELECT generation FROM views_generations")
    assert logins.refused("reader", f"SELECT * FROM views_{generation}_known")
    with Ledger(logins.place("projector"), clock=lambda: NOW) as ledger:
        goodwill.project(ledger)
        goodwill.replay(ledger)
    assert logins.asks("reader", "SELECT client, balance FROM receivables") == [("ACME", 200)]
    assert logins.asks("reader", "SELECT position FROM views_status") == [(3,)]
    assert logins.asks("auditor", "SELECT count(*) FROM entries") == [(3,)]
    assert logins.asks("auditor", "SELECT balance FROM receivables") == [(200,)]
    with Ledger(logins.place("auditor"), clock=lambda: NOW) as ledger:
        assert goodwill.check(ledger) == []
        assert goodwill.receivables(ledger, as_of=date(2026, 5, 1)).rows[0].balance == 200


def test_a_login_without_a_right_is_told_whom_to_ask(logins: Logins) -> None:
    refused = run("record", "client.lost", "ACME", "--reason", "r", ledger=logins.place("auditor"))
    assert refused.exit_code == 4
    assert "permission denied for table" in refused.stderr
    assert "; ask whoever owns it for the right (`goodwill roles`)" in refused.stderr
    login = f"{logins.name('auditor')}_login"
    logins.admit(
        [f"REVOKE {logins.name('auditor')} FROM {login}", f"GRANT USAGE ON SCHEMA {logins.schema} TO {login}"]
    )
    stranger = run("receivables", ledger=logins.place("auditor"))
    assert stranger.exit_code == 4
    assert "permission denied for" in stranger.stderr
    assert "is not a ledger" not in stranger.stderr


def test_only_the_owner_erases_and_a_writer_who_tries_records_nothing(logins: Logins, tmp_path: Path) -> None:
    keys = ("--keys", tmp_path / "keys")
    owner = logins.owner.render_as_string(hide_password=False)
    writer = logins.place("writer")
    added = ("record", "contact.added", "ACME", "--role", "buyer", "--name", "Ana Popescu", "--person")
    ran(*keys, *added, "p-1", ledger=writer)
    ran(*keys, "export", "entries", tmp_path / "before", ledger=owner)
    for words in (("erase", "p-1", "--reason", "r", "--yes"), ("rotate-key",)):
        refused = run(*keys, *words, ledger=writer)
        assert (refused.exit_code, "only the owner of the tables may" in refused.stderr) == (1, True)
    assert logins.asks("auditor", "SELECT count(*) FROM entries WHERE kind = 'contact.erased'") == [(0,)]
    ran(*keys, "erase", "p-1", "--reason", "r", "--yes", ledger=owner)
    (key,) = json.loads((tmp_path / "before" / "manifest.json").read_bytes())["people"]
    logins.admit(
        [f"INSERT INTO person_keys VALUES ('{key[0]}', 'ACME', 'p-1', decode('{key[3]}', 'base64'))"]
    )
    again = ran(*keys, *added, "p-2", ledger=writer)
    assert "have the owner of the tables run `goodwill checkpoint`" in again.stderr
    assert "Popescu" not in ran(*keys, "show", "3", ledger=writer).stdout
    assert "it is erased again" in ran(*keys, "checkpoint", ledger=owner).stderr
    assert logins.asks("auditor", f"SELECT count(*) FROM person_keys WHERE id = '{key[0]}'") == [(0,)]


def test_a_reader_selects_no_column_that_is_personal(logins: Logins) -> None:
    columns = [SqlColumn("client", "text", Column()), SqlColumn("phone", "text", Column(personal=True))]
    people = {"people": SqlTable("people", "", (*columns,))}
    logins.admit(
        [
            "CREATE VIEW people AS SELECT 'ACME' AS client, '+994' AS phone",
            *statements(people, logins.schema, logins.prefix),
        ]
    )
    assert logins.asks("reader", "SELECT client FROM people") == [("ACME",)]
    assert logins.refused("reader", "SELECT phone FROM people")
    assert logins.refused("reader", "SELECT * FROM people")
    assert logins.asks("auditor", "SELECT phone FROM people") == [("+994",)]


def test_a_reader_reads_every_sql_view_and_nothing_else(logins: Logins) -> None:
    shown = tables() | {STATUS.name: STATUS}
    granted = {
        (relation, column)
        for relation, column in logins.asks(
            "reader",
            "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 "
            f"WHERE relnamespace = '{logins.schema}'::regnamespace AND relkind IN ('r', 'v') AND NOT attisdropped "
            "AND has_column_privilege(pg_class.oid, attnum, 'SELECT')",
        )
    }
    assert granted == {
        (name, column.name)
        for name, table in shown.items()
        for column in table.columns
        if not column.about.personal
    }
    assert len(shown) > 20


def test_rights_on_columns_outlive_another_version_of_the_views(
    logins: Logins, monkeypatch: pytest.MonkeyPatch
) -> None:
    logins.admit(
        [f"REVOKE ALL ON clients FROM {logins.name('reader')}",
         f"GRANT SELECT (client) ON clients TO {logins.name('reader')}"]
    )  # fmt: skip
    for module in ("generation", "tables.schema"):
        monkeypatch.setattr(f"projections.stored.{module}.VERSIONS", "another")
    with Ledger(logins.place("projector"), clock=lambda: NOW) as ledger:
        goodwill.replay(ledger)
    assert logins.asks("reader", "SELECT client FROM clients") == [("ACME",)]
    assert logins.refused("reader", "SELECT name FROM clients")
    assert logins.asks("reader", "SELECT count(*) FROM receivables") == [(1,)]


@pytest.fixture
def odd_role(postgres_url: str) -> Iterator[str]:
    """A role whose name has the signs that a driver takes for placeholders."""
    name = f"per%cent?{uuid4().hex[:12]}"

    def admit(*lines: str) -> None:
        with closing(database_at(postgres_url)) as database, database.reading() as cursor:
            for line in lines:
                cursor.execute(line)

    admit(f'CREATE ROLE "{name}"')
    yield name
    admit(f'DROP OWNED BY "{name}"', f'DROP ROLE "{name}"')


def test_names_and_meanings_may_have_the_signs_of_placeholders(
    postgres_url: str, odd_role: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = "Is it 100% so?"
    monkeypatch.setitem(TABLES, "clients", TABLES["clients"]._replace(about=about))
    with Ledger.create(postgres_url, clock=lambda: NOW, keys=tmp_path / "keys") as ledger:
        goodwill.project(ledger)
        database = ledger.database
        with database.reading() as cursor:
            cursor.execute(f'GRANT SELECT ON clients TO "{odd_role}"')
        for module in ("generation", "tables.schema"):
            monkeypatch.setattr(f"projections.stored.{module}.VERSIONS", "another")
        goodwill.replay(ledger)
        kept = database.select("SELECT has_table_privilege(?, 'clients', 'SELECT')", (odd_role,))
        told = database.select("SELECT obj_description('clients'::regclass, 'pg_class')")
    assert ([*map(tuple, kept)], [*map(tuple, told)]) == ([(True,)], [(about,)])


def test_the_command_prints_roles_and_sql(golden: Callable[[str, str], None]) -> None:
    golden("roles.txt", ran("roles").stdout)
    lines = ran("roles", "--print-sql", "--schema", 'od"d', "--prefix", "gw").stdout.splitlines()
    assert lines[:2] == ["BEGIN;", 'SET LOCAL search_path TO "od""d";']
    assert 'GRANT SELECT, INSERT ON entries, seal, person_keys TO "gw_writer";' in lines
    assert json.loads(ran("roles", "--format", "json").stdout)[0]["role"] == "writer"


def test_a_tool_reads_the_meaning_of_every_view_and_column_as_its_comment(logins: Logins) -> None:
    asked = text(
        "SELECT relname, attname, col_description(pg_class.oid, attnum), obj_description(pg_class.oid, 'pg_class') "
        "FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid "
        "WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace AND attnum > 0"
    )
    with logins.engine(None).connect() as connection:
        found = {
            (view, column): (meaning, about) for view, column, meaning, about in connection.execute(asked)
        }
    for name, table in schema.tables().items():
        for column in table.columns:
            meaning, about = found[name, column.name]
            assert meaning.startswith(column.about.meaning)
            assert table.about in about
    assert found["receivables_items_monthly", "due"][0] == "When it is due. Null: it is a credit."
