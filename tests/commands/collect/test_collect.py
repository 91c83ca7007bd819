from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.helpers.commanding import invoice, ran, registered, run

AS_OF = ("--as-of", "2026-04-15")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [
        registered(),
        registered("OTHER", "Other Ltd"),
        invoice("17"),
        invoice("18", "OTHER", "300.00"),
    ]
    ran("record", "--data", "-", input="\n".join(lines))


def test_a_person_sees_whom_to_call_and_why() -> None:
    said = ran("collect", *AS_OF).stdout.splitlines()
    assert said[3].split()[:7] == ["1", "OTHER", "Other", "Ltd", "300.00", "300.00", "EUR"]
    assert said[3].endswith("oldest 15 days late; no contact recorded")
    assert said[-1].split() == ["total", "400.00", "400.00", "EUR"]


def test_the_sentence_below_goes_over_lines_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    other = registered("THIRD", "Third", currency="RON")
    owes = invoice("19", "THIRD").replace('"EUR"', '"RON"')
    ran("record", "--data", "-", input=f"{other}\n{owes}")
    for module in ("commands.ui.tables", "commands.collect.collect"):
        monkeypatch.setattr(f"{module}.terminal_width", lambda: 80)
    said = ran("collect", *AS_OF).stdout.splitlines()
    first = next(at for at, one in enumerate(said) if one.startswith("Each currency is ranked"))
    assert len(said[first:]) == 2
    assert max(map(len, said[first:])) <= 80


def test_nothing_overdue_is_said() -> None:
    assert "Nothing is overdue." in ran("collect", "--as-of", "2026-03-31").stdout


def test_programs_get_the_same_rows_in_every_form() -> None:
    whole = json.loads(ran("collect", *AS_OF, "--format", "json").stdout)
    assert whole["view"] == "collect"
    assert sum(whole["most"].values()) == 100
    assert [row["client"] for row in whole["rows"]] == ["OTHER", "ACME"]
    lines = ran("collect", *AS_OF, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == whole["rows"]
    flat = list(csv.DictReader(ran("collect", *AS_OF, "--format", "csv").stdout.splitlines()))
    assert list(flat[0]) == list(whole["rows"][0])
    assert ran("collect", "--as-of", "2026-03-31", "--format", "csv").stdout.startswith("rank,client,name,")


def test_an_unknown_manager_is_an_error() -> None:
    assert run("collect", "--manager", "nobody").exit_code == 1


def test_currencies_are_ranked_apart_and_together_on_request() -> None:
    ran("record", "--data", "-", input=invoice("19").replace("EUR", "JPY").replace("100.00", "9000"))
    said = ran("collect", *AS_OF).stdout.splitlines()
    assert [text.split()[:2] for text in said[3:10]] == [
        ["1", "OTHER"], ["2", "ACME"], ["-", "------"], ["total", "400.00"], [], ["1", "ACME"], ["-", "------"],
    ]  # fmt: skip
    assert said[-1].startswith("Each currency is ranked by itself")
    alone = run("collect", *AS_OF, "--currency", "eur")
    assert alone.exit_code == 0
    assert "no rate between JPY and EUR" in alone.stderr
    assert "without a rate for JPY" in alone.stdout
    assert "ranks all together" not in alone.stdout
    ran("record", "rate.set", "--base", "EUR", "--quote", "JPY", "--rate", "160", "--on", "2026-04-01")
    whole = json.loads(ran("collect", *AS_OF, "--currency", "eur", "--format", "json").stdout)
    assert (whole["currency"], [rate["quote"] for rate in whole["rates"]]) == ("EUR", ["JPY"])
    assert [(row["client"], row["rank"], row["asked"]) for row in whole["rows"]] == [
        ("OTHER", 1, "300.00"),
        ("ACME", 2, "156.25"),
    ]
    assert ran("collect", *AS_OF, "--currency", "EUR").stdout.startswith("Collect in EUR as of 2026-04-15")
