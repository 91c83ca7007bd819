"""The health of a client from stored rows is that of the facts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from projections import answer, stored
from projections.stored import reading
from projections.stored.written import value_on
from tests.helpers.entries import Book
from tests.helpers.stored import DAY, NOW, answer_of_spans, append, somewhere


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
            rows = answer_of_spans(recorder.database, "health", **known)
            assert rows is not None
            assert rows.rows == answer("health", book.entries, **known).rows
            found.append(rows.rows[0].components["engagement"])
    assert len(set(found)) > 2, "each policy has another rhythm"


POLICY = """
version = "wide"
[health]
watch_from = 30
healthy_from = 55
rise = 25
[[health.index.segments]]
segment = "served"
commerce = false
"""
"""Bands that hang on the days before, and a segment whose scores are other ones."""


def test_the_band_of_a_written_month_end_stands_for_all_days_before(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book().add("policy.adopted", None, "2020-01-01", version="wide", document=POLICY)
    for number in range(24):
        code = f"C{number:02}"
        book.client(code, "2025-01-01", segment="served" if number % 4 == 3 else None)
        for order in range(7):
            day = date(2025, 1, 1) + timedelta(days=5 * number + (17 + number % 7 * 6) * order)
            line = {"product": "X", "quantity": 1 + number * order % 5, "unit_price": 20 + 30 * number}
            book.add("order.placed", code, f"{day}", number=f"{code}-{order}", lines=[line])
            ended = day + timedelta(days=11)
            book.add("objection.raised", code, f"{day}", number=f"{code}-{order}", topic="price", severity=4)
            book.add("objection.resolved", code, f"{ended}", number=f"{code}-{order}", outcome="accepted")
        moved = date(2025, 10, 3) + timedelta(days=number)
        segment = "served" if number % 3 == 0 else "usual"
        book.add("client.details_changed", code, f"{moved}", segment=segment)
    told = []

    def counted(*asked: Any) -> Any:
        told.append(found := value_on(*asked))
        return found

    monkeypatch.setattr(reading, "value_on", counted)
    with somewhere() as (url, recorder):
        append(recorder, book.entries)
        stored.rebuild(url, DAY)
        for ago in range(7, 240, 9):
            known: Any = {"as_of": DAY - timedelta(days=ago), "known_at": NOW, "position": len(book.entries)}
            rows = answer_of_spans(recorder.database, "health", **known)
            assert rows is not None
            assert rows.rows == answer("health", book.entries, **known).rows
    assert len([one for one in told if one]) > 50
