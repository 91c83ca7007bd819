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


def _broke(number: str, by: str, made: str = "2026-03-02", document: str = "17") -> None:
    promised = ("payment.promised", "ACME", number, "20.00", by, "--document", document)
    ran("record", *promised, "-d", made)


def _of_money(day: str) -> list[str]:
    told = ran("brief", "ACME", "--as-of", day).stdout
    return [line for line in told.splitlines() if line.startswith("broken promise")]


def test_a_promise_that_was_broken_stands_under_money_from_the_day_after_its_own_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)
    ran(*INVOICE)
    _broke("PR-1", "2026-03-20")
    ran("record", "payment.received", "ACME", "P-1", "5.00", "-d", "2026-03-05", "--settle", "17,5.00")
    assert _of_money("2026-03-20") == [], "it is due on its day"
    told = "broken promise  PR-1 to pay 20.00 EUR, 5.00 EUR of it in time, 2026-03-20, 1 day ago"
    assert _of_money("2026-03-21") == [told]
    # 15.00 more pay all that was promised, late; 80.00 of the invoice are open still
    ran("record", "payment.received", "ACME", "P-2", "15.00", "-d", "2026-03-25", "--settle", "17,15.00")
    assert len(_of_money("2026-03-24")) == 1
    assert _of_money("2026-03-25") == []


def test_only_the_newest_three_broken_promises_that_are_still_owed_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran(*REGISTERED)
    ran(*INVOICE)
    for number, by in enumerate(("2026-03-10", "2026-03-12", "2026-03-11", "2026-03-13"), 1):
        _broke(f"PR-{number}", by)
    named = [line.split()[2] for line in _of_money("2026-03-20")]
    assert named == ["PR-4", "PR-2", "PR-3"]
    ran(
        "record",
        "debt.written_off",
        "ACME",
        "W-1",
        "17",
        "100.00",
        "--reason",
        "bankrupt",
        "-d",
        "2026-03-15",
    )
    assert _of_money("2026-03-20") == [], "nothing of the invoice is owed"
