"""The health of a client from stored rows is that of the facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from projections import answer, stored
from tests.helpers.entries import Book
from tests.helpers.stored import DAY, NOW, append, somewhere


def test_another_rhythm_of_touches_counts_from_the_day_of_its_policy_on() -> None:
    book = Book().client("ACME", "2025-01-01")
    visits = ("2025-06-01", "2025-06-21", "2025-07-11", "2025-07-31", "2025-10-01", "2025-12-01")
    for day in visits:
        moment = f"{day}T10:00:00+00:00"
        book.add("visit.held", "ACME", day, channel="visit", started_at=moment, summary="s")
    book.add("training.held", "ACME", "2025-12-20", topic="t")
    changes = {"2026-01-10": "gaps = 3", "2026-01-20": "gaps = 3\ninformal = false", "2026-02-10": ""}
    for day, keys in changes.items():
        document = f"version = '{day}'\n[touches]\n{keys}"
        book.add("policy.adopted", None, day, version=day, document=document)
    asked = [date(2026, 1, 5), *(date.fromisoformat(day) for day in changes), date(2026, 3, 1)]
    with somewhere() as (url, recorder):
        append(recorder, book.entries)
        stored.rebuild(url, DAY)
        found = []
        for on in asked:
            known: Any = {"as_of": on, "known_at": NOW, "position": len(book.entries)}
            rows = stored.answer(recorder.database, "health", **known)
            assert rows is not None
            assert rows.rows == answer("health", book.entries, **known).rows
            found.append(rows.rows[0].components["engagement"])
    assert len(set(found)) > 2, "each policy has another rhythm"
