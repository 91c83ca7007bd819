"""``goodwill cover``: who stands in for whom, and what was recorded on whose days."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import goodwill
from goodwill.storing import project
from ledger import Draft, Ledger, make_event
from tests.helpers.commanding import ran, registered, run


def fact(kind: str, on: str, client: str | None = None, actor: str = "Anna", **fields: Any) -> str:
    """An entry of anybody; ``behind`` is the person on whose behalf it is recorded."""
    behind = fields.pop("behind", None)
    envelope = {"actor": actor} | ({"on_behalf_of": behind} if behind else {})
    named = {name.rstrip("_"): value for name, value in fields.items()}
    whole: dict[str, Any] = {"kind": kind, "occurred_at": on, "event": named, **envelope}
    return json.dumps(whole | ({"client": client} if client else {}))


def called(client: str, on: str, actor: str, behind: str | None) -> str:
    return fact(
        "visit.held", on, client, actor, behind=behind, channel="call", started_at=f"{on}T09:00Z", summary="s"
    )


def covered(manager: str, deputy: str, first: str, last: str) -> str:
    days = {"from_": first, "until": last}
    return fact("manager.covered", "2026-02-20", manager=manager, deputy=deputy, reason="leave", **days)


FACTS = (
    *(registered(code, f"{code} Ltd", manager="Anna", segment="retail") for code in ("ACME", "BETA")),
    registered("COIL", "Coil Ltd", manager="Ben", segment="retail"),
    fact("client.reassigned", "2026-03-05", "BETA", manager="Ben"),
    # Of ACME alone, for two weeks; in the second Cleo stands in for Anna everywhere, which supersedes it.
    fact(
        "client.covered",
        "2026-02-20",
        "ACME",
        deputy="dora",
        from_="2026-03-01",
        until="2026-03-14",
        reason="a fair",
    ),
    covered("Anna", "Cleo", "2026-03-08", "2026-03-14"),
    covered("ben", "Dora", "2026-05-01", "2026-05-09"),
    called("ACME", "2026-03-02", "Dora", "anna"),
    called("ACME", "2026-03-09", "Dora", "Anna"),  # superseded by then
    called("BETA", "2026-03-09", "cleo", "Anna"),
    called("ACME", "2026-03-14", "Cleo", "Anna"),
    called("ACME", "2026-03-15", "Cleo", "Anna"),  # a day late
    called("COIL", "2026-03-10", "Cleo", None),  # for nobody else
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cover") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(
    ledger: Path, names: tuple[str, ...], *words: str, day: str = "2026-03-31"
) -> list[tuple[Any, ...]]:
    shown = ran("cover", "--as-of", day, *words, "--format", "json", ledger=ledger).stdout
    return [tuple(row[name] for name in names) for row in json.loads(shown)["rows"]]


NAMES = ("manager", "deputy", "since", "until", "client", "clients", "entries", "note")


def test_each_cover_has_the_entries_of_its_days_and_the_rest_lies_outside(ledger: Path) -> None:
    outside = "outside any cover"
    assert asked(ledger, NAMES) == [
        ("Anna", "dora", "2026-03-01", "2026-03-14", "ACME", 1, 1, None),
        # BETA went to Ben on 5 March.
        ("Anna", "Cleo", "2026-03-08", "2026-03-14", None, 1, 2, None),
        ("Anna", "Dora", "2026-03-09", "2026-03-09", None, 1, 1, outside),
        ("Anna", "Cleo", "2026-03-15", "2026-03-15", None, 1, 1, outside),
        ("ben", "Dora", "2026-05-01", "2026-05-09", None, 2, 0, None),
    ]


@pytest.mark.parametrize(
    ("period", "found"),
    [
        # The cover of ACME until the 14th has its entry of the 2nd; those of the 9th and 15th lie outside.
        ("2026-03-14", [("dora", 1, None), ("Cleo", 2, None)]),
        ("2026-03-10..2026-04-30", [("dora", 1, None), ("Cleo", 2, None), ("Cleo", 1, "outside any cover")]),
        ("2026-05", [("Dora", 0, None)]),
        ("2026-02", []),
        ("2026", [("dora", 1, None), ("Cleo", 2, None), ("Dora", 1, "outside any cover"),
                  ("Cleo", 1, "outside any cover"), ("Dora", 0, None)]),
    ],
)  # fmt: skip
def test_a_period_has_the_covers_of_its_days(
    period: str, found: list[tuple[str, int, str | None]], ledger: Path
) -> None:
    assert asked(ledger, ("deputy", "entries", "note"), "--period", period) == found


def test_a_period_without_a_cover_says_so(ledger: Path) -> None:
    table = ran("cover", "--as-of", "2026-03-31", "--period", "2026-02", ledger=ledger).stdout
    assert "from 2026-02-01 to 2026-02-28" in table
    assert "no cover is recorded in the period, and nobody acted for a colleague in the period" in table
    refused = run("cover", "--period", "2026-03..2026-02", ledger=ledger)
    assert refused.exit_code == 2
    backwards = (date(2026, 3, 2), date(2026, 3, 1))
    opened = goodwill.Ledger(f"{ledger}", clock=lambda: datetime(2026, 7, 1, tzinfo=UTC))
    with opened, pytest.raises(ValueError, match="before it begins"):
        goodwill.cover(opened, period=backwards)


def test_the_clients_asked_for_choose_the_covers(ledger: Path) -> None:
    assert asked(ledger, ("deputy", "clients", "entries"), "BETA") == [("cleo", 1, 1), ("Dora", 1, 0)]
    assert asked(ledger, ("deputy", "clients", "entries"), "--manager", "Anna") == [
        ("dora", 1, 1),
        ("Cleo", 1, 1),
        ("Dora", 1, 1),
        ("Cleo", 1, 1),
    ]


def test_a_past_day_knows_the_covers_that_were_decided_by_then(ledger: Path) -> None:
    assert asked(ledger, NAMES, day="2026-02-19") == []
    assert "nobody acted for a colleague" in ran("cover", "--as-of", "2026-02-19", ledger=ledger).stdout
    assert [row[1] for row in asked(ledger, NAMES, day="2026-02-20")] == ["dora", "Cleo", "Dora"]


def test_entries_outside_of_any_cover_are_those_that_the_audit_lists(ledger: Path) -> None:
    told = json.loads(
        ran("audit", "deputies", "--as-of", "2026-03-31", "--format", "json", ledger=ledger).stdout
    )
    listed = [row["cover"] for row in told["rows"]]
    rows = asked(ledger, ("entries", "note"))
    assert sum(entries for entries, note in rows if note) == listed.count("outside") == 2
    assert sum(entries for entries, note in rows if not note) == listed.count("inside") == 3


def test_of_one_day_the_manager_of_the_latest_hour_has_the_client(tmp_path: Path) -> None:
    """Ben got ACME at three o'clock; that Cleo had it from nine o'clock on was recorded only afterwards."""
    path = tmp_path / "goodwill.db"
    ran("init", ledger=path)
    days = {"from_": "2026-03-09", "until": "2026-03-14"}
    facts = (
        registered("ACME", "ACME Ltd", manager="Anna"),
        fact("client.reassigned", "2026-03-05T15:00Z", "ACME", manager="Ben"),
        fact("client.reassigned", "2026-03-05T13:00+04:00", "ACME", manager="Cleo"),
        fact("client.covered", "2026-03-06", "ACME", deputy="Dora", reason="a fair", **days),
        fact("manager.covered", "2026-03-06", manager="Ben", deputy="Emil", reason="leave", **days),
    )
    ran("record", "--data", "-", ledger=path, input="\n".join(facts))
    for _ in ("from the entries", "as noted beside the stored views"):
        assert asked(path, ("manager", "deputy", "clients")) == [("Ben", "Dora", 1), ("Ben", "Emil", 1)]
        ran("project", ledger=path)


def test_an_entry_of_the_night_counts_for_the_cover_of_its_day_there(tmp_path: Path) -> None:
    """At half past two in Baku on 1 July it is still June in UTC; the cover is of 1 July alone."""
    night = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    baku = timezone(timedelta(hours=4))
    days = {"from": "2026-07-01", "until": "2026-07-01"}
    with Ledger.create(str(tmp_path / "night.db"), clock=lambda: night) as ledger:
        for client, event, actor, behind in (
            ("ACME", make_event("client.registered", {"code": "ACME", "name": "Acme", "manager": "Anna"}), "Anna", None),
            (None, make_event("manager.covered", {"manager": "Anna", "deputy": "Dora", "reason": "ill", **days}), "Anna", None),
            ("ACME", make_event("visit.held", {"channel": "call", "started_at": "2026-06-28T10:00+04:00", "summary": "s"}), "Dora", "Anna"),
        ):  # fmt: skip
            ledger.record(Draft(event, datetime(2026, 6, 28, 10, tzinfo=baku), actor, client, behind))
        for _ in ("from the entries", "as noted beside the stored views"):
            found = goodwill.cover(ledger, as_of=date(2026, 7, 31)).rows
            assert [(row.deputy, row.since, row.entries, row.note) for row in found] == [
                ("Dora", date(2026, 7, 1), 1, None)
            ]
            project(ledger)
