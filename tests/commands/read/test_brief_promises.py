"""The brief shows how far a promise to pay is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.commanding import INVOICE, REGISTERED, ran


def test_a_promise_that_is_kept_in_part_says_how_much_of_it_is_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)
    ran(*INVOICE)
    promised = ("payment.promised", "ACME", "PR-1", "100.00", "2026-04-30", "--document", "17")
    ran("record", *promised, "-d", "2026-03-02")
    ran("record", "payment.received", "ACME", "P-1", "40.00", "-d", "2026-03-05", "--settle", "17,40.00")
    shown = ran("brief", "ACME", "--as-of", "2026-03-31").stdout
    assert "PR-1 to pay 100.00 EUR by 2026-04-30; 40.00 EUR of it is settled\n" in shown
