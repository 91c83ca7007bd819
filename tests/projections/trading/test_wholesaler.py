"""Sales on other people's books: the lines of a wholesaler, summed by plain loops."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from goodwill.trading import compared_of
from ledger.money import Amounts, rounded
from projections import Answer, answer
from projections.framework.periods import Period
from projections.trading.gaps import gaps
from tests.helpers.depth import LONG_ONLY, far
from tests.helpers.examples import Imported
from tests.helpers.wholesaler import order_lines

MARCH, FEBRUARY = Period(date(2011, 3, 1), date(2011, 3, 31)), Period(date(2011, 2, 1), date(2011, 2, 28))


class Loops(NamedTuple):
    """What plain loops over the file say.

    Attributes:
        months: what the lines of each month are worth, by product.
        pieces: of March, by product.
        bought: the pieces and the value of March, by country, product and client.
    """

    months: Mapping[str, Amounts[str]]
    pieces: Amounts[str]
    bought: Mapping[str, Mapping[str, Mapping[str, tuple[Decimal, Decimal]]]]


@pytest.fixture(scope="module")
def loops() -> Loops:
    months: dict[str, Amounts[str]] = defaultdict(Amounts)
    pieces = Amounts[str]()
    bought: dict[str, dict[str, dict[str, tuple[Decimal, Decimal]]]] = defaultdict(lambda: defaultdict(dict))
    for row in order_lines():
        if not row["CustomerID"] or not (price := Decimal(row["UnitPrice"])):
            continue
        product, quantity, month = row["StockCode"], Decimal(row["Quantity"]), row["InvoiceDate"][:7]
        months[month][product] += quantity * price
        if month == "2011-03":
            pieces[product] += quantity
            client = row["CustomerID"].partition(".")[0]
            clients = bought[row["Country"]][product]
            before = clients.get(client, (Decimal(0), Decimal(0)))
            clients[client] = before[0] + quantity, before[1] + quantity * price
    return Loops(months, pieces, bought)


def sales(wholesaler: Imported, day: date) -> Answer:
    ledger = wholesaler.ledger
    return answer("sales", ledger.history, as_of=day, known_at=None, position=ledger.position)


@pytest.fixture(scope="module")
def march(wholesaler: Imported) -> Answer:
    """Sales up to the end of March."""
    return sales(wholesaler, MARCH.end)


def without_nothing(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {name: amount for name, amount in amounts.items() if amount}


@pytest.mark.long
def test_products_and_months_of_a_wholesaler_are_what_loops_over_the_lines_say(
    wholesaler: Imported, march: Answer, loops: Loops
) -> None:
    by_product = compared_of(wholesaler.ledger, march, MARCH.start, FEBRUARY, "product").rows
    for name, wanted in (
        ("value", loops.months["2011-03"]),
        ("before", loops.months["2011-02"]),
        ("quantity", loops.pieces),
    ):
        said = {row.group: getattr(row, name) for row in by_product}
        assert without_nothing(said) == without_nothing(wanted)


@LONG_ONLY
@pytest.mark.long
def test_every_month_of_a_wholesaler_is_what_loops_over_the_lines_say(
    wholesaler: Imported, loops: Loops
) -> None:
    found, before = sales(wholesaler, date(2011, 12, 31)), (date(2009, 12, 1), date(2010, 11, 30))
    said = compared_of(wholesaler.ledger, found, date(2010, 12, 1), before, "month")
    # Two prices of the file have mills; orders are rounded to the penny.
    wanted = {
        month: rounded(sum(products.values(), Decimal(0)), "GBP") for month, products in loops.months.items()
    }
    assert {row.group: row.value for row in said.rows} == wanted
    assert len(wanted) == 13
    assert [total.value for total in said.totals] == [sum(wanted.values())]


@pytest.mark.long
def test_gaps_are_what_others_of_a_country_bought_and_the_client_did_not(march: Answer, loops: Loops) -> None:
    for holder in march.holders:
        for member, _ in holder.members:
            member.segment = member.territory  # the file has no segments
    germany = loops.bought["Germany"]
    client = min(code for clients in germany.values() for code in clients)
    wanted = {}
    for product, clients in germany.items():
        kept = {code: worth for code, (pieces, worth) in clients.items() if pieces > 0}
        if kept and client not in kept:
            wanted[product] = len(kept), sum(kept.values())
    said = gaps(march, MARCH, client).rows
    assert {row.product: (row.buyers, row.value) for row in said} == wanted
    assert len(wanted) > far(20, 50)
