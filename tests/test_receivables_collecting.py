"""Whom to call first: each factor moves the rank as it is documented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projections import DEFAULT, Filter, Policy, answer
from projections.policy import Collect
from projections.receivables.collecting import Row, calls, totals
from tests.entries import Book

T = date(2026, 6, 30)


def on(days: int) -> str:
    return (T + timedelta(days=days)).isoformat()


def called(book: Book, policy: Policy = DEFAULT, **where: Any) -> list[Row]:
    books = answer(
        "receivables",
        book.entries,
        as_of=T,
        known_at=None,
        position=10**6,
        policy=policy,
        where=Filter(**where),
    )
    return calls(books.parties, T, policy)


def owing(book: Book, client: str, amount: str, late: int = 10, **fields: Any) -> Book:
    book.client(client, **fields)
    return book.add("invoice.issued", client, on(-100), number="I", amount=amount, due=on(-late))


def promised(book: Book, client: str, by: int, amount: str = "100.00") -> Book:
    return book.add(
        "payment.promised",
        client,
        on(by - 5),
        number=f"W{by}",
        amount=amount,
        by_date=on(by),
        documents=["I"],
    )


def ranks(book: Book) -> list[str]:
    return [row.client for row in called(book)]


def test_who_owes_more_is_called_first() -> None:
    book = owing(owing(Book(), "A", "100.00"), "B", "200.00")
    first, second = called(book)
    assert (first.client, first.rank, first.amount) == ("B", 1, 40)
    assert (second.client, second.rank, second.amount) == ("A", 2, 20)


def test_who_is_later_is_called_first_of_those_who_owe_the_same() -> None:
    book = owing(owing(Book(), "A", "100.00", late=30), "B", "100.00", late=90)
    assert [(row.client, row.days_late, row.lateness) for row in called(book)] == [
        ("B", 90, 30),
        ("A", 30, 10),
    ]


def test_a_policy_that_weighs_lateness_more_puts_the_later_first() -> None:
    book = owing(owing(Book(), "A", "100.00", late=60), "B", "200.00", late=30)
    assert ranks(book) == ["B", "A"]
    rows = called(book, replace(DEFAULT, collect=Collect(amount=10, lateness=60, silence=0)))
    assert [(row.client, row.score, row.amount, row.lateness, row.silence) for row in rows] == [
        ("A", 45, 5, 40, 0),
        ("B", 30, 10, 20, 0),
    ]


def test_lateness_is_weighted_by_amount() -> None:
    book = owing(Book(), "A", "300.00", late=40)
    book.add("invoice.issued", "A", on(-100), number="J", amount="100.00", due=on(-80))
    assert [row.days_late for row in called(book)] == [50]


@pytest.mark.parametrize(
    ("by", "today", "word", "why"),
    [
        (0, 10, 0, "100.00 EUR promised for today"),
        (-1, 10, 10, "100.00 EUR promised for 2026-06-29 was not paid by then"),
        (-3, 10, 10, "100.00 EUR promised for 2026-06-27 was not paid by then"),
        (-4, 0, 10, "broke its word once, last for 2026-06-26; oldest 10 days late"),
    ],
)
def test_a_word_of_today_or_just_broken_calls(by: int, today: int, word: int, why: str) -> None:
    (row,) = called(promised(owing(Book(), "A", "100.00"), "A", by))
    assert (row.today, row.word) == (today, word)
    assert row.why.startswith(why)


def test_what_is_promised_for_a_day_to_come_or_contested_is_not_asked_for() -> None:
    book = owing(Book(), "A", "100.00")
    book.add("dispute.opened", "A", on(-1), number="D", document="I", amount="30.00", reason="wet")
    (row,) = called(promised(book, "A", 1, "50.00"))
    assert (str(row.overdue), str(row.disputed), str(row.promised), str(row.ask)) == (
        "100.00",
        "30.00",
        "50.00",
        "20.00",
    )


def test_who_cannot_be_asked_for_anything_stands_last_without_points() -> None:
    book = promised(owing(owing(Book(), "A", "900.00"), "B", "1.00"), "A", 2, "900.00")
    last = called(book)[-1]
    assert (last.client, last.score, last.why) == ("A", 0, "contested or promised; never contacted")
    book = owing(Book(), "A", "100.00").add("credit_note.issued", "A", on(-1), number="C", amount="100.00")
    assert [(row.score, row.why) for row in called(book)] == [(0, "covered by credit; never contacted")]


@pytest.mark.parametrize(("days", "points"), [(0, 0), (15, 5), (30, 10), (90, 10), (None, 10)])
def test_silence_counts_from_the_last_visit_or_reminder(days: int | None, points: int) -> None:
    book = owing(Book(), "A", "100.00")
    if days is not None:
        book.add("visit.held", "A", on(-days), channel="call", started_at=on(-days), summary="they will look")
        book.add("reminder.sent", "A", on(-91), number="R", level=1, channel="e-mail", documents=["I"])
    assert [row.silence for row in called(book)] == [points]


def test_each_currency_is_measured_by_itself() -> None:
    book = owing(Book(), "A", "100.00")
    book.client("B").add(
        "invoice.issued", "B", on(-100), number="I", amount="9000", currency="JPY", due=on(-10)
    )
    rows = called(book)
    assert {(row.currency, row.amount) for row in rows} == {("EUR", 40), ("JPY", 40)}
    assert [(total.currency, total.ask) for total in totals(rows)] == [
        ("EUR", Decimal(100)),
        ("JPY", Decimal(9000)),
    ]


def test_companies_of_a_group_are_one_call() -> None:
    book = owing(owing(Book(), "A", "100.00"), "B", "200.00", parent="A")
    assert [(row.client, str(row.ask)) for row in called(book, group=True)] == [("A", "300.00")]


def test_the_score_is_the_sum_of_its_points_and_never_more_than_a_hundred() -> None:
    book = promised(owing(Book(), "A", "100.00", late=400), "A", -1)
    (row,) = called(book)
    assert row.score == sum(getattr(row, name) for name in Collect._fields) == 100


def test_nobody_is_called_about_what_is_not_overdue() -> None:
    assert called(owing(Book(), "A", "100.00", late=0)) == []
