"""The catalogue holds what every table that leaves Goodwill promises."""

from __future__ import annotations

from itertools import chain

import duckdb
import pytest

from ledger.events import KINDS
from reporting.catalogue import house_facts
from reporting.catalogue.shape import IN_CURRENCY, VERSION, Table
from reporting.catalogue.tables import CATALOGUE, OF_CLIENTS, UnknownTable, chosen
from tests.helpers.places import GOLDEN

TABLES = pytest.mark.parametrize("table", CATALOGUE.values(), ids=CATALOGUE)


@TABLES
def test_keys_name_columns_and_no_column_twice(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    assert table.key


@TABLES
def test_every_column_says_what_it_means_in_a_sentence(table: Table) -> None:
    for text in (table.about, *(column.meaning for column in table.columns)):
        assert text.endswith("."), text
    assert not table.grain.endswith(".")


@TABLES
def test_money_names_the_column_of_its_currency(table: Table) -> None:
    for column in table.columns:
        if column.type == "money":
            assert column.unit == IN_CURRENCY
            assert "currency" in table.names, f"{table.name}.{column.name}"


@TABLES
def test_references_lead_to_the_key_of_a_table(table: Table) -> None:
    for one in table.references:
        other = CATALOGUE[one.table]
        assert one.of == other.key
        types = [table.column(name).type for name in one.columns]
        assert types == [other.column(name).type for name in one.of]


_ELSEWHERE = {
    "checkpoint.signed": "a matter of proofs",
    "competitor.described": "competitors",
    "contact.erased": "the people that contacts no longer has",
    "data.read": "a matter of audits",
    "entry.corrected": "entries.corrected_by, and the rows as they are now",
    "entry.voided": "entries.voided_by",
    "house.described": "about ourselves",
    "manager.appointed": "managers",
    "manager.erased": "the notes that nobody can read any more",
    "manager.left": "managers",
    "plan.set": "plans",
    "policy.adopted": "the policy column of views",
    "product.described": "products",
}
"""Kinds of event without a table of their own, and where they are found."""


def test_every_kind_of_event_is_in_a_table_or_it_is_written_why_not() -> None:
    shown = {kind.kind for one in OF_CLIENTS.values() for kind in one.kinds}
    shown |= {one.kind.kind for one in house_facts.TABLES}
    assert {*KINDS} - shown == {*_ELSEWHERE}


def test_no_name_has_to_be_quoted_in_sql() -> None:
    found = duckdb.sql("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'")
    reserved = {word for (word,) in found.fetchall()} if found else set()
    assert "order" in reserved
    names = {*CATALOGUE, *chain.from_iterable(table.names for table in CATALOGUE.values())}
    assert not names & reserved
    assert all(name.isascii() and name.replace("_", "a").isalnum() and name.islower() for name in names)


def test_no_column_is_renamed_or_retyped_within_a_version(request: pytest.FixtureRequest) -> None:
    """Additions are free, so the list may lack columns; ``--update-golden`` adds them."""
    lines = [
        f"{table.name}.{column.name} {column.type}{' exact' if column.exact else ''}"
        for table in CATALOGUE.values()
        for column in table.columns
    ]
    file = GOLDEN / f"tables-{VERSION}.txt"
    if request.config.getoption("--update-golden"):
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert {*file.read_text(encoding="utf-8").splitlines()} <= {*lines}


def test_personal_data_is_left_out_unless_it_is_asked_for() -> None:
    (shown,), (whole,) = chosen(["contacts"]), chosen(["contacts"], personal=True)
    assert set(whole.names) - set(shown.names) == {"name", "email", "phone", "note"}
    assert not any(column.personal for table in chosen() for column in table.columns)


def test_an_unknown_table_is_refused_with_one_that_is_near() -> None:
    with pytest.raises(UnknownTable, match="did you mean 'visits'"):
        chosen(["visit"])
