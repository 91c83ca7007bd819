"""``goodwill discounts``: what was asked for, and what orders gave away with and without an approval."""

from __future__ import annotations

import json
from csv import DictReader
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from tests.helpers.commanding import line, ran, registered, run


def ordered(client: str, number: str, on: str, *discounts: str) -> str:
    """An order with a line of 10 x 50.00 for each discount in percent."""
    goods = [
        {"product": f"X{at}", "quantity": "10", "unit_price": "50", "discount": one}
        for at, one in enumerate(discounts)
    ]
    return line("order.placed", client, on, number=number, currency="EUR", lines=goods)


def asked_for(client: str, number: str, on: str, percent: str, by: str = "Anna") -> str:
    return line(
        "discount.requested", client, on, number=number, percent=percent, reason="much at once", by=by
    )


LIMITED = {"payment_days": 30, "billing": "invoice", "discount_limit": "5"}
FACTS = (
    registered("ACME", "Acme Ltd", manager="Anna", segment="retail"),
    registered("BETA", "Beta Ltd", manager="Ben", segment="retail"),
    line("client.terms_agreed", "ACME", "2026-01-02", **LIMITED),
    # 5 % is within the limit; 8 % and 10 % are beyond, and nobody approved them: 25 + 40 + 50 = 115.00
    ordered("ACME", "SO-1", "2026-01-05", "5", "8", "10"),
    asked_for("ACME", "D-1", "2026-01-06", "9"),
    line("discount.approved", "ACME", "2026-01-10", number="D-1", percent="8", by="anna"),
    # 8 % is approved by now, 10 % is not: 40 + 50 = 90.00
    ordered("ACME", "SO-2", "2026-01-11", "8", "10"),
    asked_for("ACME", "D-2", "2026-02-01", "10"),
    line("discount.refused", "ACME", "2026-02-03", number="D-2", percent="10", reason="enough"),
    asked_for("ACME", "D-3", "2026-03-01", "10"),
    ordered("BETA", "SO-1", "2026-01-05", "50"),  # no limit is agreed: 250.00
    asked_for("BETA", "D-1", "2026-02-28", "3", by="Ben"),
)


def taken_back(ledger: Path) -> None:
    """4 of 10 pieces with 8 % are cancelled, and 5 of 10 with 10 % come back, of SO-2 with 40 + 50 away."""
    goods = {"lines": [{"product": "X0", "quantity": "4"}]}
    back = {"lines": [{"product": "X1", "quantity": "5", "unit_price": "45"}]}
    facts = (
        line("order.cancelled", "ACME", "2026-01-12", number="SO-2", by="client", reason="too much", **goods),
        line("return.received", "ACME", "2026-01-20", number="R-1", order="SO-2", reason="too much", **back),
    )
    ran("record", "--data", "-", ledger=ledger, input="\n".join(facts))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("discounts") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(ledger: Path, names: tuple[str, ...], *words: str) -> list[tuple[Any, ...]]:
    """What the command says on 10 March 2026."""
    shown = ran("discounts", "--as-of", "2026-03-10", *words, "--format", "json", ledger=ledger).stdout
    return [tuple(row[name] for name in names) for row in json.loads(shown)["rows"]]


def test_each_manager_has_what_was_asked_for_and_given_away(ledger: Path) -> None:
    names = (
        "group",
        "asked",
        "approved",
        "refused",
        "open",
        "days",
        "lines_beyond_limit",
        "not_approved",
        "given_away",
    )
    # The decisions took 4 and 2 days.
    assert asked(ledger, names) == [
        ("Anna", 3, 1, 1, 1, "3.0", 4, 3, "205.00"),
        ("Ben", 1, 0, 0, 1, None, 0, 0, "250.00"),
    ]
    assert asked(ledger, ("group", "asked", "given_away"), "--by", "month") == [
        ("2026-01", 1, "455.00"),
        ("2026-02", 2, "0.00"),
        ("2026-03", 1, "0.00"),
    ]
    assert asked(ledger, ("group", "asked"), "--group") == [("ACME", 3), ("BETA", 1)]


def test_the_requests_that_wait_are_listed_the_oldest_first(ledger: Path) -> None:
    assert asked(ledger, ("client", "number", "percent", "days", "asker", "reason"), "--open") == [
        ("BETA", "D-1", "3", 10, "Ben", "much at once"),
        ("ACME", "D-3", "10", 9, "Anna", "much at once"),
    ]
    assert run("discounts", "--open", "--by", "manager", ledger=ledger).exit_code == 2


def test_goods_that_were_cancelled_or_came_back_are_not_given_away(ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    copy(ledger, path)
    taken_back(path)
    # Of 205.00 the cancellation takes 4/10 of 40.00, the return 5/10 of 50.00.
    assert asked(path, ("group", "given_away"))[0] == ("Anna", "164.00")
    words = ("explain", "discounts", "ACME", "--as-of", "2026-03-10", "--format", "csv")
    told = [row for row in DictReader(ran(*words, ledger=path).stdout.splitlines()) if row["of"] == "SO-2"]
    assert [(row["kind"], row["amount"]) for row in told if row["figure"] == "given_away"] == [
        ("order.placed", "90.00"),
        ("order.cancelled", "-16.00"),
        ("return.received", "-25.00"),
    ]


def test_the_entries_behind_what_was_given_away_sum_to_it(ledger: Path) -> None:
    words = ("explain", "discounts", "ACME", "--as-of", "2026-03-10", "--format", "json")
    found = json.loads(ran(*words, ledger=ledger).stdout)
    assert {one["figure"]: one["value"] for one in found["figures"]} == {
        "given_away": "205.00",
        "lines_beyond_limit": "4",
        "not_approved": "3",
        "percent": "10",  # of the open request
    }
