"""Moments as people read them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from commands.ui.moments import Moments
from tests.helpers.commanding import REGISTERED, ran, run

BAKU = Moments(ZoneInfo("Asia/Baku"))
HOUSE = ("record", "house.described", "--name", "Casa", "--time-zone", "Asia/Baku", "--at", "2026-01-01")
AT_NOON = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_a_directory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_moment_is_shown_in_the_time_zone_of_the_house_with_its_offset() -> None:
    assert BAKU(AT_NOON) == "2026-03-02 16:30 +04:00"
    assert Moments(None)(AT_NOON.astimezone(timezone(timedelta(hours=2)))) == "2026-03-02 14:30 +02:00"


def test_a_day_without_an_hour_is_shown_as_a_day() -> None:
    assert BAKU(datetime(2026, 3, 2, tzinfo=UTC)) == "2026-03-02"


def test_a_moment_of_another_day_in_the_zone_keeps_the_day_that_figures_count() -> None:
    assert BAKU(datetime(2026, 3, 2, 22, 0, tzinfo=UTC)) == "2026-03-02 22:00 +00:00"


@pytest.mark.parametrize("zone", ["Asia/Baku", "America/New_York", None])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_are_is_taken_for_a_day(day: str, zone: str | None) -> None:
    if zone is not None:
        ran(*HOUSE[:-3], zone, *HOUSE[-2:])
    ran(*REGISTERED)
    result = run("history", "--known-at", day)
    assert (
        result.exit_code == 0
        or "lies outside of the calendar in UTC; name a day that is nearer" in result.stderr
    )


def test_every_command_shows_a_moment_alike_and_programs_read_what_was_recorded() -> None:
    ran(*HOUSE)
    ran(*REGISTERED)
    shown = "2026-03-02 16:30 +04:00"
    assert f"on {shown}" in ran("record", "visit.held", "ACME", "call", "2026-03-02T12:30Z", "tea").stdout
    ran("record", "invoice.issued", "ACME", "1", "9.00", "--due", "2026-03-09", "--at", "2026-03-02T12:30Z")
    history = ran("history", "ACME").stdout.splitlines()
    assert shown in history[2]
    assert history[2].count(" +04:00") == 2  # ON and RECORDED
    assert shown in ran("explain", "receivables", "ACME", "--as-of", "2026-03-03").stdout
    assert shown in ran("changes", "receivables", "--from", "2026-03-01", "--to", "2026-03-03").stdout
    assert "2026-03-02T16:30:00+04:00" in ran("show", "3").stdout
    last = json.loads(ran("history", "--format", "jsonl").stdout.splitlines()[-1])
    assert last["occurred_at"] == "2026-03-02T12:30:00+00:00"
    assert last["recorded_at"].endswith("+00:00")


def test_a_moment_that_was_shown_can_be_typed() -> None:
    ran(*REGISTERED)
    told = ran("record", "visit.held", "ACME", "call", "2026-03-02 16:30 +04:00", "tea").stdout
    assert "on 2026-03-02 16:30 +04:00" in told
