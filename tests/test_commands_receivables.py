from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.commanding import invoice, line, ran, registered, run

DAY = ("receivables", "--as-of", "2026-04-15")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients, each with an invoice of 100 EUR; nobody said who answers for them."""
    monkeypatch.chdir(tmp_path)
    lines = [registered(), registered("BETA", "Beta Ltd"), invoice("1"), invoice("1", "BETA")]
    ran("record", "--data", "-", input="\n".join(lines))


@pytest.mark.parametrize("by", ["manager", "territory", "segment", "group"])
def test_a_grouping_says_the_same_in_every_form(by: str) -> None:
    words = (*DAY, "--by", by, "--format")
    rows = json.loads(ran(*words, "json").stdout)["rows"]
    assert [json.loads(text) for text in ran(*words, "jsonl").stdout.splitlines()] == rows
    flat = list(csv.DictReader(ran(*words, "csv").stdout.splitlines()))
    assert [row["balance"] for row in flat] == [row["balance"] for row in rows]
    table = ran(*DAY, "--by", by).stdout
    assert table.startswith(f"Receivables by {by} as of")
    assert by.upper() in table
    assert ("ACME" in table) if by == "group" else (f"(no {by})" in table)


def test_a_grouping_has_its_header_where_there_is_nothing_to_sum() -> None:
    words = ("receivables", "--by", "manager", "--format", "csv", "--as-of")
    assert ran(*words, "2025-01-01").stdout == ran(*words, "2026-04-15").stdout.splitlines(keepends=True)[0]


@pytest.mark.parametrize("other", ["--items", "--group"])
def test_a_grouping_is_said_once(other: str) -> None:
    done = run(*DAY, "--by", "manager", other)
    assert done.exit_code == 2
    assert "leave out one" in done.stderr


def test_rows_items_and_totals_are_shown_in_one_currency() -> None:
    rate = {"base": "EUR", "quote": "AZN", "rate": "2"}
    ran("record", "--data", "-", input=line("rate.set", None, "2026-01-01", **rate))
    said = json.loads(ran(*DAY, "--currency", "azn", "--items", "--format", "json").stdout)
    assert (said["currency"], said["rates"][0]["rate"]) == ("AZN", "2")
    assert [one["balance"] for one in said["rows"] + said["totals"]] == ["200.00", "200.00", "400.00"]
    assert [item["open"] for item in said["items"]] == ["200.00", "200.00"]
    assert "Receivables in AZN as of" in ran(*DAY, "--currency", "AZN").stdout


@pytest.mark.parametrize(
    ("currency", "says"), [("USD", "rate.set --base EUR --quote USD"), ("EURO", "ISO 4217")]
)
def test_a_currency_that_cannot_be_shown_is_refused(currency: str, says: str) -> None:
    done = run(*DAY, "--currency", currency)
    assert done.exit_code == 1
    assert says in done.stderr
