"""Terms are agreed whole, so recording names what new ones leave out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.commanding import REGISTERED, ran, run


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=path)
    agreed(path, "--payment-days", "30", "--discount-limit", "5", "--billing", "delivery", at="2026-01-01")
    return path


def agreed(ledger: Path, *words: str, at: str) -> str:
    return ran("record", "client.terms_agreed", "ACME", *words, "--at", at, ledger=ledger).stderr


def test_new_terms_that_leave_out_a_part_of_earlier_ones_say_so(ledger: Path) -> None:
    words = ("--payment-days", "30", "--billing", "delivery", "--credit-limit", "900")
    assert agreed(ledger, *words, at="2026-03-01") == (
        "goodwill: --discount-limit 5 of 2026-01-01 no longer holds from 2026-03-01 on; to keep it, agree the terms "
        "again with it\n"
    )


def test_new_terms_that_name_every_part_drop_none(ledger: Path) -> None:
    words = ("--payment-days", "14", "--discount-limit", "3", "--billing", "invoice")
    assert agreed(ledger, *words, at="2026-03-01") == ""


def test_a_refusal_of_a_part_shows_the_terms_in_force(ledger: Path) -> None:
    refused = run("record", "client.terms_agreed", "ACME", "--credit-limit", "900", ledger=ledger)
    assert refused.exit_code == 2
    assert (
        "--payment-days and --billing are missing; terms are agreed whole; in force: --payment-days 30 --billing delivery "
        "--discount-limit 5" in refused.stderr
    )
