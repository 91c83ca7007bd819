"""A person who is added a second time under another id is asked about."""

from __future__ import annotations

from pathlib import Path

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
