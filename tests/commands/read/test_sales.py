"""``goodwill sales``: what was sold in a period beside another, and what a client does not buy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import goods, line, ordered, ran, registered, run

FACTS = (
    registered("ACME", "Acme Ltd", manager="Anna", segment="retail"),
    registered("BETA", "Beta Ltd", manager="Ben", segment="retail"),
    registered("GAMA", "Gama Ltd", manager="Ben", segment="retail"),
    registered("DELT", "Delta Ltd", manager="Ben", segment="hotels"),
    ordered("ACME", "SO-1", "2025-02-01", ("TEA", "10", "4.00", "3.00"), ("JAM", "5", "2.00", "1.00")),
    ordered("ACME", "SO-2", "2026-02-01", ("TEA", "10", "5.00", "3.00"), ("OIL", "2", "8.00")),
    line("order.cancelled", "ACME", "2026-02-03", number="SO-2", by="client", reason="late",
         lines=[{"product": "TEA", "quantity": "4"}]),
    line("return.received", "ACME", "2026-03-04", number="R-1", order="SO-2", reason="wet",
         lines=goods(("TEA", "1", "4.50"))),
    ordered("BETA", "SO-3", "2026-01-10", ("TEA", "1", "6.00"), ("NUT", "3", "7.00")),
    ordered("BETA", "SO-4", "2026-01-11", ("FIG", "1", "9.00")),
    line("return.received", "BETA", "2026-01-20", number="R-2", order="SO-4", reason="wet",
         lines=goods(("FIG", "1", "9.00"))),
    ordered("GAMA", "SO-5", "2026-01-12", ("NUT", "1", "7.00"), ("OIL", "1", "9.00")),
    ordered("DELT", "SO-6", "2026-01-13", ("BED", "1", "99.00")),
)  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sales") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(ledger: Path, names: tuple[str, ...], *words: str) -> list[tuple[Any, ...]]:
    """What the command says of the first quarter of 2026."""
    shown = ran("sales", "--period", "2026-Q1", *words, "--format", "json", ledger=ledger).stdout
    return [tuple(row[name] for name in names) for row in json.loads(shown)["rows"]]


def test_a_product_has_its_value_and_price_beside_those_of_a_year_before(ledger: Path) -> None:
    names = ("group", "quantity", "value", "before", "change", "price", "price_before", "margin", "note")
    # Of 10 x 5.00 were 4 cancelled at 5.00, and 1 came back at 4.50: 5 pieces for 25.50; they cost 15.00.
    assert asked(ledger, names, "ACME") == [
        ("TEA", "5", "25.50", "40.00", "-36.3", "5.1000", "4.0000", "10.50", None),
        ("OIL", "2", "16.00", "0.00", None, "8.0000", None, None, "not in the one before"),
        ("JAM", "0", "0.00", "10.00", "-100.0", None, "2.0000", None, "not in this period"),
    ]


@pytest.mark.parametrize(
    ("period", "against", "jam"),
    [
        ("2025-03-01..2026-03-31", "2025-02", "no longer bought"),  # thirteen months, right after February
        ("2025-04-01..2026-03-31", "2024-04-01..2025-03-31", "no longer bought"),
        ("2025-04-01..2026-03-31", "2025-02", "not in this period"),  # nothing is said of March 2025
        ("2026-03", "2025-01-01..2026-02-28", "not in this period"),  # a month proves nothing
    ],
)
def test_something_is_no_longer_bought_once_a_year_has_gone_by(
    period: str, against: str, jam: str, ledger: Path
) -> None:
    words = ("sales", "ACME", "--period", period, "--against", against, "--format", "json")
    rows = json.loads(ran(*words, ledger=ledger).stdout)["rows"]
    assert {row["note"] for row in rows if row["group"] == "JAM"} == {jam}


def test_sales_are_summed_by_client_manager_segment_and_month(ledger: Path) -> None:
    names = ("group", "value", "before", "change")
    assert asked(ledger, names) == [
        ("DELT", "99.00", "0.00", None),
        ("ACME", "41.50", "50.00", "-17.0"),
        ("BETA", "27.00", "0.00", None),
        ("GAMA", "16.00", "0.00", None),
    ]
    assert asked(ledger, names, "--by", "manager") == [
        ("Ben", "142.00", "0.00", None),
        ("Anna", "41.50", "50.00", "-17.0"),
    ]
    assert asked(ledger, names, "--by", "segment", "--manager", "Ben") == [
        ("hotels", "99.00", "0.00", None),
        ("retail", "43.00", "0.00", None),
    ]
    # February a year ago stands beside this February.
    assert asked(ledger, names, "ACME", "--by", "month") == [
        ("2026-02", "46.00", "50.00", "-8.0"),
        ("2026-03", "-4.50", "0.00", None),
    ]
    assert asked(ledger, names, "ACME", "--by", "month", "--against", "2025-Q2") == [
        ("2026-02", "46.00", "0.00", None),
        ("2026-03", "-4.50", "0.00", None),
    ]


def test_gaps_are_what_others_of_the_segment_buy_and_keep(ledger: Path) -> None:
    names = ("product", "buyers", "share", "quantity", "value", "each")
    assert asked(ledger, names, "ACME", "--gaps") == [("NUT", 2, "100.0", "4", "28.00", "14.00")]
    assert asked(ledger, names, "GAMA", "--gaps") == [("TEA", 2, "100.0", "6", "31.50", "15.75")]
    assert asked(ledger, names, "DELT", "--gaps") == []
    for words, sentence in (
        (("--gaps",), "--gaps is about one client; give its code"),
        (("ACME", "--gaps", "--by", "month"), "--gaps has a row for each product"),
    ):
        refused = run("sales", *words, ledger=ledger)
        assert refused.exit_code == 2
        assert sentence in refused.stderr


def test_the_entries_behind_sales_sum_to_them(ledger: Path) -> None:
    words = ("explain", "sales", "BETA", "--as-of", "2026-03-31", "--format", "json")
    found = json.loads(ran(*words, ledger=ledger).stdout)
    assert {one["figure"]: one["value"] for one in found["figures"]} == {"quantity": "4", "value": "27.00"}


def test_a_month_that_lies_in_both_periods_counts_in_each(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    facts = (
        registered("ACME", "Acme Ltd"),
        *(
            ordered("ACME", f"SO-{month}", f"2025-0{month}-15", (product, "1", price))
            for month, product, price in ((1, "TEA", "100.00"), (2, "JAM", "200.00"), (3, "TEA", "300.00"))
        ),
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    words = ("sales", "--period", "2025-02-01..2025-03-31", "--against", "2025-01-01..2025-02-28")
    # February is compared with January, and March with February; each period has February's order once.
    by_month = [("2025-02", "200.00", "100.00", "100.0"), ("2025-03", "300.00", "200.00", "50.0")]
    by_product = [("JAM", "200.00", "200.00", "0.0"), ("TEA", "300.00", "100.00", "200.0")]
    for stored in (False, True):
        if stored:
            ran("project", ledger=ledger)
        for by, expected in (("month", by_month), ("product", by_product), ("client", None)):
            found = json.loads(ran(*words, "--by", by, "--format", "json", ledger=ledger).stdout)
            rows = [(row["group"], row["value"], row["before"], row["change"]) for row in found["rows"]]
            assert sorted(rows) == (expected or [("ACME", "500.00", "300.00", "66.7")])
            assert [(one["value"], one["before"]) for one in found["totals"]] == [("500.00", "300.00")]


def test_an_order_that_is_taken_back_in_parts_leaves_no_cent_of_margin(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    part = [{"product": "TEA", "quantity": "1"}]
    facts = (
        registered("ACME", "Acme Ltd"),
        # 3 x 3.333 cost 10.00; each part of 3.333 alone would cost 3.33.
        ordered("ACME", "SO-1", "2026-03-01", ("TEA", "3", "9.995", "3.333"), ("JAM", "1", "9.995", "3.333")),
        line("order.cancelled", "ACME", "2026-03-02", number="SO-1", by="client", reason="no", lines=part),
        line("order.cancelled", "ACME", "2026-03-03", number="SO-1", by="client", reason="no", lines=part),
        line("return.received", "ACME", "2026-03-04", number="R-1", order="SO-1", reason="wet",
             lines=goods(("TEA", "1", "10.00"))),
        line("order.cancelled", "ACME", "2026-03-05", number="SO-1", by="client", reason="no"),
    )  # fmt: skip
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))
    # Of 39.98, which cost 13.33, went 9.99 (3.33), 10.00 (3.33), 10.00 (3.34) and at last 9.99 (3.33).
    for stored in (False, True):
        if stored:
            ran("project", ledger=ledger)
        names = ("group", "quantity", "value", "margin")
        assert asked(ledger, names) == [("ACME", "0", "0.00", "0.00")]
        assert asked(ledger, names, "ACME", "--by", "product") == [
            ("JAM", "0", "0.00", "0.00"), ("TEA", "0", "0.00", "0.00"),
        ]  # fmt: skip
        shown = ran("key-accounts", "--period", "2026-Q1", "--format", "json", ledger=ledger).stdout
        assert [(row["revenue"], row["margin"]) for row in json.loads(shown)["rows"]] == [("0.00", "0.00")]


def test_a_gap_counts_its_buyers_across_currencies(tmp_path: Path) -> None:
    lines = [
        registered("AZAL", segment="shops", currency="AZN"),
        registered("BETA", segment="shops", currency="EUR"),
        registered("GAMA", segment="shops", currency="HUF"),
        registered("DELT", segment="shops", currency="EUR"),
        ordered("AZAL", "1", "2026-03-01", ("TEA", "1", "2.00"), currency="AZN"),
        ordered("BETA", "2", "2026-03-01", ("NUT", "3", "10.00")),
        ordered("GAMA", "3", "2026-03-01", ("NUT", "1", "4000.00"), currency="HUF"),
        ordered("DELT", "4", "2026-03-01", ("JAM", "2", "5.00")),
    ]
    path = tmp_path / "currencies.db"
    ran("record", "--data", "-", input="\n".join(lines), ledger=path)
    names = ("product", "currency", "buyers", "share", "quantity", "value", "each")
    day = ("--as-of", "2026-03-31", "--format", "json")

    def gaps(*words: str) -> list[tuple[Any, ...]]:
        found = json.loads(ran("sales", "AZAL", "--gaps", *words, *day, ledger=path).stdout)
        return [tuple(row[name] for name in names) for row in found["rows"]]

    def offered() -> list[tuple[Any, ...]]:
        found = json.loads(ran("advise", "AZAL", *day, ledger=path).stdout)
        return [(row["product"], row["value"], row["why"]) for row in found["offers"]]

    # Two of the three others buy NUT, and one buys JAM.
    jam = ("JAM", "EUR", 1, "33.3", "2", "10.00", "10.00")
    assert gaps() == [("NUT", None, 2, "66.7", "4", None, None), jam]
    assert (
        "sum them in one with `--currency CODE`" in ran("sales", "AZAL", "--gaps", *day, ledger=path).stderr
    )
    assert offered() == [
        ("NUT", None, "2 of its segment buy it"),
        ("JAM", None, "1 of its segment buys it"),
    ]
    rates = [
        line("rate.set", None, "2026-01-01", base=base, quote="AZN", rate=rate)
        for base, rate in (("EUR", "2"), ("HUF", "0.005"))
    ]
    ran("record", "--data", "-", input="\n".join(rates), ledger=path)
    # 3 x 10.00 EUR are 60.00 AZN and 4,000 HUF are 20.00 AZN: 80.00, and 40.00 for one.
    assert gaps("--currency", "AZN") == [
        ("NUT", "AZN", 2, "66.7", "4", "80.00", "40.00"),
        ("JAM", "AZN", 1, "33.3", "2", "20.00", "20.00"),
    ]
    assert [(product, value) for product, value, _ in offered()] == [("NUT", "40.00"), ("JAM", "20.00")]


@pytest.mark.parametrize("segment", ["Shops", "SHOPS", " shops"])
def test_gaps_compare_with_a_segment_in_any_spelling(segment: str, tmp_path: Path) -> None:
    # The three are one segment, so BETA and GAMA are the two others; each bought what ACME did not.
    facts = [
        registered(segment="shops"),
        registered("BETA", "Beta", segment=segment),
        registered("GAMA", "Gama", segment="shops"),
        registered("DELT", "Delta", segment="works"),
        *(
            ordered(code, "1", "2026-03-01", (product, "2", "10"))
            for code, product in {"ACME": "TEA", "BETA": "NUT", "GAMA": "JAM", "DELT": "OIL"}.items()
        ),
    ]
    path = tmp_path / "spelt.db"
    ran("record", "--data", "-", input="\n".join(facts), ledger=path)
    names = ("product", "buyers", "share")
    expected = [("JAM", 1, "50.0"), ("NUT", 1, "50.0")]
    found = ran("sales", "ACME", "--gaps", "--as-of", "2026-03-31", "--format", "json", ledger=path).stdout
    assert [tuple(row[name] for name in names) for row in json.loads(found)["rows"]] == expected
    offers = ran("advise", "ACME", "--as-of", "2026-03-31", "--format", "json", ledger=path).stdout
    assert "NUT" in offers
    assert "OIL" not in offers


def test_gaps_of_a_client_that_does_not_exist_are_refused(ledger: Path) -> None:
    refused = run("sales", "ZZ", "--gaps", ledger=ledger)
    assert refused.exit_code == 1
    assert "no client has the code 'ZZ'" in refused.stderr
