"""Whom to call first: each factor moves the rank as it is documented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projections import DEFAULT, Answer, Filter, Policy, answer
from projections.collections.collecting import CallRow, listed
from projections.history import Horizon
from projections.one_currency import OneCurrency
from projections.policy import Collect
from projections.rates import DatedRates
from projections.receivables import promises
from tests.helpers.entries import Book

T = date(2026, 6, 30)


def on(days: int) -> str:
    return (T + timedelta(days=days)).isoformat()


def seen(book: Book, policy: Policy = DEFAULT, **where: Any) -> Answer:
    return answer(
        "receivables",
        book.entries,
        as_of=T,
        known_at=None,
        position=10**6,
        policy=policy,
        where=Filter(**where),
    )


def called(book: Book, policy: Policy = DEFAULT, **where: Any) -> list[CallRow]:
    return listed(seen(book, policy, **where)).rows


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
    assert [(row.days_late, row.mean_days_late) for row in called(book)] == [(80, 50)]


def test_the_days_late_are_of_the_oldest_debt_and_it_is_said_where_that_cannot_be_asked_for() -> None:
    book = owing(Book(), "A", "300.00", late=40)
    book.add("invoice.issued", "A", on(-100), number="J", amount="100.00", due=on(-80))
    book.add("dispute.opened", "A", on(-1), number="D", document="J", amount="100.00", reason="wet")
    (row,) = called(book)
    assert (row.days_late, row.mean_days_late) == (80, 40)
    assert row.why.startswith("oldest that can be asked for 40 days late")


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


@pytest.mark.parametrize(
    ("by", "state", "reason", "why"),
    [
        (0, "pending", "promise_due", "100.00 EUR promised for today"),
        (-1, "broken", "promise_broken", "100.00 EUR promised for 2026-06-29 was not paid by then"),
    ],
)
def test_a_promise_is_broken_from_the_day_after_its_own_on_wherever_it_is_shown(
    by: int, state: str, reason: str, why: str
) -> None:
    book = promised(owing(Book(), "A", "100.00"), "A", by)
    (row,) = promises.listed(seen(book)).rows
    todo = answer("agenda", book.entries, as_of=T, known_at=None, position=10**6).rows
    assert row.state == state
    assert reason in {thing.reason for thing in todo}
    assert called(book)[0].why.startswith(why)


def test_what_is_promised_for_a_day_to_come_or_contested_is_not_asked_for() -> None:
    book = owing(Book(), "A", "100.00")
    book.add("dispute.opened", "A", on(-1), number="D", document="I", amount="30.00", reason="wet")
    (row,) = called(promised(book, "A", 1, "50.00"))
    assert (str(row.overdue), str(row.disputed), str(row.promised), str(row.asked)) == (
        "100.00",
        "30.00",
        "50.00",
        "20.00",
    )


def test_who_cannot_be_asked_for_anything_stands_last_without_points() -> None:
    book = promised(owing(owing(Book(), "A", "900.00"), "B", "1.00"), "A", 2, "900.00")
    last = called(book)[-1]
    assert (last.client, last.score, last.why) == ("A", 0, "contested or promised")
    book = owing(Book(), "A", "100.00").add("credit_note.issued", "A", on(-1), number="C", amount="100.00")
    assert [(row.score, row.why) for row in called(book)] == [(0, "covered by credit; no contact recorded")]


@pytest.mark.parametrize(("days", "points"), [(0, 0), (15, 5), (30, 10), (90, 10), (None, 10)])
def test_silence_counts_from_the_last_visit_or_reminder(days: int | None, points: int) -> None:
    book = owing(Book(), "A", "100.00")
    if days is not None:
        book.add("visit.held", "A", on(-days), channel="call", started_at=on(-days), summary="they will look")
        book.add("reminder.sent", "A", on(-91), number="R", level=1, channel="e-mail", documents=["I"])
    assert [row.silence for row in called(book)] == [points]


def abroad() -> Book:
    """B owes 1 JPY since long ago, A owes 24 trillion EUR and 500 USD, C 100 EUR."""
    book = owing(owing(Book(), "A", "24000000000000.00"), "C", "100.00").client("B")
    book.add("invoice.issued", "B", on(-200), number="I", amount="1", currency="JPY", due=on(-100))
    return book.add("invoice.issued", "A", on(-99), number="U", amount="500", currency="USD", due=on(-30))


HOUSE = Book()
HOUSE.add("rate.set", None, on(0), base="EUR", quote="JPY", rate="160")
HOUSE.add("rate.set", None, on(0), base="USD", quote="EUR", rate="0.5")


def test_each_currency_is_ranked_by_itself_that_of_the_most_clients_first() -> None:
    rows = called(abroad())
    assert [(row.currency, row.rank, row.client, row.amount) for row in rows] == [
        ("EUR", 1, "A", 40),
        ("EUR", 2, "C", 0),
        ("JPY", 1, "B", 40),
        ("USD", 1, "A", 40),
    ]
    assert [(total.currency, total.asked) for total in listed(seen(abroad())).totals] == [
        ("EUR", Decimal(24000000000100)),
        ("JPY", Decimal(1)),
        ("USD", Decimal(500)),
    ]


def in_euros(book: Book) -> Answer:
    return listed(seen(book), OneCurrency("EUR", DatedRates(HOUSE.entries, Horizon(T, None, 99))))


def test_in_one_currency_all_are_ranked_together_and_a_client_has_one_row() -> None:
    rows = in_euros(abroad()).rows
    assert [(row.rank, row.client, str(row.asked), row.amount) for row in rows] == [
        (1, "A", "24000000000250.00", 40),
        (2, "B", "0.01", 0),
        (3, "C", "100.00", 0),
    ]
    assert {row.currency for row in rows} == {"EUR"}


def test_in_one_currency_a_credit_covers_its_own_and_a_word_keeps_its_own() -> None:
    book = promised(owing(Book(), "A", "100.00"), "A", -1)
    book.add("invoice.issued", "A", on(-99), number="U", amount="500", currency="USD", due=on(-30))
    book.add("credit_note.issued", "A", on(-1), number="C", amount="900.00", currency="USD")
    book.add(
        "payment.promised",
        "A",
        on(-9),
        number="V",
        amount="500",
        by_date=on(-2),
        documents=["U"],
        currency="USD",
    )
    (row,) = in_euros(book).rows
    assert (str(row.overdue), str(row.asked), row.word) == ("350.00", "100.00", 10)
    assert "500.00 USD promised for 2026-06-28 was not paid by then" in row.why


def test_what_has_no_rate_is_ranked_by_itself_and_the_rate_is_named() -> None:
    book = owing(Book(), "A", "100.00")
    book.add("invoice.issued", "A", on(-99), number="G", amount="5", currency="GBP", due=on(-30))
    found = in_euros(book)
    assert [(row.rank, row.currency, row.asked) for row in found.rows] == [(1, "EUR", 100), (1, "GBP", 5)]
    (told,) = found.cautions
    assert "no rate between GBP and EUR" in told.what


def test_companies_of_a_group_are_one_call() -> None:
    book = owing(owing(Book(), "A", "100.00"), "B", "200.00", parent="A")
    assert [(row.client, str(row.asked)) for row in called(book, group=True)] == [("A", "300.00")]


def test_the_score_is_the_sum_of_its_points_and_never_more_than_a_hundred() -> None:
    book = owing(Book(), "A", "100.00", late=400)
    book.add("payment.promised", "A", on(-60), number="W", amount="100.00", by_date=on(-1), documents=["I"])
    (row,) = called(book)
    assert row.score == sum(getattr(row, name) for name in Collect._fields) == 100


def test_a_promise_is_a_contact() -> None:
    (row,) = called(promised(owing(Book(), "A", "100.00"), "A", 2, "1.00"))
    assert (row.last_contact, row.silence) == (T + timedelta(days=-3), 1)
    assert "contact" not in row.why


def test_the_last_payment_that_bounced_is_named_with_its_day_and_reason() -> None:
    book = owing(Book(), "A", "100.00")
    for number, day in (("P", -9), ("Q", -5)):
        book.add("payment.received", "A", on(day), number=number, amount="9.00")
        book.add("payment.reversed", "A", on(day + 2), number=number, reason=f"no funds for {number}")
    (row,) = called(book)
    assert f"payment Q bounced on {on(-3)} (no funds for Q)" in row.why
    assert "payment P" not in row.why


def test_nobody_is_called_about_what_is_not_overdue() -> None:
    assert called(owing(Book(), "A", "100.00", late=0)) == []


def test_all_reminders_are_said_to_be_sent_only_of_what_had_them_all() -> None:
    book = owing(Book(), "ACME", "100.00", 90)
    for level in (1, 2, 3):
        fields = {"number": f"R{level}", "level": level, "channel": "letter", "documents": ["I"]}
        book.add("reminder.sent", "ACME", on(-80 + 20 * level), **fields)
    (row,) = called(book)
    assert "; all reminders sent;" in f"{row.why};"
    book.add("invoice.issued", "ACME", on(-9), number="J", amount="40.00", due=on(-5))
    (row,) = called(book)
    assert "; all reminders sent for 100.00 EUR;" in f"{row.why};"
