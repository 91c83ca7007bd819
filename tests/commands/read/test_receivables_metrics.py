"""How a person asks for the measures of collection and for the provision."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest

from commands.ui.periods import period
from projections.framework.periods import Period
from tests.helpers.commanding import invoice, line, ran, registered, run

FIGURES = {
    "dso", "dso_best_possible", "dso_count_back", "average_days_delinquent", "collection_effectiveness", "days_to_pay",
    "percentage_current",
}  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paid = line(
        "payment.received", occurred_at="2026-03-21", number="P", amount="60.00", currency="EUR",
        settles=[{"document": "17", "amount": "60.00"}],
    )  # fmt: skip
    facts = [registered(), registered("ŞƏRQ", "Şərq Qida"), invoice("17"), invoice("18", "ŞƏRQ"), paid]
    ran("record", "--data", "-", input="\n".join(facts))


def asked(*words: str) -> Any:
    return json.loads(ran("receivables", *words, "--format", "json").stdout)


@pytest.mark.usefixtures("ledger")
def test_the_json_of_metrics_adds_what_programs_rely_on() -> None:
    said = asked("--metrics", "--period", "2026-03")
    assert (said["view"], said["as_of"]) == ("receivables", "2026-03-31")
    assert said["period"] == {"start": "2026-03-01", "end": "2026-03-31"}
    row = said["rows"][0]
    assert set(row) >= FIGURES
    assert (row["client"], row["balance"], row["dso"], row["days_to_pay"]) == (
        "ACME", "40.00", "12.4000", "20.0000",
    )  # fmt: skip
    (total,) = said["totals"]
    assert set(total) >= FIGURES
    assert (total["sales"], total["dso"]) == ("200.00", "21.7000")


@pytest.mark.usefixtures("ledger")
def test_the_formats_of_metrics_say_the_same() -> None:
    words = ("receivables", "--metrics", "--period", "2026-Q1")
    rows = asked(*words[1:])["rows"]
    lines = ran(*words, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(text) for text in lines] == rows
    flat = list(csv.DictReader(ran(*words, "--format", "csv").stdout.splitlines()))
    assert [row["dso"] for row in flat] == [row["dso"] for row in rows]
    empty = ran("receivables", "--metrics", "--period", "2020", "--format", "csv").stdout.splitlines()
    assert empty == [",".join(flat[0])]


@pytest.mark.usefixtures("ledger")
def test_the_table_of_metrics_says_what_is_meant() -> None:
    table = ran("receivables", "--metrics", "--period", "2026-03-01..2026-03-31").stdout
    assert table.startswith("Metrics as of 2026-03-31")
    assert "from 2026-03-01 to 2026-03-31, 31 days" in table
    assert "counted back by months of their own days" in table
    assert "Nothing to measure." in ran("receivables", "--metrics", "--period", "2020").stdout


@pytest.mark.usefixtures("ledger")
def test_what_happened_after_the_period_is_not_seen_and_what_was_learnt_later_neither() -> None:
    assert asked("--metrics", "--period", "2026-03-01..2026-03-20")["rows"][0]["receivables"] == "100.00"
    assert asked("--metrics", "--period", "2026-03", "--known-at", "2026-01-01")["rows"] == []


@pytest.mark.usefixtures("ledger")
def test_one_client_is_measured_by_itself() -> None:
    said = asked("ŞƏRQ", "--metrics", "--period", "2026-03")
    assert [row["client"] for row in said["rows"]] == ["ŞƏRQ"]
    assert said["totals"][0]["sales"] == "100.00"


@pytest.mark.usefixtures("ledger")
def test_without_a_period_it_is_the_year_up_to_the_day() -> None:
    assert asked("--metrics", "--as-of", "2026-04-15")["period"] == {
        "start": "2025-04-16", "end": "2026-04-15",
    }  # fmt: skip


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--period", "2026"), "with --metrics"),
        (("--metrics", "--period", "2026-Q5"), "is not a period"),
        (("--metrics", "--period", "2026-02-30"), "is not a period"),
        (("--metrics", "--period", "2026-03..2026-01"), "ends before it begins"),
        (("--metrics", "--period", "2026-03", "--as-of", "2026-03-30"), "leave out --as-of"),
        (("--metrics", "--items"), "--items and --metrics are two tables; ask for one at a time"),
        (("--metrics", "--promises"), "--metrics and --promises are two tables"),
        (("--provision", "--by", "manager"), "ask for one manager with --manager NAME"),
        (("--metrics", "--by", "group"), "--group shows the companies of a group as one"),
        (("--provision", "--currency", "USD"), "own currency"),
    ],
)
def test_what_makes_no_sense_is_a_wrong_usage(words: tuple[str, ...], said: str) -> None:
    done = run("receivables", *words)
    assert (done.exit_code, said in done.stderr) == (2, True)


@pytest.mark.usefixtures("ledger")
def test_the_provision_is_made_by_the_rates_of_the_policy_and_says_so_without() -> None:
    without = ran("receivables", "--provision", "--as-of", "2026-04-15").stdout
    assert "The policy has no rates" in without
    rates = 'version = "2026-1"\n[metrics]\nprovision_rates = [0.5, 10, 20, 30, 40, 50]\n'
    Path("policy.toml").write_text(rates, encoding="utf-8")
    ran("policy", "adopt", "policy.toml", "--at", "2026-01-01")
    said = asked("--provision", "--as-of", "2026-04-15")
    assert [row["provision"] for row in said["rows"]] == ["4.00", "10.00"]
    assert (said["totals"][0]["provision"], said["totals"][0]["percentage"]) == ("14.00", "10.00")
    assert said["rates"]["1-30"] == "10"
    table = ran("receivables", "--provision", "--as-of", "2026-04-15").stdout
    assert "0.5 %" in table
    assert "The policy has no rates" not in table
    assert (
        "Nothing to show: nothing of a client had happened by 2020-01-01."
        in ran("receivables", "--provision", "--as-of", "2020-01-01").stdout
    )


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2013", "2013-01-01", "2013-12-31"),
        ("2013-Q2", "2013-04-01", "2013-06-30"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2013-06-30", "2013-06-30", "2013-06-30"),
        ("2012-q4..2013-02", "2012-10-01", "2013-02-28"),
        (" 2013-04-01 .. 2013-06-30 ", "2013-04-01", "2013-06-30"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, start: str, end: str) -> None:
    assert period(text) == (date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize("text", ["", "..", "13", "2013-13", "2013-Q0", "0000", "2013-04-01..", "last year"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="not a period"):
        period(text)


def test_the_year_up_to_a_day_begins_the_day_after_a_year_ago() -> None:
    assert Period.year_up_to(date(2026, 12, 31)) == (date(2026, 1, 1), date(2026, 12, 31))
    assert Period.year_up_to(date(2024, 2, 28)) == (date(2023, 3, 1), date(2024, 2, 28))
