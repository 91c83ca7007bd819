"""Books made of public files, row by row, with no mapping between. Skipped where the files are absent."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from functools import cache, lru_cache

import pytest

from tests.helpers.entries import Book
from tests.helpers.places import DATA

IBM = DATA / "ibm_accounts_receivable.csv"
needs_ibm = pytest.mark.skipif(not IBM.exists(), reason=f"{IBM.name} is not there")


@cache
def day_of(text: str) -> str:
    return datetime.strptime(text, "%m/%d/%Y").replace(tzinfo=UTC).date().isoformat()


@lru_cache
def ibm_rows() -> list[dict[str, str]]:
    with IBM.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def ibm() -> Book:
    book = Book()
    for code in sorted({row["customerID"] for row in ibm_rows()}):
        book.client(code, currency="USD")
    for row in ibm_rows():
        code, number, amount = row["customerID"], row["invoiceNumber"], row["InvoiceAmount"]
        common = {"number": number, "amount": amount, "currency": "USD"}
        book.add("invoice.issued", code, day_of(row["InvoiceDate"]), due=day_of(row["DueDate"]), **common)
        settles = [{"document": number, "amount": amount}]
        book.add("payment.received", code, day_of(row["SettledDate"]), settles=settles, **common)
    return book
