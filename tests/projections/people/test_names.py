"""Names of people are read from their entries when people are shown, and never stored in views."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import goodwill
from goodwill import Draft, Ledger, make_event
from ledger.store.streams import Missing
from projections.stored import LedgerHistorySource
from tests.helpers.stored import contents

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def draft(kind: str, day: int, **fields: object) -> Draft:
    return Draft(make_event(kind, fields), datetime(2026, 1, day, tzinfo=UTC), "leyla", "ACME")


def test_stored_people_have_the_names_of_the_day_and_no_table_has_a_name(tmp_path: Path) -> None:
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=lambda: NOW) as ledger:
        *_, wrong = ledger.record_many(
            [
                draft("client.registered", 1, code="ACME", name="Acme", currency="EUR"),
                draft("contact.added", 2, person="p-1", name="Ayşə Əliyeva", role="buyer"),
                draft("contact.changed", 10, person="p-1", name="Ayşə Məmmədova"),
                draft("contact.added", 3, person="p-2", name="Ioan Pop", role="director"),
            ]
        )
        assert wrong.entry is not None
        right = {"person": "p-2", "name": "Ion Pop", "role": "director"}
        ledger.record(
            draft(
                "entry.corrected", 12, entry=str(wrong.entry.position), reason="misspelt", replacement=right
            )
        )
        goodwill.project(ledger)
        for day, names in (
            (date(2026, 1, 5), ["Ayşə Əliyeva", "Ion Pop"]),
            (date(2026, 1, 15), ["Ayşə Məmmədova", "Ion Pop"]),
        ):
            found = goodwill.stored_answer(ledger, "people", as_of=day)
            assert found is not None
            assert sorted(row.person_name for row in found.rows) == names
            assert found.as_json() == goodwill.answer(ledger, "people", as_of=day).as_json()
        stored = repr(contents(ledger.database))
        assert "buyer" in stored
        assert not any(name in stored for name in ("Ayşə", "Ioan", "Ion"))


def test_names_are_read_where_they_were_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=lambda: NOW) as ledger:
        ledger.record_many(
            [
                draft("client.registered", 1, code="ACME", name="Acme", currency="EUR"),
                draft("contact.added", 2, person="p-1", name="Ayşə Əliyeva", role="buyer"),
                draft("contact.changed", 10, person="p-1", name="Ayşə Məmmədova"),
                draft("contact.changed", 11, person="p-1", role="director"),
            ]
        )
        goodwill.project(ledger)
        monkeypatch.delattr(LedgerHistorySource, "some")
        monkeypatch.delattr(LedgerHistorySource, "facts")
        found = goodwill.stored_answer(ledger, "people", as_of=date(2026, 1, 15))
        assert found is not None
        assert [(row.person_name, row.role) for row in found.rows] == [("Ayşə Məmmədova", "director")]
        with pytest.raises(Missing):
            LedgerHistorySource(ledger.database).events({2, 99})
