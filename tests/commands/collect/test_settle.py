from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import invoice, line, ran, registered, run


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients with two invoices each; ACME paid one and a half of them, and has a credit."""
    monkeypatch.chdir(tmp_path)
    lines = [
        registered(),
        registered("OTHER", "Other Ltd"),
        *(invoice(number, client) for client in ("ACME", "OTHER") for number in ("17", "18")),
        line("payment.received", number="P-1", amount="150.00", currency="EUR"),
        line("credit_note.issued", number="C-1", amount="20.00", currency="EUR", reason="r"),
        line("payment.received", "OTHER", number="P-9", amount="30.00", currency="EUR"),
    ]
    ran("record", "--data", "-", input="\n".join(lines))


def rows(*words: str) -> list[dict[str, Any]]:
    found = json.loads(ran("settle", *words, "--format", "json").stdout)["rows"]
    assert isinstance(found, list)
    return found


def pairs(*words: str) -> list[tuple[str, str, str]]:
    return [(row["source"], row["target"], row["amount"]) for row in rows(*words)]


def receivables() -> Any:  # as JSON has it
    said = json.loads(ran("receivables", "--items", "--format", "json").stdout)
    return (
        said["rows"],
        said["totals"],
        [{name: value for name, value in item.items() if name != "age"} for item in said["items"]],
    )


def settlements() -> int:
    return sum(
        "settlement.made" in entry for entry in ran("history", "--format", "jsonl").stdout.splitlines()
    )


def test_a_proposal_is_a_table_and_records_nothing() -> None:
    said = ran("settle", "ACME").stdout.splitlines()
    assert said[2].split() == ["CLIENT", "SOURCE", "WHAT", "ON", "AMOUNT", "CUR", "TARGET", "PART", "DUE"]
    assert said[3].split() == ["ACME", "P-1", "payment", "2026-03-01", "100.00", "EUR", "17", "2026-03-31"]
    assert said[6].split() == ["total", "150.00", "EUR"]
    assert said[8] == "Stays unapplied; settle it yourself with --source NUMBER --target DOCUMENT:"
    assert said[9].split() == ["ACME", "C-1", "credit", "note", "2026-03-01", "20.00", "EUR"]
    assert said[-1] == "nothing is recorded; add --yes to record them"
    assert settlements() == 0


def test_what_is_recorded_changes_no_figure_and_is_not_proposed_again() -> None:
    before = receivables()
    assert "recorded 2 settlements at positions 10 to 11" in ran("settle", "ACME", "--yes").stdout
    assert receivables() == before
    assert settlements() == 2
    again = ran("settle", "ACME", "--yes").stdout
    assert "Nothing to settle" in again
    assert "recorded" not in again
    assert settlements() == 2


def test_without_a_client_it_is_for_all_in_view() -> None:
    assert [row["client"] for row in rows()] == ["ACME", "ACME", "OTHER"]
    ran("settle", "--yes")
    assert settlements() == 3


@pytest.mark.parametrize("views", [(), ("--views", "views.db")])
def test_proposals_from_stored_views_are_those_from_the_facts(
    views: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = ran("settle", "--format", "csv").stdout
    ran(*views, "project")
    monkeypatch.setattr("goodwill.answer", None)  # nothing asks the facts of everybody
    assert ran(*views, "settle", "--format", "csv").stdout == facts
    assert facts.count("ACME") == 2


def test_a_dry_run_judges_and_records_nothing() -> None:
    assert ran("settle", "--yes", "--dry-run").stdout.splitlines()[-1] == "would record 3 settlements"
    assert settlements() == 0


def test_a_choice_goes_before_what_is_derived() -> None:
    assert pairs("ACME", "--target", "18") == [("P-1", "18", "100.00")]
    assert pairs("ACME", "--source", "C-1") == [("C-1", "17", "20.00")]
    assert pairs("ACME", "--source", "P-1", "--amount", "120") == [
        ("P-1", "17", "100.00"),
        ("P-1", "18", "20.00"),
    ]
    ran("settle", "ACME", "--source", "C-1", "--target", "18", "--amount", "5.00", "--yes")
    assert ran("receivables", "ACME", "--items").stdout.count("-15.00") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--source", "P-7"), "no payment or credit 'P-7' for client ACME"),
        (("--target", "99"), "no document '99' for client ACME"),
        (("--source", "P-1", "--amount", "151"), "151.00 EUR is more than the 150.00 EUR left of 'P-1'"),
        (("--target", "17", "--amount", "101"), "101.00 EUR is more than the 100.00 EUR open of '17'"),
        (("--target", "17", "--instalment", "2"), "'17' has no instalment 2"),
        (("--target", "17", "--amount", "0"), "amount"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(words: tuple[str, ...], sentence: str) -> None:
    said = run("settle", "ACME", *words, "--yes")
    assert said.exit_code == 1
    assert sentence in said.stderr
    assert settlements() == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--amount", "5"),
        ("ACME", "--instalment", "1"),
        ("ACME", "--amount", "x"),
        ("ACME", "--group", "--source", "P-1"),
    ],
)
def test_a_choice_needs_to_be_complete(words: tuple[str, ...]) -> None:
    assert run("settle", *words).exit_code == 2


def test_an_amount_finer_than_a_cent_is_refused_by_name() -> None:
    said = run("settle", "ACME", "--source", "P-1", "--amount", "5.001")
    assert said.exit_code == 1
    assert "ACME, P-1 for 17" in said.stderr


def test_programs_get_the_same_rows_in_every_form() -> None:
    whole = json.loads(ran("settle", "--format", "json").stdout)
    assert whole["view"] == "settlements"
    assert [one["source"] for one in whole["left"]] == ["C-1"]
    assert [json.loads(row) for row in ran("settle", "--format", "jsonl").stdout.splitlines()] == whole[
        "rows"
    ]
    flat = list(csv.DictReader(ran("settle", "--format", "csv").stdout.splitlines()))
    assert list(flat[0]) == list(whole["rows"][0])
    said = ran("settle", "ACME", "--yes", "--format", "csv")
    assert "recorded 2 settlements" in said.stderr
