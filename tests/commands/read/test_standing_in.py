"""A deputy's week: the clients of a colleague who is away, in the agenda, the brief and the workbook."""

from __future__ import annotations

import datetime as dt
import json
from csv import DictReader
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it has no types
import pytest

from tests.helpers.commanding import line, ran, registered, run
from tests.helpers.week_book import Filled

AWAY = {"manager": "Ana", "deputy": "bob", "from": "2026-07-01", "until": "2026-07-07", "reason": "leave"}
ALONE = {"deputy": "Cleo", "from": "2026-06-29", "until": "2026-07-02", "reason": "fair"}
FACTS = (
    registered("A", "Azur", manager="Ana"),
    registered("B", "Borealis", manager="Bob"),
    registered("C", "Corvus", manager="Ana"),
    line("commitment.made", "A", "2026-06-20", number="K1", by="us", what="price list", due="2026-07-03"),
    line("commitment.made", "B", "2026-06-20", number="K2", by="us", what="samples", due="2026-07-03"),
    line("commitment.made", "C", "2026-06-20", number="K3", by="us", what="offer", due="2026-07-03"),
    line("manager.covered", None, "2026-06-20", **AWAY),
    # Of these days the cover of Ana leaves 29 and 30 June.
    line("client.covered", "C", "2026-06-20", **ALONE),
)


@pytest.fixture(autouse=True)
def _told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran("record", "--data", "-", input="\n".join(FACTS))


def own(person: str, *words: str) -> list[str]:
    """The numbers of what is to be done with a person's own clients and those whom they cover."""
    shown = ran("--actor", person, "agenda", "--mine", *words, "--format", "csv").stdout
    return [row["number"] for row in DictReader(shown.splitlines()) if row["number"]]


def test_the_agenda_of_a_deputy_has_the_clients_whom_they_cover_in_that_week() -> None:
    week = ("--week", "2026-W27")  # from 29 June to 5 July
    everything = ["K1", "K2", "K3"]
    assert own("Bob", *week, "--as-of", "2026-06-22") == everything  # a week ahead
    assert own("Bob", "--as-of", "2026-06-29") == own("Bob", "--as-of", "2026-07-07") == everything
    assert own("Bob", "--as-of", "2026-07-08") == ["K2"]  # the cover ended the day before
    assert own("Ana", *week, "--as-of", "2026-07-01") == ["K1", "K3"]
    assert own("cleo", "--as-of", "2026-06-29") == own("Cleo", "--as-of", "2026-06-30") == ["K3"]


def test_a_brief_says_who_covers_the_client_until_when() -> None:
    def covers(client: str, day: str) -> list[str]:
        lines = ran("brief", client, "--as-of", day).stdout.splitlines()
        return [" ".join(one.split()) for one in lines if one.startswith("cover ")]

    later = "cover bob stands in from 2026-07-01 until 2026-07-07, leave"
    assert covers("A", "2026-06-30") == [later]
    assert covers("A", "2026-07-01") == covers("A", "2026-07-07")
    assert covers("A", "2026-07-07") == ["cover bob stands in until 2026-07-07, leave"]
    assert covers("A", "2026-07-08") == covers("B", "2026-07-01") == []
    assert covers("C", "2026-06-29") == ["cover Cleo stands in until 2026-07-02, fair", later]
    assert covers("C", "2026-07-01") == covers("A", "2026-07-01")
    told = json.loads(ran("brief", "A", "--as-of", "2026-07-01", "--format", "json").stdout)
    assert told["who"]["covers"] == [
        {"deputy": "bob", "since": "2026-07-01", "until": "2026-07-07", "reason": "leave"}
    ]


def test_a_day_before_a_cover_was_decided_knows_nothing_of_it() -> None:
    """As of 19 June nobody stands in yet; as of 20 June Bob will for Ana, and Cleo for C."""
    week = ("--week", "2026-W27", "--as-of")
    assert (own("Bob", *week, "2026-06-19"), own("Bob", *week, "2026-06-20")) == ([], ["K1", "K2", "K3"])
    for client in ("A", "C"):
        assert "stands in" not in ran("brief", client, "--as-of", "2026-06-19").stdout
        assert "stands in" in ran("brief", client, "--as-of", "2026-06-20").stdout
    assert own("Cleo", *week, "2026-06-20") == ["K3"]
    assert "manager 'Cleo'" in run("--actor", "Cleo", "agenda", "--mine", *week, "2026-06-19").stderr


def test_a_week_that_is_past_has_the_covers_that_were_decided_on_its_days_and_later() -> None:
    """Ana fell ill on Tuesday, 5 March; that Cleo was at the fair for her was recorded a week later."""
    facts = (
        registered("D", "Dacia", manager="Ana"),
        line("commitment.made", "D", "2024-02-20", number="K4", by="us", what="samples", due="2024-03-08"),
        line(
            "manager.covered", None, "2024-03-05", manager="Ana", deputy="bob", reason="ill",
            **{"from": "2024-03-06", "until": "2024-03-07"},
        ),
        line(
            "client.covered", "D", "2024-03-12", deputy="Cleo", reason="fair",
            **{"from": "2024-03-08", "until": "2024-03-10"},
        ),
    )  # fmt: skip
    ran("record", "--data", "-", input="\n".join(facts))
    week = ("--week", "2024-W10")
    assert own("Bob", *week) == own("Cleo", *week) == own("Ana", *week) == ["K4"]
    assert own("Bob", *week, "--as-of", "2024-03-05") == ["K4"]
    # Monday itself knew of neither cover.
    assert own("Bob", *week, "--as-of", "2024-03-04") == []
    assert (
        "manager 'Cleo'" in run("--actor", "Cleo", "agenda", "--mine", *week, "--as-of", "2024-03-11").stderr
    )
    for deputy in ("Bob", "Cleo"):
        ran("--actor", deputy, "template", "week", *week, "--output", f"{deputy}.xlsx")
        to_do = openpyxl.load_workbook(f"{deputy}.xlsx")["Agenda"]
        assert "K4" in {cell.value for row in to_do.iter_rows(min_row=2) for cell in row}
    # In the week after it, Cleo has nobody's clients.
    assert "manager 'Cleo'" in run("--actor", "Cleo", "agenda", "--mine", "--week", "2024-W11").stderr


def test_the_workbook_of_a_deputy_has_the_covered_clients_and_counts_for_their_manager() -> None:
    ran("--actor", "Bob", "template", "week", "--week", "2026-W27", "--output", "week.xlsx")
    book = Filled("week.xlsx")
    to_do = openpyxl.load_workbook("week.xlsx")["Agenda"]
    assert {cell.value for row in to_do.iter_rows(min_row=2) for cell in row} >= {"K1", "K2", "K3"}
    visits = {"Channel": "call", "Summary": "prices"}
    for row, (client, day) in enumerate([("A", 2), ("B", 2), ("C", 3), ("A", 1)], start=2):
        book.put("Visits", row, Client=client, Day=dt.date(2026, 7, day), **visits)
    ran("--actor", "Bob", "import", "week.xlsx")
    entries = json.loads(f"[{','.join(ran('history', '--format', 'jsonl').stdout.splitlines())}]")
    held = [(one["client"], one["on_behalf_of"]) for one in entries if one["kind"] == "visit.held"]
    assert sorted(held) == [("A", "Ana"), ("A", "Ana"), ("B", None), ("C", "Ana")]
    shown = ran("cover", "--as-of", "2026-07-05", "--format", "csv").stdout
    rows = [(one["deputy"], one["client"], one["entries"]) for one in DictReader(shown.splitlines())]
    assert rows == [("Cleo", "C", "0"), ("bob", "", "3")]
    # Activity counts each of the four visits once, for the manager: what deputies did is counted by covers.
    shown = ran("activity", "--by", "manager", "--period", "2026-07", "--format", "csv").stdout
    counted = {one["group"]: one["held"] for one in DictReader(shown.splitlines())}
    assert counted == {"Ana": "3", "Bob": "1"}
