"""A week's workbook from the command that writes it to the imports of what a person filled in."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl  # type: ignore[import-untyped] # it has no types
import pytest
from click.testing import CliRunner, Result

from cli import goodwill
from commands.ui.clock import now
from goodwill.recording import fields_in_force
from ledger.events import ProposalMade, VisitHeld, VisitPlanned
from ledger.recording.entry_log import EntryLog
from tests.helpers.commanding import line, ran, registered, run
from tests.helpers.depth import LONG_ONLY
from tests.helpers.week_book import CLIENTS, Filled, recorded, typed, written

DAY = dt.date(2026, 6, 30)
COMPLETE: dict[str, dict[str, Any]] = {
    "Plan": {
        "Client": "TH-9",
        "Day": "02.07.2026",
        "Time": dt.time(9, 30),
        "Channel": "call",
        "Purpose": "=1+1",
    },
    "Visits": {
        "Summary": "They want more",
        "Minutes": 45,
        "Next_step": "offer",
        "Next_step_by": dt.date(2026, 7, 9),
    },
    "Objections": {"Client": "AZ-01", "Day": DAY, "Topic": "price", "Severity": 2},
    "Proposals": {"Client": "GE-2", "Day": DAY, "Amount": 1250.5, "Probability": 0.4},
    "Competitors": {"Client": "AZ-01", "Day": DAY, "Competitor": "Nord", "Price": "7.20 EUR"},
    "Expenses": {"Client": "AZ-01", "Day": DAY, "Amount": "12.40 USD", "Purpose": "lunch"},
}
"""What a person types in each sheet; the plan has a row already, and the visits propose one."""
FREE = {"Plan": 3}
"""The first empty row of a sheet, if it is not the second."""


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger and its workbook: as written, filled in (``full``) and imported (``done``)."""
    place = tmp_path_factory.mktemp("states")
    with chdir(place):
        recorded()
        book = written()
        shutil.copytree(place, place / "full")
        full = Filled(place / "full" / "week.xlsx")
        with full.opened() as opened:
            for sheet, cells in COMPLETE.items():
                typed(opened[sheet], FREE.get(sheet, 2), **cells)
        shutil.copytree(place / "full", place / "done")
    with chdir(place / "done"):
        imported()
    assert book.path == "week.xlsx"
    return place


def copied(state: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Filled:
    for name in ("goodwill.db", "week.xlsx"):
        shutil.copy(state / name, place)
    monkeypatch.chdir(place)
    return Filled("week.xlsx")


@pytest.fixture
def book(states: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Filled:
    return copied(states, tmp_path, monkeypatch)


@pytest.fixture
def full(states: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Filled:
    return copied(states / "full", tmp_path, monkeypatch)


@pytest.fixture
def done(states: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Filled:
    """The workbook after its import."""
    return copied(states / "done", tmp_path, monkeypatch)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def imported(*words: str) -> list[str]:
    return ran("import", "week.xlsx", *words).stdout.splitlines()


def refused(*words: str) -> Result:
    done = run("import", "week.xlsx", *words)
    assert done.exit_code == 1, done.output
    return done


def events(kind: str) -> list[Any]:
    with EntryLog("goodwill.db", clock=lambda: dt.datetime.now(dt.UTC), keys=keys()) as log:
        return [entry.event for entry in log.history() if entry.kind == kind]


def standing(position: int) -> dict[str, Any]:
    """The fields of an entry as corrections left them."""
    with EntryLog("goodwill.db", clock=lambda: dt.datetime.now(dt.UTC), keys=keys()) as log:
        return fields_in_force(log, str(position))[1]


def keys() -> Path:
    return Path(os.environ["GOODWILL_KEYS"])


@pytest.mark.usefixtures("book")
def test_a_workbook_that_nobody_filled_in_adds_nothing() -> None:
    assert imported() == ["1 row read", "1 row recorded already"]
    assert len(events("visit.held")) == 0


@pytest.mark.usefixtures("full")
def test_what_a_person_filled_in_is_recorded() -> None:
    assert imported() == [
        "7 rows read",
        "6 events recorded",
        *(
            f"  1 {kind}"
            for kind in (
                "competitor.seen", "expense.spent", "objection.raised", "proposal.made", "visit.held", "visit.planned",
            )
        ),
        "1 row recorded already",
    ]  # fmt: skip
    (visit,) = events("visit.held")
    assert isinstance(visit, VisitHeld)
    assert (visit.visit, visit.started_at.isoformat(), visit.minutes) == (
        "V-1",
        "2026-06-30T10:00:00+04:00",
        45,
    )
    assert str(visit.next_step.due) == "2026-07-09"  # type: ignore[union-attr] # it is a commitment
    plan = events("visit.planned")[1]
    assert isinstance(plan, VisitPlanned)
    assert (plan.at.isoformat(), plan.purpose) == ("2026-07-02T09:30:00+04:00", "=1+1")
    (offer,) = events("proposal.made")
    assert isinstance(offer, ProposalMade)
    assert (str(offer.amount), offer.currency, str(offer.probability)) == ("1250.5", "EUR", "0.4")
    (spent,) = events("expense.spent")
    assert (str(spent.amount), spent.currency) == ("12.4", "USD")


def test_what_a_deputy_imports_has_both_names(full: Filled) -> None:
    imported("--on-behalf-of", " Ilham ")
    with full.opened() as opened:
        typed(opened["Visits"], 2, Minutes=50)
    imported("--on-behalf-of", "Ilham", "--yes")
    with EntryLog("goodwill.db", clock=lambda: dt.datetime.now(dt.UTC), keys=keys()) as log:
        found = [entry for entry in log.history() if entry.key and entry.key.startswith("week:")]
    assert {(entry.actor, entry.on_behalf_of) for entry in found} == {("leyla", "Ilham")}
    assert "entry.corrected" in {entry.kind for entry in found}


@pytest.mark.usefixtures("done")
def test_the_same_workbook_again_adds_nothing() -> None:
    before = Path("goodwill.db").read_bytes()
    assert imported("--yes") == ["7 rows read", "7 rows recorded already"]
    assert Path("goodwill.db").read_bytes() == before


def test_mistakes_are_named_by_sheet_and_cell_all_at_once(full: Filled) -> None:
    full.put_all(
        ("Objections", 2, {"Severity": 5}),
        ("Expenses", 2, {"Day": "31.06.2026", "Amount": "zwölf"}),
        ("Plan", 3, {"Purpose": None}),
    )
    done = refused()
    assert done.stderr.splitlines() == [
        "week.xlsx, Plan!F3: Purpose is missing; fill it in",
        "week.xlsx, Objections!E2: 5 is out of bounds; write a number from 1 to 3",
        "week.xlsx, Expenses!C2: '31.06.2026' is no day; write it like 30.06.2026",
        "week.xlsx, Expenses!D2: 'zwölf' is no number; write it like 1250.50",
    ]
    assert done.stdout.splitlines() == [
        "7 rows read",
        "4 faults; nothing was recorded",
        "correct the cells, or record the other rows with --on-fault skip",
    ]
    assert events("visit.held") == []
    assert "3 events recorded" in refused("--on-fault", "skip").stdout
    full.put("Objections", 2, Severity=3)
    assert "1 event recorded" in refused("--on-fault", "skip").stdout
    assert [one.severity for one in events("objection.raised")] == [3]


def test_what_a_rule_refuses_is_a_fault_of_its_row(book: Filled) -> None:
    ahead = {"Client": "TH-9", "Day": dt.date(2030, 1, 1), "Channel": "call", "Summary": "ok"}
    objection = COMPLETE["Objections"] | {"Client": "XX-1"}
    book.put_all(("Visits", 3, ahead), ("Objections", 2, objection))
    said = refused().stderr
    assert (
        "week.xlsx, Visits!C3: visit.held at 2030-01-01 00:00:00+04:00 is in the future; correct the time"
        in said
    )
    assert "week.xlsx, Objections!B2: no client 'XX-1'" in said


def test_a_day_that_has_not_come_is_named_with_the_other_faults_of_its_row(book: Filled) -> None:
    ahead = dt.date(2030, 1, 1)
    visit = {"Client": "TH-9", "Day": ahead, "Channel": "call", "Minutes": "45 foo"}
    spent = {"Client": "AZ-01", "Day": ahead, "Amount": "ten", "Purpose": "tea"}
    book.put_all(("Visits", 3, visit), ("Expenses", 2, spent))
    cells = [line.partition(": ")[0] for line in refused().stderr.splitlines()]
    assert cells == [
        *(f"week.xlsx, Visits!{cell}" for cell in ("I3", "F3", "C3")),
        *(f"week.xlsx, Expenses!{cell}" for cell in ("D2", "C2")),
    ]


def test_what_a_rule_refuses_is_a_fault_of_the_cell_that_it_names(book: Filled) -> None:
    visit = {"Visit no.": "V-9", "Client": "TH-9", "Day": DAY, "Channel": "call", "Summary": "ok"}
    book.put("Visits", 3, **visit)
    assert "week.xlsx, Visits!G3: visit.held: no visit 'V-9'" in refused().stderr


def test_a_changed_row_corrects_its_entry_if_it_is_confirmed(done: Filled) -> None:
    later = {"Minutes": 50, "Next_step_by": dt.date(2026, 7, 10)}
    done.put_all(("Plan", 2, {"Purpose": "coffee", "Time": None}), ("Visits", 2, later))
    told = ran("import", "week.xlsx")
    assert (
        told.stdout.splitlines()[1]
        == "2 changed rows left as recorded; add --yes to correct what is recorded"
    )
    begin = "week.xlsx, Visits!2: entry 8, visit.held of AZ-01:"
    assert told.stderr.splitlines() == [
        "week.xlsx, Plan!2: entry 6, visit.planned of AZ-01: Time empty instead of '10:00', Purpose 'coffee' instead of 'tea'",
        f"{begin} Minutes '50' instead of '45', Next step by '2026-07-10' instead of '2026-07-09'",
    ]
    assert imported("--yes", "--dry-run")[1] == "2 entries would be corrected"
    assert imported("--yes")[1] == "2 entries corrected"
    plan, visit = standing(6), standing(8)
    assert (plan["at"], plan["purpose"], plan["visit"]) == ("2026-06-30T00:00:00+04:00", "coffee", "V-1")
    assert visit["minutes"] == 50
    assert visit["next_step"] == {"what": "offer", "due": "2026-07-10", "number": "C-1"}
    assert imported("--yes") == ["7 rows read", "7 rows recorded already"]


def test_a_person_at_a_terminal_is_asked(done: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.record.week_import.on_terminal", lambda: True)
    short = {"Client": "GE-2", "Day": DAY, "Channel": "call", "Summary": "short"}
    done.put_all(("Visits", 2, {"Minutes": 50}), ("Visits", 3, short))
    no = ran("import", "week.xlsx", input="n\n")
    assert "correct 1 entry?" in no.output
    assert "1 event recorded" in no.stdout
    assert events("entry.corrected") == []
    assert "1 entry corrected" in ran("import", "week.xlsx", input="y\n").stdout


CALL = {"Client": "TH-9", "Day": dt.date(2026, 7, 2), "Channel": "call"}


def test_a_visit_planned_in_the_workbook_is_reported_in_it(full: Filled) -> None:
    imported()
    full.put("Visits", 3, Summary="ok", **CALL)
    assert "1 event recorded" in imported()
    assert events("visit.held")[1].visit == events("visit.planned")[1].visit
    assert imported("--yes") == ["8 rows read", "8 rows recorded already"]


@pytest.mark.parametrize(
    "rows",
    [[CALL | {"Channel": "visit"}], [CALL | {"Day": dt.date(2026, 7, 3)}], [CALL, CALL]],
    ids=["channel", "day", "two"],
)
def test_a_visit_that_may_be_another_is_not_taken_for_the_planned_one(
    full: Filled, rows: list[dict[str, Any]]
) -> None:
    full.put_all(*(("Visits", at, {"Summary": "ok"} | cells) for at, cells in enumerate(rows, start=3)))
    imported()
    assert [one.visit for one in events("visit.held")] == ["V-1", *[None] * len(rows)]


def test_a_planned_visit_that_was_reported_is_not_reported_again(done: Filled) -> None:
    number = events("visit.planned")[1].visit
    ran(
        "record",
        "visit.missed",
        "TH-9",
        "--visit",
        number,
        "--by",
        "us",
        "--reason",
        "ill",
        "--on",
        "2026-07-02",
    )
    done.put("Visits", 3, Summary="ok", **CALL)
    assert "1 event recorded" in imported()
    assert events("visit.held")[1].visit is None


def test_a_value_that_goes_back_corrects_the_entry_again(done: Filled) -> None:
    for minutes in (50, 45, 50):
        done.put("Visits", 2, Minutes=minutes)
        assert "1 entry corrected" in imported("--yes")
    assert [one.replacement["minutes"] for one in events("entry.corrected")] == [50, 45, 50]


def test_a_row_that_nobody_changed_leaves_the_corrections_of_others(done: Filled) -> None:
    ran(
        "record",
        "entry.corrected",
        "--entry",
        "8",
        "--set",
        "place=Baku",
        "--set",
        "minutes=60",
        "--reason",
        "so",
    )
    assert imported("--yes") == ["7 rows read", "7 rows recorded already"]
    done.put("Visits", 2, Summary="They want less")
    assert "1 entry corrected" in imported("--yes")
    assert imported("--yes") == ["7 rows read", "7 rows recorded already"]
    visit = standing(8)
    assert (visit["summary"], visit["minutes"], visit["place"]) == ("They want less", 60, "Baku")


def test_a_row_of_another_client_cannot_be_made_by_a_correction(done: Filled) -> None:
    done.put("Visits", 2, Client="GE-2")
    assert refused("--yes").stderr.startswith(
        "week.xlsx, Visits!B2: entry 8 is of AZ-01, and a correction cannot move it"
    )


def test_a_row_that_is_gone_is_reported_and_its_entry_stays(done: Filled) -> None:
    with done.opened() as book:
        for cell in book["Objections"][2][1:]:
            cell.value = None
        book["Expenses"].delete_rows(2)
    lines = imported("--yes")
    assert lines[0] == "5 rows read"
    assert [line.partition(", and entry ")[2] for line in lines[2:]] == [
        "9, objection.raised of AZ-01, stays; to void it: goodwill record entry.voided --entry 9 --reason TEXT",
        "12, expense.spent of AZ-01, stays; to void it: goodwill record entry.voided --entry 12 --reason TEXT",
    ]
    assert events("entry.voided") == []
    ran("record", "entry.voided", "--entry", "9", "--reason", "a mistake")
    assert len(imported()) == len(lines) - 1


def test_rows_keep_their_ids_when_they_are_sorted(full: Filled) -> None:
    full.put("Expenses", 3, Client="GE-2", Day=DAY, Amount=5, Purpose="tea", Currency="EUR")
    imported()
    with full.opened() as book:
        page = book["Expenses"]
        second, third = ([cell.value for cell in page[row]] for row in (2, 3))
        for row, values in ((2, third), (3, second)):
            for cell, value in zip(page[row], values, strict=True):
                cell.value = value
    assert imported("--yes") == ["8 rows read", "8 rows recorded already"]


def test_a_copied_row_is_a_fault_that_names_both(full: Filled) -> None:
    with full.opened() as book:
        page = book["Expenses"]
        for source, target in zip(page[2], page[7], strict=True):
            target.value = source.value
    lines = refused().stderr.splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["week.xlsx, Expenses!B2", "week.xlsx, Expenses!B7"]
    assert "has the same hidden id as B7" in lines[0]
    assert "has the same hidden id as B2; copy it to an empty row, such as row 3" in lines[1]


def test_an_inserted_row_and_one_of_another_sheet_need_an_empty_row(book: Filled) -> None:
    with book.opened() as opened:
        opened["Expenses"].insert_rows(2)
        opened["Plan"]["A3"].value = "visits-9"
        typed(opened["Expenses"], 2, **COMPLETE["Expenses"])
        typed(opened["Plan"], 3, **COMPLETE["Plan"])
    lines = refused().stderr.splitlines()
    assert "Plan!B3: the row has the id of another sheet; write it in an empty row, such as row 4" in lines[0]
    assert (
        "Expenses!B2: the row was inserted and has no id; write it in an empty row, such as row 3" in lines[1]
    )


def test_columns_may_move_and_others_may_stand_beside_them(full: Filled) -> None:
    with full.opened() as book:
        page = book["Expenses"]
        page.insert_cols(2)
        page["B1"].value, page["B2"].value = "my remarks", "ask Anna"
        book["Plan"].insert_rows(1, amount=2)
    assert "6 events recorded" in imported()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda book: setattr(book["Plan"]["F1"], "value", "Why"), "Plan!1: the column 'Purpose' is missing"),
        (lambda book: setattr(book["Plan"], "title", "Mine"), "Plan: there is no such sheet"),
        (lambda book: book["Plan"].delete_cols(1), "Plan: its hidden first column is missing"),
    ],
    ids=["title", "sheet", "ids"],
)
def test_a_sheet_that_cannot_be_read_is_a_fault_and_its_rows_are_not_gone(
    full: Filled, change: Any, fault: str
) -> None:
    imported()
    with full.opened() as book:
        change(book)
    done = refused()
    assert f"week.xlsx, {fault}" in done.stderr
    assert "gone" not in done.stdout


def _without_marks(book: Any) -> None:
    for cells in book["goodwill"].iter_rows():
        for cell in cells:
            cell.value = "mine"


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book.remove(book["goodwill"]),
        lambda book: setattr(book["goodwill"]["A1"], "value", None),
        _without_marks,
    ],
    ids=["removed", "mark", "overwritten"],
)
def test_a_workbook_of_a_week_is_known_by_its_other_sheets_when_the_hidden_one_is_damaged(
    full: Filled, change: Any
) -> None:
    with full.opened() as book:
        change(book)
    done = run("import", full.path)
    assert done.exit_code == 1
    assert "is a week's workbook whose hidden sheet 'goodwill' is missing or was changed" in done.stderr
    assert "write a new workbook with `goodwill template week`, and copy what you filled in" in done.stderr


def test_a_sheet_of_that_name_alone_makes_no_workbook_of_a_week(tmp_path: Path) -> None:
    other = openpyxl.Workbook()
    other.active.title = "goodwill"
    other.active.append(["mine", "Day"])
    other.create_chartsheet("Chart")
    other.save(tmp_path / "other.xlsx")
    done = run("import", tmp_path / "other.xlsx")
    assert done.exit_code == 2
    assert "--map is missing" in done.stderr


@pytest.mark.parametrize(
    ("sheet", "cells", "fault"),
    [
        (
            "Expenses",
            {"Amount": "12 USD", "Currency": "EUR"},
            "D2: it is in USD, and the currency beside it is EUR",
        ),
        ("Competitors", {"Price": "7 USD"}, "F2: write it in the client's currency, EUR"),
        ("Proposals", {"Client": "TH-77"}, "F2: it is missing; write a code such as EUR"),
        ("Visits", {"Next_step": None}, "L2: say what is to be done by that day"),
    ],
)
def test_what_does_not_go_together_in_a_row_is_a_fault(
    full: Filled, sheet: str, cells: dict[str, Any], fault: str
) -> None:
    full.put(sheet, 2, **cells)
    assert f"week.xlsx, {sheet}!{fault}" in refused().stderr


@pytest.mark.usefixtures("full")
def test_a_workbook_of_another_ledger_is_refused() -> None:
    Path("goodwill.db").rename("other.db")
    recorded()
    done = refused()
    assert "week.xlsx was written for another ledger; name that one with --ledger" in done.stderr


def test_a_workbook_of_no_ledger_makes_none(full: Filled) -> None:
    Path("goodwill.db").rename("other.db")
    assert run("import", full.path).exit_code == 4
    assert not Path("goodwill.db").exists()


def test_copies_of_one_workbook_are_not_imported_together(full: Filled) -> None:
    shutil.copy(full.path, "copy.xlsx")
    done = run("import", full.path, "copy.xlsx")
    assert "week.xlsx and copy.xlsx are copies of one workbook; name one of them" in done.stderr


@pytest.mark.parametrize(
    ("cell", "value", "fault"),
    [
        ("B1", "2", "is of a later version of Goodwill"),
        ("B2", "x", "whose hidden sheet 'goodwill' is missing or was changed"),
        ("B6", '"Nowhere/City"', "whose hidden sheet 'goodwill' is missing or was changed"),
        ("A2", "other", "whose hidden sheet 'goodwill' is missing or was changed"),
    ],
)
def test_a_hidden_sheet_that_was_changed_is_refused(book: Filled, cell: str, value: str, fault: str) -> None:
    with book.opened() as opened:
        opened["goodwill"][cell].value = value
    assert fault in refused().stderr


@pytest.mark.usefixtures("done")
def test_two_workbooks_of_a_week_do_not_meet() -> None:
    again = written("second.xlsx")
    again.put("Expenses", 3, **COMPLETE["Expenses"] | {"Amount": 99})
    assert "1 event recorded" in ran("import", "second.xlsx").stdout
    assert imported("--yes") == ["7 rows read", "7 rows recorded already"]


@pytest.mark.usefixtures("done")
def test_a_workbook_has_what_is_recorded_of_its_week() -> None:
    second = written("second.xlsx")
    assert ran("import", "second.xlsx").stdout.splitlines() == ["7 rows read", "7 rows recorded already"]
    second.put("Competitors", 2, Where="on the shelf")
    assert "1 entry corrected" in ran("import", "second.xlsx", "--yes").stdout


@pytest.mark.usefixtures("place")
def test_a_plan_that_was_moved_or_called_off_is_reported_and_not_planned_again() -> None:
    recorded()
    ran(
        "record",
        "visit.moved",
        "AZ-01",
        "--visit",
        "V-1",
        "--at",
        "2026-07-01T11:00+04:00",
        "--by",
        "us",
        "--reason",
        "so",
        "--on",
        "2026-06-29",
    )
    with written().opened() as book:
        assert book["Plan"]["B2"].value is None
        assert [book["Visits"][cell].value for cell in ("D2", "G2")] == [dt.time(11), "V-1"]


def test_the_clients_of_the_workbook_are_chosen_by_name_or_typed_by_code(book: Filled) -> None:
    with book.opened() as opened:
        labels = [cell.value for cell in opened["Lists"]["A"]][1:4]
        person = opened["Lists"]["C2"].value
        for row, label in enumerate(labels, start=2):
            typed(opened["Expenses"], row, Client=label, Day=DAY, Amount=row, Purpose="ok")
        typed(opened["Visits"], 2, Summary="ok", People_met=f"{person}; P-7")
    assert labels == [f"{CLIENTS[code]} · {code}" for code in ("AZ-01", "GE-2", "TH-9")]
    ran("record", "contact.added", "AZ-01", "--person", "P-7", "--name", "Ana", "--role", "user")
    imported()
    assert [one.people for one in events("visit.held")] == [("P-1", "P-7")]
    assert len(events("expense.spent")) == 3


@pytest.mark.parametrize("typed", ["Əli Vəliyev", "əli vəliyev", " ƏLİ VƏLİYEV ", "Əli Vəliyev; P-1"])
def test_a_person_may_be_typed_by_a_name_that_one_person_of_the_client_has(book: Filled, typed: str) -> None:
    ran("record", "client.details_changed", "AZ-01", "--country", "AZ")
    spent = COMPLETE["Expenses"] | {"Person": typed.partition(";")[0]}
    book.put_all(("Visits", 2, {"Summary": "ok", "People_met": typed}), ("Expenses", 2, spent))
    done = ran("import", "week.xlsx")
    assert done.stderr == ""
    assert [one.people for one in events("visit.held")] == [("P-1",)]
    assert [one.person for one in events("expense.spent")] == ["P-1"]
    assert imported("--yes")[-1] == "3 rows recorded already"


def test_a_client_may_be_typed_by_a_name_that_one_client_has(book: Filled) -> None:
    ran("record", "client.renamed", "GE-2", "--name", "Vake LLC", "--on", "2026-02-01")
    objection = COMPLETE["Objections"] | {"Client": "xəzər ticarət MMC", "Person": "Əli Vəliyev"}
    offer = COMPLETE["Proposals"] | {"Client": "VAKE LLC"}
    book.put_all(("Objections", 2, objection), ("Proposals", 2, offer))
    assert "2 events recorded" in imported()
    with EntryLog("goodwill.db", clock=lambda: dt.datetime.now(dt.UTC), keys=keys()) as log:
        assert [entry.client for entry in log.history()][-2:] == ["AZ-01", "GE-2"]
    assert [one.person for one in events("objection.raised")] == ["P-1"]
    assert [one.currency for one in events("proposal.made")] == ["EUR"]


def test_a_name_of_several_clients_is_a_fault_that_names_them(book: Filled) -> None:
    ran(
        "record",
        "client.registered",
        "AZ-02",
        "--name",
        CLIENTS["AZ-01"],
        "--currency",
        "EUR",
        "--at",
        "2026-01-02",
    )
    book.put("Objections", 2, **COMPLETE["Objections"] | {"Client": CLIENTS["AZ-01"]})
    assert refused().stderr.splitlines() == [
        f"week.xlsx, Objections!B2: '{CLIENTS['AZ-01']}' is the name of AZ-01 and AZ-02; write the code of the one"
    ]


def test_a_name_of_nobody_at_the_client_or_of_several_people_is_a_fault_of_its_cell(book: Filled) -> None:
    for person in ("P-2", "P-3"):
        ran("record", "contact.added", "GE-2", "--person", person, "--name", "Nino", "--role", "buyer")
    visit = {"Day": DAY, "Channel": "call", "Summary": "ok"}
    book.put_all(
        ("Visits", 2, {"Summary": "ok", "People_met": "Nino"}),
        ("Visits", 3, visit | {"Client": "GE-2", "People_met": "nino"}),
        ("Visits", 4, visit | {"Client": "GE-2", "People_met": "Nino · P-3"}),
        ("Visits", 5, visit | {"Client": "TH-9", "People_met": "P-1"}),
        ("Visits", 6, visit | {"Client": "GE-2", "People_met": "P-3"}),
    )
    done = refused("--on-fault", "skip")
    add = "add them with contact.added, or name another"
    assert done.stderr.splitlines() == [
        f"week.xlsx, Visits!H2: no person 'Nino' at AZ-01; {add}; known: Əli Vəliyev · P-1",
        "week.xlsx, Visits!H3: 'nino' is the name of P-2 and P-3 at GE-2; write the id of the one",
        f"week.xlsx, Visits!H5: no person 'P-1' at TH-9; {add}; known: none yet",
    ]
    assert [one.people for one in events("visit.held")] == [("P-3",), ("P-3",)]


@pytest.mark.usefixtures("book")
def test_an_unknown_person_that_is_recorded_already_makes_no_fault_of_a_row_that_nobody_changed() -> None:
    ran(
        "record",
        "visit.held",
        "AZ-01",
        "--channel",
        "call",
        "--summary",
        "ok",
        "--people",
        "P-9",
        "--started-at",
        "2026-06-30T11:00+04:00",
    )
    written("second.xlsx")
    assert ran("import", "second.xlsx").stdout.splitlines()[-1] == "2 rows recorded already"


def test_a_workbook_is_not_written_over(book: Filled) -> None:
    again = ("template", "week", "--manager", "Leyla", "--week", "2026-W27", "--output", book.path)
    done = run(*again)
    assert done.exit_code == 2
    assert "week.xlsx is there already and may hold a person's work" in done.stderr
    ran(*again, "--force")


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--manager", "Leyla", "--week", "27", "--output", "x.xlsx"), "'27' is not a week"),
        (("--manager", "Leyla", "--week", "2026-W27", "--output", "week"), "write week.xlsx"),
        (("--manager", "Nobody", "--week", "2026-W27", "--output", "x.xlsx"), "Nobody"),
    ],
)
@pytest.mark.usefixtures("place")
def test_a_workbook_that_cannot_be_written_is_refused(words: tuple[str, ...], fault: str) -> None:
    recorded()
    done = run("template", "week", *words)
    assert done.exit_code in {1, 2}
    assert fault in done.stderr
    assert not Path("x.xlsx").exists()


@pytest.fixture
def stranger(place: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command for a login that manages no client and names no actor."""
    del place
    monkeypatch.delenv("GOODWILL_ACTOR", raising=False)
    monkeypatch.setattr("getpass.getuser", lambda: "root")
    return lambda *words: CliRunner().invoke(goodwill, words, prog_name="goodwill")


def test_a_workbook_without_options_is_of_this_week_for_the_only_manager(
    stranger: Callable[..., Result],
) -> None:
    recorded()
    year, number, _ = now().astimezone(ZoneInfo("Asia/Baku")).isocalendar()
    week = f"{year:04}-W{number:02}"
    assert (
        f"wrote the workbook of {week} for Leyla to {week}.xlsx; fill it in"
        in stranger("template", "week").stdout
    )
    assert f"{week}.xlsx is there already" in stranger("template", "week").stderr


def test_of_several_managers_one_is_to_be_chosen(stranger: Callable[..., Result]) -> None:
    several = (registered(f"M-{number}", manager=f"Manager {number}") for number in range(7))
    recorded(*several)
    done = stranger("template", "week", "--output", "own.xlsx")
    listed = "Leyla, Manager 0, Manager 1, Manager 2, Manager 3, ..."
    assert f"there are several managers; add --manager NAME: {listed}" in done.stderr
    assert not Path("own.xlsx").exists()
    done = stranger("--actor", "Leila", "template", "week", "--output", "own.xlsx")
    assert "no client has the manager 'Leila'; did you mean 'Leyla'?" in done.stderr


@pytest.mark.usefixtures("place")
def test_a_house_whose_language_has_no_words_is_told_of_english() -> None:
    recorded(line("house.described", None, "2026-01-02", name="Dom", locale="bg-BG", time_zone="Asia/Baku"))
    done = ran("template", "week", "--manager", "Leyla", "--output", "week.xlsx")
    assert "the workbook: there are no words for the language 'bg-BG', so it is in English" in done.stderr
    assert (
        "no words"
        not in ran("template", "week", "--language", "ro", "--output", "ro.xlsx", "--manager", "Leyla").stderr
    )


@pytest.mark.usefixtures("place")
def test_a_house_without_a_time_zone_is_reminded_of_it() -> None:
    ran(
        "record",
        "client.registered",
        "A",
        "--name",
        "A",
        "--currency",
        "EUR",
        "--manager",
        "Leyla",
        "--at",
        "2026-01-01",
    )
    done = ran("template", "week", "--manager", "Leyla", "--week", "2026-W27", "--output", "week.xlsx")
    assert "the house names no time zone, so the times in the workbook are UTC" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--yes", "--map", "m.toml"),
        ("--rejects", "r.csv"),
        ("--encoding", "cp1254"),
        ("--sheet", "Plan"),
        ("other.csv",),
    ],
    ids=str,
)
def test_options_that_do_not_go_together_are_refused(book: Filled, words: tuple[str, ...]) -> None:
    Path("m.toml").write_text("")
    Path("other.csv").write_text("a,b\n1,2\n")
    assert run("import", book.path, *words).exit_code == 2


@pytest.mark.parametrize("words", [("--map", "m.toml"), ("--suggest",)], ids=str)
def test_a_workbook_of_a_week_needs_no_mapping(book: Filled, words: tuple[str, ...]) -> None:
    Path("m.toml").write_text("")
    done = run("import", book.path, *words)
    assert done.exit_code == 2
    assert "week.xlsx is a week's workbook, which needs no mapping; import it without" in done.stderr


def test_the_workbook_is_for_the_actor_if_no_other_manager_is_named(book: Filled) -> None:
    done = ran("template", "week", "--week", "2026-W27", "--output", "own.xlsx")
    assert "wrote the workbook of 2026-W27 for leyla to own.xlsx" in done.stdout
    plans = [openpyxl.load_workbook(path)["Plan"]["B2"].value for path in ("own.xlsx", book.path)]
    assert plans == ["Xəzər Ticarət MMC · AZ-01"] * 2


@pytest.mark.usefixtures("place")
def test_a_workbook_in_the_language_of_the_house_is_filled_in_and_read() -> None:
    recorded(line("house.described", None, "2026-01-02", name="Casa", locale="de-DE", time_zone="Asia/Baku"))
    written().put("Ausgaben", 2, Kunde="AZ-01", Tag="30.6.26", Betrag="1.250,50 EUR", Zweck="Messe")
    assert "1 event recorded" in imported()
    (spent,) = events("expense.spent")
    assert (str(spent.amount), spent.purpose) == ("1250.5", "Messe")
    words = ("--manager", "Leyla", "--week", "2026-W27", "--language", "xx", "--output", "x.xlsx")
    assert "there are no words for the language 'xx'" in run("template", "week", *words).stderr


@pytest.mark.long
@LONG_ONLY
@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_workbook_that_libreoffice_saved_is_read_the_same(full: Filled, form: str, place: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    words = [office, f"-env:UserInstallation=file://{place}/profile", "--headless", "--convert-to", form]
    subprocess.run([*words, "--outdir", "saved", full.path], check=True, capture_output=True, timeout=200)
    done = ran("import", f"saved/week.{form}")
    assert "6 events recorded" in done.stdout
    assert imported("--yes") == ["7 rows read", "7 rows recorded already"]
