"""For whom a deputy acts, where a client has several managers on one day."""

from __future__ import annotations

from datetime import date

from ledger.importing.week.standing_in import manager_covered
from tests.helpers.decider import fact


def test_of_two_reassignments_of_one_day_the_later_hour_counts_whichever_was_recorded_last() -> None:
    """Bob has the client from ten o'clock; that Eve had it from nine was recorded after that."""
    away = {"deputy": "Dora", "from_": "2026-03-01", "until": "2026-03-31", "reason": "leave"}
    house = [
        fact("manager.covered", manager=name, **away).entry(place)
        for place, name in enumerate(("Bob", "Eve"), 1)
    ]
    own = [
        fact("client.registered", "2026-03-09", code="ACME", name="Acme", manager="Ana").entry(1),
        fact("client.reassigned", "2026-03-05T10:00Z", manager="Bob").entry(2),
        fact("client.reassigned", "2026-03-05T09:00Z", manager="Eve").entry(3),
    ]
    assert manager_covered("dora", house, own, [date(2026, 3, 5)]) == "Bob"
    assert manager_covered("dora", house, own, [date(2026, 3, 4)]) is None  # nobody stands in for Ana
