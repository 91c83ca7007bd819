"""``goodwill pipeline``: what is open, what it may bring, and what came of what ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.commanding import line, ran, registered, run

FACTS = (
    registered("ACME", "Acme Ltd", manager="Anna", segment="retail"),
    registered("BETA", "Beta Ltd", manager="Ben", segment="retail"),
    # 1,000.00 x 0.5 = 500.00, then 1,200.00 x 0.6 = 720.00; closes on 2026-03-01
    line("proposal.made", "ACME", "2026-01-05", number="P-1", currency="EUR", amount="1000.00", probability="0.5"),
    line(
        "proposal.revised", "ACME", "2026-01-16", number="P-1", currency="EUR", amount="1200.00", probability="0.6",
        closes_on="2026-03-01", agent="Cleo",
    ),
    line("objection.raised", "ACME", "2026-01-20", number="O-1", topic="price", severity=2, about="P-1"),
    # 3 x 10.00 of X and 20.00 of Y: 50.00 x 0.25 = 12.50, of which X has 30/50: 7.50
    line(
        "proposal.made", "ACME", "2026-01-06", number="P-2", currency="EUR", probability="0.25",
        lines=[
            {"product": "X", "quantity": "3", "unit_price": "10"},
            {"product": "Y", "quantity": "1", "unit_price": "20"},
        ],
    ),
    line("proposal.made", "BETA", "2026-01-08", number="P-1", currency="USD", amount="500.00", probability="0.5"),
    # in the currency of the client; nobody estimates it
    line("tender.entered", "BETA", "2026-01-07", number="T-1", amount="999.00", deadline="2026-06-01"),
)  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pipeline") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(ledger: Path, *words: str) -> dict[str, Any]:
    """What the pipeline says on 10 March 2026."""
    shown = ran("pipeline", "--as-of", "2026-03-10", *words, "--format", "json", ledger=ledger).stdout
    found: dict[str, Any] = json.loads(shown)
    return found


def told(found: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in found["rows"]]


def test_each_open_offer_is_a_row_with_what_it_may_bring(ledger: Path) -> None:
    found = asked(ledger)
    assert told(found, "number", "client", "what", "age", "amount", "currency", "weighted", "stale") == [
        (
            "P-1",
            "ACME",
            "proposal",
            64,
            "1200.00",
            "EUR",
            "720.00",
            True,
        ),  # 5 January to 10 March: 26 + 28 + 10
        ("P-1", "BETA", "proposal", 61, "500.00", "USD", "250.00", False),
        ("P-2", "ACME", "proposal", 63, "50.00", "EUR", "12.50", False),
        ("T-1", "BETA", "tender", 62, "999.00", "EUR", None, False),
    ]
    assert told(found, "closes", "revisions", "open_against_it", "agent")[0] == ("2026-03-01", 1, 1, "Cleo")
    (euros, dollars) = found["totals"]
    assert (euros["amount"], euros["weighted"], euros["offers"], euros["stale"]) == (
        "2249.00",
        "732.50",
        3,
        1,
    )
    assert (dollars["amount"], dollars["weighted"]) == ("500.00", "250.00")


def test_rows_are_summed_by_manager_seller_product_and_month(ledger: Path) -> None:
    names = ("group", "currency", "offers", "amount", "weighted", "unweighted")
    assert told(asked(ledger, "--by", "manager"), *names) == [
        ("Anna", "EUR", 2, "1250.00", "732.50", "0.00"),
        ("Ben", "EUR", 1, "999.00", "0.00", "999.00"),
        ("Ben", "USD", 1, "500.00", "250.00", "0.00"),
    ]
    assert told(asked(ledger, "--by", "agent", "--manager", "Anna"), *names[:4]) == [
        ("Cleo", "EUR", 1, "1200.00"),
        (None, "EUR", 1, "50.00"),
    ]
    assert told(asked(ledger, "ACME", "--by", "product"), *names[:5]) == [
        ("X", "EUR", 1, "30.00", "7.50"),
        ("Y", "EUR", 1, "20.00", "5.00"),
        (None, "EUR", 1, "1200.00", "720.00"),
    ]
    assert told(asked(ledger, "--by", "month"), *names[:4]) == [
        ("2026-03", "EUR", 1, "1200.00"),
        ("2026-06", "EUR", 1, "999.00"),
        (None, "EUR", 1, "50.00"),
        (None, "USD", 1, "500.00"),
    ]
    table = ran("pipeline", "--as-of", "2026-03-10", "--by", "client", ledger=ledger).stdout
    assert "CLIENT  NAME      CUR  OFFERS" in table


def test_two_groupings_at_once_are_refused(ledger: Path) -> None:
    done = run("pipeline", "--group", "--by", "manager", ledger=ledger)
    assert (done.exit_code, "--group and --by are two groupings" in done.stderr) == (2, True)


def test_the_entries_behind_an_offer_sum_to_its_row(ledger: Path) -> None:
    words = ("explain", "pipeline", "ACME", "--as-of", "2026-03-10", "--format", "json")
    found = json.loads(ran(*words, ledger=ledger).stdout)
    assert {(one["figure"], one["currency"]): one["value"] for one in found["figures"]} == {
        ("amount", "EUR"): "1250.00",  # 1,000.00 + 200.00 of the revision + 50.00
        ("weighted", "EUR"): "732.50",
        ("revisions", None): "1",
        ("open_against_it", None): "1",
    }
    table = ran(*words[:-2], ledger=ledger).stdout
    assert "P-1 weighted" in table
