"""Receivables: what the small ledgers told as text (``test_scenarios``, ``test_rules``) do not show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from unittest.mock import Mock

import pytest

from ledger.subledger import POSTED
from projections import DEFAULT, Answer, Filter, Policy, answer, receivables
from projections.framework.fold_parts import reads
from projections.policy import Receivables
from projections.receivables.ageing import Item
from projections.receivables.buckets import labels
from tests.helpers.entries import Book

T = date(2026, 6, 30)
EXPLICIT = replace(DEFAULT, receivables=Receivables(allocation="explicit"))


def on(days: int) -> str:
    return (T + timedelta(days=days)).isoformat()


def seen(book: Book, days: int = 0, policy: Policy = DEFAULT, **where: Any) -> Answer:
    return answer(
        "receivables",
        book.entries,
        as_of=T + timedelta(days=days),
        known_at=None,
        position=len(book.entries),
        policy=policy,
        where=Filter(**where),
    )


def opened(book: Book, days: int = 0, policy: Policy = DEFAULT) -> list[tuple[str, str]]:
    """Document (and instalment) with what is open of it, as an accountant would list them."""
    items = seen(book, days, policy).items
    return [
        (item.document + (f"/{item.instalment}" if item.instalment else ""), str(item.open)) for item in items
    ]


def instalments(*parts: tuple[int, str]) -> list[dict[str, str]]:
    return [{"due": on(days), "amount": amount} for days, amount in parts]


def settles(document: str, amount: str, **more: int) -> list[dict[str, Any]]:
    return [{"document": document, "amount": amount, **more}]


def acme() -> Book:
    return Book().client("ACME")


def in_three() -> Book:
    parts = instalments((30, "30"), (60, "50"), (90, "20"))
    return acme().add("invoice.issued", "ACME", on(0), number="I", amount="100", instalments=parts)


def test_items_are_made_once_and_only_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Mock(wraps=Item)
    monkeypatch.setattr("projections.receivables.ageing.Item", made)
    said = seen(in_three())
    assert [(row.balance, row.open_items) for row in (*said.rows, *said.totals)] == [(100, 3)] * 2
    assert made.call_count == 0
    for _ in range(2):
        assert [item.instalment for item in said.items] == [1, 2, 3]
        assert made.call_count == 3


def test_deliveries_make_the_debt_where_the_terms_say_so() -> None:
    book = acme().add("client.terms_agreed", "ACME", "2000-01-01", payment_days=10, billing="delivery")
    line = {"product": "X", "quantity": "3", "unit_price": "3.335"}
    book.add("order.placed", "ACME", on(0), number="O", lines=[line])
    assert opened(book) == []
    book.add("order.delivered", "ACME", on(1), number="O", lines=[{"product": "X", "quantity": "1"}])
    book.add("order.delivered", "ACME", on(5), number="O")
    assert opened(book, 1) == [("O", "3.34")]
    assert opened(book, 5) == [("O", "3.34"), ("O", "6.67")]
    assert [item.due for item in seen(book, 5).items] == [T + timedelta(days=11), T + timedelta(days=15)]


def test_an_order_is_no_debt_where_invoices_are_and_an_invoice_does_not_bill_it_twice() -> None:
    line = {"product": "X", "quantity": "10", "unit_price": "10"}
    plain = acme().add("order.placed", "ACME", on(0), number="O", lines=[line])
    assert opened(plain) == []
    by_order = acme().add("client.terms_agreed", "ACME", "2000-01-01", payment_days=10, billing="order")
    by_order.add("order.placed", "ACME", on(0), number="O", lines=[line])
    by_order.add("invoice.issued", "ACME", on(1), number="I", lines=[line], orders=["O"])
    assert opened(by_order, 1) == [("O", "100.00")]
    by_order.add("payment.received", "ACME", on(1), number="P", amount="30", settles=settles("I", "30"))
    assert opened(by_order, 1, EXPLICIT) == [("O", "70.00")]
    by_order.add(
        "order.cancelled", "ACME", on(2), number="O", by="client", lines=[{"product": "X", "quantity": "5"}]
    )
    assert opened(by_order, 2, EXPLICIT) == [("O", "20.00")]


def test_what_a_partly_reversed_payment_settled_last_is_open_again_for_good() -> None:
    book = acme()
    for number in "123":
        book.add("invoice.issued", "ACME", on(-6), number=number, amount="60")
    both = [*settles("1", "60"), *settles("2", "40")]
    reopened = [*settles("2", "40"), *settles("1", "10")]
    book.add("payment.received", "ACME", on(-3), number="P", amount="100", settles=both)
    book.add("payment.reversed", "ACME", on(-2), number="P", amount="50", reopens=reopened)
    assert opened(book, 0, EXPLICIT) == [("1", "10"), ("2", "60"), ("3", "60")]
    book.add("settlement.reversed", "ACME", on(-1), source="P", target="1", amount="50")
    book.add("settlement.made", "ACME", on(0), source="P", target="3", amount="50")
    assert opened(book, 0, EXPLICIT) == [("1", "60"), ("2", "60"), ("3", "10")]


def test_an_instalment_that_is_named_goes_before_the_order_of_due_dates() -> None:
    book = in_three().add("payment.received", "ACME", on(0), number="1", amount="60")
    book.add("settlement.made", "ACME", on(0), source="1", target="I", amount="40")
    book.add("settlement.made", "ACME", on(0), source="1", target="I", amount="20", instalment=3)
    assert opened(book, policy=EXPLICIT) == [("I/2", "40")]


def test_a_reversed_settlement_frees_both_sides_under_explicit_allocation() -> None:
    book = acme().add("invoice.issued", "ACME", on(-6), number="I", amount="100")
    book.add("payment.received", "ACME", on(-3), number="P", amount="50", settles=settles("I", "50"))
    book.add("credit_note.issued", "ACME", on(-3), number="C", amount="10", invoice="I")
    book.add("settlement.reversed", "ACME", on(0), source="P", target="I", amount="50")
    book.add("settlement.reversed", "ACME", on(0), source="C", target="I", amount="10")
    assert opened(book, -1, EXPLICIT) == [("I", "40")]
    assert opened(book, 0, EXPLICIT) == [("I", "100"), ("C", "-10"), ("P", "-50")]


def test_the_first_terms_hold_for_what_came_before_them() -> None:
    book = acme().add("invoice.issued", "ACME", on(-40), number="I", amount="100")
    book.add("client.terms_agreed", "ACME", on(5), payment_days=30, billing="invoice")
    (item,) = seen(book).items
    assert (item.due, item.days_late) == (T - timedelta(days=10), 10)


def test_charges_on_top_of_each_other_in_a_circle_stand_by_their_own_due_dates() -> None:
    book = acme()
    for number, below, day in (("F", "G", -5), ("G", "H", -9), ("H", "G", -7), ("K", "K", -8)):
        fields = {"what": "fee", "amount": "10.00", "currency": "EUR", "due": on(day)}
        book.add("charge.added", "ACME", on(-20), number=number, document=below, **fields)
    assert [number for number, _ in opened(book)] == ["G", "K", "H", "F"]


def test_currencies_are_never_added() -> None:
    book = acme().add("invoice.issued", "ACME", on(0), number="1", amount="100", currency="USD")
    book.add("invoice.issued", "ACME", on(0), number="2", amount="5000", currency="JPY")
    book.add("payment.received", "ACME", on(0), number="P", amount="30", currency="USD")
    rows = seen(book).as_json()["rows"]
    assert [(row["currency"], row["balance"]) for row in rows] == [("JPY", "5000"), ("USD", "70.00")]
    assert [total.currency for total in seen(book).totals] == ["JPY", "USD"]


def test_the_json_has_the_shape_that_scripts_rely_on() -> None:
    book = acme().add("invoice.issued", "ACME", on(-20), number="I", amount="55.94", due=on(10))
    said = seen(book).as_json()
    row = {
        "currency": "EUR",
        "balance": "55.94",
        "not_due": "55.94",
        "overdue": dict.fromkeys(labels(DEFAULT), "0.00"),
        "unapplied": "0.00",
        "open_items": 1,
        "disputed": "0.00",
        "promised": "0.00",
    }
    assert said == {
        "view": "receivables",
        "as_of": "2026-06-30",
        "known_at": None,
        "policy": "default-2",
        "position": 2,
        "rows": [{"client": "ACME", "name": "ACME Ltd", **row}],
        "totals": [row],
    }
    assert seen(book).as_json(items=True)["items"][0]["entries"] == [2]
    assert seen(book).table()[0]["overdue over 120"] == 0


def test_a_client_asked_for_by_code_has_a_row_even_where_nothing_is_open() -> None:
    book = acme().client("BETA").add("invoice.issued", "BETA", on(0), number="I", amount="1")
    (row,) = seen(book, clients=("ACME",)).as_json()["rows"]
    assert (row["client"], row["balance"], row["open_items"]) == ("ACME", "0.00", 0)


def test_every_kind_that_the_account_reads_does_something_to_it_and_no_other() -> None:
    assert {*POSTED} == {*reads(receivables.evolve)}
