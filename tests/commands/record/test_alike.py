"""Codes and numbers typed at the prompt with characters that nobody sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import invoice, ran, registered, run


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client whose code and invoice hold a byte order mark, as old ledgers have, and one without."""
    monkeypatch.chdir(tmp_path)
    lines = [registered("OLD\ufeff"), invoice("I\ufeff-1", "OLD\ufeff"), registered(), invoice("1")]
    ran("record", "--data", "-", input="\n".join(lines))


def numbers(client: str) -> list[str]:
    said = ran("history", client, "--kind", "invoice.*", "--format", "jsonl").stdout
    return [json.loads(text)["event"]["number"] for text in said.splitlines()]


@pytest.mark.parametrize("code", ["OLD", "OLD\ufeff", "\u200bOLD"])
def test_a_client_of_an_older_ledger_is_reached_by_its_code_as_it_looks(code: str) -> None:
    assert numbers(code) == ["I\ufeff-1"]
    day = ("--as-of", "2026-04-15", "--format", "json")
    assert [row["balance"] for row in json.loads(ran("receivables", code, *day).stdout)["rows"]] == ["100.00"]
    assert "I\ufeff-1" in ran("explain", "receivables", code, "--document", "I-1", *day).stdout


def test_what_is_recorded_for_a_code_or_number_that_looks_alike_goes_to_the_one_that_is_known() -> None:
    ran("record", "invoice.cancelled", "AC\u200bME", "--number", "\u20601", "--reason", "twice")
    entries = [json.loads(text) for text in ran("history", "ACME", "--format", "jsonl").stdout.splitlines()]
    assert [entry["event"].get("number") for entry in entries] == [None, "1", "1"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("client.registered", "AC\u200bME", "--name", "Acme"), "'AC(U+200B)ME' looks like 'ACME'"),
        (
            ("invoice.issued", "ACME", "--number", "1\u034f", "--amount", "1", "--due", "2026-05-01"),
            "'1(U+034F)' looks like '1'",
        ),
    ],
)
def test_a_new_twin_is_refused_and_both_spellings_are_made_visible(words: tuple[str, ...], said: str) -> None:
    done = run("record", *words)
    assert done.exit_code == 1
    assert said in done.stderr


def test_a_company_is_named_by_a_code_that_looks_like_its_own() -> None:
    ran("record", "client.registered", "SUB", "--name", "Sub", "--parent", "AC\u200bME")
    (entry,) = (json.loads(text) for text in ran("history", "SUB", "--format", "jsonl").stdout.splitlines())
    assert entry["event"]["parent"] == "ACME"


def test_a_history_about_a_number_has_what_looks_like_it() -> None:
    said = ran("history", "--about", "I-1", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(text)["position"] for text in said] == [2]


def test_a_code_that_differs_in_case_is_recorded_with_a_warning_that_names_the_other() -> None:
    for code, others in (("acme", "'ACME'"), ("Acme", "'ACME' and 'acme'")):
        said = ran("record", "client.registered", code, "--name", "Acme", "--currency", "EUR")
        assert f"'{code}' differs from {others} only in upper and lower case" in said.stderr
        assert f"void the registration of '{code}' with entry.voided" in said.stderr
    both = [registered("BETA"), registered("beta")]
    assert "'beta' differs from 'BETA'" in ran("record", "--data", "-", input="\n".join(both)).stderr
