"""Numbers and ids that look alike: the exact spelling reaches its own thing, and a new twin is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Draft
from ledger.errors import Refused
from ledger.judging import make_event
from ledger.rules import Context, decide, dump, load, refold
from ledger.rules.alike import LooksAlike
from tests.helpers.depth import tries
from tests.helpers.entries import LEARNT, Book
from tests.helpers.seen import saw, sees

UNSEEN = ["\ufeff", "\u200b", "\u202a", "\u2060", "\u034f", "\u3164", "\ufe0f", "\u200d"]


def wanted(book: Book, kind: str, **fields: object) -> Any:
    """The event that is recorded for a draft after what a book tells; corrections of the state included."""
    draft = Draft(make_event(kind, fields), LEARNT, "tests", "ACME")
    return decide(load(dump(refold(book.entries))), draft, Context(LEARNT))[0]


def owing(*numbers: str) -> Book:
    book = Book().client("ACME")
    for number in numbers:
        book.add("invoice.issued", "ACME", "2026-01-01", number=number, amount="10")
    return book


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_new_number_that_looks_like_another_is_refused_and_shows_both(unseen: str) -> None:
    for known, new in ((f"I{unseen}-1", "I-1"), ("I-1", f"I{unseen}-1"), (f"I{unseen}-1", f"{unseen}I-1")):
        with pytest.raises(LooksAlike) as refused:
            wanted(owing(known), "invoice.issued", number=new, amount="9", currency="EUR")
        shown = f"(U+{ord(unseen):04X})"
        assert str(refused.value).replace(shown, "*") == (
            f"'{new.replace(unseen, '*')}' looks like '{known.replace(unseen, '*')}', which is recorded; "
            "write that one, or choose another name"
        )


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_name_that_nothing_has_means_the_one_that_it_looks_like(unseen: str) -> None:
    for known, typed in ((f"I{unseen}-1", "I-1"), ("I-1", f"I{unseen}-1")):
        book = owing(known)
        paid = wanted(
            book,
            "payment.received",
            number="P",
            amount="1",
            currency="EUR",
            settles=[{"document": typed, "amount": "1"}],
        )
        assert paid.settles[0].document == known
        assert wanted(book, "invoice.cancelled", number=typed, reason="twice").number == known
        assert wanted(
            book, "reminder.sent", number="R", channel="email", level=1, documents=[typed]
        ).documents == (known,)


def test_twins_of_older_ledgers_are_reached_by_their_own_spelling_and_by_no_other() -> None:
    book = owing("I-1", "I\u200b-1", "I\ufeff-1")
    for number in ("I-1", "I\u200b-1", "I\ufeff-1"):
        assert wanted(book, "invoice.cancelled", number=number, reason="x").number == number
    with pytest.raises(LooksAlike, match=r"'I\(U\+2060\)-1' looks like 'I-1' and 'I\(U\+200B\)-1' and"):
        wanted(book, "invoice.cancelled", number="I\u2060-1", reason="x")


def test_numbers_of_other_sorts_are_no_twins() -> None:
    book = owing("N\u200b-1")
    assert wanted(book, "payment.received", number="N-1", amount="1", currency="EUR").number == "N-1"
    assert wanted(book, "proposal.made", number="N-1", amount="1", currency="EUR").number == "N-1"


def test_free_text_is_kept_as_it_is_typed() -> None:
    book = owing("I\u200b-1")
    assert wanted(book, "invoice.cancelled", number="I\u200b-1", reason="I-1", note="I-1").reason == "I-1"


def test_joiners_that_a_language_is_spelt_with_tell_numbers_apart() -> None:
    with_, without = "\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u062e"
    assert (
        wanted(owing(with_), "invoice.issued", number=without, amount="1", currency="EUR").number == without
    )


def test_an_id_of_a_person_that_looks_like_another_is_refused() -> None:
    book = (
        Book().client("ACME").add("contact.added", "ACME", "2026-01-01", person="p1", name="A", role="buyer")
    )
    with pytest.raises(LooksAlike, match=r"'p\(U\+200B\)1' looks like 'p1'"):
        wanted(book, "contact.added", person="p\u200b1", name="B", role="buyer")
    assert wanted(book, "contact.left", person="p\ufeff1").person == "p1"


numbers = st.text(["A", "1", "\u200b", "\ufeff", "\u0915", "\u094d", "\u200d"], min_size=1, max_size=4)


@sees(100)
@tries(100, 100)
@given(known=st.lists(numbers, min_size=1, max_size=4, unique=True))
def test_every_spelling_that_is_recorded_reaches_its_own_document(known: list[str]) -> None:
    book = Book().client("ACME")
    kept = []
    for number in known:
        try:
            wanted(book, "invoice.issued", number=number, amount="1", currency="EUR")
        except Refused:
            continue
        book.add("invoice.issued", "ACME", "2026-01-01", number=number, amount="10")
        kept.append(number.strip())
    for number in kept:
        saw()
        assert wanted(book, "invoice.cancelled", number=number, reason="x").number == number
