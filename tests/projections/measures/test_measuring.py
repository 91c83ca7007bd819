"""The measures of a period on small ledgers: what counts as a sale, what is current, who is punctual."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections import DEFAULT, Answer, Filter, Policy, answer
from projections.framework.periods import Period
from projections.history import remembered
from projections.measures.measuring import accounts_before, measured
from projections.measures.rows import Measured
from projections.measures.sales import Sale, by_month
from projections.policy import Metrics, Receivables
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.seen import saw, sees

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))


def acme(**terms: Any) -> Book:
    book = Book().client("ACME", currency="EUR")
    return book.add("client.terms_agreed", "ACME", "2026-01-01", **terms) if terms else book


def invoice(book: Book, number: str, day: str, amount: str, due: str, client: str = "ACME") -> Book:
    return book.add("invoice.issued", client, day, number=number, amount=amount, due=due)


def pay(book: Book, day: str, document: str, amount: str, client: str = "ACME") -> Book:
    settles = [{"document": document, "amount": amount}]
    number = f"P{len(book.entries)}"
    return book.add("payment.received", client, day, number=number, amount=amount, settles=settles)


def measure(book: Book, period: Period = MARCH, policy: Policy = DEFAULT, **where: Any) -> Answer:
    said = answer(
        "receivables",
        book.entries,
        as_of=period.end,
        known_at=None,
        position=len(book.entries),
        policy=policy,
        where=Filter(**where),
    )

    return measured(said, accounts_before(remembered(book.entries), said, period), period)


def only(book: Book, period: Period = MARCH, policy: Policy = DEFAULT) -> Measured:
    (row,) = measure(book, period, policy).rows
    assert isinstance(row, Measured)
    return row


def with_metrics(**choice: Any) -> Policy:
    return replace(DEFAULT, metrics=Metrics(**choice))


def test_a_sale_counts_on_the_day_of_its_document() -> None:
    book = invoice(acme(), "1", "2026-02-28", "70", "2026-03-30")
    invoice(book, "2", "2026-03-01", "100", "2026-03-31")
    invoice(book, "3", "2026-03-31", "30", "2026-04-30")
    invoice(book, "4", "2026-04-01", "900", "2026-04-30")
    row = only(book)
    assert [str(one) for one in (row.sales, row.opening, row.receivables)] == ["130.00", "70.00", "200.00"]


def test_what_takes_a_sale_back_counts_on_its_own_day() -> None:
    book = invoice(acme(), "1", "2026-02-10", "100", "2026-03-31")
    invoice(book, "2", "2026-03-02", "500", "2026-03-31")
    book.add("invoice.cancelled", "ACME", "2026-03-05", number="1")
    book.add("credit_note.issued", "ACME", "2026-03-06", number="C", amount="50", invoice="2")
    assert only(book).sales == 350
    assert only(book, Period(date(2026, 2, 1), date(2026, 2, 28))).sales == 100


@pytest.mark.parametrize("amount", ["10", "30", None])
def test_a_credit_note_that_is_refunded_takes_the_sale_back_all_the_same(amount: str | None) -> None:
    book = invoice(acme(), "1", "2026-03-05", "100", "2026-04-05")
    pay(book, "2026-03-06", "1", "100")
    book.add("credit_note.issued", "ACME", "2026-03-10", number="C", amount="30", reason="damaged")
    assert only(book).sales == 70
    refund = {"amount": amount} if amount else {}
    book.add("payment.refunded", "ACME", "2026-03-12", number="C", reason="paid out", **refund)
    assert only(book).sales == 70


def test_openings_charges_and_write_offs_are_no_sales() -> None:
    book = acme().add("balance.opened", "ACME", "2026-03-01", amount="40")
    invoice(book, "1", "2026-03-02", "100", "2026-03-31")
    book.add("charge.added", "ACME", "2026-03-05", number="F", what="fee", amount="5", document="1")
    book.add("debt.written_off", "ACME", "2026-03-06", number="W", document="1", amount="30")
    assert (only(book).sales, only(book).receivables) == (Decimal(100), Decimal(115))


@pytest.mark.parametrize("billing", ["order", "delivery"])
def test_orders_and_deliveries_are_sales_where_the_terms_bill_by_them(billing: str) -> None:
    book = acme(payment_days=30, billing=billing)
    lines = [{"product": "X", "quantity": "4", "unit_price": "25"}]
    book.add("order.placed", "ACME", "2026-03-02", number="O", lines=lines)
    book.add("order.delivered", "ACME", "2026-03-05", number="O", lines=[{"product": "X", "quantity": "4"}])
    book.add("invoice.issued", "ACME", "2026-03-06", number="I", amount="100", orders=["O"], due="2026-04-30")
    assert only(book).sales == 100


def test_without_sales_there_is_no_days_sales_outstanding() -> None:
    row = only(invoice(acme(), "1", "2026-01-10", "100", "2026-02-10"))
    assert (row.sales, row.receivables) == (Decimal(0), Decimal(100))
    assert row.dso is row.dso_average is row.dso_best_possible is row.average_days_delinquent is None
    assert (row.dso_count_back_exceeds, row.dso_count_back) == (None, Decimal("90.0000"))


def test_a_history_that_ends_too_soon_says_more_than() -> None:
    book = acme().add("balance.opened", "ACME", "2026-02-01", amount="1000", due="2026-02-20")
    row = only(invoice(book, "1", "2026-02-10", "100", "2026-03-10"))
    assert (row.dso_count_back, row.dso_count_back_exceeds) == (None, 59)


def test_counting_back_goes_by_the_months_of_the_policy() -> None:
    book = acme()
    for month, amount in ((1, "700"), (2, "800"), (3, "900")):
        invoice(book, str(month), f"2026-0{month}-05", amount, "2026-04-30")
    pay(book, "2026-03-20", "1", "300")
    assert str(only(book).dso_count_back) == "76.7143"
    assert str(only(book, policy=with_metrics(dso_months="thirty")).dso_count_back) == "77.1429"


def test_unapplied_money_is_not_set_off_and_current_goes_by_due_date() -> None:
    book = invoice(acme(), "1", "2026-03-05", "60", "2026-04-05")
    invoice(book, "2", "2026-03-06", "40", "2026-03-20")
    book.add("payment.received", "ACME", "2026-03-30", number="P", amount="500")
    by_document = Receivables(allocation="explicit", bucket_basis="document")
    row = only(book, policy=replace(DEFAULT, receivables=by_document))
    assert (row.balance, row.receivables, row.current) == (Decimal(-400), Decimal(100), Decimal(60))
    assert str(row.percentage_current) == "60.0000"


def test_the_index_takes_period_or_average_monthly_sales() -> None:
    book = acme().add("balance.opened", "ACME", "2025-12-01", amount="6200", due="2025-12-31")
    for month in (1, 2, 3):
        invoice(book, f"I{month}", f"2026-0{month}-02", "3630", f"2026-0{month}-28")
    pay(book, "2026-02-20", "opening", "6200")
    pay(book, "2026-02-21", "I1", "3630")
    pay(book, "2026-03-20", "I2", "920")
    row = only(book, QUARTER)
    assert [str(one) for one in (row.opening, row.sales, row.receivables)] == [
        "6200.00",
        "10890.00",
        "6340.00",
    ]
    assert row.collection_effectiveness is not None
    monthly = only(book, QUARTER, with_metrics(collection_sales="monthly"))
    index = (Decimal(6200) + 3630 - 6340) / (Decimal(6200) + 3630) * 100
    assert monthly.collection_effectiveness == index.quantize(Decimal("0.0001"))


def test_days_to_pay_are_ten_in_each_year_and_over_the_lifetime() -> None:
    book = invoice(acme(), "1", "2025-05-01", "1000", "2025-05-31")
    invoice(pay(book, "2025-05-11", "1", "1000"), "2", "2026-05-01", "1000", "2026-05-31")
    pay(book, "2026-05-11", "2", "1000")
    for start, end in ((2025, 2025), (2026, 2026), (2025, 2026)):
        assert only(book, Period(date(start, 1, 1), date(end, 12, 31))).days_to_pay == 10


def test_a_payment_matched_weeks_later_took_until_its_own_day() -> None:
    book = invoice(acme(), "1", "2026-03-01", "100", "2026-03-31")
    book.add("payment.received", "ACME", "2026-03-11", number="P", amount="100")
    book.add("settlement.made", "ACME", "2026-03-30", source="P", target="1", amount="100")
    explicit = replace(DEFAULT, receivables=Receivables(allocation="explicit"))
    assert only(book, policy=explicit).days_to_pay == 10


def test_tolerance_decides_what_is_late() -> None:
    book = invoice(acme(), "1", "2026-03-01", "100", "2026-03-29")
    assert only(book).late == 100
    assert only(book, policy=with_metrics(tolerance_days=3)).late == 0


def punctual(count: int) -> Book:
    book = acme()
    for number in range(count):
        invoice(book, f"I{number}", "2026-03-01", "100", "2026-03-20")
        pay(book, "2026-03-15", f"I{number}", "100")
    return book


def test_timeliness_needs_five_items() -> None:
    assert only(punctual(4)).timeliness is None
    row = only(punctual(5))
    assert (row.timeliness, row.average_days_late, row.settled_items) == (Decimal(100), Decimal(0), 5)
    assert only(punctual(4), policy=with_metrics(least_settled=4)).timeliness == 100


def test_a_client_that_never_pays_its_largest_debt_does_not_look_punctual() -> None:
    row = only(invoice(punctual(5), "L", "2026-03-01", "4500", "2026-03-11"))
    assert (row.timeliness, row.average_days_late) == (Decimal(10), Decimal(18))
    assert row.late == 4500


def test_a_client_that_never_pays_at_all_has_no_timeliness_but_an_amount_that_is_late() -> None:
    row = only(invoice(acme(), "L", "2026-03-01", "4500", "2026-03-11"))
    assert (row.timeliness, row.late) == (None, Decimal(4500))


def test_a_payment_late_counts_its_amount_and_days() -> None:
    book = invoice(punctual(4), "L", "2026-03-01", "400", "2026-03-10")
    row = only(pay(book, "2026-03-30", "L", "400"))
    assert (row.timeliness, row.average_days_late) == (Decimal(50), Decimal(10))


def test_what_is_late_for_long_is_at_risk() -> None:
    book = invoice(acme(), "1", "2025-11-01", "75", "2025-12-30")
    invoice(book, "2", "2025-11-01", "25", "2025-12-31")
    row = only(book)
    assert (row.at_risk, row.percentage_at_risk) == (Decimal(75), Decimal(75))


def test_the_house_is_measured_from_its_sums() -> None:
    book = invoice(acme().client("BETA"), "1", "2026-03-01", "100", "2026-04-30")
    invoice(book, "2", "2026-03-01", "300", "2026-03-15", client="BETA")
    pay(book, "2026-03-20", "2", "300", client="BETA")
    said = measure(book)
    assert [row.dso for row in said.rows] == [Decimal(31), Decimal(0)]
    (total,) = said.totals
    assert (total.sales, total.dso, total.balance) == (Decimal(400), Decimal("7.75"), Decimal(100))


def test_companies_of_a_group_are_measured_as_one_and_currencies_apart() -> None:
    book = acme().client("SUB", parent="ACME")
    invoice(book, "1", "2026-03-01", "100", "2026-04-30")
    invoice(book, "2", "2026-03-01", "300", "2026-04-30", client="SUB")
    book.add("invoice.issued", "SUB", "2026-03-01", number="3", amount="5", currency="USD", due="2026-04-30")
    said = measure(book, group=True)
    assert [(row.client, row.currency, row.sales) for row in said.rows] == [
        ("ACME", "EUR", Decimal(400)), ("ACME", "USD", Decimal(5)),
    ]  # fmt: skip


def test_a_client_with_nothing_in_the_period_has_a_row_only_where_it_was_asked_for() -> None:
    book = acme().client("BETA")
    invoice(book, "1", "2026-03-01", "100", "2026-04-30", client="BETA")
    assert [row.client for row in measure(book).rows] == ["BETA"]
    (row,) = measure(book, clients=("ACME",)).rows
    assert (row.client, row.sales, row.dso, row.dso_count_back) == ("ACME", Decimal(0), None, None)


def test_many_clients_are_read_at_once_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    book = invoice(acme(), "1", "2026-02-01", "100", "2026-04-30")
    one_by_one = only(book)
    monkeypatch.setattr("projections.measures.measuring._ONE_BY_ONE", 0)
    assert only(book) == one_by_one


def test_a_period_counts_whole_months_and_otherwise_days() -> None:
    assert (QUARTER.days, QUARTER.months, MARCH.months) == (90, Decimal(3), Decimal(1))
    assert Period(date(2026, 1, 10), date(2026, 1, 24)).months == Decimal("0.5")


@pytest.mark.parametrize(
    ("end", "start", "months"),
    [
        (date.max, date(9999, 1, 1), 12),
        (date(1, 6, 30), date.min, 6),
        (date.min, date.min, Decimal(1) / 30),
        (date(2024, 2, 29), date(2023, 3, 1), 12),
    ],
)
def test_a_year_ends_on_any_day_of_the_calendar(end: date, start: date, months: Decimal | int) -> None:
    year = Period.year_up_to(end)
    assert (year.start, year.months) == (start, months)


def test_the_last_month_of_the_calendar_is_a_whole_one() -> None:
    sale = Sale(date.max, "EUR", Decimal(1))
    assert [one.days for one in by_month([sale], date.max, thirty=True)] == [30]


def test_counting_back_ends_with_the_first_month_of_the_calendar() -> None:
    sales = by_month([Sale(date.min, "EUR", Decimal(1))], date(1, 3, 10), thirty=False)
    assert [tuple(one) for one in sales] == [(0, 38), (1, 31)]


days = st.dates(date(2026, 1, 1), date(2026, 3, 31)).map(date.isoformat)
sums = st.integers(1, 10_000).map(lambda cents: str(Decimal(cents) / 100))


@sees(4)
@tries(25, 100)
@given(st.lists(st.tuples(days, sums, days, st.booleans(), days), max_size=8))
def test_every_figure_stays_on_its_scale(facts: list[tuple[str, str, str, bool, str]]) -> None:
    book = acme()
    for number, (day, amount, due, paid, on) in enumerate(facts):
        invoice(book, str(number), day, amount, max(day, due))
        if paid:
            pay(book, max(day, on), str(number), amount)
    for row in measure(book, MARCH, with_metrics(least_settled=1)).rows:
        for percent in (row.percentage_current, row.percentage_at_risk, row.timeliness):
            assert percent is None or 0 <= percent <= 100
        saw()
        assert row.average_days_delinquent is None or row.average_days_delinquent >= 0
        assert row.receivables == row.balance + row.unapplied
        assert row.current == row.not_due


def test_a_measure_a_hair_below_nothing_is_not_minus_nothing() -> None:
    book = invoice(acme(), "1", "2026-03-02", "100000000", "2026-03-20")
    book.add("credit_note.issued", "ACME", "2026-03-05", number="C", amount="1", reason="bonus")
    assert str(only(book).collection_effectiveness) == "0.0000"
