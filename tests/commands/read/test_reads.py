"""Reading personal data and exporting are recorded if the policy wants it, and only then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import commands.ui.opening
from goodwill.read_log import personal_kinds
from ledger.store.errors import OperationalError
from tests.helpers.commanding import invoice, line, ran, registered, run


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client with a contact and an invoice."""
    monkeypatch.chdir(tmp_path)
    contact = line("contact.added", person="p1", name="Rəna", role="buyer", phone="+994")
    ran("record", "--data", "-", input=f"{registered()}\n{contact}\n{invoice('17')}")


def adopt(*, log_reads: bool) -> None:
    text = f'version = "reads {log_reads}"\n[audit]\nlog_reads = {str(log_reads).lower()}\n'
    Path("policy.toml").write_text(text, encoding="utf-8")
    ran("policy", "adopt", "policy.toml", "--at", "2026-01-01")


def noted() -> list[tuple[Any, Any, Any]]:
    """Who read what of whom, in order. Asking so is no reading of personal data."""
    lines = ran("history", "--kind", "data.read", "--format", "jsonl").stdout.splitlines()
    found = [json.loads(one) for one in lines]
    return [(one["actor"], one["event"]["command"], one["event"].get("client")) for one in found]


READS = (
    ("history ACME", "history", "ACME"),
    ("history --kind contact.*", "history", None),
    ("show 2", "show", "ACME"),
    ("brief ACME", "brief", "ACME"),
    ("people", "people", None),
    ("people ACME --map", "people", "ACME"),
    ("export beancount", "export beancount", None),
    ("export entries out", "export entries", None),
    ("export tables tables --table clients", "export tables", None),
    ("export ocel log.json", "export ocel", None),
    ("export xlsx clients.xlsx --table clients", "export xlsx", None),
    ("backup copy.db", "backup", None),
)


def test_reads_are_recorded_with_who_what_and_whose() -> None:
    adopt(log_reads=True)
    for words, _, _ in READS:
        ran(*words.split())
    assert noted() == [("leyla", command, client) for _, command, client in READS]


@pytest.mark.parametrize(
    "words", ["history --kind invoice.*", "show 3", "receivables", "audit corrections", "check"]
)
def test_what_is_not_personal_is_not_recorded(words: str) -> None:
    adopt(log_reads=True)
    ran(*words.split())
    assert noted() == []


def test_a_note_is_personal_in_an_entry_that_names_people() -> None:
    adopt(log_reads=True)
    told = line(
        "payment.received", number="P-1", amount="5.00", currency="EUR", note="Rəna is ill", people=["p1"]
    )
    ran("record", "--data", "-", input=told)
    assert "Rəna is ill" in ran("history", "--kind", "payment.*").stdout
    assert noted() == [("leyla", "history", None)]
    ran(
        "record",
        "entry.corrected",
        "--entry",
        "3",
        "--set",
        "note=as Rəna said",
        "--set",
        "people=p1",
        "--reason",
        "x",
    )
    assert "as Rəna said" in ran("audit", "corrections").stdout
    assert noted()[1:] == [("leyla", "audit corrections", None)]


def test_corrections_of_contacts_are_personal() -> None:
    adopt(log_reads=True)
    ran("record", "entry.corrected", "--entry", "2", "--set", "phone=+995", "--reason", "typed wrongly")
    assert "+994" in ran("audit", "corrections").stdout
    assert noted() == [("leyla", "audit corrections", None)]


def test_what_gifts_were_for_is_personal() -> None:
    adopt(log_reads=True)
    ran("audit", "gifts")
    assert noted() == []
    spent = line("expense.spent", amount="5.00", currency="EUR", purpose="birthday", person="p1")
    ran("record", "--data", "-", input=spent)
    assert "birthday" in ran("audit", "gifts").stdout
    assert noted() == [("leyla", "audit gifts", None)]


def test_without_such_a_policy_reading_writes_nothing() -> None:
    for _ in range(2):
        for words, _, _ in READS[:7]:
            ran(*words.split())
        assert noted() == []
        adopt(log_reads=False)


def test_what_cannot_be_recorded_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    adopt(log_reads=True)

    def refused(*_: object, **__: object) -> None:
        raise OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(commands.ui.opening, "recording", refused)
    result = run("history", "ACME")
    assert result.exit_code != 0
    assert "+994" not in result.output


def test_personal_kinds_are_those_about_people_and_corrections() -> None:
    assert {"contact.added", "contact.changed", "visit.held", "entry.corrected"} <= personal_kinds()
    assert not {"invoice.issued", "client.registered", "order.placed"} & personal_kinds()
