"""Receivables: the scenarios of accountants, then the laws that hold for every history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projections import DEFAULT, Answer, Filter, Policy, answer
from projections.policy import Receivables
from projections.receivables import labels
from tests.entries import Book

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


def balance(book: Book, days: int = 0, policy: Policy = DEFAULT) -> Decimal:
    return sum((row.balance for row in seen(book, days, policy).rows), Decimal(0))


def instalments(*parts: tuple[int, str]) -> list[dict[str, str]]:
    return [{"due": on(days), "amount": amount} for days, amount in parts]


def settles(document: str, amount: str, **more: int) -> list[dict[str, Any]]:
    return [{"document": document, "amount": amount, **more}]


def acme() -> Book:
    return Book().client("ACME")


def in_three() -> Book:
    parts = instalments((30, "30"), (60, "50"), (90, "20"))
    return acme().add("invoice.issued", "ACME", on(0), number="I", amount="100", instalments=parts)


def in_three_of_200() -> Book:
    parts = instalments((30, "60"), (60, "100"), (90, "40"))
    return acme().add("invoice.issued", "ACME", on(0), number="I", amount="200", instalments=parts)


LINKED_TO_I = [{}, {"settles": settles("I", "40")}]


@pytest.mark.parametrize("link", LINKED_TO_I, ids=["by policy", "as stated"])
def test_a_payment_goes_through_the_instalments_in_order_of_due_date(link: dict[str, Any]) -> None:
    book = in_three()
    assert opened(book) == [("I/1", "30"), ("I/2", "50"), ("I/3", "20")]
    book.add("payment.received", "ACME", on(0), number="P", amount="40", **link)
    assert opened(book) == [("I/2", "40"), ("I/3", "20")]


@pytest.mark.parametrize("link", LINKED_TO_I, ids=["by policy", "as stated"])
def test_a_credit_note_that_does_not_fit_what_is_open_stands_alone(link: dict[str, Any]) -> None:
    book = in_three().add("payment.received", "ACME", on(0), number="P", amount="40", **link)
    book.add("credit_note.issued", "ACME", on(0), number="C", amount="100", invoice="I")
    assert opened(book) == [("I/2", "40"), ("I/3", "20"), ("C", "-100")]
    assert balance(book) == -40


def test_a_credit_note_for_the_whole_invoice_leaves_nothing_open() -> None:
    book = in_three().add("credit_note.issued", "ACME", on(0), number="C", amount="100", invoice="I")
    assert opened(book) == []
    assert seen(book).rows == []


@pytest.mark.parametrize("link", LINKED_TO_I, ids=["by policy", "as stated"])
def test_a_credit_note_goes_through_what_a_payment_left_open(link: dict[str, Any]) -> None:
    book = in_three_of_200().add("payment.received", "ACME", on(0), number="P", amount="40", **link)
    assert opened(book) == [("I/1", "20"), ("I/2", "100"), ("I/3", "40")]
    book.add("credit_note.issued", "ACME", on(0), number="C", amount="100", invoice="I")
    assert opened(book) == [("I/2", "20"), ("I/3", "40")]
    assert balance(book) == 60


def test_a_credit_note_kept_on_its_own_stays_a_negative_line() -> None:
    book = acme().add("invoice.issued", "ACME", on(-1), number="I", amount="100")
    book.add("payment.received", "ACME", on(-1), number="P", amount="40", settles=settles("I", "40"))
    book.add("credit_note.issued", "ACME", on(0), number="C", amount="100")
    assert opened(book) == [("I", "60"), ("C", "-100")]


def test_a_payment_before_any_invoice_is_unapplied() -> None:
    (row,) = seen(acme().add("payment.received", "ACME", on(0), number="P", amount="1000")).rows
    assert (row.unapplied, row.balance, row.open_items) == (1000, -1000, 0)


@pytest.mark.parametrize(("paid", "left"), [("40", "60"), ("99.99", "0.01")])
def test_what_was_not_settled_stays_open_to_the_cent(paid: str, left: str) -> None:
    book = acme().add("invoice.issued", "ACME", on(0), number="I", amount="100")
    book.add("payment.received", "ACME", on(0), number="P", amount=paid)
    book.add("settlement.made", "ACME", on(0), source="P", target="I", amount=paid)
    assert opened(book, policy=EXPLICIT) == [("I", left)]


@pytest.mark.parametrize("paid", ["80", "100", "110"])
def test_nothing_of_a_later_payment_shows_not_even_its_surplus(paid: str) -> None:
    book = acme().add("credit_note.issued", "ACME", on(0), number="C", amount="10")
    book.add("invoice.issued", "ACME", on(0), number="I", amount="100")
    before = seen(book)
    book.add("payment.received", "ACME", on(1), number="P", amount=paid)
    assert seen(book).rows == before.rows
    assert opened(book) == [("I", "100"), ("C", "-10")]


def test_one_payment_may_settle_two_invoices() -> None:
    book = acme().add("invoice.issued", "ACME", on(0), number="1", amount="100")
    book.add("invoice.issued", "ACME", on(0), number="2", amount="100")
    both = [*settles("1", "50"), *settles("2", "50")]
    book.add("payment.received", "ACME", on(1), number="P", amount="100", settles=both)
    assert opened(book, 1) == [("1", "50"), ("2", "50")]


def test_an_advance_is_applied_on_the_invoices_day() -> None:
    book = acme().add(
        "payment.received", "ACME", on(-9), number="P", amount="50", currency="USD", advance=True
    )
    book.add(
        "invoice.issued",
        "ACME",
        on(0),
        number="I",
        amount="100",
        currency="USD",
        instalments=instalments((0, "50"), (30, "50")),
    )
    book.add("settlement.made", "ACME", on(9), source="P", target="I", amount="50", advance=True)
    assert opened(book, -1, EXPLICIT) == [("P", "-50")]
    assert opened(book, 0, EXPLICIT) == [("I/2", "50")]


def test_a_linked_return_follows_its_order_where_orders_make_the_debt() -> None:
    book = acme().add("client.terms_agreed", "ACME", "2000-01-01", payment_days=10, billing="order")
    line = {"product": "X", "quantity": "10", "unit_price": "10"}
    book.add("order.placed", "ACME", on(0), number="O", lines=[line])
    book.add("return.received", "ACME", on(1), number="R", order="O", lines=[line | {"quantity": "4"}])
    assert opened(book, 1) == [("O", "60.00")]
    assert seen(book, 1).items[0].due == T + timedelta(days=10)


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


def test_a_cancelled_invoice_and_its_cancellation_sum_to_zero() -> None:
    book = acme().add("invoice.issued", "ACME", on(0), number="I", amount="100")
    book.add("invoice.cancelled", "ACME", on(1), number="I")
    assert [balance(book, 0), balance(book, 1)] == [100, 0]
    assert len(book.entries) == 3


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, "not due"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (90, "61-90"),
        (91, "91-120"),
        (120, "91-120"),
        (121, "over 120"),
    ],
)
def test_buckets_begin_and_end_on_the_stated_day(days: int, bucket: str) -> None:
    book = acme().add("invoice.issued", "ACME", on(-10), number="I", amount="100", due=on(0))
    (item,) = seen(book, days).items
    assert (item.bucket, item.days_late, item.open) == (bucket, days, 100)


def test_by_document_date_credits_are_kept_apart() -> None:
    book = acme()
    for number, day, amount in [
        ("1", "2026-06-30", "300"),
        ("2", "2026-06-16", "100"),
        ("3", "2026-05-23", "150"),
        ("4", "2026-04-23", "200"),
        ("5", "2026-03-23", "250"),
        ("6", "2026-02-21", "500"),
    ]:
        book.add("invoice.issued", "ACME", day, number=number, amount=amount)
    book.add("credit_note.issued", "ACME", "2026-05-23", number="7", amount="600")
    book.add("credit_note.issued", "ACME", "2026-03-23", number="8", amount="700")
    (row,) = seen(book, policy=replace(DEFAULT, receivables=Receivables(bucket_basis="document"))).rows
    assert row.overdue == {"0-30": 400, "31-60": 150, "61-90": 200, "91-120": 250, "over 120": 500}
    assert (row.unapplied, row.balance, row.not_due) == (1300, 200, 0)


@pytest.mark.parametrize("policy", [DEFAULT, EXPLICIT], ids=["oldest first", "explicit"])
def test_an_invoice_is_open_until_the_day_it_is_paid(policy: Policy) -> None:
    book = acme().add("invoice.issued", "ACME", "2026-04-30", number="I", amount="115")
    book.add("payment.received", "ACME", "2026-06-30", number="P", amount="115", settles=settles("I", "115"))
    assert opened(book, -30, policy) == [("I", "115")]
    assert opened(book, -1, policy) == [("I", "115")]
    assert opened(book, 0, policy) == []


@pytest.mark.parametrize("policy", [DEFAULT, EXPLICIT], ids=["oldest first", "explicit"])
def test_a_settlement_counts_from_the_later_document_whenever_a_clerk_makes_it(policy: Policy) -> None:
    book = acme().add("invoice.issued", "ACME", "2025-12-30", number="I", amount="100", due="2025-12-30")
    book.add("payment.received", "ACME", "2026-01-01", number="P", amount="100")
    book.add("settlement.made", "ACME", "2026-01-25", source="P", target="I", amount="100")
    new_year = (date(2026, 1, 1) - T).days
    assert opened(book, new_year - 1, policy) == [("I", "100")]
    assert opened(book, new_year, policy) == []


def test_a_settlement_counts_from_the_day_it_states() -> None:
    book = acme().add("invoice.issued", "ACME", "2025-12-30", number="I", amount="100", due="2025-12-30")
    book.add("payment.received", "ACME", "2026-01-01", number="P", amount="100")
    book.add("settlement.made", "ACME", "2026-01-25", source="P", target="I", amount="100", on="2026-01-10")
    stated = (date(2026, 1, 10) - T).days
    assert opened(book, stated - 1, EXPLICIT) == [("I", "100"), ("P", "-100")]
    assert opened(book, stated, EXPLICIT) == []


def test_a_bounced_payment_opens_its_invoice_again() -> None:
    book = acme().add("invoice.issued", "ACME", on(-6), number="I", amount="100")
    book.add("payment.received", "ACME", on(-3), number="P", amount="50", settles=settles("I", "50"))
    book.add("payment.reversed", "ACME", on(0), number="P")
    assert opened(book, -1) == [("I", "50")]
    assert opened(book, 0) == [("I", "100")]


def test_a_refund_pays_back_what_is_unapplied_and_no_more() -> None:
    book = acme().add("invoice.issued", "ACME", on(-6), number="I", amount="100")
    book.add("payment.received", "ACME", on(-3), number="P", amount="130", settles=settles("I", "100"))
    book.add("payment.refunded", "ACME", on(0), number="P")
    assert opened(book, -1) == [("P", "-30")]
    assert opened(book, 0) == []


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
    assert opened(book, 0, EXPLICIT) == [("I", "100"), ("P", "-50"), ("C", "-10")]


def test_written_off_debt_is_gone_until_it_is_recovered() -> None:
    book = acme().add("invoice.issued", "ACME", on(-6), number="I", amount="100")
    book.add("debt.written_off", "ACME", on(-3), number="W", document="I", amount="100")
    book.add("debt.recovered", "ACME", on(0), number="V", document="I", amount="25")
    assert opened(book, -1) == []
    assert opened(book, 0) == [("I", "25")]


def test_explicit_settlements_win_and_the_rest_goes_to_the_oldest_due() -> None:
    book = acme()
    for number, due in [("late", 5), ("2", -5), ("1", -5)]:
        book.add("invoice.issued", "ACME", on(-9), number=number, amount="100", due=on(due))
    book.add("payment.received", "ACME", on(0), number="P", amount="150", settles=settles("late", "20"))
    assert opened(book) == [("2", "70"), ("late", "80")]
    assert opened(book, policy=EXPLICIT) == [("1", "100"), ("2", "100"), ("late", "80"), ("P", "-130")]


def test_a_charge_is_cleared_before_the_debt_it_comes_on_top_of() -> None:
    book = acme().add("invoice.issued", "ACME", on(-15), number="I", amount="100", due=on(-15))
    book.add("charge.added", "ACME", on(0), number="F", what="interest", amount="10.41", document="I")
    assert balance(book) == Decimal("110.41")
    book.add("payment.received", "ACME", on(0), number="P", amount="20")
    assert opened(book) == [("I", "90.41")]


def test_an_opening_balance_may_be_a_debt_or_a_credit() -> None:
    owing = acme().add("balance.opened", "ACME", on(-9), amount="70", due=on(3))
    assert opened(owing) == [("opening", "70")]
    ahead = acme().add("balance.opened", "ACME", on(-9), amount="-70")
    assert opened(ahead) == [("opening", "-70")]


def test_the_first_terms_hold_for_what_came_before_them() -> None:
    book = acme().add("invoice.issued", "ACME", on(-40), number="I", amount="100")
    book.add("client.terms_agreed", "ACME", on(5), payment_days=30, billing="invoice")
    (item,) = seen(book).items
    assert (item.due, item.days_late) == (T - timedelta(days=10), 10)


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
        "policy": "default-1",
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
