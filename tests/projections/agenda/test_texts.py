"""What is to be done by entries that name people is read from these entries, and never stored."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import goodwill
from goodwill import Draft, Ledger, make_event
from projections.stored import LedgerHistorySource
from tests.helpers.stored import contents

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = date(2026, 1, 15)


def draft(kind: str, day: int, **fields: object) -> Draft:
    return Draft(make_event(kind, fields), datetime(2026, 1, day, tzinfo=UTC), "leyla", "ACME")


def texts(ledger: Ledger) -> list[str]:
    found = goodwill.stored_answer(ledger, "agenda", as_of=DAY)
    assert found is not None
    assert found.as_json() == goodwill.answer(ledger, "agenda", as_of=DAY).as_json()
    return [row.what for row in found.rows]


def test_a_text_is_read_where_it_was_recorded_unless_it_was_corrected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    promised = {"number": "1", "by": "us", "what": "call Ioan", "due": DAY, "people": ("p-1",)}
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=lambda: NOW) as ledger:
        *_, made = ledger.record_many(
            [
                draft("client.registered", 1, code="ACME", name="Acme", currency="EUR"),
                draft("contact.added", 2, person="p-1", name="Ion Pop", role="buyer"),
                draft("commitment.made", 10, **promised),
            ]
        )
        assert made.entry is not None
        goodwill.project(ledger)
        assert "Ioan" not in repr(contents(ledger.database))
        with monkeypatch.context() as patched:
            patched.delattr(LedgerHistorySource, "some")
            found = goodwill.stored_answer(ledger, "agenda", as_of=DAY)
            assert found is not None
            assert [row.what for row in found.rows] == ["call Ioan"]
        right = promised | {"what": "call Ion"}
        at = str(made.entry.position)
        ledger.record(draft("entry.corrected", 12, entry=at, reason="misspelt", replacement=right))
        goodwill.project(ledger)
        assert texts(ledger) == ["call Ion"]
