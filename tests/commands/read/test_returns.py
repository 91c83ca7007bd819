"""``goodwill returns``: what came back, how often and why, and whether measures helped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import goods, line, ordered, ran, registered


def returned(client: str, number: str, on: str, order: str, pieces: str, code: str) -> str:
    lines = goods(("TEA", pieces, "4.00"))
    return line(
        "return.received", client, on, number=number, order=order, reason="x", reason_code=code, lines=lines
    )


FACTS = (
    registered("ACME", "Acme Ltd", manager="Anna"),
    registered("BETA", "Beta Ltd", manager="Ben"),
    ordered("ACME", "SO-1", "2026-01-05", ("TEA", "100", "4.00"), ("JAM", "50", "2.00")),  # 500.00
    ordered("BETA", "SO-2", "2026-01-06", ("TEA", "75", "4.00")),  # 300.00
    returned("ACME", "R-1", "2026-01-20", "SO-1", "5", "damaged"),  # 20.00
    line("measure.taken", "ACME", "2026-01-25", number="M-1", against="R-1", what="stronger boxes"),
    returned("ACME", "R-2", "2026-01-25", "SO-1", "1", "damaged"),  # 4.00, on the day of the measure
    returned("BETA", "R-3", "2026-02-20", "SO-2", "2", "damaged"),  # 8.00
    line("order.cancelled", "ACME", "2026-02-01", number="SO-1", by="client", reason="too dear",
         reason_code="price", lines=[{"product": "JAM", "quantity": "10"}]),  # 20.00
    line("return.refused", "BETA", "2026-02-21", number="R-4", order="SO-2", reason="opened",
         reason_code="unwanted", lines=goods(("TEA", "3", "4.00"))),  # 12.00
    line("discrepancy.recorded", "BETA", "2026-02-22", number="A-1", order="SO-2", what="shortage",
         lines=[{"product": "TEA", "quantity": "4"}], amount="16.00"),
)  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("returns") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(ledger: Path, names: tuple[str, ...], *words: str) -> list[tuple[Any, ...]]:
    """What the command says of the first quarter of 2026."""
    shown = ran("returns", "--period", "2026-Q1", *words, "--format", "json", ledger=ledger).stdout
    return [tuple(row[name] for name in names) for row in json.loads(shown)["rows"]]


def test_a_reason_has_how_often_and_what_part_of_orders_and_whether_it_happened_again(ledger: Path) -> None:
    names = ("group", "what", "times", "clients", "product", "value", "rate", "measure", "again")
    # Of 800.00 ordered: 32.00 are 4.0 %, 20.00 are 2.5 %, 12.00 are 1.5 %, 16.00 are 2.0 %.
    assert asked(ledger, names) == [
        ("damaged", "returned", 3, 2, "TEA", "32.00", "4.0", "stronger boxes", 1),
        ("price", "cancelled", 1, 1, "JAM", "20.00", "2.5", None, None),
        ("unwanted", "refused", 1, 1, "TEA", "12.00", "1.5", None, None),
        (None, "shortage", 1, 1, "TEA", "16.00", "2.0", None, None),
    ]


def test_totals_say_that_refused_returns_are_not_in_them(ledger: Path) -> None:
    said = "goodwill: totals leave out refused returns: their goods stayed with the client\n"
    assert ran("returns", "--period", "2026-Q1", ledger=ledger).stderr == said
    assert ran("returns", "--period", "2026-01", ledger=ledger).stderr == ""


def test_returns_are_summed_by_client_product_and_month(ledger: Path) -> None:
    names = ("group", "what", "value", "rate")
    # ACME ordered 500.00, BETA 300.00.
    assert asked(ledger, names, "--by", "client", "ACME") == [
        ("ACME", "returned", "24.00", "4.8"),
        ("ACME", "cancelled", "20.00", "4.0"),
    ]
    # TEA was ordered for 700.00, JAM for 100.00.
    assert asked(ledger, names, "--by", "product") == [
        ("JAM", "cancelled", "20.00", "20.0"),
        ("TEA", "returned", "32.00", "4.6"),
        ("TEA", "shortage", "16.00", "2.3"),
        ("TEA", "refused", "12.00", "1.7"),
    ]
    assert asked(ledger, names, "--by", "month", "--manager", "Ben") == [
        ("2026-02", "returned", "8.00", None),
        ("2026-02", "shortage", "16.00", None),
        ("2026-02", "refused", "12.00", None),
    ]


def test_single_returns_and_the_entries_behind_them(ledger: Path) -> None:
    words = ("returns", "BETA", "--items", "--period", "2026-Q1", "--format", "csv")
    found = [row.split(",") for row in ran(*words, ledger=ledger).stdout.splitlines()]
    place = [found[0].index(name) for name in ("number", "what", "reason", "value")]
    assert [[row[at] for at in place] for row in found[1:] if len(row) > 5] == [
        ["R-3", "returned", "damaged", "8.00"],
        ["R-4", "refused", "unwanted", "12.00"],
        ["A-1", "shortage", "", "16.00"],
    ]
    words = ("explain", "returns", "ACME", "--as-of", "2026-03-31", "--format", "json")
    figures = json.loads(ran(*words, ledger=ledger).stdout)["figures"]
    assert {one["figure"]: one["value"] for one in figures} == {"value": "44.00"}


def test_a_measure_of_the_day_of_a_return_is_about_it_at_whatever_hour_each_was(tmp_path: Path) -> None:
    """A measure opens something, so it is folded before the return of its day, which takes goods back."""
    path = tmp_path / "goodwill.db"
    facts = [
        registered("ACME", "Acme Ltd", manager="Anna"),
        ordered("ACME", "SO-1", "2026-01-05", ("TEA", "100", "4.00")),
        returned("ACME", "R-1", "2026-01-20T15:00:00Z", "SO-1", "5", "damaged"),
        line("measure.taken", "ACME", "2026-01-20", number="M-1", against="R-1", what="stronger boxes"),
        returned("ACME", "R-2", "2026-01-20T16:00:00Z", "SO-1", "1", "wrong"),
        line("measure.taken", "ACME", "2026-01-20T17:00:00Z", number="M-2", against="R-2", what="a list"),
    ]
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    for again in (False, True):
        if again:
            ran("replay", ledger=path)
        assert asked(path, ("group", "measure")) == [("damaged", "stronger boxes"), ("wrong", "a list")]


@pytest.mark.parametrize("currency", ["EUR", "HUF"])
def test_products_sum_to_what_came_back_in_another_currency(currency: str, tmp_path: Path) -> None:
    """A forint is a quarter of a cent: 5 are 1.25 cents, 15 are 3.75, and 5 of an act are 1.25.

    Goods that we refused are three of a third of a forint: 0.33, 0.33, and what is left of 1.00.
    """
    path = tmp_path / "goodwill.db"
    three = [(product, "1", "5") for product in ("JAM", "NUT", "TEA")]
    thirds = [(product, "1", "0.3334") for product in ("JAM", "NUT", "TEA")]
    act = {
        "what": "shortage",
        "amount": "5",
        "lines": [{"product": one, "quantity": "1"} for one in ("JAM", "TEA")],
    }
    facts = (
        line("rate.set", None, "2026-01-01", base="HUF", quote="EUR", rate="0.0025"),
        registered("DUNA", "Duna Kft.", currency="HUF"),
        line("order.placed", "DUNA", "2026-02-01", number="SO-1", currency="HUF", lines=goods(*three)),
        line("return.received", "DUNA", "2026-02-09", number="R-1", order="SO-1", reason="bad", lines=goods(*three)),
        line("return.refused", "DUNA", "2026-02-10", number="R-2", order="SO-1", reason="old", lines=goods(*thirds)),
        line("discrepancy.recorded", "DUNA", "2026-02-11", number="A-1", order="SO-1", **act),
    )  # fmt: skip
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    words = () if currency == "HUF" else ("--currency", currency)
    by_reason = asked(path, ("what", "value"), *words)
    by_product = asked(path, ("group", "what", "value"), "--by", "product", *words)
    if currency == "HUF":
        assert sorted(by_reason) == [("refused", "1.00"), ("returned", "15.00"), ("shortage", "5.00")]
        returned, refused = ["5.00", "5.00", "5.00"], ["0.33", "0.33", "0.34"]
    else:
        assert sorted(by_reason) == [("refused", "0.00"), ("returned", "0.04"), ("shortage", "0.01")]
        returned, refused = ["0.01", "0.01", "0.02"], ["0.00", "0.00", "0.00"]
    assert [value for _, what, value in by_product if what == "returned"] == returned
    assert [value for _, what, value in by_product if what == "refused"] == refused
    assert {value for _, what, value in by_product if what == "shortage"} == {"0.00"}


def test_a_refused_return_hides_no_missing_rate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    goods_of = ("--line", "product=P,quantity=1,unit_price=5", "--reason", "worn", "--at", "2026-01-05")
    ran("record", "client.registered", "B", "--name", "B", "--currency", "USD", "--at", "2026-01-01")
    ran("record", "return.received", "B", "--number", "R-1", *goods_of)
    words = ("returns", "--currency", "EUR", "--as-of", "2026-03-01")
    (missing,) = ran(*words).stderr.splitlines()
    ran("record", "return.refused", "B", "--number", "R-2", *goods_of)

    said = ran(*words).stderr.splitlines()

    assert missing.startswith("goodwill: no rate between USD and EUR")
    assert said == [missing, "goodwill: totals leave out refused returns: their goods stayed with the client"]
