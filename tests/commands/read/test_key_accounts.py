"""How a person asks who the key accounts are."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import line, ran, registered, run

ASKED = ("key-accounts", "--as-of", "2026-06-30")


def order(client: str, number: str, price: str, day: str) -> str:
    lines = [{"product": "X", "quantity": "1", "unit_price": price}]
    return line("order.placed", client, day, number=number, currency="EUR", lines=lines)


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients: ACME bought for 90 and BETA for 10 in the last twelve months."""
    monkeypatch.chdir(tmp_path)
    beta = line("client.registered", "BETA", "2026-01-01", code="BETA", name="Beta", currency="EUR")
    facts = [
        registered(),
        beta,
        order("ACME", "1", "60", "2026-02-01"),
        order("ACME", "2", "30", "2026-05-01"),
    ]
    ran("record", "--data", "-", input="\n".join([*facts, order("BETA", "3", "10", "2026-03-01")]))


def said(*words: str) -> Any:
    return json.loads(ran(*ASKED, *words, "--format", "json").stdout)


def test_the_only_client_of_a_currency_is_compared_with_nobody() -> None:
    alone = line("client.registered", "SOLO", "2026-01-01", code="SOLO", name="Solo", currency="RON")
    ordered = order("SOLO", "4", "5", "2026-03-01").replace('"EUR"', '"RON"')
    ran("record", "--data", "-", input=f"{alone}\n{ordered}")
    table = ran(*ASKED).stdout
    assert "RON: 1 client, whose rank, class and share compare it with nobody." in table
    assert table.count("HHI") == 1


def test_every_form_says_the_same() -> None:
    found = said()
    assert found["period"] == {"start": "2025-07-01", "end": "2026-06-30"}
    assert [(row["client"], row["share"], row["abc"]) for row in found["rows"]] == [
        ("ACME", "90.0000", "A"),
        ("BETA", "10.0000", "B"),
    ]
    flat = [*csv.DictReader(ran(*ASKED, "--format", "csv").stdout.splitlines())]
    assert [row["share"] for row in flat] == ["90.0000", "10.0000"]
    table = ran(*ASKED).stdout
    assert "EUR: 2 clients, ranked by revenue: 1 in A, 1 in B, 0 in C; key accounts: 2." in table
    assert "HHI 8200.0 of 10,000" in table


@pytest.mark.parametrize(
    ("words", "period", "revenue"),
    [
        (("--from", "2026-04-01"), ["2026-04-01", "2026-06-30"], "30.00"),
        (("--to", "2026-04-30"), ["2025-05-01", "2026-04-30"], "60.00"),
        (("--period", "2026-Q1"), ["2026-01-01", "2026-03-31"], "60.00"),
        (("--period", "2026"), ["2026-01-01", "2026-06-30"], "90.00"),
    ],
)
def test_a_period_is_asked_for_by_its_ends_or_its_name(words: Any, period: list[str], revenue: str) -> None:
    found = said(*words, "ACME")
    assert [*found["period"].values()] == period
    assert found["rows"][0]["revenue"] == revenue


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--period", "2026", "--from", "2026-01-01"), "--period gives both days; leave out --from and --to"),
        (("--from", "2027-01-01"), "the period begins on 2027-01-01, after its last day, 2026-06-30"),
        (("--revenue", "gross"), "'gross' is not one of"),
    ],
)
def test_a_period_that_cannot_be_is_wrong_usage(words: tuple[str, ...], why: str) -> None:
    found = run(*ASKED, *words)
    assert (found.exit_code, why in found.stderr) == (2, True), found.stderr


def test_the_entries_behind_a_share_are_shown_and_explained() -> None:
    items = said("ACME", "--items")["items"]
    assert [(one["entry"], one["document"], one["revenue"]) for one in items] == [
        (3, "1", "60.00"),
        (4, "2", "30.00"),
    ]
    why = json.loads(ran("explain", *ASKED[:1], "ACME", *ASKED[1:], "--format", "json").stdout)
    assert why["figures"] == [{"figure": "revenue", "currency": "EUR", "value": "90.00"}]
    assert [one["entry"] for one in why["contributions"]] == [3, 4]


def test_what_moved_a_share_between_two_days_is_shown() -> None:
    words = ("changes", "key-accounts", "ACME", "--from", "2026-04-30", "--to", "2026-06-30")
    found = json.loads(ran(*words, "--format", "json").stdout)
    moved = {one["figure"]: one for one in found["changes"]}
    assert moved["revenue"]["change"] == "30.00"
    assert [one["entry"] for one in moved["revenue"]["entries"]] == [4]


def test_dependence_on_a_client_is_warned_of_beside_the_answer() -> None:
    found = ran(*ASKED, "--format", "json")
    assert "revenue in EUR depends on ACME (90.0 %)" in found.stderr
    assert json.loads(found.stdout)["totals"][0]["depends_on"] == ["ACME"]


def test_another_policy_shows_who_would_be_a_key_account(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('version = "2026-2"\n[key_accounts]\nshare = 30\n', encoding="utf-8")
    words = ("replay", "--policy", policy, "--diff", "--as-of", "2026-06-30", "--format", "json")
    differing = json.loads(ran(*words).stdout)["differences"]
    assert ("BETA", "key", 1, 0) in [
        (one["client"], one["figure"], one["now"], one["then"]) for one in differing
    ]


def test_an_empty_period_says_what_to_try() -> None:
    assert "try another --revenue, or a longer period" in ran(*ASKED, "--revenue", "invoiced").stdout
