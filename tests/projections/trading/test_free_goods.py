"""Goods that cost nothing are worth nothing when they come back, and not less than nothing."""

from __future__ import annotations

import re

import pytest

from ledger import store
from projections import answer, stored
from tests.helpers.entries import Book
from tests.helpers.stored import DAY, NOW, answer_of_spans, append, opened


@pytest.mark.parametrize("view", ["sales", "plan", "returns"])
def test_free_goods_that_come_back_are_worth_nothing(ledger_url: str, view: str) -> None:
    book, free = Book().client("ACME"), [{"product": "X", "quantity": "3", "unit_price": "0.00"}]
    book.add("return.received", "ACME", "2026-03-02", number="R-1", lines=free)
    book.add("order.placed", "ACME", "2026-03-03", number="1", lines=free)
    book.add("order.cancelled", "ACME", "2026-03-04", number="1", by="client")
    told = answer(view, book.entries, as_of=DAY, known_at=NOW, position=len(book.entries))
    assert told.rows
    assert not re.search(r"(?<!\d)-0", repr(told.as_json()))
    store.create(ledger_url)
    with opened(ledger_url) as recorder:
        append(recorder, book.entries)
        stored.rebuild(ledger_url, DAY)
        found = answer_of_spans(recorder.database, view, as_of=DAY, known_at=NOW)
    assert found is not None
    assert found.as_json()["rows"] == told.as_json()["rows"]
