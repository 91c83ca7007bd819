"""Entries that somebody put before the first position are found, and nothing else is blamed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from goodwill import Draft, Ledger, check, make_event, verify
from ledger.errors import Unreadable
from ledger.seal.keyring import Keyring
from tests.helpers.tampering import each, unguarded

NOW = datetime(2030, 1, 1, tzinfo=UTC)
_STRAY = """
INSERT INTO entries SELECT ?, stream, ?, kind, shape, client, occurred_at, recorded_at, actor, NULL, NULL, NULL, source,
    replace(state, 'I-1', 'I-9') FROM entries WHERE position = 2
"""


@pytest.mark.faults
@pytest.mark.parametrize(
    ("places", "taken"),
    [([-(2**62), -1, 0], []), ([-(2**62)], [1, 2])],
    ids=["beside the others", "in their stead"],
)
def test_an_entry_put_before_the_first_one_is_found_and_no_other_is_blamed(
    ledger_url: str, tmp_path: Path, places: list[int], taken: list[int]
) -> None:
    with Ledger.create(ledger_url, clock=lambda: NOW) as ledger:
        client = {"code": "ACME", "name": "Acme", "currency": "EUR"}
        invoice = {"number": "I-1", "amount": "100", "currency": "EUR", "due": "2030-02-01"}
        events = make_event("client.registered", client), make_event("invoice.issued", invoice)
        ledger.record_many([Draft(event, NOW, "ana", "ACME") for event in events])
        database = ledger.database
        keyring = Keyring(tmp_path / "keys", database.ledger_id)
        assert verify(ledger, keyring).faults == check(ledger) == []
        with unguarded(database) as cursor:
            for version, position in enumerate(places, 3):
                database.execute(cursor, _STRAY, (position, version))
            for position in taken:
                database.execute(cursor, "DELETE FROM entries WHERE position = ?", (position,))
        strays = [(position, "unsealed") for position in places]
        lost = [(position, "missing") for position in taken]
        assert each(verify(ledger, keyring).faults) == strays + lost
        assert each(check(ledger)) == strays


def test_entries_and_hashes_put_as_far_away_as_numbers_go_are_found_soon(
    ledger_url: str, tmp_path: Path
) -> None:
    with Ledger.create(ledger_url, clock=lambda: NOW) as ledger:
        client = {"code": "ACME", "name": "Acme", "currency": "EUR"}
        ledger.record_many([Draft(make_event("client.registered", client), NOW, "ana", "ACME")])
        database = ledger.database
        keyring = Keyring(tmp_path / "keys", database.ledger_id)
        last = 2**63 - 1
        with unguarded(database) as cursor:
            database.execute(cursor, "UPDATE entries SET position = ?", (last,))
            database.execute(
                cursor, "INSERT INTO seal SELECT ?, level, hash FROM seal WHERE leaf = 1", (last - 9,)
            )
        found = [(fault.position, fault.code) for fault in verify(ledger, keyring).faults]
        assert {(0, "seal-damaged"), (1, "missing"), (last, "unsealed"), (last, "position-gap")} <= {*found}
        assert each(check(ledger)) == [(last, "position-gap")]
        with pytest.raises(
            Unreadable, match=f"the newest entry is at position {last}, which no program gives"
        ):
            ledger.record_many(
                [Draft(make_event("client.registered", client | {"code": "B"}), NOW, "ana", "B")]
            )
