"""The journal for beancount, and beancount's own word on what every client owes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from beancount.core import account, data
from hypothesis import given
from hypothesis import strategies as st

from commands.demo.portfolio import SteppedClock, fill, portfolio
from ledger import Ledger
from ledger.entry import Entry
from projections import answer
from projections.history import History, Horizon, remembered
from reporting.beancount import account_name, journal
from tests.helpers.admissible import histories
from tests.helpers.bookkeeper import Balances, balances, faults, loaded
from tests.helpers.depth import tries
from tests.helpers.entries import Book, Fact
from tests.helpers.histories import FIRST, facts, ledger
from tests.helpers.public_books import ibm, needs_ibm

END = date(2030, 1, 1)


def exported(entries: Iterable[Entry], as_of: date = END, known_at: None = None) -> list[str]:
    return list(journal(remembered(entries), Horizon(as_of, known_at, 10**9)))


def viewed(history: History, day: date) -> Balances:
    """What the receivables view says, in the same shape."""
    rows = answer("receivables", history, as_of=day, known_at=None, position=10**9).rows
    return {(row.client, row.currency): row.balance for row in rows if row.balance}


def ten_days(first: date, last: date) -> list[date]:
    """Ten days spread over a time, the first and the last among them."""
    return [first + (last - first) * step // 9 for step in range(10)]


def agree(entries: Iterable[Entry], days: Iterable[date]) -> None:
    """Beancount finds no fault in the journal, and agrees with the view on every balance of each day."""
    history = remembered(entries)
    directives = loaded(journal(history, Horizon(END, None, 10**9)))
    for day in days:
        assert balances(directives, day) == viewed(history, day)


@given(said=facts())
@tries(25, 100)
def test_beancount_agrees_with_the_view_whatever_was_recorded(said: list[Fact]) -> None:
    first = FIRST.date()
    agree(ledger(said).entries, ten_days(first - timedelta(days=1), first + timedelta(days=61)))


@given(entries=histories())
@tries(25, 100)
def test_beancount_agrees_with_the_view_in_every_history_that_the_rules_admit(entries: list[Entry]) -> None:
    agree(entries, ten_days(date(2026, 3, 1), date(2026, 3, 31)))


def test_beancount_agrees_with_the_view_on_the_generated_portfolio(tmp_path: Path) -> None:
    clock = SteppedClock()
    with Ledger.create(str(tmp_path / "goodwill.db"), clock=clock) as filled:
        fill(filled, clock, portfolio(clients=20, events=3_000, seed=3))
        entries = list(filled.history())
    paid = [entry.on for entry in entries if entry.kind == "payment.received"]
    assert any(entry.kind == "entry.voided" for entry in entries)
    agree(entries, ten_days(min(paid), max(paid)))


@needs_ibm
def test_beancount_agrees_with_the_view_on_a_hundred_real_customers() -> None:
    agree(ibm().entries, ten_days(date(2012, 1, 3), date(2014, 1, 31)))


@given(codes=st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=2, unique=True))
def test_every_code_has_an_account_of_its_own_that_beancount_takes(codes: list[str]) -> None:
    names = [account_name(code) for code in codes]
    assert len(set(names)) == len(names)
    assert all(account.is_valid(name) for name in names)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ACME", "ACME"),
        ("Acme2", "Acme2"),
        ("0379-NEVHP", "0379--NEVHP"),
        ("acme", "X-zacme"),
        ("X-zacme", "X--zacme"),
        ("AZ 01", "AZ-x20-01"),
        ("Əli", "X-z-x18f-li"),
        ("😀", "X-z-x1f600-"),
    ],
)
def test_an_account_is_named_after_its_clients_code(code: str, name: str) -> None:
    assert account_name(code) == f"Assets:Receivable:{name}"


def test_characters_that_nobody_sees_are_named() -> None:
    book = Book().client("A\u200b", name="x\u202ey\x85\u2028z", currency="EUR")
    book.add("invoice.issued", "A\u200b", "2026-02-13", number="1\x9b", amount="5")
    (first,) = [one for one in loaded(exported(book.entries)) if isinstance(one, data.Transaction)]
    assert (first.payee, first.narration) == ("x(U+202E)y(U+0085)(U+2028)z", "invoice issued 1(U+009B)")


def small() -> Book:
    book = Book().client("AZ-01", name='Xəzər "Market" \\ MMC', currency="EUR")
    book.add("invoice.issued", "AZ-01", "2026-02-13", number="117", amount="100.5")
    book.add("payment.received", "AZ-01", "2026-03-20", number="B-7", amount="40")
    book.add("settlement.made", "AZ-01", "2026-03-20", source="B-7", target="117", amount="40")
    book.add("credit_note.issued", "AZ-01", "2026-03-21", number="C", amount="10")
    book.add("payment.refunded", "AZ-01", "2026-03-22", number="C", amount="4")
    return book


def test_an_entry_becomes_a_balanced_transaction_that_names_it() -> None:
    book = small()
    (first, *_) = [one for one in loaded(exported(book.entries)) if isinstance(one, data.Transaction)]
    assert (first.date, first.payee, first.narration) == (
        date(2026, 2, 13),
        'Xəzər "Market" \\ MMC',
        "invoice issued 117",
    )
    assert (first.meta["entry"], first.meta["position"]) == (str(book.entries[1].id), 2)
    assert [(posting.account, str(posting.units)) for posting in first.postings] == [
        ("Assets:Receivable:AZ--01", "100.50 EUR"),
        ("Income:Sales", "-100.50 EUR"),
    ]


def test_the_other_side_says_what_the_money_was_about() -> None:
    transactions = [one for one in loaded(exported(small().entries)) if isinstance(one, data.Transaction)]
    assert [(one.narration, one.postings[1].account, str(one.postings[1].units)) for one in transactions] == [
        ("invoice issued 117", "Income:Sales", "-100.50 EUR"),
        ("payment received B-7", "Assets:Payments", "40.00 EUR"),
        ("credit note issued C", "Income:Credit-Notes", "10.00 EUR"),
        ("payment refunded C", "Assets:Payments", "-4.00 EUR"),
    ]


def test_the_journal_ends_in_the_views_balance_to_the_cent() -> None:
    lines = exported(small().entries, date(2026, 3, 21))
    assert "2026-03-22 balance Assets:Receivable:AZ--01  50.50 ~ 0 EUR" in lines
    assert not re.search("refunded", "\n".join(lines))
    tampered = [line.replace("100.50", "100.51") for line in lines]
    (fault,) = faults(tampered)
    assert fault.startswith("Balance failed for 'Assets:Receivable:AZ--01': expected 50.50 EUR")


def test_a_voided_entry_is_not_in_the_journal_once_the_ledger_knew() -> None:
    book = small().void(2)
    before = list(journal(remembered(book.entries), Horizon(END, None, 6)))
    assert sum(" * " in line for line in before) == 4
    assert sum(" * " in line for line in exported(book.entries)) == 3


def test_a_ledger_without_money_is_a_journal_without_transactions() -> None:
    assert loaded(exported(Book().client("ACME").entries))
    assert not [line for line in exported([]) if " * " in line]
