"""A group of companies is shown under its top company's code, also where a filter leaves that company out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import goodwill
from projections.framework.registry import REGISTER, names_with_rows
from tests.helpers.browsing import Site
from tests.helpers.commanding import goods, line, ordered, ran, registered

DAY = ("--as-of", "2026-04-01")
BENS = [
    ("--manager", "leyla"),
    ("--team", "leyla"),
    ("--mine",),
    ("--territory", "Asia"),
    ("--segment", "shops"),
]
"""What keeps BETA, and leaves out ACME, which owns it."""
OF_CLIENTS = sorted({*names_with_rows()} - {"market", "plan"})
"""The views whose rows are of clients; those two have rows of competitors and of managers."""
OF_DOCUMENTS = {"contracts", "objections", "orders", "pipeline"}
"""The views whose rows are documents of one company each."""
SUMMED = [name for name, view in REGISTER.items() if "group" in view.by]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ACME is Anna's in Europe; BETA belongs to it, is leyla's in Asia, and has something in every view."""
    path = tmp_path_factory.mktemp("groups") / "goodwill.db"
    goods_back = goods(("X", "1", "10"))
    said = [
        registered(manager="Anna", territory="Europe", segment="works"),
        registered("BETA", "Beta", manager="leyla", territory="Asia", segment="shops", parent="ACME"),
        line("visit.held", "BETA", channel="visit", started_at="2026-03-01T10:00:00+00:00", summary="talked"),
        ordered("BETA", "O-1", "2026-03-01", ("X", "5", "10")),
        line("invoice.issued", "BETA", number="I-1", amount="100", currency="EUR", due="2026-03-20"),
        line("proposal.made", "BETA", number="P-1", amount="100", currency="EUR", probability="0.5"),
        line("objection.raised", "BETA", number="B-1", topic="price", severity=2),
        line("contract.signed", "BETA", number="C-1", starts="2026-03-01", ends="2026-12-31"),
        line("discount.requested", "BETA", number="D-1", percent="5", reason="volume", by="leyla"),
        line("competitor.seen", "BETA", competitor="Rival", product="X", price="9"),
        line(
            "return.received",
            "BETA",
            "2026-03-10",
            number="R-1",
            order="O-1",
            reason="broken",
            lines=goods_back,
        ),
    ]
    ran("record", "--data", "-", input="\n".join(said), ledger=path)
    return path


def rows(ledger: Path, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ran(*words, *DAY, "--format", "json", ledger=ledger).stdout)[
        "rows"
    ]
    return found


@pytest.mark.parametrize("name", SUMMED)
def test_every_view_sums_by_the_group_without_its_top_company(name: str, ledger: Path) -> None:
    found = rows(ledger, name, "--by", "group", "--manager", "leyla")
    assert {(row["group"], row["name"]) for row in found} == {("ACME", "Acme Ltd")}


@pytest.mark.parametrize("name", OF_CLIENTS)
def test_every_view_has_rows_of_the_group_without_its_top_company(name: str, ledger: Path) -> None:
    found = rows(ledger, name, "--group", "--manager", "leyla")
    code = "BETA" if name in OF_DOCUMENTS else "ACME"
    assert {row.get("group", row.get("client")) for row in found} == {code}


@pytest.mark.parametrize("where", BENS)
def test_activity_counts_the_companies_that_a_filter_leaves(where: tuple[str, ...], ledger: Path) -> None:
    (row,) = rows(ledger, "activity", "--by", "group", *where)
    assert (row["group"], row["name"], row["clients"], row["held"]) == ("ACME", "Acme Ltd", 1, 1)


def test_the_page_of_activity_has_that_row(ledger: Path) -> None:
    with goodwill.Ledger(str(ledger), clock=lambda: datetime(2026, 7, 1, tzinfo=UTC)) as book:
        page = Site(book).get("/activity", manager="leyla", group="yes", as_of="2026-04-01")
    assert "Acme Ltd" in page
