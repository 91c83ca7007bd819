"""Views that read the same touches and people say the same of them, from facts and from stored rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.helpers.commanding import line, ran, registered

Record: TypeAlias = Callable[..., None]

BUYER = {"person": "X", "name": "Xenia", "role": "buyer", "influence": 5}
TRUSTED = line(
    "contact.stage_reached", occurred_at="2026-01-05", person="X", stage="trusted", evidence="dinner"
)


@pytest.fixture(autouse=True, params=["facts", "stored"])
def record(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """Records facts about ACME; the rows of views are made of them when asked for, or stored before."""
    monkeypatch.chdir(tmp_path)

    def recording(*lines: str) -> None:
        ran("record", "--data", "-", input="\n".join((registered(), *lines)))
        if request.param == "stored":
            ran("replay")

    return recording


def asked(view: str, day: str, *words: str) -> list[dict[str, Any]]:
    found = json.loads(ran(view, *words, "--as-of", day, "--format", "json").stdout)
    rows: list[dict[str, Any]] = found["rows"]
    return rows


def engagement(day: str) -> float | None:
    (row,) = asked("health", day, "--components")
    level: float | None = row["components"]["engagement"]
    return level


def activity(day: str) -> dict[str, Any]:
    (row,) = asked("activity", day, "--by", "client")
    return row


def added(on: str, **fields: Any) -> str:
    return line("contact.added", occurred_at=on, **{**BUYER, **fields})


def planned(at: str) -> str:
    return line("visit.planned", occurred_at="2026-03-01", visit="V", at=at, channel="visit", purpose="x")


def held(start: str) -> str:
    return line(
        "visit.held", occurred_at=start, visit="V", channel="visit", started_at=start, summary="talked"
    )


@pytest.mark.parametrize(
    ("plan", "start", "late", "level"),
    [
        ("2026-03-10", "2026-03-10T14:00:00+02:00", 0, 100.0),
        ("2026-03-10", "2026-03-11T09:00:00+02:00", 1, 0.0),
        ("2026-03-10T14:00:00+02:00", "2026-03-10", 0, 100.0),
        ("2026-03-10T14:00:00+02:00", "2026-03-10T14:05:00+02:00", 0, 100.0),
        ("2026-03-10T14:00:00+02:00", "2026-03-10T14:05:01+02:00", 1, 0.0),
    ],
)
def test_a_plan_without_an_hour_means_its_day_in_every_view(
    record: Record, plan: str, start: str, late: int, level: float
) -> None:
    record(planned(plan), held(start))
    assert activity("2026-03-12")["late"] == late
    assert engagement("2026-03-12") == level


@pytest.mark.parametrize(
    ("rank", "tolerance", "late"),
    [
        ("key", {}, 1),
        ("standard", {}, 0),
        ("key", {"tolerance_key": 3}, 0),
        ("standard", {"tolerance": 2}, 1),
    ],
)
def test_health_and_activity_tolerate_the_same_minutes_by_the_rank_of_the_day(
    record: Record, rank: str, tolerance: dict[str, int], late: int
) -> None:
    ranked = [line("client.ranked", occurred_at="2026-03-09", rank=rank, reason="size")]
    ranked += [line("client.ranked", occurred_at="2026-03-11", rank="key", reason="size")]
    keys = "".join(f"{key} = {minutes}\n" for key, minutes in tolerance.items())
    policy = f"version = 'strict'\n[touches]\n{keys}"
    adopted = line("policy.adopted", None, "2026-01-01", version="strict", document=policy)
    record(adopted, *ranked, planned("2026-03-10T14:00:00+02:00"), held("2026-03-10T14:03:00+02:00"))
    assert activity("2026-03-12")["late"] == late
    assert engagement("2026-03-12") == 100.0 * (1 - late)


@pytest.mark.parametrize("change", [None, "2026-02-26T10:00:00+02:00"])
def test_every_view_counts_a_visit_on_the_day_of_its_entry(record: Record, change: str | None) -> None:
    visit: dict[str, Any] = {
        "channel": "visit",
        "started_at": "2026-02-26T10:00:00+02:00",
        "summary": "s",
        "people": ["X"],
    }
    record(added("2026-01-01"), line("visit.held", occurred_at="2026-03-05", **visit))
    day = "2026-03-05"
    if change is not None:
        correct = ("record", "entry.corrected", "ACME", "--entry", "3", "--reason", "slip", "--set")
        ran(*correct, "started_at=2026-03-04T10:00+02:00", "--occurred-at", day)
        ran(*correct, f"started_at={change}")
        day = change[:10]
    month = f"{day[:7]}-01..{day}"
    months = ("2026-01", "2026-02", "2026-03", "2026-01-01..2026-03-31")
    periods = {
        one: json.loads(ran("activity", "--by", "client", "--period", one, "--format", "json").stdout)[
            "rows"
        ][0]
        for one in (*months, month)
    }
    assert [row["held"] for row in periods.values()] == [0, int(day < "2026-03"), int(day > "2026-03"), 1, 1]
    assert [row["last_seen"] for row in asked("people", "2026-03-31")] == [day]
    brief = json.loads(ran("brief", "ACME", "--as-of", "2026-03-31", "--format", "json").stdout)
    assert [one["on"] for one in brief["touches"]["last"]] == [day]
    assert brief["touches"]["rhythm"]["last"] == day


def test_a_person_who_comes_back_trusts_us_as_before_in_every_view(record: Record) -> None:
    left = line("contact.left", occurred_at="2026-03-03", person="X")
    record(added("2026-01-01"), TRUSTED, left, added("2026-04-03", role="head"))
    said = {
        day: (activity(day)["deciders"], engagement(day), [row["left"] for row in asked("people", day)])
        for day in ("2026-02-01", "2026-03-04", "2026-04-04")
    }
    assert said == {
        "2026-02-01": (1, 100.0, [None]),
        "2026-03-04": (0, None, ["2026-03-03"]),
        "2026-04-04": (1, 100.0, [None]),
    }
    (row,) = asked("people", "2026-04-04")
    assert (row["stage"], row["decider"], row["role"]) == ("trusted", True, "head")


def test_every_view_asks_the_entries_first_and_then_the_influence_who_decides(record: Record) -> None:
    owner = {"person": "Y", "name": "Yusuf", "role": "owner", "influence": None, "decides": True}
    heir = {"person": "Z", "name": "Zoe", "role": "heir", "decides": False}
    friend = line(
        "contact.stage_reached", occurred_at="2026-01-05", person="Z", stage="friend", evidence="dinner"
    )
    record(
        added("2026-01-01"),
        TRUSTED,
        added("2026-01-02", **owner),
        added("2026-01-02", **heir),
        friend,
    )
    deciders = {row["person"] for row in asked("people", "2026-02-01") if row["decider"]}
    assert deciders == {"X", "Y"}
    assert activity("2026-02-01")["deciders"] == 1
    assert engagement("2026-02-01") == 50.0


@pytest.mark.parametrize(
    ("left", "back", "deciders"),
    [
        ("2026-03-03T09:00:00+02:00", "2026-03-03T15:00:00+02:00", 1),
        ("2026-03-03T15:00:00+02:00", "2026-03-03T15:30:00+03:00", 0),
        ("2026-03-03", "2026-03-03", 1),
        ("2026-03-03T09:00:00+02:00", "2026-03-03", 1),
    ],
)
def test_a_person_who_left_and_came_back_on_one_day_is_there(
    record: Record, left: str, back: str, deciders: int
) -> None:
    leaves = line("contact.left", occurred_at=left, person="X")
    record(added("2026-01-01"), TRUSTED, leaves, added(back))
    (row,) = asked("people", "2026-03-03")
    assert (row["left"] is None) == bool(deciders)
    assert activity("2026-03-03")["deciders"] == deciders
    assert engagement("2026-03-03") == (100.0 if deciders else None)
    brief = json.loads(ran("brief", "ACME", "--as-of", "2026-03-03", "--format", "json").stdout)
    assert len(brief["people"]["deciders"]) == deciders


@pytest.mark.parametrize("hours", [("", ""), ("T09:00:00+02:00", "T15:00:00+02:00")])
def test_a_person_who_came_and_left_on_one_day_has_left(record: Record, hours: tuple[str, str]) -> None:
    came, went = (f"2026-03-03{hour}" for hour in hours)
    record(added(came), line("contact.left", occurred_at=went, person="X"))
    assert [row["left"] for row in asked("people", "2026-03-03")] == ["2026-03-03"]
    assert activity("2026-03-03")["deciders"] == 0
