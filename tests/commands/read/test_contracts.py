"""``goodwill contracts``: when each ends, and how much of it the client has bought."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import line, ran, registered


def signed(client: str, number: str, starts: str, ends: str, **fields: Any) -> str:
    return line("contract.signed", client, starts, number=number, starts=starts, ends=ends, **fields)


def ordered(
    client: str, number: str, on: str, price: str, contract: str | None = None, currency: str = "EUR"
) -> str:
    goods = [{"product": "X", "quantity": "10", "unit_price": price}]
    return line("order.placed", client, on, number=number, currency=currency, lines=goods, contract=contract)


FACTS = (
    registered("ACME", "Acme Ltd", manager="Anna", segment="retail"),
    registered("BETA", "Beta Ltd", manager="Ben", segment="retail"),
    # SO-1 and SO-2 name it: 10 x 50 = 500, less 2 pieces that came back (100), and 10 x 20 = 200: 600
    signed("ACME", "K-1", "2026-01-01", "2026-12-31", value="1000.00", notice_days=90, minimum="400", bonus="2.5"),
    ordered("ACME", "SO-1", "2026-01-20", "50", "K-1"),
    ordered("ACME", "SO-2", "2026-02-20", "20", "K-1"),
    line(
        "return.received", "ACME", "2026-02-25", number="R-1", order="SO-1", reason="broken",
        lines=[{"product": "X", "quantity": "2", "unit_price": "50"}],
    ),
    ordered("ACME", "SO-3", "2026-02-21", "7"),  # names no contract, while others name K-1
    # no order names it: those of its term, 10 x 30 = 300; one came before, one is in another currency
    signed("BETA", "K-2", "2026-02-01", "2026-03-25", value="400.00"),
    ordered("BETA", "SO-1", "2026-01-31", "90"),
    ordered("BETA", "SO-2", "2026-02-01", "30"),
    ordered("BETA", "SO-3", "2026-02-02", "1", currency="USD"),
    signed("BETA", "K-3", "2025-01-01", "2026-02-28"),
    signed("BETA", "K-4", "2025-01-01", "2026-03-31", notice_days=60),
    signed("BETA", "K-5", "2025-01-01", "2026-01-31", auto_renewal=True),
    signed("BETA", "K-6", "2025-01-01", "2025-12-31"),
    line("contract.renewed", "BETA", "2025-12-30", number="K-6", starts="2026-01-01", ends="2027-12-31"),
    signed("BETA", "K-7", "2025-01-01", "2026-12-31"),
    line("contract.ended", "BETA", "2026-01-15", number="K-7", reason="sold the shop"),
)  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("contracts") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(ledger: Path, names: tuple[str, ...], *words: str) -> list[tuple[Any, ...]]:
    """What the command says on 10 March 2026."""
    shown = ran("contracts", "--as-of", "2026-03-10", *words, "--format", "json", ledger=ledger).stdout
    return [tuple(row[name] for name in names) for row in json.loads(shown)["rows"]]


def test_each_contract_has_what_was_bought_under_it_and_what_is_to_be_done(ledger: Path) -> None:
    names = ("ends", "number", "days", "bought", "fulfilled", "note")
    assert asked(ledger, names) == [
        ("2026-01-31", "K-5", -38, "900.00", None, "went on by itself"),  # of its term is SO-1 alone
        ("2026-02-28", "K-3", -10, "1200.00", None, "ran out unsaid"),
        ("2026-03-25", "K-2", 15, "300.00", "75.0", "talk now"),
        ("2026-03-31", "K-4", 21, "1200.00", None, "notice passed"),
        ("2026-12-31", "K-1", 296, "600.00", "60.0", None),
        ("2027-12-31", "K-6", 661, "1200.00", None, None),
    ]
    assert asked(ledger, ("notice_by", "time_gone", "terms"), "ACME") == [
        # 90 days before the end; 69 of 365 days are 18 percent
        ("2026-10-02", 18, "minimum 400, bonus 2.5 %, notice 90 days"),
    ]


def test_only_those_of_which_it_is_time_to_think_are_asked_for(ledger: Path) -> None:
    assert asked(ledger, ("number",), "--within", "30") == [("K-5",), ("K-3",), ("K-2",), ("K-4",)]
    assert asked(ledger, ("number",), "--within", "206", "--manager", "Anna") == [
        ("K-1",)
    ]  # to the notice day
    assert asked(ledger, ("number",), "--within", "205", "--manager", "Anna") == []
    assert asked(ledger, ("group", "contracts", "noted", "soonest"), "--by", "manager", "--within", "30") == [
        ("Ben", 4, 4, "2026-01-31"),
    ]


def test_the_entries_behind_a_contract_sum_to_its_row(ledger: Path) -> None:
    words = ("explain", "contracts", "ACME", "--as-of", "2026-03-10", "--format", "json")
    found = json.loads(ran(*words, ledger=ledger).stdout)
    assert [(one["figure"], one["kind"], one["amount"]) for one in found["contributions"]] == [
        ("value", "contract.signed", "1000.00"),
        ("bought", "order.placed", "500.00"),
        ("bought", "order.placed", "200.00"),
        ("bought", "return.received", "-100.00"),
    ]
