"""The views on other people's books, against figures from elsewhere. Skipped where data is absent."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal

import pytest

from ledger.money import ZERO
from projections import Answer, Filter, answer
from projections.history import remembered
from projections.receivables.rolling import rolled
from tests.helpers.depth import far
from tests.helpers.entries import Book
from tests.helpers.public_books import day_of, ibm, ibm_rows, needs_ibm
from tests.helpers.seen import saw, sees
from tests.helpers.wholesaler import UCI, order_lines

needs_uci = pytest.mark.skipif(not UCI.exists(), reason=f"{UCI.name} is not there")


def owed(day: date) -> Answer:
    return answer("receivables", ibm().entries, as_of=day, known_at=None, position=10**9)


@needs_ibm
@pytest.mark.parametrize(
    ("day", "balance", "not_due", "late", "count"),
    [
        (date(2012, 12, 31), "5725.06", "4936.32", "788.74", 99),
        (date(2013, 6, 30), "5119.85", "4284.29", "835.56", 84),
    ],
)
def test_the_open_items_of_a_hundred_customers(
    day: date, balance: str, not_due: str, late: str, count: int
) -> None:
    assert owed(day).as_json()["totals"] == [
        {
            "currency": "USD",
            "balance": balance,
            "not_due": not_due,
            "overdue": {
                "1-30": late,
                "31-60": "0.00",
                "61-90": "0.00",
                "91-120": "0.00",
                "over 120": "0.00",
            },
            "unapplied": "0.00",
            "open_items": count,
            "disputed": "0.00",
            "promised": "0.00",
        }
    ]


@sees(24)
@needs_ibm
def test_every_month_closes_with_what_it_opened_plus_invoices_less_payments() -> None:
    closing = Decimal(0)
    for month in range(24):
        year, number = 2012 + month // 12, month % 12 + 1
        day = date(year, number, monthrange(year, number)[1])
        prefix = day.isoformat()[:7]
        for row in ibm_rows():
            amount = Decimal(row["InvoiceAmount"])
            closing += amount * day_of(row["InvoiceDate"]).startswith(prefix)
            closing -= amount * day_of(row["SettledDate"]).startswith(prefix)
        saw()
        assert sum((total.balance for total in owed(day).totals), Decimal(0)) == closing


@sees(24)
@needs_ibm
def test_every_month_rolls_forward_as_a_loop_over_the_invoices_says() -> None:
    said = rolled(owed(date(2013, 12, 31)), remembered(ibm().entries), date(2012, 1, 1), "month")
    balance = Decimal(0)
    for row in said.rows:
        saw()
        days = [(day_of(one["InvoiceDate"]), day_of(one["SettledDate"]), one) for one in ibm_rows()]
        invoiced = [Decimal(one["InvoiceAmount"]) for on, _, one in days if on.startswith(row.month)]
        paid = [Decimal(one["InvoiceAmount"]) for _, on, one in days if on.startswith(row.month)]
        closing = balance + sum(invoiced) - sum(paid)
        assert (row.opening, row.invoiced, row.paid, row.closing) == (
            balance,
            sum(invoiced),
            sum(paid),
            closing,
        )
        balance = closing
    (total,) = said.totals
    assert (total.opening, total.closing) == (Decimal(0), balance)


@pytest.mark.long
@sees(far(750, 4_000))
@needs_uci
def test_every_customer_and_month_of_a_wholesaler_rolls_forward_as_a_loop_over_the_lines_says() -> None:
    worth: dict[tuple[str, str, str], Decimal] = {}
    for row in order_lines():
        if row["CustomerID"]:
            key = row["CustomerID"], row["InvoiceNo"], row["InvoiceDate"][:10]
            worth[key] = worth.get(key, Decimal(0)) + int(row["Quantity"]) * Decimal(row["UnitPrice"])
    documents = {key: value.quantize(Decimal("0.01")) for key, value in worth.items() if abs(value) >= 1}
    book = Book()
    for code in sorted({code for code, _, _ in documents}):
        book.client(code, currency="GBP")
    for (code, number, day), value in documents.items():
        kind = "invoice.issued" if value > 0 else "credit_note.issued"
        book.add(kind, code, day, number=number, amount=str(abs(value)), currency="GBP")
    start, end, history = date(2011, 3, 1), date(2011, 10, 31), remembered(book.entries)
    said = answer("receivables", history, as_of=end, known_at=None, position=10**9)

    def loop(month: str) -> tuple[Decimal, Decimal]:
        """What was invoiced and what was credited in a month."""
        found = [value for (_, _, day), value in documents.items() if day.startswith(month)]
        return sum((max(one, ZERO) for one in found), ZERO), -sum((min(one, ZERO) for one in found), ZERO)

    for month in rolled(said, history, start, "month").rows:
        wanted = loop(month.month)
        assert (month.invoiced, month.credited) == wanted
    own: dict[str, list[Decimal]] = {}
    for (code, _, day), value in documents.items():
        if day <= str(end):
            place = own.setdefault(code, [Decimal(0)] * 3)
            place[0 if day < str(start) else 1 if value > 0 else 2] += value
    for row in rolled(said, history, start).rows:
        saw()
        assert [row.opening, row.invoiced, -row.credited] == own[row.client]
        assert row.closing == sum(own[row.client])


@needs_uci
def test_an_order_of_eighty_thousand_pieces_cancelled_minutes_later_nets_out_of_loyalty_whole() -> None:
    book = Book().client("16446", currency="GBP")
    documents: dict[str, list[dict[str, str]]] = {}
    for row in order_lines(lambda line: b",16446." in line):
        documents.setdefault(row["InvoiceNo"], []).append(row)
    for number, rows in documents.items():
        lines = [
            {
                "product": row["StockCode"],
                "quantity": row["Quantity"].lstrip("-"),
                "unit_price": row["UnitPrice"],
            }
            for row in rows
        ]
        kind = "return.received" if number.startswith("C") else "order.placed"
        moment = rows[0]["InvoiceDate"].replace(" ", "T")
        book.add(kind, "16446", moment, number=number, lines=lines, currency="GBP")
    where = Filter(clients=("16446",))
    (row,) = answer(
        "loyalty", book.entries, as_of=date(2011, 12, 9), known_at=None, position=99, where=where
    ).rows
    assert len(documents) == 3
    assert (row.recency_days, row.frequency, row.monetary) == (205, 1, Decimal("2.90"))
