"""The receivables of a hundred customers, month by month, against plain loops over the file."""

from __future__ import annotations

import csv
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

import pytest

from projections import answer
from projections.framework.periods import Period
from projections.history import remembered
from projections.measures.measuring import accounts_before, measured
from projections.measures.rows import MeasuredTotal
from tests.helpers.depth import far
from tests.helpers.entries import Book
from tests.helpers.places import DATA

IBM = DATA / "ibm_accounts_receivable.csv"
pytestmark = pytest.mark.skipif(not IBM.exists(), reason=f"{IBM.name} is not there")
MONTHS = [(year, month) for year in (2012, 2013) for month in range(1, 13)][:: far(3, 1)]
QUARTERS = [(year, quarter) for year in (2012, 2013) for quarter in range(1, 5)][:: far(2, 1)]


class Invoice(NamedTuple):
    """A line of the file."""

    customer: str
    number: str
    on: date
    due: date
    settled: date
    amount: Decimal


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").replace(tzinfo=UTC).date()


@lru_cache
def invoices() -> list[Invoice]:
    with IBM.open(encoding="utf-8", newline="") as file:
        return [
            Invoice(
                row["customerID"],
                row["invoiceNumber"],
                _day(row["InvoiceDate"]),
                _day(row["DueDate"]),
                _day(row["SettledDate"]),
                Decimal(row["InvoiceAmount"]),
            )
            for row in csv.DictReader(file)
        ]


@lru_cache
def book() -> Book:
    made = Book()
    for code in sorted({one.customer for one in invoices()}):
        made.client(code, currency="USD")
    for one in invoices():
        common = {"number": one.number, "amount": str(one.amount), "currency": "USD"}
        made.add("invoice.issued", one.customer, one.on.isoformat(), due=one.due.isoformat(), **common)
        settles = [{"document": one.number, "amount": str(one.amount)}]
        made.add("payment.received", one.customer, one.settled.isoformat(), settles=settles, **common)
    return made


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def owed(day: date, first_late: int | None = None, last_late: int = 10**6) -> Decimal:
    """What is open on a day, of it what is so many days late, by the loop that anybody would write."""
    together = Decimal(0)
    for one in invoices():
        late = (day - one.due).days
        if one.on <= day < one.settled and (first_late is None or first_late <= late <= last_late):
            together += one.amount
    return together


def sold(start: date, end: date) -> Decimal:
    together = Decimal(0)
    for one in invoices():
        if start <= one.on <= end:
            together += one.amount
    return together


@pytest.mark.long
@pytest.mark.parametrize(("year", "month"), MONTHS)
def test_every_month_end_agrees_in_balance_not_due_and_buckets(year: int, month: int) -> None:
    day = last_day(year, month)
    said = answer("receivables", book().entries, as_of=day, known_at=None, position=10**9)
    (total,) = said.totals
    assert total.balance == owed(day)
    assert total.not_due == owed(day, -(10**6), 0)
    assert list(total.overdue.values()) == [
        owed(day, 1, 30), owed(day, 31, 60), owed(day, 61, 90), owed(day, 91, 120), owed(day, 121),
    ]  # fmt: skip
    assert total.open_items == sum(one.on <= day < one.settled for one in invoices())


@lru_cache
def measures(start: date, end: date) -> MeasuredTotal:
    period, entries = Period(start, end), book().entries
    said = answer("receivables", entries, as_of=end, known_at=None, position=10**9)
    (total,) = measured(said, accounts_before(remembered(entries), said, period), period).totals
    assert isinstance(total, MeasuredTotal)
    return total


def shown(figure: Decimal) -> Decimal:
    return figure.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def counted_back(end: date) -> Decimal:
    left, days, year, month = owed(end), 0, end.year, end.month
    while True:
        of_month = sold(date(year, month, 1), last_day(year, month))
        if left < of_month:
            return days + left / of_month * monthrange(year, month)[1]
        left -= of_month
        days += monthrange(year, month)[1]
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)


@pytest.mark.long
@pytest.mark.parametrize(("year", "quarter"), QUARTERS)
def test_every_quarter_agrees_in_its_measures(year: int, quarter: int) -> None:
    start, end = date(year, 3 * quarter - 2, 1), last_day(year, 3 * quarter)
    sales, opening, closing = sold(start, end), owed(start - timedelta(days=1)), owed(end)
    current, days = owed(end, -(10**6), 0), (end - start).days + 1
    said = measures(start, end)
    assert (said.sales, said.opening, said.receivables, said.current) == (sales, opening, closing, current)
    assert said.dso == shown(closing / sales * days)
    assert said.dso_best_possible == shown(current / sales * days)
    assert said.average_days_delinquent == shown((closing - current) / sales * days)
    assert said.dso_count_back == shown(counted_back(end))
    assert said.collection_effectiveness == shown(
        (opening + sales - closing) / (opening + sales - current) * 100
    )
    assert said.turnover == shown(sales / ((opening + closing) / 2))


@pytest.mark.long
@pytest.mark.parametrize(("year", "quarter"), QUARTERS)
def test_every_quarter_agrees_in_how_long_payment_took(year: int, quarter: int) -> None:
    start, end = date(year, 3 * quarter - 2, 1), last_day(year, 3 * quarter)
    paid = weighted = late = counted = Decimal(0)
    for one in invoices():
        if start <= one.settled <= end:
            paid += one.amount
            weighted += one.amount * (one.settled - one.on).days
            late += one.amount if one.settled > one.due else 0
            counted += one.amount
        elif one.on <= end < one.settled and end > one.due:
            late += one.amount
            counted += one.amount
    said = measures(start, end)
    assert said.days_to_pay == shown(weighted / paid)
    assert (said.late, said.timeliness) == (late, shown((counted - late) / counted * 100))
