"""Key accounts of other people's books: how concentrated the sales of a wholesaler are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import ceil

import pytest

import goodwill
from ledger.money import Amounts
from tests.helpers.depth import LONG_ONLY
from tests.helpers.examples import Imported
from tests.helpers.wholesaler import order_lines

WHOLE_YEAR = date(2010, 12, 1), date(2011, 12, 9)
"""The days of the file."""


@pytest.mark.long
def test_the_sales_documents_of_a_wholesaler_are_as_concentrated_as_a_loop_over_the_lines_says(
    wholesaler: Imported,
) -> None:
    worth = Amounts[str]()
    for line in order_lines():
        if line["CustomerID"] and not line["InvoiceNo"].startswith("C"):
            worth[line["CustomerID"]] += int(line["Quantity"]) * Decimal(line["UnitPrice"])
    amounts = sorted((amount for amount in worth.values() if amount), reverse=True)
    whole, count = sum(amounts), len(amounts)
    found = goodwill.key_accounts(wholesaler.ledger, period=WHOLE_YEAR, revenue="ordered")
    (total,) = found.totals
    assert (len(found.rows), total.clients) == (count, count)
    assert abs(total.revenue - whole) < 1  # orders are rounded to the penny
    tops = (amounts[:1], amounts[:10], amounts[: ceil(count / 5)])
    wanted = [f"{100 * sum(top) / whole:.2f}" for top in tops]
    assert [f"{one:.2f}" for one in (total.top_client, total.top_ten, total.top_fifth)] == wanted
    hhi = sum((100 * amount / whole) ** 2 for amount in amounts)
    gini = sum((count + 1 - 2 * place) * amount for place, amount in enumerate(amounts, 1)) / (count * whole)
    assert (f"{total.hhi:.1f}", f"{total.gini:.4f}") == (f"{hhi:.1f}", f"{gini:.4f}")


@LONG_ONLY
@pytest.mark.long
def test_the_sales_documents_of_a_wholesaler_are_as_concentrated_as_is_known(wholesaler: Imported) -> None:
    found = goodwill.key_accounts(wholesaler.ledger, period=WHOLE_YEAR, revenue="ordered")
    (total,) = found.totals
    assert (len(found.rows), total.clients, total.revenue) == (4_338, 4_338, Decimal("8911407.90"))
    shares = (total.top_client, total.top_ten, total.top_fifth)
    assert [f"{one:.2f}" for one in shares] == ["3.14", "17.26", "74.62"]
    assert (f"{total.hhi:.1f}", f"{total.gini:.4f}") == ("46.4", "0.7151")
    assert (total.key_accounts, total.abc["A"]) == (0, 1_133)
