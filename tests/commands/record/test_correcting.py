from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import INVOICE, REGISTERED, ran, run

CORRECT = ("record", "entry.corrected", "--reason", "typo")


@pytest.fixture(autouse=True)
def paid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger with an invoice and a payment that names it."""
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)
    ran(*INVOICE)
    ran(
        "record", "payment.received", "ACME", "--number", "B-7", "--amount", "90", "--currency", "EUR",
        "--settle", "document=17,amount=90", "--method", "bank", "--at", "2026-03-20",
    )  # fmt: skip


def replaced() -> dict[str, object]:
    """The replacement of the newest correction."""
    last = json.loads(ran("history", "--format", "jsonl").stdout.splitlines()[-1])
    found: dict[str, object] = last["event"]["replacement"]
    return found


def test_a_changed_field_keeps_the_others_and_their_links() -> None:
    said = ran(*CORRECT, "--entry", "3", "--set", "amount=95").stdout
    assert said == (
        "recorded entry.corrected for ACME: entry 3, payment.received B-7: "
        "amount 95.00 EUR instead of 90.00 EUR, typo (position 4)\n"
    )
    assert replaced() == {
        "number": "B-7", "amount": "95", "currency": "EUR", "method": "bank",
        "settles": [{"document": "17", "amount": "90"}],
    }  # fmt: skip


def test_several_fields_change_together_and_one_is_emptied() -> None:
    ran(
        *CORRECT, "--entry", "3", "--set", "amount=80", "--set", "settles=document=17,amount=80", "--set", "method=",
    )  # fmt: skip
    assert replaced() == {
        "number": "B-7", "amount": "80", "currency": "EUR", "settles": [{"document": "17", "amount": "80"}],
    }  # fmt: skip


def test_a_second_change_is_made_to_what_the_first_one_left() -> None:
    ran(*CORRECT, "--entry", "3", "--set", "amount=95")
    ran(*CORRECT, "--entry", "3", "--set", "method=cash")
    assert (replaced()["amount"], replaced()["method"]) == ("95", "cash")


def test_a_whole_replacement_says_what_it_leaves_out() -> None:
    said = ran(*CORRECT, "--entry", "3", "--replacement", "number=B-7,amount=95,currency=EUR").stdout
    assert "method left out instead of bank" in said
    assert "settles left out instead of 17 (90.00)" in said


def test_a_date_alone_is_moved() -> None:
    said = ran(*CORRECT, "--entry", "2", "--occurred-at", "2026-03-05").stdout
    assert "entry 2, invoice.issued 17: on 2026-03-05 instead of 2026-03-01, typo" in said
    assert replaced() == {"number": "17", "amount": "100.00", "currency": "EUR", "due": "2026-03-31"}


def test_the_date_of_a_correction_is_not_taken_for_that_of_the_entry() -> None:
    done = run(*CORRECT, "--entry", "2", "--set", "amount=110", "--at", "2026-03-05")
    assert done.exit_code == 2
    assert "--occurred-at moves the date of the entry" in done.stderr


def test_a_void_has_no_date_of_its_own() -> None:
    done = run("record", "entry.voided", "--entry", "2", "--reason", "twice", "--at", "2026-03-05")
    assert done.exit_code == 2
    assert "no figure uses the date of a void itself, so --at is not for it; leave it out" in done.stderr
    assert "--at" not in ran("record", "entry.voided", "--help").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--entry", "2"], "give what is right: --set FIELD=VALUE for a field, --occurred-at for the date"),
        (
            ["--entry", "2", "--set", "amuont=1"],
            "invoice.issued has no field 'amuont'; did you mean 'amount'?",
        ),
        (["--entry", "2", "--set", "amount"], "--set amount: write FIELD=VALUE"),
        (
            ["--entry", "2", "--set", "due=1", "--set", "due=2"],
            "--set due is given twice; give it once",
        ),
        (["--entry", "2", "--set", "amount=x"], "amount: 'x' is not a number"),
        (["--entry", "2", "--set", "amount=1", "--replacement", "number=17"], "not both"),
        (["--entry", "99", "--set", "amount=1"], "no entry '99' for any client"),
    ],
)
def test_a_change_that_cannot_be_is_refused(words: list[str], said: str) -> None:
    done = run(*CORRECT, *words)
    assert done.exit_code != 0
    assert said in done.stderr


def test_a_dry_run_says_what_would_change() -> None:
    said = ran(*CORRECT, "--entry", "3", "--set", "amount=95", "--dry-run").stdout
    assert said.startswith(
        "would record entry.corrected for ACME: entry 3, payment.received B-7: amount 95.00 EUR"
    )


def voided(position: int, *more: str) -> str:
    return ran("record", "entry.voided", "--entry", str(position), "--reason", "no", *more).stdout


def test_a_void_of_a_correction_says_what_stays_in_force() -> None:
    ran(*CORRECT, "--entry", "3", "--set", "amount=95")
    ran(*CORRECT, "--entry", "3", "--set", "method=cash")
    both = "entry 3 stays as entry 5 corrected it: amount 95.00 EUR instead of 90.00 EUR, method cash instead of bank"
    assert voided(4, "--dry-run").endswith(f"; {both}\n")
    assert voided(4).endswith(f" (position 6); {both}\n")
    assert voided(5).endswith("; entry 3 is in force as it was recorded\n")


def test_a_void_of_the_newer_correction_leads_back_to_the_older() -> None:
    ran(*CORRECT, "--entry", "3", "--occurred-at", "2026-03-21")
    ran(*CORRECT, "--entry", "3", "--set", "amount=95")
    assert voided(5).endswith(
        "; entry 3 stays as entry 4 corrected it: on 2026-03-21 instead of 2026-03-20\n"
    )


def test_a_void_of_a_void_says_that_the_entry_is_back() -> None:
    voided(3)
    assert voided(4).endswith("; entry 3 is in force as it was recorded\n")
    assert ";" not in voided(3)


def test_a_number_that_is_recorded_already_leads_to_its_entry() -> None:
    invoice = (
        "record",
        "invoice.issued",
        "ACME",
        "17",
        "--amount",
        "90",
        "--currency",
        "EUR",
        "--due",
        "2026-09-01",
    )
    told = "it is entry 2: `goodwill record entry.corrected --entry 2 --set FIELD=VALUE --reason WHY`"
    assert told in run(*invoice).stderr
    ran("record", "payment.received", "ACME", "17", "5", "--currency", "EUR")
    assert told in run(*invoice).stderr, "a payment may have the number of an invoice"
    assert (
        "it is entry 4: " in run("record", "payment.received", "ACME", "17", "6", "--currency", "EUR").stderr
    )
    ran("record", "entry.corrected", "--entry", "2", "--set", "due=2026-09-01", "--reason", "typo")
    assert run(*invoice).exit_code == 1
