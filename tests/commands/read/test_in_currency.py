"""``--currency`` where managers are summed: rates of the day, and rates that are missing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import goodwill
from ledger.money import rounded
from projections.trading.sale_spans import Goods, goods_in, goods_of, packed
from tests.helpers.commanding import line, ran, registered, run
from tests.helpers.depth import tries

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def rate(on: str, quote: str, worth: str) -> str:
    fields = {"base": "EUR", "quote": quote, "rate": worth}
    return json.dumps({"kind": "rate.set", "occurred_at": on, "event": fields})


def ordered(client: str, number: str, on: str, currency: str, *lines: dict[str, str]) -> str:
    return line("order.placed", client, on, number=number, currency=currency, lines=lines)


def goods(product: str, quantity: str, price: str, **fields: str) -> dict[str, str]:
    return {"product": product, "quantity": quantity, "unit_price": price, **fields}


FACTS = (
    rate("2026-01-01", "HUF", "400"),
    rate("2026-03-01", "HUF", "380"),
    registered("ACME", "Acme Ltd", manager="Anna", currency="EUR"),
    registered("DUNA", "Duna Kft.", manager="Anna", currency="HUF"),
    registered("XEZER", "Xəzər MMC", manager="Ben", currency="AZN"),
    ordered("ACME", "1", "2026-01-10", "EUR", goods("A", "1", "100", unit_cost="60")),
    # 39,999 + 40,000 at 400: 99.9975 + 100.00, 199.9975 together; half of B's price was given away.
    ordered(
        "DUNA", "1", "2026-02-10", "HUF", goods("A", "3", "13333"), goods("B", "1", "80000", discount="50")
    ),
    ordered("DUNA", "2", "2026-03-10", "HUF", goods("A", "1", "38000")),  # at 380
    ordered("XEZER", "1", "2026-02-10", "AZN", goods("A", "1", "50")),
    line("proposal.made", "DUNA", "2026-01-20", number="Q-1", currency="HUF", amount="40000"),
    line("proposal.accepted", "DUNA", "2026-02-20", number="Q-1"),
    line(
        "proposal.made", "DUNA", "2026-02-21", number="Q-2", currency="HUF", amount="38000", probability="0.5"
    ),
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("currency") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(ledger: Path, view: str, names: tuple[str, ...], *words: str) -> list[tuple[Any, ...]]:
    """What a command says on 15 March 2026 in euro."""
    told = ran(view, "--as-of", "2026-03-15", "--currency", "eur", *words, "--format", "json", ledger=ledger)
    return [tuple(row[name] for name in names) for row in json.loads(told.stdout)["rows"]]


def test_each_sale_is_converted_at_the_rate_of_its_own_day(ledger: Path) -> None:
    names = ("group", "currency", "value", "margin")
    assert asked(ledger, "sales", names, "--by", "manager") == [
        ("Ben", "AZN", "50.00", None),  # no rate
        ("Anna", "EUR", "400.00", None),
    ]
    assert asked(ledger, "sales", names, "--by", "client") == [
        ("XEZER", "AZN", "50.00", None),
        ("DUNA", "EUR", "300.00", None),
        ("ACME", "EUR", "100.00", "40.00"),
    ]
    # The products of an order sum to it: of 200.00 A has 100.00, and B the rest.
    assert asked(ledger, "sales", ("group", "value"), "DUNA", "--by", "product") == [
        ("A", "200.00"),
        ("B", "100.00"),
    ]


def test_what_is_open_is_converted_at_the_rate_of_the_day_asked_for(ledger: Path) -> None:
    assert asked(ledger, "pipeline", ("number", "currency", "amount", "weighted")) == [
        ("Q-2", "EUR", "100.00", "50.00")
    ]
    assert asked(ledger, "pipeline", ("group", "value_accepted"), "--closed") == [("Anna", "100.00")]
    # 79,999 + 38,000 at 380.
    assert asked(ledger, "orders", ("group", "currency", "value"), "--by", "manager") == [
        ("Anna", "EUR", "410.52"),
        ("Ben", "AZN", "50.00"),
    ]


def test_rates_that_only_items_lack_are_not_named_also_after_the_items_were_read(ledger: Path) -> None:
    copied = ledger.with_name("items.db")
    copy(ledger, copied)
    made = line("proposal.made", "XEZER", "2026-02-01", number="Q-1", currency="AZN", amount="5")
    lost = line("proposal.declined", "XEZER", "2026-02-02", number="Q-1", reason="price")
    ran("record", "--data", "-", ledger=copied, input=f"{made}\n{lost}")
    with goodwill.Ledger(str(copied), clock=lambda: NOW) as opened:
        found = goodwill.pipeline(opened, as_of=date(2026, 3, 15), currency="EUR")
        assert {item.currency for item in found.items} == {"AZN", "EUR"}
    assert found.more["without_rate"] == [*found.cautions] == []


def test_what_was_given_away_is_converted_at_the_rate_of_the_order(ledger: Path) -> None:
    assert asked(ledger, "discounts", ("group", "currency", "given_away")) == [("Anna", "EUR", "100.00")]


def test_prices_of_competitors_are_converted_at_the_rate_of_the_day_on_which_we_saw_them(
    ledger: Path,
) -> None:
    copied = ledger.with_name("market.db")
    copy(ledger, copied)
    seen = [
        line("competitor.seen", client, on, competitor="Rival", product="A", price=price)
        for client, on, price in (
            ("ACME", "2026-01-11", "90"),
            ("DUNA", "2026-03-11", "34200"),
            ("XEZER", "2026-03-12", "45"),
        )
    ]
    ran("record", "--data", "-", ledger=copied, input="\n".join(seen))
    names = ("currency", "seen", "clients", "price", "our_price", "difference")
    # 34,200 at 380 beside our 38,000, which is the newest that we saw in euro; for manats there is no rate.
    assert asked(copied, "market", names) == [
        ("AZN", 1, 1, "45", "50.00", "-10.0"),
        ("EUR", 2, 2, "90.00", "100.00", "-10.0"),
    ]
    told = run("market", "--as-of", "2026-03-15", "--currency", "EUR", ledger=copied)
    assert (
        "no rate between AZN and EUR had been set by 2026-03-12, so what is in AZN stays in it" in told.stderr
    )
    assert "Market in EUR, without a rate for AZN as of 2026-03-15" in told.stdout


def test_a_missing_rate_is_named_and_its_rows_stay_in_their_currency(ledger: Path) -> None:
    told = run("sales", "--as-of", "2026-03-15", "--currency", "EUR", ledger=ledger)
    assert told.exit_code == 0
    assert "Sales compared by client in EUR, without a rate for AZN as of 2026-03-15" in told.stdout
    assert told.stderr == (
        "goodwill: no rate between AZN and EUR had been set by 2026-02-10, so what is in AZN stays in it; set one with "
        "`goodwill record rate.set --base AZN --quote EUR --rate RATE --on 2026-02-10`\n"
    )
    shown = json.loads(
        ran("sales", "--as-of", "2026-03-15", "--currency", "EUR", "--format", "json", ledger=ledger).stdout
    )
    assert (shown["currency"], shown["without_rate"]) == ("EUR", ["AZN"])
    assert [one["rate"] for one in shown["rates"]] == ["400", "380"]
    # A rate that only other periods lack is not named.
    march = run("sales", "--period", "2026-03", "--currency", "EUR", ledger=ledger)
    assert "no rate" not in march.stderr
    assert (
        "no rate" not in run("pipeline", "--as-of", "2026-03-15", "--currency", "EUR", ledger=ledger).stderr
    )
    # Before the first rate there is none, and a code that does not exist is refused.
    early = run("orders", "--as-of", "2026-02-28", "--currency", "USD", ledger=ledger)
    assert "no rate between HUF and USD" in early.stderr
    assert "XXQ" in run("sales", "--currency", "XXQ", ledger=ledger).stderr


_amounts = st.decimals("-999", "999", places=2)


@tries(25, 300)
@given(st.lists(st.tuples(_amounts, _amounts), min_size=1, max_size=6), st.sampled_from(["JPY", "EUR"]))
def test_goods_in_another_currency_sum_to_their_row(
    sold: list[tuple[Decimal, Decimal]], currency: str
) -> None:
    def exchange(amount: Decimal) -> Decimal:
        return rounded(amount / 7, currency)

    rows = [Goods(f"P{at}", Decimal(1), value, cost) for at, (value, cost) in enumerate(sold)]
    value, cost = (exchange(sum(amounts, Decimal(0))) for amounts in zip(*sold, strict=True))
    made = [*goods_of(goods_in(packed(rows), value, cost, currency, exchange))]
    assert sum(one.value for one in made) == value
    assert sum(one.cost or 0 for one in made) == cost


def test_what_came_back_is_shown_at_the_rates_of_its_day(ledger: Path) -> None:
    words = ("returns", "--period", "2026", "--currency", "EUR", "--format", "json")
    back = [
        line("return.received", "ACME", "2026-03-05", number="R-1", order="1", reason="x", reason_code="damaged",
             lines=[goods("A", "1", "20")]),
        line("return.received", "DUNA", "2026-03-05", number="R-2", order="1", reason="x", reason_code="damaged",
             lines=[goods("B", "1", "19000")]),
        line("return.received", "XEZER", "2026-03-05", number="R-3", order="1", reason="x", reason_code="damaged",
             lines=[goods("A", "1", "10")]),
    ]  # fmt: skip
    copied = ledger.with_name("back.db")
    copy(ledger, copied)
    ran("record", "--data", "-", ledger=copied, input="\n".join(back))
    done = run(*words, ledger=copied)
    found = json.loads(done.stdout)
    names = ("currency", "times", "clients", "product", "value", "rate")
    # 20.00 + 19,000 at 380 are 70.00; ordered were 100.00 + 200.00 (199.9975) + 100.00. Manats have no rate.
    assert [tuple(row[name] for name in names) for row in found["rows"]] == [
        ("AZN", 1, 1, "A", "10.00", "20.0"),
        ("EUR", 2, 2, "B", "70.00", "17.5"),
    ]
    assert "no rate between AZN and EUR had been set by 2026-03-05" in done.stderr
    assert [(one["currency"], one["value"]) for one in found["totals"]] == [
        ("AZN", "10.00"),
        ("EUR", "70.00"),
    ]
