"""Interest on late money is what each day's open amount earns, however it was paid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.subledger import Account, OpenItem
from projections import DEFAULT, receivables
from projections.collections.interest import Portion, interest, portions
from projections.framework.fold import fold_client
from projections.history import Horizon
from projections.receivables.applying import settle
from tests.helpers.depth import tries
from tests.helpers.entries import Book

T = date(2026, 6, 30)
DUE = T - timedelta(20)


def part_on(book: Book, day: date) -> tuple[Account, OpenItem]:
    (page,) = fold_client((receivables.evolve,), book.entries, Horizon(day, None, 10**6)).states
    assert isinstance(page, Account)
    (part,) = settle(page, DEFAULT).items
    return page, part


@given(st.lists(st.tuples(st.integers(-40, 0), st.integers(1, 160), st.booleans()), max_size=6))
@tries(60, 100)
def test_portions_are_the_sum_of_what_was_open_at_the_beginning_of_each_day(
    paid: list[tuple[int, int, bool]],
) -> None:
    book = Book().client("ACME")
    book.add(
        "invoice.issued", "ACME", str(T - timedelta(45)), number="I", amount="1000.00", due=DUE.isoformat()
    )
    for count, (days, amount, named) in enumerate(paid):
        settles = [{"document": "I", "amount": str(amount)}] if named else []
        book.add(
            "payment.received", "ACME", str(T + timedelta(days)), number=f"P{count}", amount=str(amount),
            settles=settles,
        )  # fmt: skip
    found = portions(*part_on(book, T), Decimal(0), DUE, T)
    every_day = sum((part_on(book, T - timedelta(back))[1].open for back in range(1, 21)), Decimal(0))
    assert sum((one.amount * one.days for one in found), Decimal(0)) == every_day


@pytest.mark.parametrize(
    ("found", "percent", "earned"),
    [
        ([Portion(Decimal(100), 15)], "10", "0.41"),
        ([Portion(Decimal(100), 5), Portion(Decimal(100), 10)], "10", "0.41"),
        ([Portion(Decimal(100), 365)], "8.5", "8.50"),
        ([Portion(Decimal(100), 0)], "10", "0.00"),
        ([], "10", "0.00"),
    ],
)
def test_interest_is_simple_and_rounded_once(found: list[Portion], percent: str, earned: str) -> None:
    assert str(interest(found, Decimal(percent), "EUR")) == earned
