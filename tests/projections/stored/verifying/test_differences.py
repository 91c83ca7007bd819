"""Stored views that are not what the entries give are found, whatever was changed in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest

from ledger import store
from ledger.codec import encode
from ledger.entry import BriefEntry, Entry
from ledger.errors import Fault
from ledger.events import InvoiceIssued
from ledger.store.database import Database
from projections import stored
from projections.framework.fold import fold_days
from projections.framework.fold_parts import Evolve
from projections.stored.generation import current
from projections.stored.tables.every import RELATIONS
from projections.stored.tables.sql import selects
from projections.stored.verifying.differences import COMPARE
from tests.helpers.depth import POSTGRESQL_LATER, cases_on_both
from tests.helpers.entries import Book
from tests.helpers.stored import DAY, PAYING, append, contents

NOW = datetime(2026, 3, 10, tzinfo=UTC)


@contextmanager
def kept(url: str, entries: list[Entry]) -> Iterator[Database]:
    """A ledger with its views stored."""
    store.create(url)
    recorder = store.open_recorder(url)
    try:
        append(recorder, entries)
        stored.rebuild(url, DAY)
        yield recorder.database
    finally:
        recorder.close()


def trading() -> list[Entry]:
    """Two clients who trade, in January and today."""
    return traded().entries


def traded() -> Book:
    book = Book()
    for code in ("ACME", "BETA"):
        book.client(code, "2026-01-02")
        lines = [{"product": "X", "quantity": "2", "unit_price": "5.05"}]
        book.add("order.placed", code, "2026-01-03", number="1", lines=lines)
        book.add("invoice.issued", code, "2026-01-03", number="1", amount="100.10", due="2026-01-10")
        book.add("objection.raised", code, "2026-01-04", number="O", topic="price", severity=1)
        book.add("points.granted", code, "2026-01-04", number="G", points="5")
    return book


def in_every_table() -> list[Entry]:
    """The same clients with something in every table."""
    book = traded().add(
        "policy.adopted", None, "2026-01-01", version="paid", document='version = "paid"\n' + PAYING[0]
    )
    for code in ("ACME", "BETA"):
        book.add("contract.signed", code, "2026-01-04", number="K", starts="2026-01-02", ends="2026-12-31")
        line = {"product": "X", "quantity": "1", "unit_price": "5", "unit_cost": "4", "discount": "10"}
        book.add("order.placed", code, "2026-01-05", number="2", lines=[line], contract="K")
        book.add("proposal.made", code, "2026-01-05", number="Q", currency="EUR", amount="10")
        book.add("discount.requested", code, "2026-01-05", number="D", percent="9", reason="r")
        book.add("competitor.seen", code, "2026-01-05", competitor="Rival", product="X", price="4")
        book.add(
            "visit.held",
            code,
            "2026-01-05T09:00Z",
            channel="call",
            started_at="2026-01-05T09:00Z",
            summary="s",
        )
        back = [{"product": "X", "quantity": "1", "unit_price": "5"}]
        book.add("return.received", code, "2026-01-06", number="R", order="2", lines=back, reason="r")
        wallet = {"amount": "900", "currency": "EUR", "source": "the press"}
        book.add("client.described", code, "2026-01-05", topic="market", text="t", wallet=wallet)
        book.add("client.ranked", code, "2026-01-05", rank="key", reason="r", until="2026-12-31")
        book.add("client.rhythm_agreed", code, "2026-01-05", of="orders", days=14)
        promise = {"number": "P", "amount": "1", "currency": "EUR", "by_date": "2026-12-31"}
        book.add("payment.promised", code, "2026-01-06", **promise)
        for person in ("p-1", "p-2"):
            book.add("contact.added", code, "2026-01-05", person=person, name="N", role="buyer")
        link = {"to": "p-2", "to_client": "ACME", "relation": "reports to"}
        book.add("contact.linked", code, "2026-01-06", person="p-1", **link)
        spent = {"amount": "5", "currency": "EUR", "purpose": "lunch", "person": "p-1"}
        book.add("expense.spent", code, "2026-01-06", **spent)
        book.add("contact.left", code, "2026-01-07", person="p-2", reason="r")
        book.add("prospect.qualified", code, "2026-01-07", reason="r", currency="EUR")
    return book.entries


def found(database: Database) -> list[Fault]:
    clients = stored.known_clients(database)
    return list(stored.differences(database, database, clients, clients))


def changed(database: Database, table: str, change: str) -> None:
    with database.writing() as cursor:
        generation = current(database, cursor)
        assert generation is not None
        cursor.execute(change.format(generation.table(table)))


def test_views_as_they_were_made_have_no_difference(ledger_url: str) -> None:
    with kept(ledger_url, trading()) as database:
        assert found(database) == []


def test_a_value_that_was_changed_is_found_in_every_table_and_said(ledger_url: str) -> None:
    with kept(ledger_url, in_every_table()) as database:
        for name, relation in RELATIONS.items():
            changed(database, name, f"UPDATE {{}} SET {relation.names[-1]} = NULL WHERE client = 'BETA'")  # noqa: S608 - our own names
        changed(database, "receivables_items", "UPDATE {} SET under_number = 'x' WHERE client = 'BETA'")
        changed(database, "goods_back", "UPDATE {} SET measure = 'x' WHERE client = 'BETA'")
        changed(database, "contracts_agreed", "UPDATE {} SET renewed_from = 1 WHERE client = 'BETA'")
        changed(database, "clients", "UPDATE {} SET parent = 'ACME' WHERE client = 'BETA'")
        changed(database, "health", "UPDATE {} SET drag = 'x' WHERE client = 'BETA'")
        changed(database, "health_monthly", "UPDATE {} SET drag = 'x' WHERE client = 'BETA'")
        faults = found(database)
        assert {fault.what.removeprefix("the stored view ").split()[0] for fault in faults} == set(RELATIONS)
        assert {(fault.client, fault.code, fault.position) for fault in faults} == {
            ("BETA", "views-differ", len(in_every_table()))
        }
        assert all("compare the ledger with a backup" in fault.advice for fault in faults)


def test_many_clients_that_differ_in_one_table_are_few_findings(sqlite_url: str) -> None:
    book = Book()
    for at in range(30, 0, -1):  # the positions do not come in the order of the codes
        book.client(f"C{at:02}", "2026-01-02")
        book.add("invoice.issued", f"C{at:02}", "2026-01-03", number="1", amount="100.10", due="2026-01-10")
    with kept(sqlite_url, book.entries) as database:
        changed(database, "receivables_items", "UPDATE {} SET open = '7.00'")
        changed(database, "known", "UPDATE {} SET client = 'NONE' WHERE client = 'C30'")
        faults = found(database)
    assert [fault.times for fault in faults if "receivables_items" in fault.what] == [1] * 19 + [11]
    last = next(fault for fault in faults if fault.times > 1)
    assert (last.client, last.position, last.last) == (None, 2, 22)
    assert last.what.endswith("says open 7.00, where the entries give 100.10, and so on")
    others = [fault for fault in faults if "receivables_items" not in fault.what]
    assert {fault.client for fault in others} == {"C30", "NONE"}


@POSTGRESQL_LATER
def test_one_figure_is_said_as_it_is_and_as_it_should_be(ledger_url: str) -> None:
    with kept(ledger_url, trading()) as database:
        changed(database, "receivables_items", "UPDATE {} SET open = '7.00' WHERE client = 'ACME'")
        (fault,) = found(database)
    assert fault.what == (
        "the stored view receivables_items of 2026-01-03 3 1 1 says open 7.00, where the entries give 100.10"
    )


def test_an_amount_that_is_summed_is_compared_too(sqlite_url: str) -> None:
    with kept(sqlite_url, trading()) as database:
        changed(database, "receivables_items", "UPDATE {} SET open_minor = 700 WHERE client = 'ACME'")
        (fault,) = found(database)
    assert "says open_minor 700, where the entries give 10" in fault.what


def with_numbers(change: str) -> str:
    """A statement with days as they are stored."""
    return re.sub("<(.+?)>", lambda day: str(date.fromisoformat(day[1]).toordinal()), change)


@pytest.mark.parametrize(
    ("ledger_url", "table", "change", "said"),
    cases_on_both(
        [
            ("health", "DELETE FROM {} WHERE client = 'ACME'", "health lacks a row that the entries give"),
            ("health_monthly", "DELETE FROM {} WHERE client = 'ACME'", "health_monthly lacks 2 rows that"),
            (
                "health",
                "INSERT INTO {} (client, as_of) VALUES ('ACME', <2020-01-01>)",
                "health has a row too many",
            ),
            (
                "receivables_items",
                "DELETE FROM {} WHERE client = 'ACME'",
                "receivables_items lacks a row that the entries give (2026-01-03 3 1 1)",
            ),
            (
                "receivables_items",
                "UPDATE {} SET document = '2' WHERE client = 'ACME'",
                "lacks a row that the entries give (2026-01-03 3 1 1), and has a row too many (2026-01-03 3 1 2)",
            ),
            (
                "receivables_items",
                "UPDATE {} SET valid_to = <2026-02-01> WHERE client = 'ACME'",
                "of 2026-01-03 3 1 1 says valid_to 2026-02-01, where the entries give 9999-12-31",
            ),
            (
                "clients",
                "INSERT INTO {} (client, valid_to, valid_from) VALUES ('OMEGA', <9999-12-31>, <2026-01-01>)",
                "that the ledger does not know",
            ),
            ("known", "UPDATE {} SET position = 1 WHERE client = 'ACME'", "says of the client is not what"),
            ("known", "UPDATE {} SET shown = -1 WHERE client = 'ACME'", "says of the client is not what"),
            ("known", "DELETE FROM {} WHERE client = 'ACME'", "says of the client is not what"),
            ("policies", "UPDATE {} SET policy = 'other'", "the stored table policies is not what"),
            (
                "calendar",
                "DELETE FROM {} WHERE as_of = <2026-01-31>",
                "calendar does not have the month-ends",
            ),
            ("calendar", "INSERT INTO {} VALUES (<2026-02-03>)", "calendar does not have the month-ends"),
            (
                "noted",
                "UPDATE {} SET manager = 'Eve' WHERE position = 1",
                "noted is not what the entries give, first of entry 1",
            ),
            ("noted", "DELETE FROM {} WHERE position = 1", "noted is not what the entries give"),
            ("bucket_rules", "UPDATE {} SET high = 1", "the stored table bucket_rules is not what"),
        ],
        postgresql=(3, 11),
    ),
    indirect=["ledger_url"],
)
def test_rows_too_many_and_too_few_and_other_ones_are_found(
    ledger_url: str, table: str, change: str, said: str
) -> None:
    with kept(ledger_url, trading()) as database:
        changed(database, table, with_numbers(change))
        (fault,) = found(database)
        assert said in fault.what
        stored.rebuild(ledger_url, DAY)
        assert found(database) == []


@POSTGRESQL_LATER
def test_a_day_of_the_views_before_that_of_their_rows_is_found(ledger_url: str) -> None:
    with kept(ledger_url, trading()) as database:
        with database.writing() as cursor:
            cursor.execute("UPDATE views_generations SET as_of = '2026-03-01'")
        (fault,) = found(database)
    assert fault.what == "views_generations says that today is 2026-03-01, and rows of 2026-03-10 are stored"


@POSTGRESQL_LATER
def test_tables_of_the_house_are_compared_in_a_ledger_without_clients(ledger_url: str) -> None:
    with kept(ledger_url, []) as database:
        assert found(database) == []
        changed(database, "policies", "UPDATE {} SET policy = 'other'")
        (fault,) = found(database)
    assert "the stored table policies is not what" in fault.what


@POSTGRESQL_LATER
def test_a_policy_that_changes_no_day_makes_no_difference(ledger_url: str) -> None:
    adopted = (("p1", "2026-03-31T23:59:00-12:00"), ("p2", "2026-04-01T00:00:00+00:00"))
    book = Book().client("ACME", "2026-01-02")
    for version, moment in adopted:
        document = f"version = '{version}'\n[receivables]\nbucket_edges = [10]"
        book.add("policy.adopted", None, moment, version=version, document=document)
    with kept(ledger_url, book.entries[:-1]) as database:
        recorder = store.open_recorder(ledger_url)
        append(recorder, book.entries[-1:])
        recorder.close()
        stored.catch_up(database, DAY)
        assert found(database) == []
        stepped = contents(database)
        stored.rebuild(ledger_url, DAY)
        assert contents(database) == stepped


@pytest.mark.parametrize(
    ("ledger_url", "view"),
    cases_on_both([("receivables_monthly",), ("views_status",)]),
    indirect=["ledger_url"],
)
def test_a_view_that_was_taken_away_is_said_and_made_again(ledger_url: str, view: str) -> None:
    with kept(ledger_url, trading()) as database:
        with database.writing() as cursor:
            cursor.execute(f"DROP VIEW {view}")
        (fault,) = found(database)
        assert (fault.code, fault.client) == ("views-broken", None)
        assert f"'{view}' is missing" in fault.what
        stored.rebuild(ledger_url, DAY)
        assert found(database) == []


def test_views_that_no_generation_lists_are_reported_and_rebuilt(ledger_url: str) -> None:
    with kept(ledger_url, trading()) as database:
        with database.writing() as cursor:
            cursor.execute("DELETE FROM views_generations")
        (fault,) = found(database)
        assert (fault.code, fault.client) == ("views-broken", None)
        assert "views_generations" in fault.what
        stored.rebuild(ledger_url, DAY)
        assert found(database) == []
        with database.reading() as cursor:
            names = database.names(cursor)
        assert "views_2_known" in names
        assert not {name for name in names if name.startswith("views_1_")}


@pytest.mark.parametrize(
    ("ledger_url", "change", "code"),
    cases_on_both(
        [
            ("DELETE FROM tracking", "views-broken"),
            ("UPDATE tracking SET notification_id = 0", "views-differ"),
            ("UPDATE tracking SET notification_id = notification_id - 1", "views-differ"),
            ("UPDATE tracking SET notification_id = notification_id + 1", "views-ahead"),
        ]
    ),
    indirect=["ledger_url"],
)
def test_a_checkpoint_that_was_taken_away_or_moved_is_found(ledger_url: str, change: str, code: str) -> None:
    with kept(ledger_url, trading()) as database:
        with database.writing() as cursor:
            cursor.execute(change)
        faults = found(database)
        assert {fault.code for fault in faults} == {code}
        stored.rebuild(ledger_url, DAY)
        assert found(database) == []


def test_entries_that_went_missing_at_the_end_are_noticed_by_the_views(sqlite_url: str) -> None:
    with kept(sqlite_url, trading()) as database:
        with database.writing() as cursor:
            cursor.execute("DROP TRIGGER entries_never_go")
            cursor.execute("DELETE FROM entries WHERE position = 10")
        codes = {fault.code for fault in found(database)}
    assert codes == {"views-ahead", "views-differ"}


def test_a_client_that_cannot_be_folded_is_named_with_the_entry_and_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unlucky(
        folds: Sequence[Evolve],
        facts: Sequence[BriefEntry],
        days: Iterable[date],
        *,
        changes: bool,
        only: Collection[int] | None,
    ) -> Iterator[object]:
        if any(isinstance(one.event, InvoiceIssued) and one.event.number == "13" for one in facts):
            raise ValueError("an unlucky number")
        return fold_days(folds, facts, days, changes=changes, only=only)

    monkeypatch.setattr("projections.stored.making.client_rows.fold_days", unlucky)
    book = Book().client("ACME")
    for number in range(10, 20):
        book.add("invoice.issued", "ACME", f"2026-02-{30 - number}", number=str(number), amount="1")
    rows = [encode(entry) for entry in book.entries]
    fault = stored.undigested("ACME", rows, DAY)
    assert fault is not None
    assert (fault.position, fault.code) == (5, "undigested")
    assert fault.what == (
        "invoice.issued cannot be taken into the views: an unlucky number, so ACME has no figures"
    )
    assert stored.undigested("ACME", rows[:4], DAY) is None


def test_a_forged_entry_is_laid_neither_to_the_views_nor_to_the_entries(sqlite_url: str) -> None:
    with kept(sqlite_url, trading()) as database:
        with database.writing() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'entries_never_change'")
            guard = str(cursor.fetchall()[0][0])
            cursor.execute("DROP TRIGGER entries_never_change")
            cursor.execute("UPDATE entries SET state = replace(state, '100.10', '10.10') WHERE position = 3")
            cursor.execute(guard)
        faults = found(database)
    assert any("says amount 100.10, where the entries give 10.10" in fault.what for fault in faults)
    assert {fault.advice for fault in faults} == {COMPARE}
    assert "the stored views or the entries were changed since: compare" in COMPARE


def redefine(database: Database, name: str, select: str) -> None:
    """Make a view again; ``{made}`` in the select is what it was made to show."""
    with database.writing() as cursor:
        generation = current(database, cursor)
        assert generation is not None
        select = select.format(made=f"({selects(database.dialect, generation)[name]}) AS made")
        cursor.execute(f"DROP VIEW {name}")
        cursor.execute(f"CREATE VIEW {name} AS {select}")


OTHERWISE = [("views-broken", "the SQL view 'receivables' shows something else than it was made to show")]


@pytest.mark.parametrize("where", ["client <> 'BETA'", "client <> 'NOSUCH'", "open_items < 500"])
def test_a_sql_view_that_was_redefined_is_found_whatever_rows_it_has_today(
    ledger_url: str, where: str
) -> None:
    with kept(ledger_url, trading()) as database:
        redefine(database, "receivables", "SELECT * FROM {made} WHERE " + where)  # noqa: S608 - our own text
        assert [(fault.code, fault.what) for fault in found(database)] == OTHERWISE
        stored.rebuild(ledger_url, DAY)
        assert found(database) == []


def test_a_copy_of_the_rows_in_place_of_a_sql_view_is_found(postgres_url: str) -> None:
    with kept(postgres_url, trading()) as database:
        ((text,),) = database.select("SELECT pg_get_viewdef('receivables'::regclass)")
        with database.writing() as cursor:
            cursor.execute("DROP VIEW receivables")
            cursor.execute(f"CREATE MATERIALIZED VIEW receivables AS {text}")
        assert [(fault.code, fault.what) for fault in found(database)] == OTHERWISE


def test_sql_views_that_a_backup_of_postgresql_brought_back_are_sound(postgres_url: str) -> None:
    with kept(postgres_url, trading()) as database:
        with database.writing() as cursor:
            cursor.execute(
                "SELECT relname, pg_get_viewdef(oid) FROM pg_class WHERE relkind = 'v'"
                " AND relnamespace = current_schema()::regnamespace"
            )
            views = cursor.fetchall()
            for name, text in views:
                cursor.execute(f"CREATE OR REPLACE VIEW {name} AS {text}")
        assert len(views) > 20
        assert found(database) == []


def test_checking_sql_views_leaves_nothing_behind(postgres_url: str) -> None:
    with kept(postgres_url, trading()) as database:
        assert found(database) == []
        assert database.select("SELECT relname FROM pg_class WHERE relname = 'goodwill_made'") == []


def test_whoever_may_make_no_temporary_views_finds_a_sql_view_by_its_rows(postgres_url: str) -> None:
    with kept(postgres_url, trading()) as database:
        redefine(database, "receivables", "SELECT * FROM {made} WHERE client <> 'BETA'")
    only_reads = f"{postgres_url}%20-cdefault_transaction_read_only%3Don"
    recorder = store.open_recorder(only_reads)
    try:
        assert recorder.database.select("SHOW default_transaction_read_only") == [("on",)]
        assert [(fault.code, fault.what) for fault in found(recorder.database)] == OTHERWISE
    finally:
        recorder.close()
