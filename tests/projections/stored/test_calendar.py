"""The days of SQL views: month-ends from the first figure of any client on, each as the reference says."""

from __future__ import annotations

import pytest

from ledger import store
from ledger.store.database import Database
from projections import stored
from projections.stored.tables.schema import tables
from projections.stored.tables.sql import SHOWN_TYPES
from tests.helpers.depth import POSTGRESQL_LATER
from tests.helpers.entries import Book
from tests.helpers.stored import DAY, append, contents

YEAR_1 = "0001-01-05"
TYPE_OF = {
    "sqlite": "upper(typeof({}))",
    # A small whole number is as good as a large one.
    "postgresql": "replace(CAST(pg_typeof({}) AS text), 'integer', 'bigint')",
}


def trading() -> Book:
    """Two clients that bought and paid in 2026."""
    book = Book()
    for code in ("ACME", "BETA"):
        book.client(code, "2026-01-02")
        book.add("invoice.issued", code, "2026-01-03", number="1", amount="100", due="2026-01-10")
    return book


def month_ends(database: Database) -> list[str]:
    return [
        str(day) for (day,) in database.select("SELECT DISTINCT as_of FROM clients_monthly ORDER BY as_of")
    ]


def stepped(url: str, book: Book, before: int) -> list[str]:
    """The month-ends after entries beyond the first ones were taken in; a rebuild makes the same."""
    store.create(url)
    recorder = store.open_recorder(url)
    append(recorder, book.entries[:before])
    stored.rebuild(url, DAY)
    append(recorder, book.entries[before:])
    stored.catch_up(recorder.database, DAY)
    clients, found = stored.known_clients(recorder.database), contents(recorder.database)
    assert not list(stored.differences(recorder.database, recorder.database, clients, clients))
    days = month_ends(recorder.database)
    stored.rebuild(url, DAY)
    assert contents(recorder.database) == found
    recorder.close()
    return days


@POSTGRESQL_LATER
def test_a_client_that_is_registered_in_year_1_adds_no_month_end(ledger_url: str) -> None:
    assert stepped(ledger_url, trading().client("OLD", YEAR_1), 4) == ["2026-01-31", "2026-02-28"]


@POSTGRESQL_LATER
def test_clients_without_figures_have_no_month_end(ledger_url: str) -> None:
    assert stepped(ledger_url, Book().client("OLD", YEAR_1).client("NEW", "2025-01-01"), 1) == []


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("invoice.issued", {"number": "0", "amount": "5", "due": "0001-02-05"}),
        ("visit.held", {"channel": "visit", "started_at": f"{YEAR_1}T10:00Z", "summary": "met"}),
    ],
)
def test_figures_of_year_1_have_month_ends_from_the_first_day_of_spreadsheets(
    sqlite_url: str, kind: str, fields: dict[str, str]
) -> None:
    days = stepped(sqlite_url, trading().add(kind, "ACME", YEAR_1, **fields), 4)
    assert (days[0], len(days)) == ("1900-01-31", 126 * 12 + 2)


@POSTGRESQL_LATER
def test_earlier_figures_begin_the_calendar(ledger_url: str) -> None:
    book = trading().add("invoice.issued", "BETA", "2025-11-03", number="0", amount="5", due="2025-12-03")
    assert stepped(ledger_url, book, 4)[0] == "2025-11-30"


def test_a_voided_first_figure_begins_no_calendar(ledger_url: str) -> None:
    book = trading().add("invoice.issued", "BETA", "2025-11-03", number="0", amount="5", due="2025-12-03")
    assert stepped(ledger_url, book.void(5), 5)[0] == "2026-01-31"


def test_sql_views_hold_days_and_figures_as_the_reference_says(ledger_url: str) -> None:
    store.create(ledger_url)
    recorder = store.open_recorder(ledger_url)
    append(recorder, trading().entries)
    stored.rebuild(ledger_url, DAY)
    database, unlike = recorder.database, []
    types, of = SHOWN_TYPES[database.dialect], TYPE_OF[database.dialect]
    for name, table in tables().items():
        for column in table.columns:
            statement = (
                f"SELECT DISTINCT {of.format(column.name)} FROM {name} WHERE {column.name} IS NOT NULL"  # noqa: S608 - our own names
            )
            found = {str(held) for (held,) in database.select(statement)}
            unlike += [(name, column.name, held) for held in found - {types[column.form]}]
    recorder.close()
    assert unlike == []
