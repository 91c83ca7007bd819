"""What may be recorded a second time under another id, code or number is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.commanding import REGISTERED, ran


def test_a_new_person_with_the_name_of_another_is_warned_about(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=ledger)
    added = ("record", "contact.added", "ACME", "--role", "buyer", "--name")
    assert ran(*added, "Ana Pop", ledger=ledger).stderr == ""
    assert ran(*added, "Ion Pop", ledger=ledger).stderr == ""
    assert ran(*added, "ANA POP", ledger=ledger).stderr == (
        "goodwill: ACME has a person called Ana Pop already, P-1; if P-3 is the same person, void this entry with entry.voided, "
        "and record what is new with contact.changed\n"
    )


@pytest.mark.parametrize(
    ("name", "asked"), [("Acme Ltd.", True), ("ACMÉ LTD", True), ("Acme Two Ltd", False)]
)
def test_a_new_client_with_the_name_of_another_is_warned_about(
    tmp_path: Path, name: str, *, asked: bool
) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=ledger)
    said = "goodwill: a client is called Acme Ltd already, ACME; if BETA is the same client, void this entry"
    done = ran("record", "client.registered", "BETA", name, "--dry-run", ledger=ledger)
    assert done.stderr.startswith(said) is asked
    assert (done.stderr == "") is not asked


def test_the_same_payment_under_the_next_number_is_warned_about(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=ledger)

    def paid(amount: str, number: str = "-", day: str = "2026-03-01") -> str:
        return ran("record", "payment.received", "ACME", number, amount, "-d", day, ledger=ledger).stderr

    assert paid("10") == ""
    assert paid("10") == (
        "goodwill: payment.received 'PAY-2' of 2026-03-01 says the same as 'PAY-1', entry 2; if they are one, void this "
        "entry with entry.voided\n"
    )
    assert paid("11") == paid("10", day="2026-03-02") == paid("10", number="B-7") == ""
