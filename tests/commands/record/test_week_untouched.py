"""A week's workbook says what is recorded of the week: handed in as it was written, it changes nothing."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped] # it has no types
import pytest

from goodwill.recording import fields_in_force
from ledger.importing.week.layout import BY_KIND, HIDDEN, SHEETS
from ledger.importing.week.row_events import prints_of
from ledger.recording.entry_log import EntryLog
from tests.helpers.commanding import line, ran, run
from tests.helpers.week_book import Filled, recorded, written

AT = "2026-06-30T10:00+04:00"
LINES = [
    {"product": "A", "quantity": "3", "unit_price": "33.335"},
    {"product": "B", "quantity": "2", "unit_price": "150"},
]
LINES_COME_TO = 400.01  # 3 times 33.335 is 100.005, and 2 times 150 is 300; cents are rounded half up
BARE: dict[str, dict[str, Any]] = {
    "visit.planned": {"at": AT, "channel": "visit", "purpose": "tea"},
    "visit.held": {"started_at": AT, "channel": "call", "summary": "they want more"},
    "objection.raised": {"number": "O-8", "topic": "price", "severity": 1},
    "proposal.made": {"number": "P-8", "currency": "EUR", "lines": LINES},
    "competitor.seen": {"competitor": "Nord"},
    "expense.spent": {"amount": "12.40", "currency": "USD", "purpose": "lunch"},
}
"""Each kind of a workbook, with no more than an entry of it needs; the offer has lines alone."""
FULL: dict[str, dict[str, Any]] = {
    "visit.planned": {"visit": "V-9", "at": "2026-07-03", "note": "=1+1"},
    "visit.held": {
        "started_at": "2026-07-01",
        "people": ["P-1"],
        "minutes": 45,
        "prepared": False,
        "asked": "samples",
        "next_step": {"what": "offer", "due": "2026-07-09"},
        "place": "007",
        "note": "n",
    },
    "objection.raised": {"number": "O-9", "about": "P-8", "person": "P-1", "note": "n"},
    "proposal.made": {
        "number": "P-9",
        "currency": "USD",
        "amount": "400.00",
        "valid_until": "2026-08-01",
        "closes_on": "2026-07-20",
        "probability": "0.35",
        "note": "n",
    },
    "competitor.seen": {"product": "A", "price": "7.20", "where": "shelf", "note": "n"},
    "expense.spent": {"amount": "0.10", "person": "P-1", "note": "n"},
}
"""The same with all that their rows show."""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Filled:
    """The workbook of a week with every kind, bare and full."""
    monkeypatch.chdir(tmp_path)
    full = {kind: BARE[kind] | more for kind, more in FULL.items()}
    del full["proposal.made"]["lines"]
    events = [*BARE.items(), *full.items()]
    recorded(*(line(kind, "AZ-01", "2026-06-30", **fields) for kind, fields in events))
    return written()


def imported(*words: str) -> list[str]:
    return ran("import", "week.xlsx", *words).stdout.splitlines()


UNTOUCHED = ["13 rows read", "13 rows recorded already"]


def row_of(book: Filled, number: str) -> int:
    """The row of an offer."""
    page = openpyxl.load_workbook(book.path)["Proposals"]
    return 1 + [cell.value for cell in page["D"]].index(number)


def test_a_workbook_that_nobody_touched_adds_nothing_and_has_no_fault(book: Filled) -> None:
    assert {sheet.kind for sheet in SHEETS} == {*BARE} == {*FULL}
    shown = openpyxl.load_workbook(book.path)
    filled = {
        sheet.name: sum(cell.value is not None for cell in shown[sheet.name.title()]["B"][1:])
        for sheet in SHEETS
    }
    # the first plan is of the ledger itself; a report of each plan is proposed beside the two visits
    assert filled == dict.fromkeys(filled, 2) | {"plan": 3, "visits": 5}
    assert imported("--yes") == UNTOUCHED


def test_the_amount_that_the_lines_of_an_offer_come_to_is_shown_and_typing_it_is_no_change(
    book: Filled,
) -> None:
    row = row_of(book, "P-8")
    assert openpyxl.load_workbook(book.path)["Proposals"].cell(row, 5).value == LINES_COME_TO
    book.put("Proposals", row, Amount="400.01 EUR")
    assert imported("--yes") == UNTOUCHED
    book.put("Proposals", row, Amount=500)
    wrong = run("import", "week.xlsx", "--yes")
    assert wrong.exit_code == 1
    assert "'P-8' has the amount 500.00 EUR, but its lines come to 400.01 EUR" in wrong.output


def test_a_correction_of_an_offer_with_lines_leaves_the_amount_to_them(book: Filled) -> None:
    book.put("Proposals", row_of(book, "P-8"), Note="by phone")
    assert "1 entry corrected" in imported("--yes")
    assert imported("--yes") == UNTOUCHED
    with EntryLog("goodwill.db", clock=lambda: dt.datetime.now(dt.UTC)) as log:
        (position,) = (one.position for one in log.history() if getattr(one.event, "number", "") == "P-8")
        kept = fields_in_force(log, str(position))[1]
    assert (kept.get("amount"), kept["note"], len(kept["lines"])) == (None, "by phone", 2)


def test_an_amount_that_a_workbook_was_written_without_may_stay_empty_and_one_that_it_had_may_not(
    book: Filled,
) -> None:
    row = row_of(book, "P-8")
    with book.opened() as opened:
        stamped(opened, row)
        opened["Proposals"].cell(row, 5).value = None
    assert imported("--yes") == UNTOUCHED
    book.put("Proposals", row, Amount=400.01)
    assert imported("--yes") == UNTOUCHED
    full = row_of(book, "P-9")
    book.put("Proposals", full, Amount=None)
    wrong = run("import", "week.xlsx", "--yes")
    assert wrong.exit_code == 1
    assert f"Proposals!E{full}: Amount is missing; fill it in" in wrong.output


def stamped(opened: Any, row: int) -> None:
    """Let the hidden sheet say that a row of the offers was written without its amount."""
    sheet = BY_KIND["proposal.made"]
    at = [column.name for column in sheet.columns].index("amount")
    empty = prints_of(sheet, {})
    length = len(empty) // len(sheet.columns)
    for fact, value, *_ in opened[HIDDEN].iter_rows():
        if fact.value == "written" and json.loads(value.value)[0] == f"proposals-{row - 1}":
            name, entry, prints = json.loads(value.value)
            value.value = json.dumps(
                [name, entry, prints[: at * length] + empty[:length] + prints[(at + 1) * length :]]
            )
