"""The notation in which small ledgers are told says what it means, and a false expectation does not pass."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.helpers.notation import Asked, Checked, Said, Unreadable, day, read
from tests.helpers.scenarios import Scenario


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("T", date(2026, 6, 30)),
        ("T-30", date(2026, 5, 31)),
        ("T+1", date(2026, 7, 1)),
        ("2025-02-28", date(2025, 2, 28)),
    ],
)
def test_a_day_is_told_from_the_day_of_the_report_or_by_its_date(text: str, on: date) -> None:
    assert day(text) == on


EUR = {"currency": "EUR"}
LINES: list[tuple[str, str, dict[str, Any]]] = [
    ("invoice 17 100", "invoice.issued", {"number": "17", "amount": "100", **EUR}),
    ("invoice 17 100 USD due T+1", "invoice.issued",
     {"number": "17", "amount": "100", "currency": "USD", "due": "2026-07-01"}),
    ("invoice 17 50 in 30 by T, 20 by T+1", "invoice.issued",
     {"number": "17", "amount": "50", **EUR, "instalments": [
         {"amount": "30", "due": "2026-06-30"}, {"amount": "20", "due": "2026-07-01"}]}),
    ("payment 5 50 for 17", "payment.received",
     {"number": "5", "amount": "50", **EUR, "settles": [{"document": "17", "amount": "50"}]}),
    ("payment 5 50 for 17/2 20, 18 30 in advance", "payment.received",
     {"number": "5", "amount": "50", **EUR, "advance": True, "settles": [
         {"document": "17", "amount": "20", "instalment": 2}, {"document": "18", "amount": "30"}]}),
    ("settle 17/2 40 with 5 from T+3", "settlement.made",
     {"target": "17", "instalment": 2, "amount": "40", "source": "5", "on": "2026-07-03"}),
    ("order O 2.5 X at 3.335", "order.placed",
     {"number": "O", **EUR, "lines": [{"quantity": "2.5", "product": "X", "unit_price": "3.335"}]}),
    ("shortage D 2 X of O worth 20", "discrepancy.recorded",
     {"number": "D", "what": "shortage", "order": "O", "amount": "20",
      "lines": [{"quantity": "2", "product": "X"}]}),
    ("reminder R 2 on 17/1, 18", "reminder.sent",
     {"number": "R", "level": 2, "channel": "e-mail", "documents": ["17", "18"],
      "instalments": [{"document": "17", "instalment": 1}]}),
    ("interest Z 0.41 on 17", "charge.added",
     {"number": "Z", "what": "interest", "amount": "0.41", "document": "17"}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "kind", "fields"), LINES, ids=[line for line, _, _ in LINES])
def test_a_line_is_one_fact(line: str, kind: str, fields: dict[str, Any]) -> None:
    assert list(read(f"T {line}  # said so")) == [Said("ACME", date(2026, 6, 30), kind, fields)]


def test_questions_and_checks_are_read_in_their_place() -> None:
    first, asked, fact, checked = read("""
        T-1   client BETA in Asia of Anna
        as of T explicit of Anna
              17/2  40  due T+30
              balance 40
              bucket over 120 0
        T     cancel 17 ! settled-already
        check finds never-met
    """)
    assert isinstance(first, Said)
    assert first.fields["territory"] == "Asia"
    assert isinstance(asked, Asked)
    assert asked.items == [("17/2", "40", "due T+30")]
    assert asked.sums == {"balance": Decimal(40), "over 120": Decimal(0)}
    assert (asked.policy.receivables.allocation, asked.where.manager) == ("explicit", "Anna")
    assert isinstance(fact, Said)
    assert (fact.client, fact.refused) == ("BETA", "settled-already")
    assert checked == Checked(["never-met"])


@pytest.mark.parametrize(
    "line",
    ["T invoice", "T invoice 17 a lot", "T whistle 17", "17 100", "as of T nowhere", "as of T\n 17", "T+ x"],
)
def test_what_is_no_line_is_not_passed_over(line: str) -> None:
    with pytest.raises(Unreadable):
        list(read(line))


FACTS = """
    T-1   invoice 17 100 due T+30
    T     payment 5 60 for 17
"""


def test_what_is_so_passes(scenario: Scenario) -> None:
    scenario(f"{FACTS}\nas of T\n 17 40 not due\n balance 40\n bucket not due 40\nas of T-2\n nothing")


@pytest.mark.parametrize(
    "untrue",
    [
        "as of T\n 17 41",
        "as of T\n 18 40",
        "as of T\n 17 40 1-30",
        "as of T\n 17 40 due T+31",
        "as of T\n nothing",
        "as of T\n 17 40\n 5 -60",
        "as of T-2\n 17 40",
        "as of T\n balance 41",
        "as of T\n bucket 1-30 40",
        "check finds balance-contradicted",
        "T act 41 as of T",
        "measure T-30 to T\n receivables 41",
        "remind on T\n 17 40 level 1",
        "remind on T+60\n nothing",
        "remind on T+60\n 17 40 level 2",
    ],
)
def test_what_is_not_so_does_not_pass(scenario: Scenario, untrue: str) -> None:
    with pytest.raises(AssertionError):
        scenario(f"{FACTS}\n{untrue}")


def test_a_refusal_that_is_foretold_and_does_not_come_is_a_failure(scenario: Scenario) -> None:
    with pytest.raises(pytest.fail.Exception):
        scenario(f"{FACTS}\nT payment 6 40 for 17 ! more-than-open")
