"""The provision matrix on small ledgers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from projections import DEFAULT, Answer, Policy, answer
from projections.measures.provisioning import provided
from projections.policy import Metrics, Receivables, read
from tests.helpers.entries import Book

DAY = date(2026, 6, 30)
RATES = tuple(map(Decimal, ("0.5", "2.2", "2.7", "4.5")))
MATRIX = replace(
    DEFAULT, receivables=Receivables(bucket_edges=(30, 60)), metrics=Metrics(provision_rates=RATES)
)


def book() -> Book:
    made = Book().client("ACME")
    for number, (amount, due) in enumerate(
        [("15000", "2026-07-10"), ("7500", "2026-06-20"), ("4000", "2026-05-20"), ("2500", "2026-01-20")]
    ):
        made.add("invoice.issued", "ACME", "2026-01-01", number=str(number), amount=amount, due=due)
    return made


def seen(made: Book, policy: Policy) -> Answer:
    return provided(
        answer(
            "receivables", made.entries, as_of=DAY, known_at=None, position=len(made.entries), policy=policy
        )
    )


def test_each_age_is_provided_for_at_its_rate() -> None:
    said = seen(book(), MATRIX)
    (row,) = said.rows
    assert {age: str(amount) for age, amount in row.provisions.items()} == {
        "not due": "75.00", "1-30": "165.00", "31-60": "108.00", "over 60": "112.50",
    }  # fmt: skip
    assert (str(row.receivables), str(row.provision), str(row.percentage)) == ("29000.00", "460.50", "1.59")
    assert said.more["rates"] == dict(zip(row.gross, RATES, strict=True))


def test_unapplied_money_is_not_set_off() -> None:
    made = book().add("credit_note.issued", "ACME", "2026-06-01", number="C", amount="29000")
    assert seen(made, MATRIX).rows[0].provision == Decimal("460.50")


def test_totals_are_the_sums_of_rounded_rows() -> None:
    made = book()
    for code in ("B", "C"):
        made.client(code).add(
            "invoice.issued", code, "2026-06-01", number=code, amount="0.99", due="2026-07-10"
        )
    said = seen(made, MATRIX)
    (total,) = said.totals
    assert total.provision == sum(row.provision for row in said.rows) == Decimal("460.50")
    assert total.receivables == Decimal("29001.98")


def test_without_rates_there_is_no_provision() -> None:
    said = seen(book(), DEFAULT)
    assert (said.rows[0].provision, said.rows[0].percentage, said.totals[0].provision) == (None, None, None)
    assert said.more["rates"] is None
    assert said.rows[0].receivables == 29000


def test_a_rate_too_few_is_a_fault_with_its_line() -> None:
    text = 'version = "x"\n[receivables]\nbucket_edges = [30, 60]\n[metrics]\nprovision_rates = [0.5, 2.2, 2.7]\n'
    (fault,) = read(text).faults
    assert (fault.line, fault.key) == (5, "metrics.provision_rates")
    assert "there are 3 provision_rates and 4 ages" in fault.problem
    assert read(text.replace("2.7]", "2.7, 4.5]")).policy.metrics.provision_rates == RATES


def test_edges_that_no_longer_fit_the_rates_are_a_fault_too() -> None:
    text = 'version = "x"\n[metrics]\nprovision_rates = [0.5, 2.2]\n'
    (fault,) = read(text).faults
    assert (fault.line, "2 provision_rates and 6 ages" in fault.problem) == (3, True)


def test_a_rate_is_a_percentage() -> None:
    for wrong in ("[-1]", "[100.5]", '["1"]', "1"):
        assert read(f'version = "x"\n[metrics]\nprovision_rates = {wrong}\n').faults
