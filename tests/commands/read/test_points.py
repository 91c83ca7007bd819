"""``goodwill points``: lots with the entries that changed them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from commands.read.points import _breakage
from tests.helpers.commanding import ran, run


def test_each_lot_is_shown_with_what_became_of_it(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    for words in (
        ("client.registered", "ACME", "--name", "Acme", "--currency", "EUR", "--on", "2026-01-01"),
        ("points.granted", "ACME", "--number", "A", "--points", "10", "--on", "2026-01-02"),
        ("points.granted", "ACME", "--number", "B", "--points", "5", "--on", "2026-01-03"),
        ("points.redeemed", "ACME", "--number", "R", "--points", "12", "--on", "2026-01-04"),
    ):
        assert run("record", *words, ledger=ledger).exit_code == 0
    found = json.loads(
        ran("points", "ACME", "--as-of", "2026-01-31", "--format", "json", ledger=ledger).stdout
    )
    assert [(row["number"], row["left"], row["entries"]) for row in found["rows"]] == [
        ("A", "0", [2, 4]),
        ("B", "3", [3, 4]),
    ]
    assert found["totals"][0]["spent"] == "12"
    table = run("points", "--lots", "--as-of", "2026-01-31", ledger=ledger).stdout
    assert "TAKEN BACK" in table
    owed = run("points", "--as-of", "2026-01-31", ledger=ledger)
    assert "ACME    Acme  bronze       3" in owed.stdout
    assert "the oldest points are of 2026-01-02" in owed.stdout
    assert "programme.point_value" in owed.stderr
    done = run("points", "ACME", "--within", "9", ledger=ledger)
    assert (done.exit_code, "--within is for the points of all clients" in done.stderr) == (2, True)


def test_the_part_that_expired_is_rounded_as_every_exact_figure() -> None:
    told = _breakage(Decimal(800), Decimal(1), date(2024, 1, 1), claimed=True)
    assert "(0.13 %)" in told


def test_a_tier_without_points_owes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran("record", "client.registered", "ACME", "--name", "Acme", "--currency", "EUR", "--on", "2026-01-01")
    ran("record", "tier.floored", "ACME", "bronze", "2026-12-31", "--on", "2026-01-02")
    shown = ran("points", "--as-of", "2026-01-31").stdout.splitlines()
    assert shown[-1] == "The liability is zero: nobody has had points yet."


def test_what_is_redeemed_is_judged_by_the_groups_that_products_are_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rules = "version = 'teas'\n[programme.earn]\norders = [{ points = 1, per = 10, group = 'tea' }]"
    Path("teas.toml").write_text(rules)
    ran("policy", "adopt", "teas.toml", "--at", "2026-01-01")
    ran("record", "client.registered", "ACME", "--name", "Acme", "--currency", "EUR", "--on", "2026-01-01")
    line = "product=X,quantity=10,unit_price=10"
    ran("record", "order.placed", "ACME", "--number", "1", "--line", line, "--on", "2026-01-02")
    redeem = ("record", "points.redeemed", "ACME", "--number", "R", "--on", "2026-01-04", "--points")
    assert "ACME has 0 points to spend" in run(*redeem, "10").stderr
    product = ("record", "product.described", "--product", "x", "--name", "Black")
    ran(*product, "--group", "tea", "--on", "2026-01-03")
    assert "ACME has 10 points to spend" in run(*redeem, "11").stderr
    ran(*redeem, "10")
    ran(*product, "--on", "2026-01-05")
    assert ran("check").output == ""


@pytest.mark.parametrize("day", ["2026-01-30", "2026-01-31", "2026-03-31"])
def test_what_is_owed_on_a_month_end_is_the_same_from_stored_views(tmp_path: Path, day: str) -> None:
    ledger, nowhere = tmp_path / "goodwill.db", tmp_path / "none.db"
    for words in (
        ("client.registered", "ACME", "--name", "Acme", "--currency", "EUR", "--on", "2026-01-01"),
        ("points.granted", "ACME", "--number", "A", "--points", "10", "--on", "2026-01-02"),
    ):
        ran("record", *words, ledger=ledger)
    ran("replay", ledger=ledger)
    asked = ("points", "--as-of", day, "--format", "json")
    quick, slow = ran(*asked, ledger=ledger), ran("--views", nowhere, *asked, ledger=ledger)
    assert json.loads(slow.stdout)["rows"][0]["points"] == "10"
    assert quick.stdout == slow.stdout


def test_the_lots_of_a_group_are_those_of_its_companies_under_their_own_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran("record", "client.registered", "TOP", "--name", "Holding", "--currency", "EUR", "--on", "2026-01-01")
    owned = ("--name", "Shop", "--currency", "EUR", "--parent", "TOP", "--on", "2026-01-01")
    ran("record", "client.registered", "SHOP", *owned)
    for client in ("TOP", "SHOP"):
        ran(
            "record",
            "points.granted",
            client,
            "--number",
            f"G-{client}",
            "--points",
            "10",
            "--on",
            "2026-01-02",
        )

    lots = json.loads(ran("points", "TOP", "--group", "--as-of", "2026-01-31", "--format", "json").stdout)

    assert sorted((row["client"], row["name"]) for row in lots["rows"]) == [
        ("SHOP", "Shop"),
        ("TOP", "Holding"),
    ]
    assert lots["totals"][0]["left"] == "20"
