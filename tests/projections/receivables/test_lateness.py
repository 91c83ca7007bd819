"""What is overdue of receivables, also where the buckets of the policy count from another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from projections import DEFAULT, Answer, Filter, answer
from projections.policy import Receivables
from projections.receivables.lateness import debtors_of, overdue_of
from tests.helpers.entries import Book


def seen(basis: Any, day: date = date(2026, 4, 15), *, group: bool = False) -> Answer:
    book = Book().client("HEAD").client("SUB", parent="HEAD").client("ELSE")
    for client, number, amount, due in (
        ("HEAD", "1", "10.00", "2026-04-14"),
        ("HEAD", "2", "5.00", "2026-04-15"),
        ("SUB", "3", "20.00", "2026-03-31"),
        ("ELSE", "4", "40.00", "2026-04-30"),
    ):
        book.add("invoice.issued", client, "2026-03-01", number=number, amount=amount, due=due)
    book.add("payment.received", "ELSE", "2026-02-01", number="P", amount="1.00")
    policy = replace(DEFAULT, receivables=Receivables(allocation="explicit", bucket_basis=basis))
    where = Filter(group=group)
    return answer(
        "receivables", book.entries, as_of=day, known_at=None, position=99, policy=policy, where=where
    )


@pytest.mark.parametrize("basis", ["due", "document"])
def test_what_is_past_its_due_date_is_overdue_by_either_basis(basis: str) -> None:
    late = overdue_of(seen(basis))
    assert late == {
        ("HEAD", "EUR"): Decimal("10.00"),
        ("SUB", "EUR"): Decimal("20.00"),
        ("ELSE", "EUR"): Decimal("0.00"),
    }
    assert {str(amount) for amount in late.values()} == {"10.00", "20.00", "0.00"}
    assert debtors_of(seen(basis)) == 2
    assert overdue_of(seen(basis, group=True))["HEAD", "EUR"] == Decimal("30.00")
    assert debtors_of(seen(basis, group=True)) == 1
    assert debtors_of(seen(basis, date(2026, 3, 31))) == 0
