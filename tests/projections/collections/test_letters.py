"""Letters: who they are from and to, on which day, what they ask for and by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from projections import DEFAULT, Answer, Policy, answer
from projections.collections import letters as writing
from projections.collections import reminders
from projections.collections.letters import Letter, NoSender
from projections.history import remembered
from projections.policy import Reminders, Step
from tests.helpers.entries import LEARNT, Book

T = date(2026, 6, 30)
CHARGED = replace(
    DEFAULT, reminders=Reminders(steps=(Step("due", 1, fee=Decimal(10), interest=Decimal(10)),), gap=5)
)
THREE = replace(DEFAULT, reminders=Reminders(steps=(Step("due", 1),) * 3, gap=5))


def house(book: Book, day: str = "2026-01-01", name: str = "Us Ltd") -> Book:
    return book.add("house.described", None, day, name=name)


def owing(client: str = "ACME", **registered: str) -> Book:
    book = house(Book()).client(client, **registered)
    return book.add("invoice.issued", client, "2026-06-01", number="I", amount="100.00", due="2026-06-15")


def asked(book: Book, policy: Policy = CHARGED, day: date = T, *, known_at: datetime | None = None) -> Answer:
    position = len(book.entries)
    found = answer(
        "receivables", book.entries, as_of=day, known_at=known_at, position=position, policy=policy
    )
    return reminders.listed(found)


def letters(book: Book, policy: Policy = CHARGED, *, charge: bool = True, day: date = T) -> list[Letter]:
    found = asked(book, policy, day)
    return [*writing.letters(found, remembered(book.entries), book.entries, charge=charge)]


def test_a_letter_asks_for_what_is_open_with_interest_and_fee() -> None:
    (letter,) = letters(owing())
    (one,) = letter.asked
    assert (one.what, one.row.interest, one.row.fee) == ("invoice", Decimal("0.41"), Decimal("10.00"))
    assert one.to_pay == Decimal("110.41")
    assert (letter.number, letter.level, letter.last) == ("2026-06-30-1", 1, False)
    assert (letter.on, letter.pay_by) == (T, T + timedelta(5))


def test_without_charges_it_asks_for_what_is_open() -> None:
    ((one,),) = (letter.asked for letter in letters(owing(), charge=False))
    assert one.to_pay == Decimal("100.00")


def test_what_is_disputed_or_promised_is_not_asked_for() -> None:
    book = owing().add(
        "dispute.opened", "ACME", "2026-06-20", number="D", document="I", amount="30", reason="r"
    )
    ((one,),) = (letter.asked for letter in letters(book, charge=False))
    assert (one.row.open, one.to_pay) == (Decimal("100.00"), Decimal("70.00"))


def test_each_client_and_step_has_a_letter_of_its_own() -> None:
    book = owing().client("OTHER")
    book.add("invoice.issued", "OTHER", "2026-06-01", number="O", amount="1.00", due="2026-06-15")
    book.add("reminder.sent", "ACME", "2026-06-20", number="R", level=1, channel="letter", documents=["I"])
    book.add("invoice.issued", "ACME", "2026-06-02", number="J", amount="2.00", due="2026-06-16")
    found = letters(book, THREE)
    assert [(one.client, one.level, [each.row.document for each in one.asked]) for one in found] == [
        ("ACME", 1, ["J"]),
        ("ACME", 2, ["I"]),
        ("OTHER", 1, ["O"]),
    ]


def test_the_last_step_is_known_as_such() -> None:
    book = owing()
    for level, day in enumerate(("2026-06-18", "2026-06-24"), 1):
        book.add(
            "reminder.sent", "ACME", day, number=f"R{level}", level=level, channel="letter", documents=["I"]
        )
    (letter,) = letters(book, THREE)
    assert (letter.level, letter.last) == (3, True)


def test_a_notice_asks_for_payment_by_the_due_day_and_is_no_reminder() -> None:
    noticed = replace(
        DEFAULT, reminders=Reminders(steps=(Step("due", -7), *THREE.reminders.steps[:2]), gap=5)
    )
    book = owing()
    (letter,) = letters(book, noticed, day=date(2026, 6, 8))
    assert (letter.level, letter.last, letter.pay_by) == (0, False, date(2026, 6, 15))
    for count, day in enumerate((date(2026, 6, 16), date(2026, 6, 21)), 1):
        (letter,) = letters(book, noticed, day=day)
        assert (letter.level, letter.last, letter.pay_by) == (count, count == 2, day + timedelta(5))
        fields = {"number": f"R{count}", "level": count, "channel": "letter", "documents": ["I"]}
        book.add("reminder.sent", "ACME", str(day), **fields)


def test_a_late_charge_is_told_from_its_document() -> None:
    book = owing()
    for what in ("interest", "fee"):
        book.add(
            "charge.added",
            "ACME",
            "2026-06-20",
            number=what,
            what=what,
            amount="1",
            currency="EUR",
            document="I",
        )
    (letter,) = letters(book)
    assert {one.row.document: one.what for one in letter.asked} == {
        "I": "invoice", "interest": "interest", "fee": "charge",
    }  # fmt: skip


def test_sender_and_client_are_those_of_the_day_of_the_letter() -> None:
    book = house(owing(address="Old Street 1"), "2026-07-01", "Us Inc")
    book.add("client.details_changed", "ACME", "2026-07-02", address="New Street 2")
    before, after = (letters(book, day=day)[0] for day in (T, date(2026, 7, 2)))
    assert (before.sender.name, after.sender.name) == ("Us Ltd", "Us Inc")
    addresses = [one.registered and one.registered.address for one in (before, after)]
    assert addresses == ["Old Street 1", "New Street 2"]


def test_a_sender_described_later_was_not_known_before() -> None:
    book = house(owing(), "2026-06-20", "Us Inc")
    known_at = LEARNT + timedelta(minutes=3, seconds=30)
    found = asked(book, known_at=known_at)
    (letter,) = writing.letters(found, remembered(book.entries), book.entries, charge=True)
    assert letter.sender.name == "Us Ltd"


def test_a_house_without_a_name_writes_no_letter() -> None:
    book = Book().client("ACME")
    assert letters(book) == []
    book.add("invoice.issued", "ACME", "2026-06-01", number="I", amount="100.00", due="2026-06-15")
    with pytest.raises(NoSender, match=r"by 2026-06-30; record house\.described"):
        letters(house(book, "2026-07-01"))


def test_a_letter_of_the_last_day_there_is_can_be_written() -> None:
    (letter,) = letters(owing(), day=date.max)
    assert letter.pay_by == date.max
