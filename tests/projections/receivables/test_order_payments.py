"""What was paid of an order is worked out once for all readers, and again only where a fact touched it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger.subledger import Account
from ledger.subledger.open_items import refreshed
from projections.framework.fold import fold_days
from projections.policy import DEFAULT
from projections.receivables import evolve
from projections.receivables.order_payments import OrderPayments, order_payments
from tests.helpers.entries import Book

LINE = {"product": "X", "quantity": "1", "unit_price": "100"}


class First:
    """A reader."""


class Second:
    """Another reader."""


def billed() -> Book:
    """Two orders, each billed by an invoice of its own on the first day; the second is paid on the second."""
    book = Book().client("ACME")
    for number in "12":
        book.add("order.placed", "ACME", "2026-01-01", number=f"O{number}", lines=[LINE])
        bill = {"number": f"I{number}", "amount": "100", "orders": [f"O{number}"]}
        book.add("invoice.issued", "ACME", "2026-01-01", **bill)
    settles = [{"document": "I2", "amount": "40"}]
    return book.add("payment.received", "ACME", "2026-01-02", number="P", amount="40", settles=settles)


def payments_of(account: Account) -> OrderPayments:
    found = order_payments(account, DEFAULT)
    assert found is not None
    return found


def test_each_reader_learns_which_orders_may_be_paid_otherwise() -> None:
    days = fold_days((evolve,), billed().entries, [date(2026, 1, 1), date(2026, 1, 2)])
    (account,) = next(days)[1].states
    payments = payments_of(account)
    assert payments.take_moved(First) is None
    assert payments.take_moved(Second) is None
    first, second = payments.of("O1"), payments.of("O2")
    assert second.part(Decimal(100), date.max) == 0
    (account,) = next(days)[1].states
    assert payments_of(account) is payments
    assert "O2" in (payments.take_moved(First) or ())
    assert payments.take_moved(First) == set()
    assert "O2" in (payments.take_moved(Second) or ())
    assert payments.of("O1") is first
    assert payments.of("O2").part(Decimal(100), date.max) == Decimal(40)


def test_a_source_that_states_more_than_it_has_leaves_nothing_to_share() -> None:
    book = billed()
    settles = [{"document": "I1", "amount": "100"}]
    book.add("payment.received", "ACME", "2026-01-03", number="Q", amount="50", settles=settles)
    ((_, folded, _),) = fold_days((evolve,), book.entries, [date(2026, 1, 3)])
    (account,) = folded.states
    assert order_payments(account, DEFAULT) is None
    assert OrderPayments not in refreshed(account).read
