"""The health score on other people's ledgers: the bars that it has to pass. Skipped where data is absent."""

from __future__ import annotations

from datetime import date

import pytest

from goodwill import backtest
from projections import DEFAULT
from projections.backtest.result import Asked, backtested
from projections.framework.history import Horizon, remembered
from tests.helpers.entries import Book
from tests.helpers.examples import ONE_IMPORT, Imported
from tests.helpers.places import DATA

CDNOW = DATA / "cdnow_sample.txt"


@pytest.mark.skipif(not CDNOW.exists(), reason=f"{CDNOW.name} is not there")
def test_the_score_ranks_the_customers_of_a_shop_for_music() -> None:
    book = Book()
    known: set[str] = set()
    for number, row in enumerate(CDNOW.read_text(encoding="ascii").splitlines()):
        _, customer, day, _, value = row.split()
        if customer not in known:
            known.add(customer)
            book.client(customer, currency="USD")
        line = {"product": "CD", "quantity": "1", "unit_price": value}
        on = date.fromisoformat(day).isoformat()
        book.add("order.placed", customer, on, number=str(number), currency="USD", lines=[line])
    horizon = Horizon(date(1998, 6, 30), None, len(book.entries))
    found = backtested(
        remembered(book.entries), horizon, DEFAULT, asked=Asked(most=12, as_known_then=False, seed=1)
    )
    assert found.found.cutoffs[0].date == date(1997, 4, 30)
    assert found.found.cutoffs[-1].date == date(1998, 2, 28)
    assert found.found.pooled.auc is not None
    assert found.found.pooled.auc >= 0.72


@ONE_IMPORT
def test_the_score_passes_its_bars_on_the_ledger_of_a_wholesaler(wholesaler: Imported) -> None:
    said = backtest(wholesaler.ledger, month_ends=3, as_of=date(2011, 12, 31)).as_json()
    assert [one["date"] for one in said["cutoffs"]] == ["2011-06-30", "2011-07-31", "2011-08-31"]
    assert said["pooled"]["auc"] >= 0.757
    assert said["pooled_top_fifth"]["auc"] >= 0.80
    assert said["lift"] >= 1.65
    assert said["brier"] <= 0.202
    assert all(abs(one["mean_error"]) <= 0.05 for one in said["cutoffs"])
    assert said["verdict_code"] == "better_than_rivals"
    (rfm,) = (one for one in said["rivals"] if one["name"] == "RFM sum")
    assert rfm["low"] > 0
