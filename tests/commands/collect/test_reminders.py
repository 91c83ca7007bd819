from __future__ import annotations

import csv
import json
from contextlib import chdir
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from commands.ui.clock import now
from ledger import Ledger
from projections import answer
from projections.collections.reminder_drafts import drafts
from projections.collections.reminders import listed
from tests.helpers.commanding import invoice, line, ran, registered, run

AS_OF = ("--as-of", "2026-04-15")
POLICY = """
version = "2026-1"
[reminders]
gap = 5
steps = [
    { after = "due", days = 10, fee = 10, interest = 10 },
    { after = "last", days = 10 },
]
"""


@pytest.fixture(autouse=True)
def ledger(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients owe an invoice each since the end of March; a third one paid on 14 April."""
    monkeypatch.chdir(tmp_path)
    copytree(made, tmp_path, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that each test has a copy of."""
    with chdir(folder := tmp_path_factory.mktemp("made")):
        fill()
    return folder


def fill() -> None:
    Path("policy.toml").write_text(POLICY, encoding="utf-8")
    lines = [
        *(registered(client, f"{client} Ltd") for client in ("ACME", "OTHER", "THIRD")),
        *(invoice("17", client) for client in ("ACME", "OTHER", "THIRD")),
        line("payment.received", "THIRD", "2026-04-14", number="P-1", amount="100.00", currency="EUR"),
    ]
    ran("record", "--data", "-", input="\n".join(lines))
    ran("policy", "adopt", "policy.toml", "--at", "2026-01-01")


def rows(*words: str) -> list[dict[str, Any]]:
    found = json.loads(ran("reminders", *words, "--format", "json").stdout)["rows"]
    assert isinstance(found, list)
    return found


def entries(kind: str) -> list[dict[str, Any]]:
    said = map(json.loads, ran("history", "--format", "jsonl").stdout.splitlines())
    return [entry for entry in said if entry["kind"] == kind]


def test_a_list_says_whom_to_remind_of_what_and_why() -> None:
    said = ran("reminders", *AS_OF).stdout.splitlines()
    assert said[2].split() == [
        "CLIENT",
        "NAME",
        "DOCUMENT",
        "PART",
        "DUE",
        "LATE",
        "OPEN",
        "ASKED",
        "CUR",
        "LEVEL",
        "STEP",
        "LAST",
        "INTEREST",
        "FEE",
    ]
    assert said[3].split() == [
        "ACME",
        "ACME",
        "Ltd",
        "17",
        "2026-03-31",
        "15",
        "100.00",
        "100.00",
        "EUR",
        "1",
        "due",
        "+",
        "10",
        "days",
        "0.41",
        "10.00",
    ]
    assert said[-1].split() == ["total", "200.00", "EUR", "0.82", "20.00"]
    assert entries("reminder.sent") == []


def test_nothing_due_is_said() -> None:
    assert "No reminder is due." in ran("reminders", "--as-of", "2026-04-01").stdout


def test_recording_twice_on_one_day_records_once() -> None:
    assert "recorded 2 reminders at positions 9 to 10" in ran("reminders", *AS_OF, "--record").stdout
    again = ran("reminders", *AS_OF, "--record").stdout
    assert "nothing was recorded" in again
    assert again.lower().count("no reminder is due") == 1
    first, second = entries("reminder.sent")
    assert (first["client"], second["client"]) == ("ACME", "OTHER")
    assert first["event"]["documents"] == ["17"]
    assert (first["event"]["level"], first["event"]["channel"]) == (1, "e-mail")
    assert entries("charge.added") == []
    assert [row["level"] for row in rows("--as-of", "2026-04-25")] == [2, 2]


def test_charges_are_added_only_where_they_are_asked_for() -> None:
    ran("reminders", "ACME", *AS_OF, "--record", "--charge", "--channel", "letter")
    charges = [(one["event"]["what"], one["event"]["amount"]) for one in entries("charge.added")]
    assert charges == [("interest", "0.41"), ("fee", "10.00")]
    (row,) = json.loads(ran("receivables", "ACME", *AS_OF, "--format", "json").stdout)["rows"]
    assert row["balance"] == "110.41"


def test_what_was_charged_is_in_the_next_reminder_of_its_document_and_makes_none_of_its_own() -> None:
    ran("reminders", "ACME", *AS_OF, "--record", "--charge")
    ran("reminders", "ACME", "--as-of", "2026-05-20", "--record")
    first, second = (one["event"] for one in entries("reminder.sent"))
    assert (first["level"], first["documents"]) == (1, ["17"])
    assert second["level"] == 2
    assert sorted(second["documents"]) == ["17", "2026-04-15-1-fee-2", "2026-04-15-1-interest-1"]
    assert not rows("ACME", "--as-of", "2026-05-20")


def test_money_that_comes_clears_the_fee_then_the_interest_then_the_invoice() -> None:
    ran("reminders", "ACME", *AS_OF, "--record", "--charge")
    ran(
        "record",
        "payment.received",
        "ACME",
        "--number",
        "P-2",
        "--amount",
        "10.20",
        "--currency",
        "EUR",
        "--at",
        "2026-04-15",
    )
    said = json.loads(ran("receivables", "ACME", *AS_OF, "--items", "--format", "json").stdout)["items"]
    assert [(item["document"], item["open"]) for item in said] == [
        ("2026-04-15-1-interest-1", "0.21"),
        ("17", "100.00"),
    ]


def test_a_run_dated_before_the_last_one_is_refused() -> None:
    ran("reminders", "--as-of", "2026-04-20", "--record")
    said = run("reminders", *AS_OF, "--record")
    assert said.exit_code == 1
    assert "ACME: '17' was last reminded on 2026-04-20" in said.stderr
    assert len(entries("reminder.sent")) == 2


def test_a_dry_run_records_nothing() -> None:
    said = ran("reminders", *AS_OF, "--record", "--charge", "--dry-run").stdout
    assert "would record 2 reminders and 4 charges" in said
    assert entries("reminder.sent") == []


@pytest.mark.parametrize(
    ("day", "warned"), [("2026-04-19", False), ("2026-04-20", True)], ids=["5 days", "6 days"]
)
def test_a_long_silence_of_the_bank_is_warned_of(day: str, *, warned: bool) -> None:
    said = ran("reminders", "ACME", "--as-of", day)
    assert ("no payment of any client is recorded for the last 6 days" in said.stderr) == warned


def test_a_payment_that_was_voided_breaks_no_silence() -> None:
    ran(
        "record",
        "entry.voided",
        "THIRD",
        "--entry",
        str(entries("payment.received")[0]["position"]),
        "--reason",
        "of another house",
    )
    assert "no payment of any client is recorded up to 2026-04-15" in ran("reminders", *AS_OF).stderr


def test_a_payment_counts_by_its_corrected_day() -> None:
    words = (
        "--entry",
        str(entries("payment.received")[0]["position"]),
        "--occurred-at",
        "2026-04-02",
        "--reason",
        "misread",
    )
    ran("record", "entry.corrected", "THIRD", *words)
    said = ran("reminders", *AS_OF).stderr
    assert "recorded for the last 13 days (the last is of 2026-04-02)" in said


def test_a_house_without_a_payment_is_warned() -> None:
    said = ran("reminders", "--as-of", "2026-04-13")
    assert "no payment of any client is recorded up to 2026-04-13" in said.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--charge",),
        ("--dry-run",),
        ("--channel", "post"),
        ("--record", "--known-at", "2026-04-01"),
        ("--record", "--as-of", "2999-01-01"),
    ],
)
def test_what_makes_no_sense_together_is_wrong_usage(words: tuple[str, ...]) -> None:
    assert run("reminders", *words).exit_code == 2


def test_programs_get_the_same_rows_in_every_form() -> None:
    found = rows(*AS_OF)
    assert [
        json.loads(row) for row in ran("reminders", *AS_OF, "--format", "jsonl").stdout.splitlines()
    ] == found
    flat = list(csv.DictReader(ran("reminders", *AS_OF, "--format", "csv").stdout.splitlines()))
    assert list(flat[0]) == list(found[0])
    nothing = ran("reminders", "--as-of", "2026-04-01", "--format", "csv").stdout
    assert nothing.split(",")[:2] == ["client", "name"]


def test_instalments_that_were_reminded_are_named() -> None:
    parts = [{"due": "2026-03-05", "amount": "40.00"}, {"due": "2026-05-31", "amount": "60.00"}]
    said: dict[str, Any] = {"number": "18", "amount": "100.00", "currency": "EUR", "instalments": parts}
    ran("record", "--data", "-", input=line("invoice.issued", **said))
    ran("reminders", "ACME", *AS_OF, "--record")
    (reminder,) = entries("reminder.sent")
    assert reminder["event"]["instalments"] == [{"document": "18", "instalment": 1}]
    assert "instalment 18/1" in ran("history", "ACME").stdout
    wrong = [
        "record",
        "reminder.sent",
        "ACME",
        "--number",
        "R",
        "--level",
        "1",
        "--channel",
        "x",
        "--document",
        "17",
    ]
    assert run(*wrong, "--instalments", "document=17,instalment=2").exit_code == 1
    assert run(*wrong, "--instalments", "document=18,instalment=1").exit_code == 1


def test_two_people_who_record_the_same_list_record_it_once() -> None:
    with Ledger("goodwill.db", clock=now) as ledger:
        day = date(2026, 4, 15)
        books = answer("receivables", ledger.history, as_of=day, known_at=None, position=ledger.position)
        due = listed(books)
        for new in (True, False):
            outcomes = ledger.record_many(drafts(due, "leyla", channel="letter", charge=True))
            assert [outcome.new for outcome in outcomes] == [new] * 6
    assert len(entries("reminder.sent")) == 2


def test_the_list_from_stored_views_is_that_from_the_facts() -> None:
    before = rows(), ran("collect", "--format", "csv").stdout
    ran("project")
    assert (rows(), ran("collect", "--format", "csv").stdout) == before
    assert before[0]
