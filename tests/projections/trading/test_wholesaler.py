"""Sales on other people's books: the lines of a wholesaler, summed by plain loops."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from decimal import Decimal

from goodwill.trading import compared_of
from ledger.money import Amounts
from projections import answer
from tests.helpers.examples import Imported

SINCE, END = date(2011, 3, 1), date(2011, 3, 31)
BEFORE = date(2011, 2, 1), date(2011, 2, 28)


def test_products_and_months_of_a_wholesaler_are_what_loops_over_the_lines_say(wholesaler: Imported) -> None:
    products: dict[str, Amounts[str]] = {"2011-02": Amounts(), "2011-03": Amounts()}
    pieces: Amounts[str] = Amounts()
    with gzip.open(wholesaler.files[0], "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            month = row["InvoiceDate"][:7]
            if month in products and row["CustomerID"] and Decimal(row["UnitPrice"]) > 0:
                products[month][row["StockCode"]] += int(row["Quantity"]) * Decimal(row["UnitPrice"])
                if month == "2011-03":
                    pieces[row["StockCode"]] += int(row["Quantity"])
    ledger = wholesaler.ledger
    found = answer("sales", ledger.history, as_of=END, known_at=None, position=ledger.position)
    by_product = compared_of(ledger, found, SINCE, BEFORE, "product").rows
    assert {row.group: row.value for row in by_product if row.value} == {
        product: value for product, value in products["2011-03"].items() if value
    }
    assert {row.group: row.before for row in by_product if row.before} == {
        product: value for product, value in products["2011-02"].items() if value
    }
    assert {row.group: row.quantity for row in by_product if row.quantity} == {
        product: quantity for product, quantity in pieces.items() if quantity
    }
    (march,) = compared_of(ledger, found, SINCE, BEFORE, "month").rows
    assert (march.value, march.before) == tuple(
        sum(products[month].values()) for month in ("2011-03", "2011-02")
    )
