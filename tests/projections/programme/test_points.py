"""The points of a day, as the rows of loyalty show them."""

from __future__ import annotations

import gc
from datetime import date

import pytest

from ledger.garbage_collector import collect, uncollected
from ledger.subledger.points.lots import Lot
from tests.helpers.programmes import acme, granted, loyalty


def test_lots_are_freed_without_the_collector_of_cycles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.garbage_collector._Process.own", True)
    book = granted(acme(), "2026-01-01", "100", "A")
    for number, points in (("R", "20"), ("S", "90")):
        book.add("points.redeemed", "ACME", "2026-03-01", number=number, points=points)
    collect()
    with uncollected():
        answer = loyalty(book, "", date(2026, 4, 1))
        assert answer.rows[0].points == -10
        assert not any(isinstance(one, Lot) for one in gc.get_objects())
