"""How a person sees what a score of health is made of."""

from __future__ import annotations

import csv
import json
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from commands.ui.view_tables import has_bars
from tests.helpers.commanding import line, ordered, ran, registered

AS_OF = ("--as-of", "2026-06-30")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [{"product": "X", "quantity": "1", "unit_price": "60"}]
    order = line("order.placed", "ACME", "2026-05-01", number="1", currency="EUR", lines=lines)
    problem = line("objection.raised", "ACME", "2026-06-20", number="O", topic="price", severity=3)
    ran("record", "--data", "-", input=f"{registered()}\n{order}\n{problem}")


def test_components_stand_side_by_side() -> None:
    titles = ran("health", "--components", *AS_OF).stdout.splitlines()[2].split()
    assert titles == ["CLIENT", "NAME", "SCORE", "DRAG", "COMMERCE", "FRICTION", "INDEX"]


def test_other_formats_have_all_figures_with_or_without_them() -> None:
    asked = ("health", *AS_OF, "--format", "json")
    assert ran(*asked, "--components").stdout == ran(*asked).stdout


def test_explain_names_the_component_that_an_entry_stands_for() -> None:
    told = ran("explain", "health", "ACME", *AS_OF).stdout
    (of_problem,) = (row for row in told.splitlines() if "objection.raised" in row)
    assert "  friction  " in of_problem


def test_explain_says_why_a_band_stayed_below_its_score() -> None:
    goods = [{"product": "X", "quantity": "1", "unit_price": "60"}]
    days = ("2025-02-10", "2025-03-10", "2025-11-20")
    orders = (line("order.placed", "B", day, number=day, currency="EUR", lines=goods) for day in days)
    ran(
        "record",
        "--data",
        "-",
        input="\n".join([registered("B", "Beta"), *orders]).replace("2026-01-01", "2025-01-01"),
    )
    told = ran("explain", "health", "B", "--as-of", "2025-11-20").stdout
    assert told.endswith(
        "The band is at risk. A client that comes from below reaches a band 5 points later: healthy begins at 90, from "
        "below at 95; watch begins at 60, from below at 65.\n"
    )
    assert ", at risk, watch only from 65 on, as it comes from below, " in ran(
        "brief", "B", "--as-of", "2025-11-20"
    ).stdout.replace("\n", " ")
    assert "The band is" not in ran("explain", "health", "B", "--as-of", "2025-11-30").stdout
    assert (
        "The band is" not in ran("explain", "health", "B", "--as-of", "2025-11-20", "--format", "json").stdout
    )


def test_a_table_with_room_shows_the_course_of_twelve_months() -> None:
    lines = ran("health", *AS_OF).stdout.splitlines()
    assert "12 MONTHS" in lines[2]
    assert "··········▃▃" in lines[3]


def test_on_80_columns_the_course_pushes_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("tables", "view_tables"):
        monkeypatch.setattr(f"commands.ui.{module}.terminal_width", lambda: 80)
    shown = ran("health", *AS_OF).stdout
    assert "▃▃" not in shown
    assert " hidden (12 MONTHS" in shown
    assert "12 MONTHS" not in ran("health", "--components", *AS_OF).stdout
    assert ran("health", "ACME", *AS_OF).stdout.count("··········▃▃") == 1


def test_both_values_are_seen_where_a_person_overrides_a_score_until_the_override_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stated = line("health.overridden", "ACME", "2026-06-21", band="watch", reason="met", until="2026-06-30")
    ran("record", "--data", "-", input=stated)
    for module in ("tables", "view_tables"):
        monkeypatch.setattr(f"commands.ui.{module}.terminal_width", lambda: 80)
    words = ran("health", *AS_OF).stdout.split()
    assert {"at", "risk", "OVERRIDE", "watch", "UNTIL", "2026-06-30"} <= {*words}
    assert "OVERRIDE" not in ran("health", "--as-of", "2026-07-01").stdout
    for form in ("json", "jsonl", "csv"):
        shown = ran("health", *AS_OF, "--format", form).stdout
        assert "at risk" in shown
        assert "watch" in shown
        assert "watch" not in ran("health", "--as-of", "2026-07-01", "--format", form).stdout


def test_a_group_is_lost_with_the_last_of_its_companies_from_facts_and_from_stored_views() -> None:
    of_group = ("health", *AS_OF, "--group", "--format", "json")

    def state() -> str | None:
        (row,) = json.loads(ran(*of_group).stdout)["rows"]
        return str(row["state"]) if row["state"] else None

    gone = line("client.lost", "ACME", "2026-06-21", reason="closed")
    ran("record", "--data", "-", input=f"{registered('SUB', 'Sub Ltd', parent='ACME')}\n{gone}")
    assert state() is None
    ran("replay")
    assert state() is None
    ran("record", "--data", "-", input=line("client.lost", "SUB", "2026-06-22", reason="closed"))
    assert state() == "lost"


@pytest.mark.parametrize(("encoding", "shown"), [("utf-8", True), ("ascii", False), ("latin-1", False)])
def test_the_course_is_for_those_who_can_see_bars(
    monkeypatch: pytest.MonkeyPatch, encoding: str, *, shown: bool
) -> None:
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(BytesIO(), encoding=encoding))
    assert has_bars() == shown


def test_programs_get_the_twelve_scores() -> None:
    (row,) = json.loads(ran("health", *AS_OF, "--format", "json").stdout)["rows"]
    assert row["months"][:10] == [None] * 10
    assert row["months"][-1] == row["score"]
    (flat,) = csv.DictReader(ran("health", *AS_OF, "--format", "csv").stdout.splitlines())
    assert json.loads(flat["months"]) == row["months"]


def test_people_read_what_evidence_is_called_and_programs_the_number() -> None:
    titles, row = (text.split() for text in ran("health", *AS_OF).stdout.splitlines()[2:4])
    assert "EVIDENCE" in titles
    assert "low" in row
    (found,) = json.loads(ran("health", *AS_OF, "--format", "json").stdout)["rows"]
    assert found["confidence"] == 0.25
    assert found["chance"] == found["components"]["commerce"] == 30.4


def test_rows_can_be_sorted_by_their_course() -> None:
    other = line("client.registered", "BETA", "2026-01-01", code="BETA", name="Beta Ltd", currency="EUR")
    ran("record", "--data", "-", input=other)
    rows = json.loads(ran("health", *AS_OF, "--format", "json", "--sort", "months").stdout)["rows"]
    assert [row["client"] for row in rows] == ["ACME", "BETA"]


def test_a_late_order_drags_as_such_and_not_as_money(tmp_path: Path) -> None:
    ledger = tmp_path / "late.db"
    goods = ("TEA", "10", "5.00")
    orders = [ordered("ACME", str(month), f"2026-0{month}-01", goods) for month in (1, 2, 3)]
    ran("record", "--data", "-", ledger=ledger, input="\n".join([registered(), *orders]))
    when = ("--as-of", "2026-08-01")
    (row,) = json.loads(ran("health", *when, "--format", "json", ledger=ledger).stdout)["rows"]
    assert row["drag"] == "order overdue"
    assert "order overdue" in ran("brief", "ACME", *when, ledger=ledger).stdout
    assert "  order overdue  " in ran("explain", "health", "ACME", *when, ledger=ledger).stdout
