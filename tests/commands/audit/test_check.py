from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers.commanding import invoice, line, ran, registered, run

GOODS = [{"product": "AB", "quantity": "3", "unit_price": "1.20"}]
ORDER = line("order.placed", number="SO-1", currency="EUR", lines=GOODS)
DELIVERED = line("order.delivered", occurred_at="2026-03-05", number="SO-1")
HELD = line("order.held", occurred_at="2026-03-03", number="SO-1", reason="late payer")
WRONG = f"{DELIVERED}\n{HELD}"


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients, an invoice and an order."""
    monkeypatch.chdir(tmp_path)
    lines = [registered(), registered("BETA", "Beta"), invoice("17"), ORDER]
    ran("record", "--data", "-", input="\n".join(lines))


@pytest.fixture
def tampered() -> Callable[[str], None]:
    """Somebody with access to the file who takes the locks off, and puts them back."""

    def change(statement: str) -> None:
        with closing(sqlite3.connect("goodwill.db")) as database:
            locks = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in locks:
                database.execute(f"DROP TRIGGER {name}")
            database.execute(statement)
            for _, lock in locks:
                database.execute(lock)
            database.commit()

    return change


@pytest.mark.parametrize("words", [(), ("ACME",), ("--as-of", "2026-03-01")])
def test_a_ledger_that_is_well_is_checked_in_silence(words: tuple[str, ...]) -> None:
    assert ran("check", *words).output == ""


def test_a_fault_is_one_line_and_exit_code_three() -> None:
    ran("record", "--data", "-", input=WRONG)
    result = run("check")
    assert (result.exit_code, result.stderr) == (3, "")
    assert result.stdout == (
        "5, ACME: order.delivered 'SO-1' of 2026-03-05 cannot have happened so: order 'SO-1' is held (recorded after "
        "it, dated before it: 6); correct or void it, or what contradicts it\n"
    )
    assert run("check", "BETA").exit_code == 0
    assert run("check", "--as-of", "2026-03-04").exit_code == 0


def test_a_corrected_fault_is_none() -> None:
    ran("record", "--data", "-", input=WRONG)
    ran("record", "entry.voided", "ACME", "--entry", "6", "--reason", "of another order")
    assert ran("check").output == ""


def test_programs_get_every_fault_in_their_form() -> None:
    ran("record", "--data", "-", input=WRONG)
    (fault,) = json.loads(run("check", "--format", "json").stdout)
    assert (fault["position"], fault["client"], fault["code"]) == (5, "ACME", "contradicted")
    assert json.loads(run("check", "--format", "jsonl").stdout) == fault
    (flat,) = csv.DictReader(run("check", "--format", "csv").stdout.splitlines())
    assert flat == fault | {"position": "5", "last": "", "times": "1"}


def test_programs_are_told_in_their_form_that_all_is_well() -> None:
    assert json.loads(ran("check", "--format", "json").stdout) == []
    assert ran("check", "--format", "csv").stdout == "position,client,code,what,advice,last,times\n"


def test_an_entry_that_is_gone_is_noticed(tampered: Callable[[str], None]) -> None:
    tampered("DELETE FROM entries WHERE position IN (2, 3)")
    result = run("check")
    assert result.exit_code == 3
    assert [text.partition(";")[0] for text in result.stdout.splitlines()] == [
        "4, ACME: position 4 follows 1",
        "4, ACME: version 3 of its stream follows 1",
    ]
    assert run("check", "ACME").stdout.startswith("4, ACME: version 3 of its stream follows 1;")


def test_an_entry_that_cannot_be_read_does_not_hide_the_others(tampered: Callable[[str], None]) -> None:
    ran("record", "--data", "-", input=WRONG)
    tampered("UPDATE entries SET kind = 'client.sang' WHERE position = 2")
    result = run("check")
    assert result.exit_code == 3
    first, second = result.stdout.splitlines()
    assert first.startswith("2, BETA: an entry has the kind 'client.sang', which this version")
    assert second.startswith("5, ACME: order.delivered 'SO-1' of 2026-03-05 cannot")


def test_an_unknown_client_is_said_with_what_is_near() -> None:
    result = run("check", "ACMA")
    assert (result.exit_code, result.stderr) == (
        1, "goodwill: no client has the code 'ACMA'; did you mean 'ACME'?\n",
    )  # fmt: skip


@pytest.mark.parametrize("words", [(), ("ACME",), ("--sample", "2"), ("--sample", "9", "--seed", "4")])
def test_stored_views_that_were_tampered_with_are_found_and_made_again(
    words: tuple[str, ...], tampered: Callable[[str], None]
) -> None:
    ran("replay")
    assert ran("check", *words).output == ""
    tampered("UPDATE views_1_receivables_items SET open = '9.00' WHERE client = 'ACME'")
    result = run("check", *words)
    assert (result.exit_code, result.stderr) == (3, "")
    assert "ACME: the stored view receivables_items of " in result.stdout
    assert (
        "says open 9.00, where the entries give 100.00; the stored views or the entries were changed"
        in result.stdout
    )
    ran("replay")
    assert ran("check", *words).output == ""


def test_a_sample_looks_at_the_same_clients_for_the_same_seed(tampered: Callable[[str], None]) -> None:
    ran("replay")
    tampered("UPDATE views_1_clients SET name = 'x' WHERE client = 'BETA'")
    codes = [
        [run("check", "--sample", "1", "--seed", str(seed)).exit_code for seed in range(8)] for _ in "12"
    ]
    assert codes[0] == codes[1]
    assert set(codes[0]) == {0, 3}


def test_stored_views_of_another_version_are_said_and_not_compared(tampered: Callable[[str], None]) -> None:
    ran("replay")
    tampered("UPDATE views_generations SET versions = 'tables 0'")
    result = ran("check")
    assert result.stdout == ""
    assert "another version of Goodwill built the stored views; `goodwill replay`" in result.stderr


def test_a_damaged_entry_of_a_kind_that_no_view_reads_is_found(tampered: Callable[[str], None]) -> None:
    ran("record", "--data", "-", input=line("client.lost", occurred_at="2026-03-04", reason="moved"))
    ran("replay")
    tampered("UPDATE entries SET state = '{' WHERE position = 5")
    ran("project")
    result = run("check")
    assert result.exit_code == 3
    (only,) = result.stdout.splitlines()
    assert only.startswith("5, ACME: ")
    assert "`" not in only.partition(";")[0]


def test_making_views_again_says_of_whom_the_same_entries_give_something_else(
    tampered: Callable[[str], None],
) -> None:
    ran("replay")
    tampered("UPDATE entries SET state = replace(state, '100.00', '10.00') WHERE position = 3")
    said = ran("replay").stderr
    assert "goodwill: the entries of client ACME give another result than at the last rebuild" in said
    assert "compare the ledger with a backup" in said
    assert ran("replay").stderr == "rebuilt the stored views from 4 entries\n"


def test_how_far_the_stored_views_are_behind_is_a_note_and_no_fault() -> None:
    ran("replay")
    ran("record", "--data", "-", input=invoice("18"))
    result = ran("check")
    assert result.stdout == ""
    assert (
        result.stderr
        == "goodwill: the stored views are 1 entry behind; `goodwill project` brings them up to date\n"
    )


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM views_generations", "UPDATE views_generations SET current = 0",
     "UPDATE views_generations SET as_of = 'x'"],
)  # fmt: skip
def test_a_changed_row_of_the_stored_views_is_found_and_answers_come_from_the_entries(
    tampered: Callable[[str], None], change: str
) -> None:
    figures = ran("receivables", "--as-of", "2026-05-01", "--format", "csv").stdout
    ran("replay")
    tampered(change)
    assert (
        "views_generations" in run("check").stdout
        or "is missing, or not as it was made" in run("check").stdout
    )
    if "generation = 7" not in change:
        assert ran("receivables", "--as-of", "2026-05-01", "--format", "csv").stdout == figures
    ran("replay")
    assert ran("check").output == ""


def test_keys_of_the_policy_that_count_no_more_are_named_beside_the_faults() -> None:
    document = "version = 'old'\n[health.weights]\nvoice = 1\n"
    adopted = line("policy.adopted", None, "2026-03-01", version="old", document=document)
    ran("record", "--data", "-", input=adopted)
    said = "goodwill: policy 'old' states health.weights, which count no more for any day; adopt one without them\n"
    assert ran("check").stderr == said
    assert ran("health").stderr == said
    ran("project")
    assert ran("health").stderr == said
    assert ran("receivables").stderr == ""
