"""How a person asks what clients are likely to bring."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.commanding import line, ran, registered, run


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [{"product": "X", "quantity": "1", "unit_price": "60"}]
    order = line("order.placed", "ACME", "2026-05-01", number="1", currency="EUR", lines=lines)
    ran("record", "--data", "-", input=f"{registered()}\n{order}")


def test_a_young_ledger_has_the_pace_alone() -> None:
    found = ran("lifetime", "--as-of", "2026-06-30", "--format", "json")
    (row,) = json.loads(found.stdout)["rows"]
    assert (row["since"], row["so_far"], row["pace"], row["low"]) == ("2026-05-01", "60.00", "60.00", None)
    assert found.stderr.startswith("goodwill: LOW and HIGH are unknown")


def test_the_pace_is_explained() -> None:
    words = ("explain", "lifetime", "ACME", "--as-of", "2026-06-30", "--format", "json")
    why = json.loads(ran(*words).stdout)
    assert why["figures"] == [
        {"figure": "so_far", "currency": "EUR", "value": "60.00"},
        {"figure": "pace", "currency": "EUR", "value": "60.00"},
    ]


def test_a_model_that_fits_nothing_is_refused_in_one_sentence() -> None:
    pytest.importorskip("scipy")
    found = run("lifetime", "--as-of", "2026-06-30", "--method", "bg-nbd")
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.endswith("are needed); leave out --method, and take the pace\n")
