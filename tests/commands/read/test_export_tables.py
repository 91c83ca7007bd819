"""``goodwill export tables``: what a person types, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.helpers.commanding import invoice, line, ran, registered, run


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client with an invoice, and a person there."""
    monkeypatch.chdir(tmp_path)
    person = line("contact.added", "ACME", "2026-03-02", person="p1", name="Rəna", role="buyer")
    ran("record", "--data", "-", input="\n".join([registered(), invoice("17"), person]))


def test_tables_are_written_as_of_a_day_and_as_known_at_a_moment() -> None:
    names = ("--table", "documents", "--table", "clients", "--format", "csv", "--as-of", "2026-03-31")
    assert ran("export", "tables", "out", *names).stdout == "out holds 2 tables with 2 rows\n"
    assert {path.name for path in Path("out").iterdir()} == {
        "clients.csv",
        "documents.csv",
        "datapackage.json",
    }
    assert ran("export", "tables", "early", *names[:-1], "2026-01-31").stdout.endswith(" with 1 row\n")
    unknown = ran("export", "tables", "unknown", *names, "--known-at", "2020-01-01")
    assert unknown.stdout == "unknown holds 2 tables with 0 rows\n"


def test_personal_columns_are_written_where_they_are_asked_for() -> None:
    ran("export", "tables", "out", "--table", "contacts", "--format", "csv")
    assert "Rəna" not in Path("out/contacts.csv").read_text(encoding="utf-8")
    ran("export", "tables", "whole", "--table", "contacts", "--format", "csv", "--personal")
    assert "Rəna" in Path("whole/contacts.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("tables", 2, "names its place without --output; write export tables DIR"),
        ("tables out --output x", 2, "names its place without --output; write export tables DIR"),
        ("tables out --format xlsx", 2, "'xlsx' is not one of 'jsonl', 'parquet', 'csv'"),
        ("tables out --format jsonl", 2, "give --format parquet or csv"),
        ("tables out --partitions 2", 2, "export tables has no --partitions; leave it out"),
        ("tables out --table visit", 1, "there is no table 'visit'; did you mean 'visits'?"),
        ("tables goodwill.db", 1, "there is something at goodwill.db already"),
        ("tables none/out", 4, "none"),
        ("dbt none/out --as-of 2026-01-01", 2, "export dbt has no --as-of; leave it out"),
        ("ocel log.json --personal", 2, "export ocel has no --personal; leave it out"),
        ("xlsx", 2, "names its place without --output; write export xlsx FILE"),
        ("xlsx out.xlsx --format csv", 2, "export xlsx has no --format; leave it out"),
        ("xlsx book", 2, "a workbook's name ends in .xlsx; write book.xlsx"),
        ("xlsx goodwill.db", 2, "a workbook's name ends in .xlsx"),
        ("xlsx none/out.xlsx", 4, "none"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(words: str, code: int, said: str) -> None:
    before = {*Path().iterdir()}
    result = run("export", *words.split())
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert {*Path().iterdir()} == before


def test_a_workbook_that_is_there_is_written_over_only_if_that_is_asked_for() -> None:
    ran("export", "xlsx", "out.xlsx", "--table", "clients")
    before = Path("out.xlsx").read_bytes()
    refused = run("export", "xlsx", "out.xlsx", "--table", "documents")
    assert refused.exit_code == 2
    assert "add --force" in refused.stderr
    assert Path("out.xlsx").read_bytes() == before
    written = ran("export", "xlsx", "out.xlsx", "--table", "documents", "--force").stdout
    assert written == "out.xlsx holds 1 table with 1 row\n"
    assert CalamineWorkbook.from_path("out.xlsx").sheet_names == ["dictionary", "documents"]
    assert {path.name for path in Path().iterdir() if ".new" in path.name} == set()


def test_a_workbook_of_what_was_known_then_has_the_hours_of_the_time_zone_of_then() -> None:
    house = ("record", "house.described", "--name", "Ev", "--at", "2026-01-01", "--time-zone")
    ran(*house, "Asia/Baku")
    newest = json.loads(ran("history", "--format", "jsonl").stdout.splitlines()[-1])["recorded_at"]
    words = ("--as-of", "2026-06-30", "--known-at", newest)
    ran("export", "xlsx", "then.xlsx", *words)
    ran(*house, "Asia/Tokyo")
    ran("export", "xlsx", "later.xlsx", *words)
    assert Path("later.xlsx").read_bytes() == Path("then.xlsx").read_bytes()


def test_no_export_is_written_over_the_ledger() -> None:
    refused = run("export", "ocel", "goodwill.db", "--force")
    assert refused.exit_code == 2
    assert "export ocel names the ledger, goodwill.db; name another file" in refused.stderr
    ran("history")


def test_without_pyarrow_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    monkeypatch.delitem(__import__("sys").modules, "reporting.feed.parquet", raising=False)
    result = run("export", "tables", "out")
    assert result.exit_code == 1
    assert (
        "Parquet needs pyarrow; install it with `pip install '.[arrow]'` in the folder of Goodwill's source"
        in result.stderr
    )
    assert not Path("out").exists()
