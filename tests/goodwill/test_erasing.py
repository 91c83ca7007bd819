"""Erasing in either database, with stored views in their own place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import goodwill
from goodwill import Draft, Keyring, Ledger, make_event
from ledger.store.reading import Reader

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def draft(kind: str, client: str = "ACME", **fields: object) -> Draft:
    return Draft(make_event(kind, fields), NOW, "leyla", client)


@pytest.mark.parametrize("beside", [False, True])
def test_a_person_is_erased_in_either_database(ledger_url: str, tmp_path: Path, *, beside: bool) -> None:
    keys, views = tmp_path / "keys", str(tmp_path / "views.db") if beside else None
    with Ledger.create(ledger_url, clock=lambda: NOW, keys=keys) as ledger:
        keyring = Keyring(keys, ledger.recorder.database.ledger_id)
        ledger.record_many(
            [
                draft("client.registered", code="ACME", name="Acme", currency="EUR"),
                draft("contact.added", person="p-1", name="Ayşə Məmmədova", role="buyer", decides=True),
                draft("order.placed", number="1", note="for Ayşə", people=["p-1"], currency="EUR", lines=[
                    {"product": "X", "quantity": "1", "unit_price": "5"}]),
            ]
        )  # fmt: skip
        goodwill.project(ledger, views=views)
        before = goodwill.answer(ledger, "health").as_json()["rows"]
        found = goodwill.erase(ledger, keyring, "p-1", reason="asked", actor="leyla", views=views)
        assert found == ("ACME", [2, 3], [], [], [])
        names = [getattr(entry.event, "name", None) for entry in ledger.history("ACME")]
        assert names == ["Acme", "[erased]", None, None]
        assert goodwill.answer(ledger, "health").as_json()["rows"] == before
        assert goodwill.verify(ledger, keyring).faults == []
        assert goodwill.rotate_key(ledger, keyring) == 0
        stored = "".join(row.state for row in Reader(ledger.recorder.database, as_stored=True).rows())
        assert "Məmmədova" not in stored
