"""``goodwill people``: who they are, what passed between them and us, and who reports to whom."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from shutil import copy
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.helpers.commanding import line, ran, registered, run


def added(person: str, name: str, on: str = "2026-01-01", client: str = "ACME", **fields: Any) -> str:
    return line("contact.added", client, on, person=person, name=name, role="buyer", **fields)


def visited(on: str, *names: str) -> str:
    return line(
        "visit.held",
        "ACME",
        on,
        channel="visit",
        started_at=f"{on}T10:00+00:00",
        summary="Talked.",
        people=names,
    )


def spent(on: str, amount: str, currency: str = "EUR") -> str:
    return line("expense.spent", "ACME", on, amount=amount, currency=currency, purpose="lunch", person="p1")


FACTS = (
    registered("ACME", "Acme Ltd"),
    registered("BETA", "Beta Ltd"),
    added("p1", "Leyla", influence=4, stance="sceptic"),
    added("p2", "Rustam", decides=True),
    added("p3", "Aysel", influence=5, decides=False),
    added("p4", "Kamran"),
    added("p5", "Nigar", influence=5),
    added("q1", "Boris", "2026-08-01", "BETA", influence=5),
    line("contact.stage_reached", "ACME", "2026-02-01", person="p1", stage="acquainted", evidence="calls back"),
    line("contact.stage_reached", "ACME", "2026-02-01", person="p2", stage="trusted", evidence="asks us first"),
    line("contact.changed", "ACME", "2026-02-02", person="p1", role="head buyer"),
    line("contact.left", "ACME", "2026-03-01", person="p5"),
    visited("2026-02-10", "p1", "p2"),
    visited("2026-03-10", "p1"),
    line("inquiry.received", "ACME", "2026-04-01", what="A price", person="p1", people=["p1"]),
    line("objection.raised", "ACME", "2026-02-10", number="O-1", topic="price", severity=1, person="p1"),
    # of this year in euro: 30.00 + 12.50
    spent("2025-12-31", "99.00"),
    spent("2026-02-10", "30.00"),
    spent("2026-03-10", "12.50"),
    spent("2026-03-10", "7.00", "USD"),
    line("contact.linked", "ACME", person="p1", to="p2", relation="reports to"),
    line("contact.linked", "ACME", person="p3", to="p1", relation="reports to", to_client="ACME"),
    line("contact.linked", "ACME", person="p3", to="p2", relation="influences"),
    line("contact.linked", "ACME", person="p2", to="q1", relation="friend of", to_client="BETA"),
    line("contact.linked", "ACME", person="p4", to="p5", relation="reports to"),
)  # fmt: skip


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS))
    return path


def asked(
    ledger: Path, names: tuple[str, ...], *words: str, as_of: str = "2026-08-01"
) -> list[tuple[Any, ...]]:
    shown = ran("people", "--as-of", as_of, *words, "--format", "json", ledger=ledger).stdout
    return [tuple(row[name] for name in names) for row in json.loads(shown)["rows"]]


def test_a_person_is_a_row_with_what_passed_between_us(ledger: Path) -> None:
    names = ("person", "person_name", "role", "influence", "stance", "stage", "since", "left")
    assert asked(ledger, names, "ACME") == [
        ("p3", "Aysel", "buyer", 5, None, None, "2026-01-01", None),
        ("p1", "Leyla", "head buyer", 4, "sceptic", "acquainted", "2026-02-01", None),
        ("p2", "Rustam", "buyer", None, None, "trusted", "2026-02-01", None),
        ("p4", "Kamran", "buyer", None, None, None, "2026-01-01", None),
        ("p5", "Nigar", "buyer", 5, None, None, "2026-01-01", "2026-03-01"),
    ]
    assert asked(ledger, ("person", "last_seen", "touches", "objections", "spent"), "ACME")[1:3] == [
        ("p1", "2026-04-01", 3, 1, "42.50"),
        ("p2", "2026-02-10", 1, 0, "0.00"),
    ]
    assert asked(ledger, ("spent", "touches", "stage"), "ACME", as_of="2026-01-31")[1] == ("0.00", 0, None)


SPENT = ("person", "person_name", "year", "currency", "times", "last", "spent", "limit", "over")


def test_what_was_spent_on_each_person_stands_beside_the_limit_of_the_policy(
    ledger: Path, tmp_path: Path
) -> None:
    assert asked(ledger, SPENT, "--spend") == [
        ("p1", "Leyla", "2025", "EUR", 1, "2025-12-31", "99.00", None, None),
        ("p1", "Leyla", "2026", "EUR", 2, "2026-03-10", "42.50", None, None),
        ("p1", "Leyla", "2026", "USD", 1, "2026-03-10", "7.00", None, None),
    ]
    place = tmp_path / "goodwill.db"
    copy(ledger, place)
    (tmp_path / "gifts.toml").write_text(
        "version = 'gifts'\n[gifts]\nlimit = { EUR = 40 }\n", encoding="utf-8"
    )
    ran("policy", "adopt", tmp_path / "gifts.toml", "--at", "2026-01-01", ledger=place)
    # 42.50 less 40.00; no limit is set in dollars.
    assert asked(place, ("year", "currency", "limit", "over"), "--spend", "ACME") == [
        ("2025", "EUR", "40", "59.00"),
        ("2026", "EUR", "40", "2.50"),
        ("2026", "USD", None, None),
    ]
    assert asked(place, ("spent",), "--spend", as_of="2026-02-28") == [("99.00",), ("30.00",)]
    told = ran("audit", "gifts", "--over", "--as-of", "2026-08-01", "--format", "json", ledger=place).stdout
    assert [row["over"] for row in json.loads(told)["rows"]] == ["59.00", "2.50"]
    assert run("people", "--spend", "--stuck", ledger=place).exit_code == 2


def test_what_was_spent_on_a_person_whom_nobody_added_is_shown(tmp_path: Path) -> None:
    place = tmp_path / "goodwill.db"
    ran("init", ledger=place)
    ran("record", "--data", "-", ledger=place, input="\n".join((FACTS[0], spent("2026-02-10", "30.00"))))
    assert asked(place, ("person", "person_name", "spent"), "--spend") == [("p1", None, "30.00")]


def test_deciders_are_those_of_whom_it_is_said_or_of_influence_4_or_5(ledger: Path) -> None:
    assert asked(ledger, ("person",), "--deciders") == [("p1",), ("p2",), ("q1",)]


def test_stuck_are_those_below_trusted_for_more_than_180_days(ledger: Path) -> None:
    # from 1 February to 31 July: 27 + 31 + 30 + 31 + 30 + 31 = 180 days; a day later 181
    assert asked(ledger, ("person",), "--stuck", as_of="2026-07-31") == [("p3",), ("p4",)]
    assert asked(ledger, ("person",), "--stuck") == [("p3",), ("p1",), ("p4",)]
    assert asked(ledger, ("person",), "--stuck", "--deciders") == [("p1",)]


def test_a_table_of_those_stuck_says_at_which_stage_and_since_when(tmp_path: Path) -> None:
    place = tmp_path / "goodwill.db"
    facts = [
        registered(),
        line("contact.added", "ACME", "2026-01-02", person="p1", name="Ana", role="buyer", influence=3),
        line("contact.added", "ACME", "2026-01-03", person="p2", name="Bo", role="owner", stance="sceptic"),
        line("contact.stage_reached", "ACME", "2026-01-05", person="p2", stage="stranger", evidence="a card"),
    ]
    ran("record", "--data", "-", ledger=place, input="\n".join(facts))
    stuck = ran("people", "--stuck", "--as-of", "2026-08-01", ledger=place).stdout.splitlines()
    note = "Without a STAGE, nobody recorded one since we know the person, which SINCE says."
    assert [text.split() for text in stuck[2:5]] == [
        ["CLIENT", "PERSON", "NAME", "STAGE", "SINCE", "LAST", "SEEN", "STANCE", "DECIDES", "OBJ", "ROLE"],
        ["ACME", "p1", "Ana", "2026-01-02", "0", "buyer"],
        ["ACME", "p2", "Bo", "stranger", "2026-01-05", "sceptic", "0", "owner"],
    ]
    assert stuck[-1] == note
    assert note not in ran("people", "--as-of", "2026-08-01", ledger=place).stdout


def test_the_map_shows_who_reports_to_whom(ledger: Path) -> None:
    shown = ran("people", "--map", "--as-of", "2026-08-01", ledger=ledger).stdout
    assert shown.splitlines()[2:] == [
        "ACME Acme Ltd",
        "  Rustam, buyer, decides, trusted, friend of q1 at BETA",
        "    Leyla, head buyer, decides, sceptic, acquainted",
        "      Aysel, buyer, influences Rustam",
        "  Kamran, buyer, reports to p5",
        "",
        "BETA Beta Ltd",
        "  Boris, buyer, decides",
    ]


def test_the_map_is_drawn_and_no_name_is_markup(ledger: Path, tmp_path: Path) -> None:
    place, drawing = tmp_path / "goodwill.db", tmp_path / "people.svg"
    copy(ledger, place)
    hostile = "<script>alert('1')</script>&"
    facts = [
        added("p6", hostile, on="2026-08-01"),
        added("p7", "สุดารัตน์ พงษ์ไพร", on="2026-08-01"),
        added("p8", "محمد عبد الله", on="2026-08-01"),
        line("contact.linked", "ACME", "2026-08-01", person="p6", to="p2", relation="rivals"),
    ]
    ran("record", "--data", "-", ledger=place, input="\n".join(facts))
    ran("people", "--map", "--as-of", "2026-08-01", "--output", drawing, ledger=place)
    root = ET.parse(drawing).getroot()  # noqa: S314 - our own drawing
    svg = "{http://www.w3.org/2000/svg}"
    assert {one.tag for one in root.iter()} == {
        svg + name for name in ("svg", "title", "desc", "style", "defs", "marker", "path", "rect", "text")
    }
    texts = [one.text for one in root.iter(f"{svg}text")]
    boxes = [one for one in root.iter(f"{svg}rect") if "person" in one.get("class", "")]
    assert len(boxes) == 8  # of nine people one left
    assert {
        hostile,
        "สุดารัตน์ พงษ์ไพร",
        "محمد عبد الله",
        "BETA Beta Ltd",
        "head buyer, decides, sceptic, acquainted",
    } <= {*texts}
    # Leyla reports to Rustam, and Aysel to her; two other links lie within ACME.
    paths = [
        one
        for one in root.iter(f"{svg}path")
        if one.get("d", "").startswith("M") and "z" not in one.get("d", "")
    ]
    others = [one.findtext(f"{svg}title") for one in paths if one.get("class") == "other"]
    assert len(paths) - len(others) == 2
    assert sorted(map(str, others)) == [f"{hostile} rivals Rustam", "Aysel influences Rustam"]
    refused = run("people", "--format", "svg", ledger=place)
    assert (refused.exit_code, "add --map" in refused.stderr) == (2, True)
    nobody = ran("people", "--map", "--format", "svg", "--as-of", "2025-01-01", ledger=place).stdout
    assert "Nobody is known at these clients on that day." in nobody


def test_a_circle_of_people_is_shown_once(ledger: Path) -> None:
    circle = line("contact.linked", "ACME", "2026-09-01", person="p2", to="p3", relation="reports to")
    ran("record", "--data", "-", ledger=ledger, input=circle)
    shown = ran("people", "ACME", "--map", "--as-of", "2026-09-01", ledger=ledger).stdout
    assert [text.split(",")[0] for text in shown.splitlines()[3:]] == [
        "  Kamran",
        "  Aysel",
        "    Rustam",
        "      Leyla",
    ]


def test_figures_of_a_person_are_explained_and_their_name_is_no_figure(ledger: Path) -> None:
    words = ("ACME", "--document", "p1", "--as-of", "2026-08-01", "--format", "json")
    found = json.loads(ran("explain", "people", *words, ledger=ledger).stdout)["contributions"]
    assert [(one["figure"], one["kind"], one["amount"], one["total"]) for one in found] == [
        ("touches", "visit.held", "1", "1"),
        ("touches", "visit.held", "1", "2"),
        ("touches", "inquiry.received", "1", "3"),
        ("objections", "objection.raised", "1", "1"),
        ("spent", "expense.spent", "30.00", "30.00"),
        ("spent", "expense.spent", "12.50", "42.50"),
    ]
    days = ("--from", "2025-12-31", "--to", "2026-08-01", "--format", "json")
    changed = json.loads(ran("changes", "people", *days, ledger=ledger).stdout)["changes"]
    assert {"role", "touches"} <= {one["figure"] for one in changed}
    assert "Leyla" not in str([{**one, "entries": ()} for one in changed])


def test_an_erased_name_is_gone_from_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "goodwill.db"
    ran("init", ledger=path)
    ran("record", "--data", "-", ledger=path, input="\n".join(FACTS[:4]))
    ran("erase", "p1", "--reason", "asked", "--yes", ledger=path)
    assert [name for (name,) in asked(path, ("person_name",))] == ["[erased]", "Rustam"]


def test_links_stand_in_a_cell_of_csv_as_json(ledger: Path) -> None:
    shown = ran("people", "ACME", "--as-of", "2026-06-30", "--format", "csv", ledger=ledger).stdout
    links = {row["person"]: json.loads(row["links"]) for row in csv.DictReader(shown.splitlines())}
    assert links["p2"] == [{"relation": "friend of", "to": "q1", "client": "BETA"}]
    assert links["p5"] == []
