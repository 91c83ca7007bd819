"""Stored views in which somebody changed a cell to what its column cannot have."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers.commanding import INVOICE, REGISTERED, ran, run

DAMAGE = [
    ("due", "'soon'"),
    ("due", "99999999"),
    ("open", "'much'"),
    ("open", "x'ff'"),
]


@pytest.mark.parametrize(("column", "cell"), DAMAGE)
def test_a_cell_that_its_column_cannot_have_is_named_with_what_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: str, cell: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)
    ran(*INVOICE)
    ran("replay")
    with closing(sqlite3.connect("goodwill.db")) as base, base:
        base.execute(f"UPDATE views_1_receivables_items SET {column} = {cell}")  # noqa: S608 - of this test
    said = run("receivables")
    assert said.exit_code == 4
    assert said.stderr.startswith(
        f"goodwill: a column {column} of the stored views holds what it cannot have"
    )
    checked = run("check")
    assert checked.exit_code == 3
    assert "stored view receivables_items" in checked.stdout
    ran("replay")
    assert "ACME" in ran("receivables").stdout
