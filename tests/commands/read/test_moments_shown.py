"""The moment that a text names is the moment that it is about, to the last digit."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.helpers.commanding import INVOICE, REGISTERED, ran


@pytest.mark.parametrize(
    "words",
    [
        ("brief", "ACME", "--as-of", "2026-04-15"),
        ("report", "leyla", "--month", "2026-03"),
        ("receivables", "--as-of", "2026-04-15"),
        ("health", "--as-of", "2026-04-15"),
        ("orders", "--as-of", "2026-04-15"),
    ],
    ids=lambda words: words[0],
)
def test_a_text_asked_again_at_the_moment_that_it_names_is_the_same(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    ledger = tmp_path / "goodwill.db"
    ran("init", ledger=ledger)
    ran(*REGISTERED, "--manager", "leyla", ledger=ledger)
    ran(*INVOICE, ledger=ledger)
    first = ran(*words, ledger=ledger).stdout
    known = re.search(r"known at (\S+Z)", first)
    assert known is not None
    ran(
        "record",
        "payment.received",
        "ACME",
        "--number",
        "1",
        "--amount",
        "10",
        "--at",
        "2026-03-02",
        ledger=ledger,
    )
    assert ran(*words, "--known-at", known[1], ledger=ledger).stdout == first


HOUSE = ("record", "house.described", "--name", "Ev", "--at", "2026-01-01", "--time-zone")


@pytest.mark.parametrize(
    "words",
    [
        ("history",),
        ("explain", "receivables", "ACME", "--as-of", "2026-06-30"),
        ("explain", "receivables", "ACME", "--from", "2026-01-31", "--to", "2026-06-30"),
        ("explain", "market", "ACME", "--as-of", "2026-06-30"),
        ("changes", "market", "--as-of", "2026-06-30", "--known-at", "2026-01-01T00:00Z"),
        ("page", "ACME", "--as-of", "2026-06-30"),
    ],
    ids=" ".join,
)
def test_what_was_known_then_is_shown_in_the_time_zone_and_the_currency_of_then(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*HOUSE, "Asia/Baku", ledger=ledger)
    ran("record", "client.registered", "ACME", "--name", "Acme", "--at", "2026-01-01", ledger=ledger)
    ran(*INVOICE[:-1], "2026-03-01T10:00Z", ledger=ledger)
    seen = ("--competitor", "Rival", "--product", "JAM", "--price", "29.09", "--at", "2026-03-02T10:00Z")
    ran("record", "competitor.seen", "ACME", *seen, ledger=ledger)
    newest = json.loads(ran("history", "--format", "jsonl", ledger=ledger).stdout.splitlines()[-1])
    asked = (*words, "--known-at", newest["recorded_at"])
    first = ran(*asked, ledger=ledger).stdout
    assert "+04:00" in first
    ran(*HOUSE, "Asia/Tokyo", ledger=ledger)
    ran("record", "prospect.qualified", "ACME", "--reason", "r", "--currency", "EUR", ledger=ledger)
    assert ran(*asked, ledger=ledger).stdout == first


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-01T10:00", "2026-03-01T10:00:59.999999+04:00"),
        ("2026-03-01", "2026-03-01T23:59:59.999999+04:00"),
        ("2026-03-01T10:00Z", "2026-03-01T10:00:59.999999+00:00"),
        ("2026-03-01T10:00:00.5+01:00", "2026-03-01T10:00:00.500000+01:00"),
    ],
)
def test_a_moment_without_an_offset_is_in_the_time_zone_of_the_house(
    typed: str, meant: str, tmp_path: Path
) -> None:
    ledger = tmp_path / "goodwill.db"
    house = ("house.described", "--name", "Ev", "--time-zone", "Asia/Baku")
    ran("record", *house, "--at", "2026-01-01", ledger=ledger)
    ran(*REGISTERED, ledger=ledger)
    said = ran("health", "--known-at", typed, "--format", "json", ledger=ledger)
    known = json.loads(said.stdout)["known_at"]
    assert datetime.fromisoformat(known) == datetime.fromisoformat(meant)
    assert said.stderr == ""


def test_a_moment_that_is_yet_to_come_is_told_in_one_note(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=ledger)
    said = ran("health", "--known-at", "2140-01-01", ledger=ledger)
    assert said.stderr == "goodwill: --known-at 2140-01-01 is yet to come; this shows what is known now\n"
    assert said.stdout == ran("health", ledger=ledger).stdout
    today = f"{datetime.now().astimezone().date()}"
    assert ran("health", "--known-at", today, ledger=ledger).stderr == ""


@pytest.mark.parametrize("period", ["2026-W09", "2026-W08..2026-W09", "2026-03", "2026-Q1", "2026"])
@pytest.mark.parametrize("view", ["activity", "sales", "returns", "discounts", "plan", "pay"])
def test_every_command_with_a_period_takes_each_way_to_write_it(
    view: str, period: str, tmp_path: Path
) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=ledger)
    lasts = {"2026-W09": "2026-03-01", "2026-W08..2026-W09": "2026-03-01", "2026": "2026-06-30"}
    last = lasts.get(period, "2026-03-31")
    said = ran(view, "--period", period, "--as-of", "2026-06-30", "--format", "json", ledger=ledger)
    assert json.loads(said.stdout)["as_of"] == last


@pytest.mark.parametrize(
    "words",
    [
        ("activity",),
        ("sales",),
        ("returns",),
        ("discounts",),
        ("plan",),
        ("pay",),
        ("pipeline", "--closed"),
        ("receivables", "--metrics"),
        ("receivables", "--roll-forward"),
    ],
    ids=" ".join,
)
def test_a_period_that_is_not_over_is_shown_up_to_today(words: tuple[str, ...], tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=ledger)
    today = datetime.now().astimezone().date()
    period = f"2026-01-01..{today + timedelta(days=40)}"
    said = ran(*words, "--period", period, "--format", "json", ledger=ledger)
    assert json.loads(said.stdout)["as_of"] == f"{today}"


def test_a_visit_that_is_yet_to_come_is_not_unreported(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*REGISTERED, "--manager", "leyla", ledger=ledger)
    today = datetime.now().astimezone().date()
    tomorrow, week = today + timedelta(days=1), f"{today - timedelta(days=3)}..{today + timedelta(days=3)}"
    plan = (
        "visit.planned",
        "ACME",
        "--at",
        f"{tomorrow}T10:00",
        "--purpose",
        "p",
        "--channel",
        "call",
    )
    ran("record", *plan, ledger=ledger)
    said = ran("activity", "--period", week, "--format", "json", ledger=ledger)
    assert sum(row["not_reported"] for row in json.loads(said.stdout)["rows"]) == 0


def test_a_period_that_has_not_begun_is_shown_whole(tmp_path: Path) -> None:
    ledger = tmp_path / "goodwill.db"
    ran(*REGISTERED, ledger=ledger)
    said = ran("sales", "--period", "2140-01", "--format", "json", ledger=ledger)
    assert json.loads(said.stdout)["as_of"] == "2140-01-31"
