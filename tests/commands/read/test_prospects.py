"""``goodwill prospects``: how we found each, what we did, and when it first ordered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import invoice, line, ran, registered

GOODS = [{"product": "X", "quantity": "1", "unit_price": "5"}]


def visited(client: str, on: str) -> str:
    return line("visit.held", client, on, channel="visit", started_at=f"{on}T10:00+00:00", summary="Talked.")


FACTS = (
    registered("NEW", "New Ltd", source="an exhibition"),
    visited("NEW", "2026-01-10"),
    line("inquiry.received", "NEW", "2026-01-20", what="A price"),
    line("prospect.qualified", "NEW", "2026-02-01", reason="asks for terms", signs=["need", "budget"]),
    registered("WON", "Won Ltd", source="a referral"),
    visited("WON", "2026-01-10"),
    line("order.placed", "WON", "2026-02-01", number="SO-1", currency="EUR", lines=GOODS),
    line("order.placed", "WON", "2026-02-05", number="SO-2", currency="EUR", lines=GOODS),
    visited("WON", "2026-02-10"),
    # no entry says how they were won: one orders, one is billed without an order
    registered("OLD", "Old Ltd"),
    line("order.placed", "OLD", "2026-02-01", number="SO-1", currency="EUR", lines=GOODS),
    registered("BILLED", "Billed Ltd"),
    invoice("17", "BILLED"),
)


def test_an_order_that_was_cancelled_at_once_is_no_first_order(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    facts = (
        registered("NEW", "New Ltd", source="a fair"),
        visited("NEW", "2026-01-10"),
        line("order.placed", "NEW", "2026-02-01", number="SO-1", currency="EUR", lines=GOODS),
        line("order.cancelled", "NEW", "2026-02-02", number="SO-1", by="us", reason="typing error"),
        visited("NEW", "2026-02-10"),
        line("order.placed", "NEW", "2026-02-20", number="SO-2", currency="EUR", lines=GOODS),
        visited("NEW", "2026-02-25"),
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    for stored in (False, True):
        if stored:
            ran("project", ledger=ledger)
        for day, touches, first in (
            ("2026-02-01", 1, "2026-02-01"),
            ("2026-02-02", 1, None),
            ("2026-02-10", 2, None),
            ("2026-03-01", 2, "2026-02-20"),
        ):
            found = json.loads(ran("prospects", "--as-of", day, "--format", "json", ledger=ledger).stdout)
            assert [(row["touches"], row["first_order"]) for row in found["rows"]] == [(touches, first)]


def test_prospects_come_before_those_that_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran("init")
    ran("record", "--data", "-", input="\n".join(FACTS))
    rows = json.loads(ran("prospects", "--as-of", "2026-03-10", "--format", "json").stdout)["rows"]
    assert [tuple(row.values()) for row in rows] == [
        ("NEW", "New Ltd", "an exhibition", "2026-01-01", "2026-02-01", ["need", "budget"], 2, None),
        ("WON", "Won Ltd", "a referral", "2026-01-01", None, [], 1, "2026-02-01"),
    ]
    words = ("explain", "prospects", "WON", "--as-of", "2026-03-10", "--format", "json")
    (one,) = json.loads(ran(*words).stdout)["contributions"]
    assert (one["figure"], one["kind"], one["total"]) == ("touches", "visit.held", "1")
    then = json.loads(ran("prospects", "--as-of", "2026-01-15", "--format", "json").stdout)["rows"]
    assert [(row["client"], row["touches"]) for row in then] == [
        ("BILLED", 0),
        ("NEW", 1),
        ("OLD", 0),
        ("WON", 1),
    ]
