"""``goodwill points``: lots with the entries that changed them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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


def test_a_tier_without_points_owes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran("record", "client.registered", "ACME", "--name", "Acme", "--currency", "EUR", "--on", "2026-01-01")
    ran("record", "tier.floored", "ACME", "bronze", "2026-12-31", "--on", "2026-01-02")
    shown = ran("points", "--as-of", "2026-01-31").stdout.splitlines()
    assert shown[-1] == "The liability is zero: nobody has had points yet."
