"""What may be recorded a second time under another id, code or number is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.commanding import REGISTERED, ran
from tests.helpers.imports import INVOICES


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
    said = "goodwill: a client is called 'Acme Ltd' already, 'ACME'; if 'BETA' is the same client, void this entry"
    done = ran("record", "client.registered", "BETA", name, "--dry-run", ledger=ledger)
    assert done.stderr.startswith(said) is asked
    assert (done.stderr == "") is not asked


def test_an_import_warns_about_new_clients_with_the_names_of_others(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    for code, name in (("RO-1", "Țiglă & Fiii SRL"), ("RO-2", "Brânză SRL")):
        ran("record", "client.registered", code, name, "--currency", "RON", ledger=ledger)
    rows = "Țiglă & Fiii SRL,1,2026-03-01,9\nBrânză SRL,2,2026-03-01,9\nAltul SRL,3,2026-03-01,9\n"
    (tmp_path / "rows.csv").write_text(f"Client,Number,Date,Amount\n{rows}ALTUL S.R.L.,4,2026-03-01,9\n")
    (tmp_path / "map.toml").write_text(INVOICES)
    command = ("import", str(tmp_path / "rows.csv"), "--map", str(tmp_path / "map.toml"))

    for end, became in ((("--dry-run",), "would be"), ((), "is")):
        done = ran(*command, *end, ledger=ledger)
        assert done.stderr == (
            "rows.csv:2-3,5: 3 rows, such as: client.registered: a client is called 'Țiglă & Fiii SRL' already, "
            f"'RO-1'; the entry {became} recorded all the same; if 'Țiglă & Fiii SRL' is the same client, void this entry "
            "with entry.voided, and use 'RO-1'\n"
        )
        assert "3 events with a warning: namesake" in done.stdout
    assert ran(*command, ledger=ledger).stderr == ""


def test_a_deputy_whose_name_is_much_like_that_of_a_colleague_is_asked_about(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*REGISTERED, "--manager", "Leyla Əliyeva", ledger=ledger)
    days = ("--from", "2026-03-01", "--until", "2026-03-09")
    cover = (
        "record",
        "manager.covered",
        *days,
        "--reason",
        "leave",
        "--manager",
        "Leyla Əliyeva",
        "--deputy",
    )
    assert ran(*cover, "Ștefan Pop", ledger=ledger).stderr == ""
    assert ran(*cover, "Ştefan Pop", ledger=ledger).stderr == ""
    assert ran(*cover, "Stefan Popp", ledger=ledger).stderr == (
        "goodwill: no other entry names 'Stefan Popp'; did you mean 'Ștefan Pop'? Then correct this entry with entry.corrected\n"
    )
    moved = ran(
        "record", "client.reassigned", "ACME", "--manager", "Leyla Aliyeva", "--reason", "r", ledger=ledger
    )
    assert "did you mean 'Leyla Əliyeva'?" in moved.stderr


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
