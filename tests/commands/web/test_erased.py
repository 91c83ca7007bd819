"""A server of pages shows nothing of a person whom another program erased while it ran."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import goodwill
from goodwill import Draft, Keyring, Ledger, make_event
from tests.helpers.browsing import Site

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NAME = "Zuzana"
PAGES = ("/agenda", "/people", "/client?client=ACME", "/")


def draft(kind: str, **fields: object) -> Draft:
    return Draft(make_event(kind, fields), NOW, "leyla", "ACME")


@pytest.mark.parametrize("stored", [False, True])
def test_what_was_shown_is_not_shown_again(ledger_url: str, tmp_path: Path, *, stored: bool) -> None:
    keys = tmp_path / "keys"
    promise = {"number": "C-1", "by": "us", "what": f"flowers for {NAME}", "due": "2026-03-01"}
    with Ledger.create(ledger_url, clock=lambda: NOW, keys=keys) as ledger:
        ledger.record_many(
            [
                draft("client.registered", code="ACME", name="Acme", currency="EUR"),
                draft("contact.added", person="p-1", name=NAME, role="buyer"),
                draft("commitment.made", **promise, people=["p-1"]),
            ]
        )
        if stored:
            goodwill.project(ledger)
        site = Site(ledger)
        shown = [page for page in PAGES if NAME in site.get(page)]
        assert {"/agenda", "/people", "/client?client=ACME"} <= {*shown}
        with Ledger(ledger_url, clock=lambda: NOW, keys=keys) as other:
            keyring = Keyring(keys, other.database.ledger_id)
            goodwill.erase(other, keyring, "p-1", reason="asked", actor="ana")
        assert [page for page in shown if NAME in site.get(page)] == []
