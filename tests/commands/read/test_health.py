"""How a person sees what a score of health is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.commanding import line, ran, registered

AS_OF = ("--as-of", "2026-06-30")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [{"product": "X", "quantity": "1", "unit_price": "60"}]
    order = line("order.placed", "ACME", "2026-05-01", number="1", currency="EUR", lines=lines)
    problem = line("objection.raised", "ACME", "2026-06-20", number="O", topic="price", severity=3)
    ran("record", "--data", "-", input=f"{registered()}\n{order}\n{problem}")


def test_components_stand_side_by_side() -> None:
    titles = ran("health", "--components", *AS_OF).stdout.splitlines()[2].split()
    assert titles == ["CLIENT", "NAME", "SCORE", "DRAG", "COMMERCE", "FRICTION", "INDEX"]


def test_other_formats_have_all_figures_with_or_without_them() -> None:
    asked = ("health", *AS_OF, "--format", "json")
    assert ran(*asked, "--components").stdout == ran(*asked).stdout


def test_explain_names_the_component_that_an_entry_stands_for() -> None:
    told = ran("explain", "health", "ACME", *AS_OF).stdout
    (of_problem,) = (row for row in told.splitlines() if "objection.raised" in row)
    assert "  friction  " in of_problem
