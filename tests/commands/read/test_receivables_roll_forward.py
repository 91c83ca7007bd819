"""How a person asks what moved the balance in a period."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Golden
from tests.helpers.commanding import invoice, line, ran, registered, run
from tests.helpers.demonstration import copied, small

ROLL = ("receivables", "--roll-forward")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def ledger() -> None:
    paid = line("payment.received", occurred_at="2026-03-21", number="P", amount="60.00", currency="EUR")
    owned = line(
        "client.registered", "BETA", "2026-01-01", code="BETA", name="B", currency="EUR", parent="ACME"
    )
    facts = [registered(), owned, invoice("17"), invoice("18", "BETA"), paid]
    ran("record", "--data", "-", input="\n".join(facts))


def asked(*words: str) -> Any:
    return json.loads(ran(*ROLL, *words, "--format", "json").stdout)


def test_the_demonstration_rolls_forward_as_agreed(
    golden: Golden, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copied(small(tmp_path_factory), Path("goodwill.db"))
    texts = [
        ran(*ROLL, "--period", "2026-Q2", "--known-at", "2026-07-01", *by).stdout
        for by in ((), ("--by", "manager"), ("--by", "month"), ("--items",))
    ]
    golden("roll-forward.txt", "\n".join(texts))


@pytest.mark.usefixtures("ledger")
def test_every_form_says_the_same() -> None:
    said = asked("--period", "2026-03")
    assert (said["listing"], said["as_of"]) == ("roll-forward", "2026-03-31")
    assert said["period"] == {"start": "2026-03-01", "end": "2026-03-31"}
    assert [(row["client"], row["opening"], row["invoiced"], row["paid"], row["closing"]) for row in said["rows"]] == [
        ("ACME", "0.00", "100.00", "60.00", "40.00"),
        ("BETA", "0.00", "100.00", "0.00", "100.00"),
    ]  # fmt: skip
    assert said["totals"][0]["closing"] == "140.00"
    lines = ran(*ROLL, "--period", "2026-03", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(text) for text in lines] == said["rows"]
    flat = list(csv.DictReader(ran(*ROLL, "--period", "2026-03", "--format", "csv").stdout.splitlines()))
    assert flat == said["rows"]
    for more in ((), ("--by", "manager"), ("--by", "month"), ("--items",)):
        full, empty = (
            ran(*ROLL, "--period", year, *more, "--format", "csv").stdout.splitlines()
            for year in ("2026", "2020")
        )
        assert empty == full[:1]
    assert "Nothing was owed" in ran(*ROLL, "--period", "2020").stdout


@pytest.mark.usefixtures("ledger")
def test_a_total_has_every_column_that_it_is_made_of_though_no_row_shown_has_it() -> None:
    ran(
        "record",
        "--data",
        "-",
        input=line("invoice.cancelled", "BETA", "2026-03-22", number="18", reason="typo"),
    )
    table = ran(*ROLL, "--period", "2026-03", "--sort", "closing", "--top", "1").stdout
    assert "CANCELLED" in table
    assert "CANCELLED" not in ran(*ROLL, "--period", "2026-03", "ACME").stdout


@pytest.mark.usefixtures("ledger")
def test_it_is_summed_by_manager_month_or_group() -> None:
    (row,) = asked("--period", "2026-03", "--by", "manager")["rows"]
    assert (row["manager"], row["closing"]) == (None, "140.00")
    assert "(no manager)" in ran(*ROLL, "--period", "2026-03", "--by", "manager").stdout
    by_month = asked("--period", "2026-Q1", "--by", "month")
    assert (by_month["by"], [row["month"] for row in by_month["rows"]]) == ("month", ["2026-03"])
    (group,) = asked("--period", "2026-03", "--by", "group")["rows"]
    assert (group["client"], group["closing"]) == ("ACME", "140.00")
    assert asked("--period", "2026-03", "--by", "client")["rows"] == asked("--period", "2026-03")["rows"]


@pytest.mark.usefixtures("ledger")
def test_a_day_within_the_period_ends_it() -> None:
    assert asked("--period", "2026-03", "--as-of", "2026-03-20")["totals"][0]["closing"] == "200.00"
    assert asked("--period", "2026-03", "--as-of", "2026-05-01")["as_of"] == "2026-03-31"
    assert asked("--as-of", "2026-04-15")["period"] == {"start": "2025-04-16", "end": "2026-04-15"}
    assert asked("--period", "2026-03", "--known-at", "2026-01-01")["rows"] == []


@pytest.mark.usefixtures("ledger")
def test_its_items_are_the_movements_of_the_period() -> None:
    items = asked("--period", "2026-03", "--items", "ACME")["items"]
    assert [(item["entry"], item["what"], item["column"], item["amount"]) for item in items] == [
        (3, "invoice", "invoiced", "100.00"),
        (5, "payment", "paid", "-60.00"),
    ]
    assert "Nothing moved." in ran(*ROLL, "--period", "2020", "--items").stdout


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("receivables", "--by", "month"), "--by month goes with --roll-forward"),
        ((*ROLL, "--by", "territory"), "ask for one territory with --territory NAME"),
        ((*ROLL, "--period", "2026-03", "--as-of", "2026-02-01"), "comes before the period"),
        ((*ROLL, "--metrics"), "--metrics and --roll-forward are two tables"),
        ((*ROLL, "--exposure"), "--exposure and --roll-forward are two tables"),
    ],
)
def test_what_makes_no_sense_is_a_wrong_usage(words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr


def test_receivables_by_client_are_those_of_each_client() -> None:
    ran("record", "--data", "-", input="\n".join([registered(), invoice("17")]))
    words = ("receivables", "--as-of", "2026-04-15", "--known-at", "2099-01-01", "--format", "csv")
    assert ran(*words, "--by", "client").stdout == ran(*words).stdout


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("by", [(), ("--by", "manager"), ("--by", "month")])
def test_it_can_be_shown_in_one_currency_at_the_rates_of_the_last_day(by: tuple[str, ...]) -> None:
    dollars = [
        line("client.registered", "US", "2026-01-01", code="US", name="U", currency="USD"),
        line(
            "invoice.issued", "US", "2026-02-10", number="7", amount="10.00", currency="USD", due="2026-04-01"
        ),
        line("payment.received", "US", "2026-03-20", number="Q", amount="4.00", currency="USD"),
    ]
    ran("record", "--data", "-", input="\n".join(dollars))
    unknown = run(*ROLL, "--period", "2026-03", "--currency", "EUR", *by)
    assert (unknown.exit_code, unknown.stderr.count("between USD and EUR")) == (0, 1)
    ran("record", "rate.set", "--base", "USD", "--quote", "EUR", "--rate", "0.5", "--at", "2026-03-01")

    said = asked("--period", "2026-03", "--currency", "eur", *by)

    assert (said["currency"], [rate["rate"] for rate in said["rates"]]) == ("EUR", ["0.5"])
    assert {row["currency"] for row in said["rows"]} == {"EUR"}
    [total] = said["totals"]
    assert [total[name] for name in ("opening", "invoiced", "paid", "closing")] == [
        "5.00",
        "200.00",
        "62.00",
        "143.00",
    ]
    owed = json.loads(
        ran("receivables", "--as-of", "2026-03-31", "--currency", "EUR", "--format", "json").stdout
    )
    assert owed["totals"][0]["balance"] == total["closing"]
    items = asked("--period", "2026-03", "--currency", "EUR", "--items", "US")["items"]
    assert [(item["currency"], item["amount"]) for item in items] == [("EUR", "-2.00")]
    assert "Roll-forward in EUR as of" in ran(
        *ROLL, "--period", "2026-03", "--currency", "EUR"
    ).stdout.replace(" by month", "")


def test_its_first_and_last_day_can_be_given_apart() -> None:
    ran("record", "--data", "-", input="\n".join([registered(), invoice("17")]))
    whole = asked("--period", "2026-01-15..2026-03-31")
    for words in (
        ("--from", "2026-01-15", "--to", "2026-03-31"),
        ("--from", "2026-01-15", "--as-of", "2026-03-31"),
    ):
        assert asked(*words) | {"known_at": None} == whole | {"known_at": None}
    assert asked("--to", "2026-03-31")["period"] == {"start": "2025-04-01", "end": "2026-03-31"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            (*ROLL, "--from", "2026-02-01", "--period", "2026"),
            "--period gives both days; leave out --from and",
        ),
        ((*ROLL, "--from", "2026-02-01", "--to", "2026-01-01"), "the period begins on 2026-02-01, after"),
        (("receivables", "--from", "2026-02-01"), "--from and --to go with --metrics or --roll-forward"),
    ],
)
def test_a_period_in_two_ways_or_turned_round_is_a_wrong_usage(words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert (done.exit_code, said in done.stderr) == (2, True)
