from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

import goodwill
from tests.helpers.backtests import back_tested, heard
from tests.helpers.commanding import line, ran, registered, run

GOODS = [{"product": "AB", "quantity": "1", "unit_price": "500.00"}]
FIRST, STOP, LAST = date(2025, 1, 1), date(2025, 12, 1), date(2026, 6, 30)


def orders(code: str, until: date) -> list[str]:
    """A client that orders every 30 days up to a day."""
    days = [FIRST + timedelta(days=30 * at) for at in range((until - FIRST).days // 30 + 1)]
    return [
        line(
            "order.placed",
            client=code,
            occurred_at=day.isoformat(),
            number=f"{code}-{day}",
            currency="EUR",
            lines=GOODS,
        )
        for day in days
    ]


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients, of whom one stops ordering; its name is markup."""
    monkeypatch.chdir(tmp_path)
    names = {"KEPT": "Kept Ltd", "LOST": "<b>Lost</b>"}
    lines = [registered(code, name) for code, name in names.items()]
    lines += orders("KEPT", LAST) + orders("LOST", STOP)
    ran("record", "--data", "-", input="\n".join(lines))


def test_few_losses_are_named_and_the_verdict_stands_at_the_end() -> None:
    lines = ran("backtest", "health", "--as-of", "2026-06-30").stdout.splitlines()
    assert lines[0].startswith("Back-test of health up to 2026-06-30, known at ")
    assert lines[0].endswith("policy default-2, position 33: an order within 91 days")
    assert any(one.split()[:2] == ["LOST", "<b>Lost</b>"] for one in lines)
    assert lines[-1] == (
        "1 of 2 active clients was lost (50 %, 95 % interval 1-99 %). "
        "Too few losses to say how well the score ranks: 5 are needed, 1 was seen."
    )


def test_json_csv_and_the_page_say_the_same() -> None:
    said = json.loads(ran("backtest", "health", "--format", "json").stdout)
    rows = [*csv.DictReader(ran("backtest", "health", "--format", "csv").stdout.splitlines())]
    assert [row["date"] for row in rows] == [one["date"] for one in said["cutoffs"]]
    page = ran("backtest", "health", "--format", "html").stdout
    assert said["verdict"] in page
    assert "&lt;b&gt;Lost&lt;/b&gt;" in page
    assert "<b>Lost" not in page


def test_another_policy_can_be_tried(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("version = 'other'\n[health.commerce]\nhorizon = 30\n")
    said = json.loads(ran("backtest", "health", "--policy", "other.toml", "--format", "json").stdout)
    assert (said["policy"], said["horizon_days"]) == ("other", 30)


def test_a_ledger_without_a_month_end_to_test_says_so() -> None:
    found = ran("backtest", "health", "--as-of", "2025-03-01")
    assert "No month-end has 91 days of orders before it and as many after it" in found.stdout


def test_a_suggested_policy_is_written_to_be_adopted(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("scipy")
    found = back_tested(heard(), suggest=True)
    monkeypatch.setattr(goodwill, "backtest", lambda *_, **__: found)
    shown = ran("backtest", "health", "--suggest").stdout
    assert any(one.split()[:2] == ["health.index.odds", "0.5"] for one in shown.splitlines())
    assert "A better policy was found: " in shown
    page = ran("backtest", "health", "--suggest", "--format", "html").stdout
    assert "A better policy was found: " in page
    assert "<tr><td>health.index.odds</td><td>0.5</td>" in page
    ran("backtest", "health", "--suggest", "--format", "toml", "--output", "better.toml")
    assert Path("better.toml").read_text().startswith("# A better policy was found: ")
    ran("policy", "check", "better.toml")
    assert "policy.adopted" in ran("policy", "adopt", "better.toml", "--dry-run").stdout


def test_without_a_better_policy_none_is_written() -> None:
    pytest.importorskip("scipy")
    refused = run("backtest", "health", "--suggest", "--format", "toml", "--output", "better.toml")
    assert refused.exit_code == 1
    assert "30 lost clients are needed to refit one, 1 was seen" in refused.stderr
    assert not Path("better.toml").exists()
    said = json.loads(ran("backtest", "health", "--suggest", "--format", "json").stdout)
    assert said["suggestion"]["code"] == "too_few_losses"


def test_what_cannot_be_asked_is_refused() -> None:
    assert run("backtest", "health", "--format", "toml").exit_code == 2
    assert run("backtest", "health", "--month-ends", "0").exit_code == 2
    assert run("backtest", "loyalty").exit_code == 2


def test_the_page_shows_no_characters_that_turn_the_direction_of_writing() -> None:
    renamed = line("client.renamed", "LOST", "2026-06-01", name="ab\u202ecd")
    ran("record", "--data", "-", input=renamed)
    page = ran("backtest", "health", "--format", "html").stdout
    assert "ab\N{REPLACEMENT CHARACTER}cd" in page
    assert "\u202e" not in page
