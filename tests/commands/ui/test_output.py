from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.helpers.commanding import ran, registered

FORMULAS = ["=cmd|'/c calc'!A1", "+1", "-2", "@SUM(A1)"]
HIDDEN = [
    "\u200b=2",
    "\ufeff\u202e+2",
    "\x9b-3",
    "\uff1dA1",
    "\uff0b3",
    "\uff0d4",
    "\uff20A1",
    "\u2060\uff1d2",
]
TEXTS = ["Ən =1", "'quoted", "\u200bA=1"]
CODES = FORMULAS + HIDDEN + TEXTS


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients whose codes a spreadsheet might run."""
    monkeypatch.chdir(tmp_path)
    ran("record", "--data", "-", input="\n".join(registered(code, code) for code in CODES))


def names(*words: str) -> set[str]:
    """The names of the clients in a CSV of their health."""
    done = ran("health", "--as-of", "2026-04-15", "--format", "csv", *words)
    return {row["name"] for row in csv.DictReader(done.stdout.splitlines())}


def test_text_that_begins_like_a_formula_follows_an_apostrophe_in_csv() -> None:
    assert names() == {*(f"'{code}" for code in FORMULAS + HIDDEN), *TEXTS}


def test_raw_csv_has_every_text_as_it_was_recorded() -> None:
    assert names("--raw") == set(CODES)


def test_a_number_below_zero_stays_a_number_in_csv() -> None:
    words = (
        "payment.received",
        "+1",
        "--number",
        "P",
        "--amount",
        "5",
        "--currency",
        "EUR",
        "--at",
        "2026-03-01",
    )
    ran("record", *words)
    done = ran("receivables", "+1", "--as-of", "2026-04-15", "--format", "csv")
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert (row["client"], row["balance"]) == ("'+1", "-5.00")
