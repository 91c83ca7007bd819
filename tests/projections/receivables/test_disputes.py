"""Disputes: what is contested stands beside the balance, and is never taken out of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from projections import Answer, answer
from projections.receivables import disputes
from projections.receivables.disputes import DisputeRow
from tests.helpers.entries import Book


def acme() -> Book:
    parts = [{"due": "2026-03-10", "amount": "60"}, {"due": "2026-04-10", "amount": "40"}]
    book = Book().client("ACME")
    return book.add("invoice.issued", "ACME", "2026-03-01", number="1", amount="100", instalments=parts)


def dispute(book: Book, number: str = "D", amount: str = "70", document: str = "1") -> Book:
    fields = {"number": number, "document": document, "amount": amount, "reason": "two boxes missing"}
    return book.add("dispute.opened", "ACME", "2026-03-05", **fields)


def resolve(book: Book, number: str = "D") -> Book:
    return book.add("dispute.resolved", "ACME", "2026-03-15", number=number, outcome="credited")


def seen(book: Book, day: str = "2026-03-20") -> Answer:
    as_of = date.fromisoformat(day)
    return answer("receivables", book.entries, as_of=as_of, known_at=None, position=len(book.entries))


def listed(book: Book, day: str = "2026-03-20") -> list[DisputeRow]:
    said = seen(book, day)
    return disputes.listed(said).rows


def test_what_is_contested_lies_over_the_instalments_due_first() -> None:
    said = seen(dispute(acme()))
    assert [item.disputed for item in said.items] == [60, 10]
    assert (said.rows[0].balance, said.rows[0].disputed) == (100, 70)


def test_no_more_is_contested_than_is_still_open() -> None:
    book = dispute(acme())
    settles = [{"document": "1", "amount": "80"}]
    book.add("payment.received", "ACME", "2026-03-09", number="P", amount="80", settles=settles)
    (row,) = seen(book).rows
    assert (row.balance, row.disputed) == (Decimal(20), Decimal(20))
    (listing,) = listed(book)
    assert (listing.amount, listing.disputed) == (Decimal(70), Decimal(20))


def test_a_resolved_dispute_contests_nothing_and_stays_in_the_list() -> None:
    book = resolve(dispute(acme()))
    assert seen(book).rows[0].disputed == 0
    (row,) = listed(book)
    assert (row.opened, row.resolved, row.days) == (date(2026, 3, 5), date(2026, 3, 15), 10)
    assert (row.reason, row.outcome, row.disputed) == ("two boxes missing", "credited", Decimal(0))


def test_as_of_the_days_between_it_is_open() -> None:
    book = resolve(dispute(acme()))
    assert seen(book, "2026-03-14").rows[0].disputed == 70
    (row,) = listed(book, "2026-03-14")
    assert (row.resolved, row.outcome, row.days) == (None, None, 9)
    assert listed(book, "2026-03-04") == []


def test_two_disputes_of_a_document_never_contest_the_same_money() -> None:
    book = dispute(dispute(acme()), "E", "50")
    assert [row.disputed for row in listed(book)] == [70, 30]
    assert disputes.listed(seen(book)).totals[0].disputed == seen(book).rows[0].disputed == 100


def test_open_disputes_are_listed_first() -> None:
    book = dispute(resolve(dispute(acme())), "E", "10")
    assert [row.number for row in listed(book)] == ["E", "D"]
    (total,) = disputes.listed(seen(book)).totals
    assert (total.disputed, total.disputes) == (Decimal(10), 1)


def test_a_dispute_of_an_unknown_document_is_listed_and_contests_nothing() -> None:
    (row,) = listed(dispute(acme(), document="9"))
    assert (row.amount, row.disputed, row.currency) == (Decimal(70), Decimal(0), "EUR")


def test_the_balance_is_the_same_with_and_without_a_dispute() -> None:
    assert seen(acme()).rows[0].balance == seen(dispute(acme())).rows[0].balance


def test_what_was_contested_is_written_to_the_cent() -> None:
    (row,) = listed(dispute(acme(), amount="7"))
    assert (str(row.amount), str(row.disputed)) == ("7.00", "7.00")


def test_an_act_contests_only_invoices_in_the_currency_of_its_order() -> None:
    line = {"product": "X", "quantity": "1", "unit_price": "8.858"}
    book = Book().client("ACME")
    book.add("order.placed", "ACME", "2026-03-01", number="O", currency="KWD", lines=[line])
    book.add("invoice.issued", "ACME", "2026-03-02", number="1", amount="33.33", currency="EUR", orders=["O"])
    pieces = [{"product": "X", "quantity": "1"}]
    book.add(
        "discrepancy.recorded", "ACME", "2026-03-03", number="A", order="O", what="shortage", lines=pieces
    )
    assert [(row.currency, row.disputed) for row in seen(book).rows] == [("EUR", 0)]
    (row,) = listed(book)
    assert (row.currency, row.amount, row.disputed) == ("KWD", Decimal("8.858"), Decimal(0))
