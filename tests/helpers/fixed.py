"""A small ledger that never changes: two clients were written by hand, four come from the demonstration.

It lies in ``tests/golden/ledger.jsonl`` and has every kind of event that a view reads, corrections, late
facts, a group of companies, several currencies and a policy that was adopted.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

from ledger import Draft, Ledger, make_event
from tests.helpers.places import GOLDEN

__all__ = ["DAYS", "FACTS", "KNOWN", "recorded"]

FACTS = GOLDEN / "ledger.jsonl"
KNOWN = datetime(2026, 7, 1, 12, tzinfo=UTC)
"""When all of it was recorded."""
DAYS = tuple(
    map(
        date.fromisoformat,
        ("2024-12-31", "2025-04-05", "2025-07-31", "2025-12-31", "2026-05-02", "2026-06-30"),
    )
)
"""Days on which the ledger says different things."""


def recorded(place: Path) -> Ledger:
    """The ledger, recorded in a new file."""
    ledger = Ledger.create(str(place), clock=lambda: KNOWN)
    facts = [json.loads(line) for line in FACTS.read_text(encoding="utf-8").splitlines()]
    ledger.record_many(
        Draft(
            make_event(fact["kind"], fact["event"]),
            datetime.fromisoformat(fact["occurred_at"]),
            "ana",
            fact.get("client"),
        )
        for fact in facts
    )
    return ledger
