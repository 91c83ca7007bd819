"""What was settled and undone again: the view holds what the rules hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from projections import answer
from tests.helpers.entries import Book

HALVES = [{"due": "2026-04-30", "amount": "60.00"}, {"due": "2026-03-31", "amount": "40.00"}]
GOODS = [{"product": "X", "quantity": "10", "unit_price": "10.00"}]
TWO = [{"product": "X", "quantity": "2", "unit_price": "10.00"}]


def owed(*said: tuple[str, str, dict[str, Any]], billing: str = "invoice") -> Decimal:
    """The balance of a client after these facts."""
    book = Book().client("ACME")
    book.add("client.terms_agreed", "ACME", "2000-01-01", payment_days=30, billing=billing)
    for kind, day, fields in said:
        book.add(kind, "ACME", day, **fields)
    rows = answer("receivables", book.entries, as_of=date(2026, 12, 31), known_at=None, position=99).rows
    return sum((row.balance for row in rows), Decimal(0))


def opened(*said: tuple[str, str, dict[str, Any]], billing: str = "invoice") -> dict[str, Decimal]:
    """What is open of each document after these facts."""
    book = Book().client("ACME")
    book.add("client.terms_agreed", "ACME", "2000-01-01", payment_days=30, billing=billing)
    for kind, day, fields in said:
        book.add(kind, "ACME", day, **fields)
    items = answer("receivables", book.entries, as_of=date(2026, 12, 31), known_at=None, position=99).items
    found: dict[str, Decimal] = {}
    for item in items:
        found[item.document] = found.get(item.document, Decimal(0)) + item.open
    return found


def test_what_is_recovered_is_open_again_though_part_of_the_write_off_was_reversed_before() -> None:
    assert opened(
        ("invoice.issued", "2026-03-01", {"number": "I-1", "amount": "100.00"}),
        ("debt.written_off", "2026-04-01", {"number": "W-1", "document": "I-1", "amount": "80.00"}),
        ("settlement.reversed", "2026-04-02", {"source": "W-1", "target": "I-1", "amount": "20.00"}),
        ("debt.recovered", "2026-04-03", {"number": "W-1", "document": "I-1", "amount": "30.00"}),
    )["I-1"] == Decimal("70.00")


def test_a_reversal_may_name_an_instalment_that_its_settlement_did_not() -> None:
    settles = [{"document": "I-1", "amount": "70.00"}]
    assert opened(
        ("invoice.issued", "2026-03-01", {"number": "I-1", "amount": "100.00", "instalments": HALVES}),
        ("payment.received", "2026-04-01", {"number": "P-1", "amount": "70.00", "settles": settles}),
        ("payment.received", "2026-04-01", {"number": "P-2", "amount": "30.00", "settles": []}),
        (
            "settlement.reversed",
            "2026-04-02",
            {"source": "P-1", "target": "I-1", "amount": "10.00", "instalment": 1},
        ),
        ("payment.refunded", "2026-04-03", {"number": "P-1"}),
    ) == {"I-1": Decimal("10.00")}


def test_an_order_cancelled_in_part_gives_back_what_was_settled_beyond_the_rest() -> None:
    settles = [{"document": "SO-1", "amount": "100.00"}]
    assert opened(
        ("order.placed", "2026-03-01", {"number": "SO-1", "lines": GOODS}),
        ("payment.received", "2026-03-02", {"number": "P-1", "amount": "100.00", "settles": settles}),
        (
            "order.cancelled",
            "2026-03-03",
            {"number": "SO-1", "by": "us", "lines": [{"product": "X", "quantity": "4"}]},
        ),
        ("payment.reversed", "2026-03-04", {"number": "P-1", "amount": "50.00"}),
        billing="order",
    ) == {"SO-1": Decimal("10.00")}


@pytest.mark.parametrize("billing", ["order", "delivery"])
def test_goods_that_came_back_are_not_cancelled_as_well(billing: str) -> None:
    assert (
        owed(
            ("order.placed", "2026-03-01", {"number": "SO-1", "lines": GOODS}),
            ("return.received", "2026-03-05", {"number": "R-1", "order": "SO-1", "lines": TWO}),
            ("order.cancelled", "2026-03-06", {"number": "SO-1", "by": "us"}),
            billing=billing,
        )
        == 0
    )
