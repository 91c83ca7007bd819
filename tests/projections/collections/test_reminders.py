"""Reminders: the scenarios of credit controllers, then what is held back and what it costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projections import DEFAULT, Answer, Policy, answer
from projections.collections import reminders
from projections.collections.reminders import ReminderRow
from projections.policy import Reminders, Step, read, render
from tests.helpers.entries import Book

T = date(2026, 6, 30)


def on(days: int) -> str:
    return (T + timedelta(days=days)).isoformat()


def steps(*given: Step, gap: int = 1) -> Policy:
    return replace(DEFAULT, reminders=Reminders(steps=given, gap=gap))


AT_ONCE = steps(Step("due", 1))


def answered(book: Book, days: int = 0, policy: Policy = AT_ONCE) -> Answer:
    day = T + timedelta(days=days)
    books = answer("receivables", book.entries, as_of=day, known_at=None, position=10**6, policy=policy)
    return reminders.listed(books)


def due_rows(book: Book, days: int = 0, policy: Policy = AT_ONCE) -> list[ReminderRow]:
    """What is to be reminded on a day, and what is held back."""
    return answered(book, days, policy).rows


def due_keys(book: Book, days: int = 0, policy: Policy = AT_ONCE) -> list[tuple[str, int | None, int, str]]:
    return [(row.document, row.instalment, row.level, str(row.asked)) for row in due_rows(book, days, policy)]


def acme(**invoice: Any) -> Book:
    fields = {"number": "I", "amount": "100.00", **invoice}
    return Book().client("ACME").add("invoice.issued", "ACME", on(-30), **fields)


def sent(book: Book, day: int, level: int = 1, **fields: Any) -> Book:
    number = f"R{len(book.entries)}"
    fields = {"documents": ["I"], **fields}
    return book.add("reminder.sent", "ACME", on(day), number=number, level=level, channel="e-mail", **fields)


def test_a_year_of_an_invoice_brings_one_reminder_after_the_other() -> None:
    book = Book().client("ACME")
    book.add("invoice.issued", "ACME", on(-365), number="I", amount="500.00", due=on(-365))
    policy = steps(Step("due", 10), Step("end of month", 30), Step("last", 10))
    for count, day in enumerate((-182, -61, 0), 1):
        assert due_keys(book, day, policy) == [("I", None, count, "500.00")]
        sent(book, day, count)
        assert due_keys(book, day, policy) == []
    assert due_keys(book, 300, policy) == []


def test_only_the_half_that_is_due_is_reminded_until_it_is_paid() -> None:
    halves = [{"due": on(-1), "amount": "50.00"}, {"due": on(4), "amount": "50.00"}]
    book = Book().client("ACME")
    book.add("invoice.issued", "ACME", on(-6), number="I", amount="100.00", instalments=halves)
    assert due_keys(book) == [("I", 1, 1, "50.00")]
    book.add("payment.received", "ACME", on(0), number="P", amount="50.00")
    assert due_keys(book) == []
    book.add("payment.reversed", "ACME", on(0), number="P")
    assert due_keys(book) == [("I", 1, 1, "50.00")]


NOTICE = steps(Step("due", -5), Step("due", 1), Step("last", 9), gap=7)


def test_a_notice_goes_out_before_the_due_day_and_the_first_reminder_the_day_after_it() -> None:
    book = acme(due=on(5))
    assert due_keys(book, -1, NOTICE) == []
    (row,) = due_rows(book, 0, NOTICE)
    assert (row.level, row.days_late, row.step, row.held) == (0, -5, "due - 5 days", None)
    sent(book, 0, 0)
    assert [day for day in range(1, 12) if due_keys(book, day, NOTICE)] == [*range(6, 12)], (
        "no gap after a notice"
    )
    assert due_keys(book, 6, NOTICE) == [("I", None, 1, "100.00")]
    sent(book, 6)
    assert [day for day in range(7, 20) if due_keys(book, day, NOTICE)] == [*range(15, 20)]


def test_what_is_late_already_gets_a_reminder_and_no_notice() -> None:
    assert due_keys(acme(due=on(-1)), policy=NOTICE) == [("I", None, 1, "100.00")]
    assert due_keys(acme(due=on(0)), policy=NOTICE) == [("I", None, 0, "100.00")], "the due day is not late"
    assert due_keys(acme(due=on(-1)), policy=steps(Step("due", -5))) == []


def test_a_notice_names_the_instalment_that_is_due_soon() -> None:
    halves = [{"due": on(-9), "amount": "50.00"}, {"due": on(4), "amount": "50.00"}]
    book = acme(instalments=halves)
    assert due_keys(book, policy=NOTICE) == [("I", 2, 0, "50.00"), ("I", 1, 1, "50.00")]
    sent(book, 0, 0, instalments=[{"document": "I", "instalment": 2}])
    assert due_keys(book, policy=NOTICE) == [("I", 1, 1, "50.00")]


def test_nobody_who_was_noticed_is_reminded_before_the_due_day() -> None:
    early = steps(Step("due", -20), Step("last", 3), gap=1)
    book = sent(acme(due=on(0)), -20, 0)
    assert [day for day in range(-19, 4) if due_keys(book, day, early)] == [1, 2, 3]


def test_each_notice_goes_out_once_whatever_reminders_the_policy_has() -> None:
    twice = steps(Step("due", -20), Step("due", -5), Step("due", 1), gap=7)
    book = acme(due=on(0))
    days = []
    for day in range(-25, 1):
        if due_keys(book, day, twice):
            days.append(day)
            sent(book, day, 0)
    assert days == [-20, -5]
    assert [row.level for row in due_rows(book, 1, twice)] == [1]
    assert due_keys(sent(acme(due=on(0)), -3), -1, twice) == [], (
        "who was reminded before the day needs no notice"
    )


def test_a_reminder_that_was_sent_stays_the_first_where_a_later_policy_has_a_notice() -> None:
    book = sent(acme(due=on(-20)), -10)
    assert due_keys(book, policy=steps(Step("due", -5), Step("due", 1), Step("last", 9))) == [
        ("I", None, 2, "100.00")
    ]


@pytest.mark.parametrize(("threshold", "expected"), [(50, []), (5, [("I", None, 1, "5.00")]), ("5.01", [])])
def test_less_than_the_threshold_is_not_reminded(threshold: str, expected: list[Any]) -> None:
    book = acme(due=on(-15)).add("payment.received", "ACME", on(-1), number="P", amount="95.00")
    assert due_keys(book, policy=steps(Step("due", 10, Decimal(threshold)))) == expected


def test_a_threshold_and_a_fee_may_be_said_for_each_currency_and_others_have_none() -> None:
    text = """
        version = "x"
        [[reminders.steps]]
        after = "due"
        days = 1
        threshold = { EUR = 10, HUF = 4000 }
        fee = { EUR = 10, HUF = 4_000 }
    """
    policy, faults = read(text)
    assert not faults
    assert read(render(policy)).policy == policy
    book = Book()
    for currency, amounts in {
        "EUR": ("9.99", "10.00"),
        "HUF": ("3999.99", "4000.00"),
        "USD": ("0.01",),
    }.items():
        book.client(currency)
        for amount in amounts:
            fields = {"number": amount, "amount": amount, "currency": currency, "due": on(-15)}
            book.add("invoice.issued", currency, on(-30), **fields)
    assert [(row.currency, str(row.asked), str(row.fee)) for row in due_rows(book, policy=policy)] == [
        ("EUR", "10.00", "10.00"),
        ("HUF", "4000.00", "4000.00"),
        ("USD", "0.01", "0.00"),
    ]


def test_interest_and_a_fee_come_on_top() -> None:
    book = acme(due=on(-15))
    policy = steps(
        Step("due", 10, fee=Decimal(10), interest=Decimal(10)), Step("last", 10, interest=Decimal(10))
    )
    (row,) = due_rows(book, policy=policy)
    assert (row.days_late, str(row.interest), str(row.fee)) == (15, "0.41", "10.00")
    (total,) = answered(book, policy=policy).totals
    assert total.asked + total.interest + total.fee == Decimal("110.41")
    sent(book, 0)
    book.add(
        "charge.added", "ACME", on(0), number="F", what="interest", amount="0.41", document="I", due=on(90)
    )
    (row,) = due_rows(book, 10, policy)
    assert (row.level, str(row.interest), str(row.fee)) == (2, "0.27", "0.00")


def test_a_fee_is_taken_once_for_a_client_and_level_and_never_for_charges_alone() -> None:
    policy = steps(Step("due", 1, fee=Decimal(10), interest=Decimal(10)))
    book = acme(due=on(-15)).add("invoice.issued", "ACME", on(-30), number="J", amount="60.00", due=on(-20))
    assert [(row.document, str(row.fee)) for row in due_rows(book, policy=policy)] == [
        ("J", "10.00"),
        ("I", "0.00"),
    ]
    alone = Book().client("ACME")
    alone.add(
        "charge.added", "ACME", on(-30), number="F", what="fee", amount="10.00", currency="EUR", due=on(-20)
    )
    assert [(row.document, str(row.fee), str(row.interest)) for row in due_rows(alone, policy=policy)] == [
        ("F", "0.00", "0.00")
    ]


def test_what_is_contested_is_not_asked_for_and_a_document_contested_whole_is_held_back() -> None:
    book = acme(due=on(-15)).add(
        "dispute.opened", "ACME", on(-2), number="D", document="I", amount="30.00", reason="two boxes missing"
    )
    assert due_keys(book) == [("I", None, 1, "70.00")]
    book.add("dispute.opened", "ACME", on(-1), number="E", document="I", amount="70.00", reason="the rest")
    (row,) = due_rows(book)
    assert (row.held, str(row.disputed), answered(book).totals) == ("contested", "100.00", [])
    book.add("dispute.resolved", "ACME", on(-1), number="D", outcome="they came")
    assert due_keys(book) == [("I", None, 1, "30.00")]


@pytest.mark.parametrize(("day", "held"), [(0, "promised"), (3, "promised"), (4, None)])
def test_a_promise_rests_the_reminder_until_its_day_has_passed(day: int, held: str | None) -> None:
    book = acme(due=on(-15)).add(
        "payment.promised", "ACME", on(-1), number="W", amount="100.00", by_date=on(3), documents=["I"]
    )
    (row,) = due_rows(book, day)
    assert row.held == held


def test_nobody_is_reminded_whom_we_owe_as_much() -> None:
    book = acme(due=on(-15)).add("credit_note.issued", "ACME", on(-1), number="C", amount="99.99")
    assert [row.held for row in due_rows(book)] == [None]
    book.add("credit_note.issued", "ACME", on(-1), number="B", amount="0.01")
    assert [row.held for row in due_rows(book)] == ["covered by credit"]


def test_a_credit_covers_no_small_debt_while_a_large_one_waits_for_its_next_step() -> None:
    book = sent(acme(due=on(-15)), -15).add("credit_note.issued", "ACME", on(-1), number="C", amount="60.00")
    book.add("invoice.issued", "ACME", on(-9), number="J", amount="50.00", due=on(-2))
    assert [(row.document, row.held) for row in due_rows(book)] == [("J", None)]  # 150.00 is late, 60.00 ours
    book.add("credit_note.issued", "ACME", on(-1), number="B", amount="90.00")
    assert [(row.document, row.held) for row in due_rows(book)] == [("J", "covered by credit")]


def test_a_credit_covers_no_notice_while_what_was_noticed_before_is_more() -> None:
    book = sent(acme(due=on(2)), -1, level=0)
    book.add("credit_note.issued", "ACME", on(-1), number="C", amount="60.00")
    book.add("invoice.issued", "ACME", on(-1), number="J", amount="50.00", due=on(3))
    assert [(row.document, row.held) for row in due_rows(book, policy=NOTICE)] == [("J", None)]


def test_credits_cover_what_is_late_before_what_is_due_soon() -> None:
    book = acme(due=on(-15)).add("credit_note.issued", "ACME", on(-1), number="C", amount="100.00")
    book.add("invoice.issued", "ACME", on(-1), number="J", amount="50.00", due=on(3))
    assert {row.document: row.held for row in due_rows(book, policy=NOTICE)} == {
        "I": "covered by credit",
        "J": None,
    }
    book.add("credit_note.issued", "ACME", on(-1), number="B", amount="50.00")
    assert {row.held for row in due_rows(book, policy=NOTICE)} == {"covered by credit"}


def test_two_reminders_of_a_document_are_apart_whatever_the_steps_say() -> None:
    policy = steps(Step("due", 1), Step("due", 2), gap=7)
    book = sent(acme(due=on(-15)), 0)
    assert due_keys(book, 6, policy) == []
    assert due_keys(book, 7, policy) == [("I", None, 2, "100.00")]


def test_an_instalment_that_was_not_reminded_begins_at_the_first_step() -> None:
    halves = [{"due": on(-9), "amount": "50.00"}, {"due": on(-3), "amount": "50.00"}]
    policy = steps(Step("due", 5), Step("last", 2))
    book = acme(instalments=halves)
    assert due_keys(book, policy=policy) == [("I", 1, 1, "50.00")]
    sent(book, 0, instalments=[{"document": "I", "instalment": 1}])
    assert due_keys(book, 2, policy) == [("I", 2, 1, "50.00"), ("I", 1, 2, "50.00")]


def test_interest_charged_on_one_instalment_leaves_that_of_another_to_be_charged() -> None:
    policy = steps(Step("due", 1, interest=Decimal(10)), *[Step("last", 7, interest=Decimal(10))] * 2, gap=7)
    halves = [{"due": on(-12), "amount": "36500"}, {"due": on(-6), "amount": "36500"}]  # 10.00 a day for each
    book = acme(amount="73000", instalments=halves)
    first = [{"document": "I", "instalment": 1}]
    sent(book, -10, instalments=first)
    charged(book, "F", -10, "I", what="interest", amount="20.00", due=on(90))
    sent(book, -3, level=2, instalments=first)
    charged(book, "G", -3, "I", what="interest", amount="70.00", due=on(90))
    (row,) = due_rows(book, 0, policy)
    assert (row.instalment, row.days_late, str(row.interest)) == (2, 6, "60.00")
    sent(book, 0, instalments=[{"document": "I", "instalment": 2}])
    charged(book, "H", 0, "I", what="interest", amount="60.00", due=on(90))
    (row,) = due_rows(book, 4, policy)
    assert (row.instalment, row.level, str(row.interest)) == (1, 3, "70.00")
    charged(book, "K", 2, "I", what="interest", amount="40.00", due=on(90))  # with no reminder: on all of it
    (row,) = due_rows(book, 4, policy)
    assert str(row.interest) == "20.00"


def delivered(*days: int) -> Book:
    """An order of 100.00 for each delivery, each due 10 days after its day."""
    book = (
        Book().client("ACME").add("client.terms_agreed", "ACME", on(-99), payment_days=10, billing="delivery")
    )
    goods = {"product": "X", "quantity": "1"}
    lines = [goods | {"quantity": str(len(days)), "unit_price": "100.00"}]
    book.add("order.placed", "ACME", on(-99), number="O", lines=lines)
    for day in days:
        book.add("order.delivered", "ACME", on(day), number="O", lines=[goods])
    return book


def test_each_delivery_of_an_order_is_reminded_from_the_first_step_on() -> None:
    book, policy = delivered(-60, -12), steps(Step("due", 1), Step("last", 14), gap=7)
    for level, day in (1, -49), (2, -35):
        sent(book, day, level, documents=["O"])
    (row,) = due_rows(book, 0, policy)
    assert (row.document, row.days_late, row.level, row.last) == ("O", 2, 1, None)
    sent(book, 0, documents=["O"])
    assert due_rows(book, 13, policy) == []
    assert [(row.due, row.level) for row in due_rows(book, 14, policy)] == [(T - timedelta(2), 2)]
    sent(book, 14, 2, documents=["O"])
    assert due_rows(book, 90, policy) == []


def test_a_reminder_of_two_deliveries_at_one_step_is_of_both() -> None:
    book, policy = delivered(-20, -19), steps(Step("due", 1), Step("last", 14), gap=7)
    assert [row.level for row in due_rows(book, 0, policy)] == [1, 1]
    sent(book, 0, documents=["O"])
    assert [row.level for row in due_rows(book, 14, policy)] == [2, 2]
    (row,) = due_rows(sent(delivered(-20), -5, 2, documents=["O"]), 0, steps(*[Step("due", 1)] * 3))
    assert row.level == 3  # a person sent the second one first


def test_reminders_of_two_deliveries_at_two_steps_on_one_day_are_told_apart() -> None:
    book, policy = sent(delivered(-40, -12), -14, documents=["O"]), steps(*[Step("due", 1)] * 3, gap=7)
    assert [(row.due, row.level) for row in due_rows(book, 0, policy)] == [
        (T - timedelta(2), 1),
        (T - timedelta(30), 2),
    ]
    for level in (1, 2):
        sent(book, 0, level, documents=["O"])
    assert due_rows(book, 6, policy) == []
    assert [(row.due, row.level) for row in due_rows(book, 7, policy)] == [
        (T - timedelta(2), 2),
        (T - timedelta(30), 3),
    ]


def test_a_reminder_was_of_no_delivery_whose_first_step_was_not_due_yet() -> None:
    steps_ = Step("due", 3, interest=Decimal("36.5")), Step("last", 7, interest=Decimal("36.5"))
    book = sent(delivered(-20, -12), -1, documents=["O"])  # late for 9 days and for 1 day
    charged(book, "F", -1, "O", what="interest", amount="0.90", due=on(90))
    assert due_rows(book, 0, steps(*steps_)) == []
    (row,) = due_rows(book, 1, steps(*steps_))
    assert (row.days_late, row.level, str(row.interest)) == (3, 1, "0.30")
    sent(book, 1, documents=["O"])
    charged(book, "G", 1, "O", what="interest", amount="0.30", due=on(90))
    (row,) = due_rows(book, 6, steps(*steps_))
    assert (row.days_late, row.level, str(row.interest)) == (16, 2, "0.70")


def test_a_notice_of_a_delivery_is_not_of_the_late_one() -> None:
    book = delivered(-20, -7)
    assert [(row.level, row.days_late) for row in due_rows(book, 0, NOTICE)] == [(0, -3), (1, 10)]
    sent(book, 0, 0, documents=["O"])
    assert [(row.level, row.days_late) for row in due_rows(book, 0, NOTICE)] == [(1, 10)]


def test_interest_charged_on_one_delivery_leaves_that_of_another_to_be_charged() -> None:
    policy = steps(Step("due", 1, interest=Decimal("36.5")), Step("last", 7, interest=Decimal("36.5")), gap=7)
    book = delivered(-20, -14)  # late for 10 and 4 days, 0.10 a day for each
    sent(book, -9, documents=["O"])
    charged(book, "F", -9, "O", what="interest", amount="0.10", due=on(90))
    sent(book, -2, 2, documents=["O"])
    charged(book, "G", -2, "O", what="interest", amount="0.70", due=on(90))
    (row,) = due_rows(book, 0, policy)
    assert (row.days_late, row.level, str(row.interest)) == (4, 1, "0.40")


def test_a_reminder_without_instalments_was_of_all_that_was_due() -> None:
    halves = [{"due": on(-9), "amount": "50.00"}, {"due": on(3), "amount": "50.00"}]
    book = sent(acme(instalments=halves), 0)
    policy = steps(Step("due", 1), Step("last", 2))
    assert due_keys(book, 4, policy) == [("I", 2, 1, "50.00"), ("I", 1, 2, "50.00")]


def test_a_reminder_that_is_voided_was_never_sent() -> None:
    book = sent(acme(due=on(-15)), 0)
    assert due_keys(book) == []
    book.void(len(book.entries))
    assert due_keys(book) == [("I", None, 1, "100.00")]


def charged(book: Book, number: str, day: int, document: str = "I", **fields: Any) -> Book:
    said = {"what": "fee", "amount": "10.00", "due": on(day), "document": document, **fields}
    return book.add("charge.added", "ACME", on(day), number=number, **said)


def test_a_charge_goes_along_with_the_reminder_of_its_document() -> None:
    policy = steps(
        Step("due", 1, Decimal(50)), Step("last", 10, Decimal(50), fee=Decimal(5)), Step("last", 10)
    )
    book = sent(acme(due=on(-30)), -12)
    charged(book, "F", -11)
    charged(book, "G", -11, "F", what="interest", amount="1.00")
    assert due_keys(book, -5, policy) == []
    assert due_keys(book, 0, policy) == [
        ("I", None, 2, "100.00"),
        ("F", None, 2, "10.00"),
        ("G", None, 2, "1.00"),
    ]
    assert [str(row.fee) for row in due_rows(book, 0, policy)] == ["5.00", "0.00", "0.00"]
    sent(book, 0, 2, documents=["I", "F", "G"])
    charged(book, "H", 1)
    assert due_keys(book, 5, policy) == []
    assert [one[0::2] for one in due_keys(book, 10, policy)] == [("I", 3), ("F", 3), ("H", 3), ("G", 3)]


def test_no_notice_is_sent_of_a_charge_while_its_document_is_late() -> None:
    book = charged(acme(due=on(-15)), "F", 0, due=on(3))
    assert due_keys(book, policy=NOTICE) == [("I", None, 1, "100.00")]
    sent(book, 0)
    assert due_keys(book, policy=NOTICE) == []
    book.add("payment.received", "ACME", on(0), number="P", amount="100.00")
    book.add("settlement.made", "ACME", on(0), source="P", target="I", amount="100.00")
    assert due_keys(book, policy=NOTICE) == [("F", None, 0, "10.00")]


def test_a_charge_whose_document_is_paid_is_reminded_by_the_step_after_its_last() -> None:
    policy = steps(Step("due", 1), Step("last", 10), Step("last", 10))
    book = charged(sent(acme(due=on(-30)), -12), "F", -11)
    sent(book, -1, 2, documents=["I", "F"])
    book.add("payment.received", "ACME", on(0), number="P", amount="100.00",
             settles=[{"document": "I", "amount": "100.00"}])  # fmt: skip
    assert due_keys(book, 8, policy) == []
    assert due_keys(book, 9, policy) == [("F", None, 3, "10.00")]
    charged(book, "J", -11)
    assert due_keys(book, 9, policy) == [("J", None, 1, "10.00"), ("F", None, 3, "10.00")]


def test_a_charge_is_held_back_with_its_document_or_by_itself() -> None:
    book = charged(acme(due=on(-30)), "F", -11)
    book.add("dispute.opened", "ACME", on(-2), number="D", document="I", amount="100.00", reason="broken")
    assert [(row.document, row.held) for row in due_rows(book)] == [("I", "contested"), ("F", "contested")]
    book.add("dispute.resolved", "ACME", on(-1), number="D", outcome="repaired")
    book.add("dispute.opened", "ACME", on(-1), number="E", document="F", amount="10.00", reason="not agreed")
    assert [(row.document, row.held) for row in due_rows(book)] == [("I", None), ("F", "contested")]


def test_a_charge_goes_with_the_instalment_that_was_reminded_most() -> None:
    halves = [{"due": on(-29), "amount": "50.00"}, {"due": on(-3), "amount": "50.00"}]
    policy = steps(Step("due", 1), Step("last", 2))
    book = charged(
        sent(acme(instalments=halves), -20, instalments=[{"document": "I", "instalment": 1}]), "F", -11
    )
    assert due_keys(book, policy=policy) == [
        ("I", 2, 1, "50.00"),
        ("I", 1, 2, "50.00"),
        ("F", None, 2, "10.00"),
    ]


def test_an_amount_finer_than_its_currency_is_refused_with_its_place() -> None:
    text = 'version = "x"\n[[reminders.steps]]\nafter = "due"\ndays = 1\nfee = { EUR = 12.345, KWD = 1.125, JPY = 0.5 }\n'
    _, faults = read(text)
    assert [(fault.line, fault.problem) for fault in faults] == [
        (5, "the smallest unit of EUR is 0.01; write 12.35, not 12.345"),
        (5, "the smallest unit of JPY is 1; write 1, not 0.5"),
    ]


def test_one_fee_for_all_is_charged_to_the_nearest_unit_of_each_currency() -> None:
    book = (
        acme(due=on(-15))
        .client("J")
        .add("invoice.issued", "J", on(-30), number="J", amount="900", currency="JPY", due=on(-15))
    )
    rows = due_rows(book, policy=steps(Step("due", 1, fee=Decimal("12.345"))))
    assert {row.currency: str(row.fee) for row in rows} == {"EUR": "12.35", "JPY": "12"}
