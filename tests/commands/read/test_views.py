from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import invoice, line, ran, registered, run
from tests.helpers.places import ROOT

VIEWS = ("health", "loyalty", "receivables")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients: one owes an overdue invoice and orders goods, the other is new."""
    monkeypatch.chdir(tmp_path)
    goods = [{"product": "AB", "quantity": "3", "unit_price": "1.20"}]
    lines = [
        registered(),
        registered("ŞƏRQ", "Şərq Qida"),
        invoice("17"),
        line("order.placed", number="SO-17", currency="EUR", lines=goods),
    ]
    ran("record", "--data", "-", input="\n".join(lines))


def asked(view: str, *words: str) -> Any:
    """What a view says, as JSON."""
    return json.loads(ran(view, "--as-of", "2026-04-15", "--format", "json", *words).stdout)


def test_the_json_of_receivables_is_the_contract() -> None:
    said = asked("receivables")
    assert list(said) == ["view", "as_of", "known_at", "policy", "position", "rows", "totals"]
    assert (said["view"], said["as_of"], said["policy"], said["position"]) == (
        "receivables", "2026-04-15", "default-2", 4,
    )  # fmt: skip
    overdue = {"1-30": "100.00", "31-60": "0.00", "61-90": "0.00", "91-120": "0.00", "over 120": "0.00"}
    total = {
        "currency": "EUR",
        "balance": "100.00",
        "not_due": "0.00",
        "overdue": overdue,
        "unapplied": "0.00",
        "open_items": 1,
        "disputed": "0.00",
        "promised": "0.00",
    }
    assert said["totals"] == [total]
    assert said["rows"] == [{"client": "ACME", "name": "Acme Ltd"} | total]


def test_items_come_beside_the_rows_in_json_and_instead_of_them_elsewhere() -> None:
    (item,) = asked("receivables", "--items")["items"]
    wanted = {
        "client": "ACME", "document": "17", "instalment": None, "on": "2026-03-01", "due": "2026-03-31",
        "amount": "100.00", "open": "100.00", "days_late": 15, "bucket": "1-30",
    }  # fmt: skip
    assert wanted.items() <= item.items()
    (flat,) = csv.DictReader(
        ran("receivables", "--as-of", "2026-04-15", "--items", "--format", "csv").stdout.splitlines()
    )
    assert (flat["document"], flat["days_late"]) == ("17", "15")
    assert "BUCKET" in ran("receivables", "--as-of", "2026-04-15", "--items").stdout


def test_the_rows_of_health_and_loyalty_have_what_programs_rely_on() -> None:
    (healthy,) = asked("health", "ACME")["rows"]
    assert {"client", "score", "band", "confidence", "components", "trend_30", "trend_90", "drag"} <= set(
        healthy
    )
    (loyal,) = asked("loyalty", "ACME")["rows"]
    assert {
        "client", "recency_days", "frequency", "monetary", "currency", "r", "f", "m", "segment", "points", "qualifying",
        "tier",
    } <= set(loyal)  # fmt: skip
    assert loyal["monetary"] == "3.60"


@pytest.mark.parametrize("view", VIEWS)
def test_the_formats_say_the_same(view: str) -> None:
    rows = asked(view)["rows"]
    lines = ran(view, "--as-of", "2026-04-15", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(text) for text in lines] == rows
    flat = list(csv.DictReader(ran(view, "--as-of", "2026-04-15", "--format", "csv").stdout.splitlines()))
    assert [row["client"] for row in flat] == [row["client"] for row in rows]
    assert "ACME" in ran(view, "--as-of", "2026-04-15").stdout


@pytest.mark.parametrize("words", [("receivables",), ("receivables", "--items"), ("health",), ("loyalty",)])
def test_csv_has_the_same_header_where_there_is_nothing_to_show(words: tuple[str, ...]) -> None:
    def header(day: str) -> str:
        return ran(*words, "--as-of", day, "--format", "csv").stdout.splitlines()[0]

    assert header("2025-01-01") == header("2026-04-15")


@pytest.mark.parametrize("view", VIEWS)
def test_what_was_not_known_yet_is_not_shown(view: str) -> None:
    said = asked(view, "--known-at", "2026-01-01")
    assert (said["known_at"], said["position"], said["rows"]) == ("2026-01-01T23:59:59.999999+00:00", 0, [])
    assert "Nothing to show: nothing was recorded by then." in ran(view, "--known-at", "2026-01-01").stdout


@pytest.mark.parametrize("view", VIEWS)
def test_why_there_is_nothing_to_show_is_said(view: str) -> None:
    said = ran(view, "--as-of", "2025-01-01").stdout
    assert said.splitlines()[-1] == "Nothing to show: nothing of a client had happened by 2025-01-01."


def test_that_nothing_is_open_is_said() -> None:
    said = ran("receivables", "--as-of", "2026-01-02").stdout
    assert said.splitlines()[-1] == "Nothing to show: nothing is open on that day."


@pytest.mark.parametrize("view", VIEWS)
def test_a_moment_to_come_is_now_so_that_what_is_printed_stays_true(view: str) -> None:
    said = asked(view, "--known-at", "2140-01-01")
    assert datetime.fromisoformat(said["known_at"]) <= datetime.now(UTC)
    assert asked(view, "--known-at", said["known_at"]) == said


@pytest.mark.parametrize("view", VIEWS)
def test_an_unknown_client_or_manager_is_refused(view: str) -> None:
    done = run(view, "ACM")
    assert done.exit_code == 1
    assert "did you mean 'ACME'?" in done.stderr
    assert run(view, "--manager", "nobody").exit_code == 1
    assert run(view, "--territory", "nowhere").exit_code == 1
    assert run(view, "--segment", "none").exit_code == 1


def test_a_file_gets_the_bytes_that_standard_output_gets() -> None:
    words = ("receivables", "--as-of", "2026-04-15", "--format", "csv")
    ran(*words, "--output", "out.csv")
    assert Path("out.csv").read_text(encoding="utf-8") == ran(*words).stdout


def test_the_table_is_as_agreed() -> None:
    heading, *lines = ran("receivables", "--as-of", "2026-04-15").stdout.splitlines()
    assert heading.startswith("Receivables as of 2026-04-15, known at 2")
    assert heading.endswith("Z, policy default-2, position 4")
    assert lines == [
        "",
        "CLIENT  NAME      CUR  BALANCE  NOT DUE    1-30  31-60  61-90  91-120  OVER 120  UNAPPLIED  ITEMS",
        "ACME    Acme Ltd  EUR   100.00        -  100.00      -      -       -         -          -      1",
        "------  --------  ---  -------  -------  ------  -----  -----  ------  --------  ---------  -----",
        "total             EUR   100.00        -  100.00      -      -       -         -          -      1",
    ]


def on_a_terminal(columns: int, *words: str, **env: str) -> str:
    """What a terminal of so many columns is sent."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", "from cli import main; main()", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": str(columns), "TERM": "xterm", **env},
        stdout=theirs,
    ):
        os.close(theirs)
        sent = b""
        while True:
            try:
                part = os.read(ours, 65_536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not part:
                break
            sent += part
    os.close(ours)
    return sent.decode().replace("\r\n", "\n")


def test_colours_are_for_terminals_and_for_those_who_want_them() -> None:
    words = ("receivables", "--as-of", "2026-04-15")
    assert "\x1b[33m100.00\x1b[0m" in on_a_terminal(120, *words)
    assert "\x1b" not in on_a_terminal(120, *words, NO_COLOR="1")
    assert "\x1b" not in ran(*words).stdout


def test_a_narrow_terminal_leaves_out_what_says_nothing() -> None:
    lines = on_a_terminal(60, "receivables", "--as-of", "2026-04-15", NO_COLOR="1").splitlines()
    assert max(map(len, lines)) <= 60
    assert "100.00" in lines[5]
    assert lines[2] == "position 4"
    assert lines[-2:] == [
        "5 columns hidden (31-60, 61-90, 91-120, OVER 120,",
        "UNAPPLIED); --wide or --format csv shows all",
    ]
    wide = on_a_terminal(60, "receivables", "--as-of", "2026-04-15", "--wide", NO_COLOR="1")
    assert "OVER 120  UNAPPLIED  ITEMS" in wide
    assert "hidden" not in wide


def test_a_report_is_printed_again_by_the_moment_at_its_top() -> None:
    printed = ran("receivables", "--as-of", "2026-04-15").stdout
    moment = printed.partition("known at ")[2].partition(",")[0]
    ran(
        "record",
        "payment.received",
        "ACME",
        "--number",
        "P",
        "--amount",
        "5",
        "--currency",
        "EUR",
        "--at",
        "2026-04-01",
    )
    assert ran("receivables", "--as-of", "2026-04-15", "--known-at", moment).stdout == printed
    assert ran("receivables", "--as-of", "2026-04-15").stdout != printed


def test_a_currency_in_which_nobody_ordered_has_no_total() -> None:
    ran(
        "record", "--data", "-", input=line("client.registered", "JP", code="JP", name="Yama", currency="JPY")
    )
    assert {total["currency"] for total in asked("loyalty")["totals"]} == {"EUR"}
    totals = [
        text
        for text in ran("loyalty", "--as-of", "2026-04-15").stdout.splitlines()
        if text.startswith("total")
    ]
    assert [text.split()[-1] for text in totals] == ["EUR"]


def test_promises_and_disputes_have_rows_of_their_own() -> None:
    facts = [
        line("payment.promised", number="PR", amount="60.00", by_date="2026-04-20", documents=["17"]),
        line("dispute.opened", number="DI", document="17", amount="30.00", reason="two boxes missing"),
    ]
    ran("record", "--data", "-", input="\n".join(facts))
    (row,) = asked("receivables")["rows"]
    assert (row["balance"], row["disputed"], row["promised"]) == ("100.00", "30.00", "60.00")
    promised = asked("receivables", "--promises")
    assert (promised["listing"], promised["rows"][0]["state"]) == ("promises", "pending")
    assert (promised["totals"][0]["pending"], promised["totals"][0]["broken_rate"]) == ("60.00", None)
    (contested,) = asked("receivables", "--disputes")["rows"]
    assert (contested["disputed"], contested["reason"]) == ("30.00", "two boxes missing")
    assert "two boxes missing" in ran("receivables", "--disputes", "--as-of", "2026-04-15").stdout
    table = ran("receivables", "--promises", "--as-of", "2026-04-15").stdout
    assert table.startswith("Promises as of 2026-04-15")
    assert "DISPUTED" in ran("receivables", "--as-of", "2026-04-15").stdout


@pytest.mark.parametrize("listing", ["--promises", "--disputes"])
def test_a_listing_stands_by_itself(listing: str) -> None:
    for words in (("--items",), ("--by", "manager"), ("--currency", "EUR")):
        assert run("receivables", listing, *words).exit_code == 2
    header = ran("receivables", listing, "--as-of", "2025-01-01", "--format", "csv").stdout
    assert header.startswith("client,")
    assert len(header.splitlines()) == 1
