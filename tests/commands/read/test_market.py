"""``goodwill market``: competitors, their prices beside ours, and what we lost to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import goods, line, ordered, ran, registered


def seen(client: str, on: str, competitor: str, **fields: str) -> str:
    return line("competitor.seen", client, on, competitor=competitor, **fields)


GOODS = [{"product": "X", "quantity": "10", "unit_price": "50", "discount": "8"}]
FACTS = (
    registered("ACME", "Acme Ltd", manager="Anna", segment="retail"),
    registered("BETA", "Beta Ltd", manager="Ben", segment="retail"),
    seen("ACME", "2026-01-05", "Rival", product="X", price="40.00"),
    line("order.placed", "ACME", "2026-01-10", number="SO-1", currency="EUR", lines=GOODS),  # 46.00 a piece
    seen("BETA", "2026-01-07", "rival", product="X", price="39.00"),
    seen("ACME", "2026-02-05", "RIVAL", product="X", price="41.40"),  # 4.60 less than 46.00: 10 percent
    seen("BETA", "2026-02-06", "Other"),
    line("proposal.made", "BETA", "2026-01-01", number="P-1", currency="EUR", amount="100.00"),
    line("proposal.declined", "BETA", "2026-02-20", number="P-1", competitor="Rival"),
    line("tender.entered", "ACME", "2026-01-01", number="T-1"),
    line("tender.lost", "ACME", "2026-02-21", number="T-1", competitor="Rival"),
    line("client.lost", "BETA", "2026-03-01", reason="price", to_competitor="Other"),
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("market") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(ledger: Path, names: tuple[str, ...], *words: str) -> list[tuple[Any, ...]]:
    """What the command says on 10 March 2026."""
    shown = ran("market", "--as-of", "2026-03-10", *words, "--format", "json", ledger=ledger).stdout
    return [tuple(row[name] for name in names) for row in json.loads(shown)["rows"]]


def test_a_competitor_and_product_is_a_row_with_its_price_beside_ours(ledger: Path) -> None:
    names = ("competitor", "product", "seen", "clients", "last", "price", "our_price", "difference", "lost")
    assert asked(ledger, names) == [
        ("Other", None, 1, 1, "2026-03-01", None, None, None, 1),
        ("Rival", None, 0, 2, "2026-02-21", None, None, None, 2),
        ("Rival", "X", 3, 2, "2026-02-05", "41.40", "46.00", "-10.0", 0),
    ]


def test_the_price_of_a_product_is_the_newest_price_that_was_seen(ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    facts = (
        *FACTS[:2],
        seen("ACME", "2026-01-05", "Rival", product="X", price="40.00"),
        seen("BETA", "2026-01-07", "Rival", product="X", price="39.00"),
        seen("ACME", "2026-02-05", "Rival", product="X"),
    )
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    names = ("competitor", "seen", "last", "price", "priced")
    assert asked(path, names) == [("Rival", 3, "2026-02-05", "39.00", "2026-01-07")]
    assert asked(ledger, names)[0] == ("Other", 1, "2026-03-01", None, None)


def test_our_price_is_of_the_newest_order_of_which_the_client_keeps_some(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    two = [*GOODS, {"product": "Y", "quantity": "1", "unit_price": "7"}]
    facts = (
        registered("ACME", "Acme Ltd"),
        seen("ACME", "2026-01-05", "Rival", product="X", price="40.00"),
        line("order.placed", "ACME", "2026-01-10", number="SO-1", currency="EUR", lines=GOODS),  # 46.00
        ordered("ACME", "SO-2", "2026-02-05", ("X", "1", "99.00")),
        line("order.cancelled", "ACME", "2026-02-06", number="SO-2", by="us", reason="typing error"),
        ordered("ACME", "SO-3", "2026-02-08", ("X", "1", "98.00")),
        line("return.received", "ACME", "2026-02-10", number="R-1", order="SO-3", reason="wet",
             lines=goods(("X", "1", "98.00"))),
        # of SO-4 the client keeps the other product
        line("order.placed", "ACME", "2026-02-20", number="SO-4", currency="EUR", lines=two),
        line("order.cancelled", "ACME", "2026-02-22", number="SO-4", by="us", reason="typing error",
             lines=[{"product": "X", "quantity": "10"}]),
    )  # fmt: skip
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    for stored in (False, True):
        if stored:
            ran("project", ledger=path)
        for day, price in (("02-05", "99.00"), ("02-06", "46.00"), ("02-08", "98.00"), ("02-10", "46.00"),
                           ("02-20", "46.00"), ("02-22", "46.00")):  # fmt: skip
            shown = ran("market", "--as-of", f"2026-{day}", "--format", "json", ledger=path).stdout
            assert [row["our_price"] for row in json.loads(shown)["rows"]] == [price], day


def test_our_price_is_the_newest_in_the_currency_of_the_client(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    facts = (
        line("client.registered", "ACME", "2026-01-01", code="ACME", name="Acme", source="fair"),
        seen("ACME", "2026-01-05", "Rival", product="X", price="4.00"),
        ordered("ACME", "SO-1", "2026-01-10", ("X", "1", "5.00")),
        ordered("ACME", "SO-2", "2026-01-12", ("X", "1", "6.00"), currency="USD"),
        line("prospect.qualified", "ACME", "2026-02-01", signs=["need"], reason="asks", currency="EUR"),
        ordered("ACME", "SO-3", "2026-02-10", ("X", "1", "5.50")),
        ordered("ACME", "SO-4", "2026-02-12", ("X", "1", "7.00"), currency="USD"),
        line("order.cancelled", "ACME", "2026-02-20", number="SO-3", by="us", reason="typing error"),
    )
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    # Until the client has a currency, no price of ours is in it.
    prices = {"01-31": None, "02-01": "5.00", "02-10": "5.50", "02-12": "5.50", "02-20": "5.00"}
    for stored in (False, True):
        if stored:
            ran("project", ledger=path)
        for day, price in prices.items():
            shown = ran("market", "--as-of", f"2026-{day}", "--format", "json", ledger=path).stdout
            assert [row["our_price"] for row in json.loads(shown)["rows"]] == [price], day


def test_sightings_are_summed_by_competitor_and_by_manager(ledger: Path) -> None:
    names = ("group", "seen", "competitors", "clients", "lost")
    assert asked(ledger, names, "--by", "competitor") == [("Other", 1, 1, 1, 1), ("Rival", 3, 1, 2, 2)]
    assert asked(ledger, names, "--by", "manager") == [("Anna", 2, 1, 1, 1), ("Ben", 2, 2, 1, 2)]


def test_the_entries_behind_sightings_sum_to_them(ledger: Path) -> None:
    words = ("explain", "market", "BETA", "--as-of", "2026-03-10", "--format", "json")
    found = json.loads(ran(*words, ledger=ledger).stdout)
    assert {one["figure"]: one["value"] for one in found["figures"]} == {"seen": "2", "lost": "2"}


def test_the_price_of_a_screw_is_shown_with_all_its_decimals(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    goods = [{"product": "SCREW", "quantity": "10000", "unit_price": "0.0045"}]
    facts = (
        registered("ACME", "Acme Ltd"),
        line("order.placed", "ACME", "2026-01-10", number="SO-1", currency="EUR", lines=goods),
        seen("ACME", "2026-02-05", "Rival", product="SCREW", price="0.0050"),
    )
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    assert asked(path, ("price", "our_price", "difference")) == [("0.0050", "0.0045", "11.1")]
    table = ran("market", "--as-of", "2026-03-10", ledger=path).stdout
    assert "0.005 " in table
    assert "0.0045" in table
    by_product = ("sales", "--by", "product", "--period", "2026-01", "--as-of", "2026-03-10")
    assert "0.0045" in ran(*by_product, ledger=path).stdout
    sold = json.loads(ran(*by_product, "--format", "json", ledger=path).stdout)["rows"]
    assert [row["price"] for row in sold] == ["0.004500"]


@pytest.mark.parametrize(
    ("price", "ours", "shown"),
    [
        ("3", "5", ("0.0075", "0.0125", "-40.0")),  # neither is a whole cent
        ("4000", "5000", ("10.00", "12.50", "-20.0")),
        ("3980", "4001", ("9.95", "10.0025", "-0.5")),
        ("0", "5", ("0.00", "0.0125", "-100.0")),
    ],
)
def test_prices_keep_the_parts_of_a_cent_in_another_currency(
    price: str, ours: str, shown: tuple[str, str, str], tmp_path: Path
) -> None:
    """A forint is a quarter of a cent, and the difference in euro is that in forint."""
    path = tmp_path / "goodwill.db"
    facts = (
        line("rate.set", None, "2026-01-01", base="HUF", quote="EUR", rate="0.0025"),
        registered("DUNA", "Duna Kft.", currency="HUF"),
        line(
            "order.placed",
            "DUNA",
            "2026-02-01",
            number="SO-1",
            currency="HUF",
            lines=goods(("CLIP", "1000", ours)),
        ),
        seen("DUNA", "2026-02-03", "Rival", product="CLIP", price=price),
    )
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    assert asked(path, ("price", "our_price", "difference"), "--currency", "EUR") == [shown]
    assert asked(path, ("difference",)) == [(shown[2],)]
