"""The workbook of a week, as a spreadsheet program opens it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl  # type: ignore[import-untyped] # it has no types
import pytest

from ledger.importing.week.layout import EMPTY_ROWS, HIDDEN, ID, SHEETS, Column, Form, Sheet
from ledger.importing.week.row_events import prints_of
from ledger.importing.week.stamp import StampedRow, read
from reporting.week import Contents, Known, Person, PrefilledRow, ToDo, workbook
from reporting.week.notation import day_order, decimal_sign, grouping_signs
from reporting.week.titles import COLUMNS, LISTED, WORDS
from reporting.week.titles import SHEETS as TITLES
from reporting.words import languages, words_in

FORMULA = '=HYPERLINK("http://x.example")'
PLANNED = {"client": "AZ-01", "day": "2026-06-30", "hour": "10:30", "channel": "call", "purpose": FORMULA}
OFFER = {"client": "TH-9", "day": "2026-07-01", "amount": "1250.5", "currency": "THB", "probability": "0.25"}
HELD = {
    "client": "AZ-01",
    "day": "2026-06-30",
    "channel": "visit",
    "summary": "ok",
    "people": ["P-1"],
    "prepared": False,
}
CONTENTS = Contents(
    ledger="1" * 32,
    book="abc",
    manager="Aytən",
    week="2026-W27",
    zone="Asia/Baku",
    made_at=datetime(2026, 6, 28, 9, 30, 1, 5, tzinfo=UTC),
    clients=[
        Known("AZ-01", "Xəzər MMC", "AZN"),
        Known("TH-9", "บริษัท จำกัด", "THB"),
        Known("GE-2", "შპს", None),
    ],
    people=[Person("AZ-01", "P-1", "Əli; Vəliyev"), Person("AZ-01", "P-2", "[erased]")],
    competitors=["+Nord"],
    rows={
        "plan": [PrefilledRow(PLANNED, "0e" * 16)],
        "visits": [PrefilledRow(HELD)],
        "proposals": [PrefilledRow(OFFER)],
    },
    agenda=[ToDo(date(2026, 6, 30), "10:30", "AZ-01", "Xəzər MMC", "a call", FORMULA, None, None)],
)


def opened(contents: Contents = CONTENTS, language: str = "en") -> Any:
    return openpyxl.load_workbook(BytesIO(workbook(contents, words_in(language))))


@pytest.mark.parametrize(("language", "title"), [("az", "Son tarix"), ("ru", "Срок"), ("sq", "Afati")])
def test_what_is_to_be_done_by_a_day_is_not_said_to_be_due_for_payment(language: str, title: str) -> None:
    assert words_in(language).gettext("Due") != title
    assert opened(language=language).worksheets[0]["H4"].value == title


def test_every_column_has_a_title_and_no_sheet_has_one_twice() -> None:
    assert {column.name for sheet in SHEETS for column in sheet.columns} == set(COLUMNS)
    for sheet in SHEETS:
        titles = [COLUMNS[column.name].text for column in sheet.columns]
        assert len({*titles, ID}) == len(titles) + 1
    assert set(TITLES) == {sheet.name for sheet in SHEETS}


def test_a_workbook_has_a_sheet_for_each_kind_of_event() -> None:
    book = opened()
    assert book.sheetnames == ["Agenda", *TITLES.values(), "Lists", HIDDEN]
    assert book[HIDDEN].sheet_state == "veryHidden"
    assert book[HIDDEN].protection.sheet
    assert book["Lists"].protection.sheet
    for sheet in SHEETS:
        page = book[TITLES[sheet.name]]
        assert page.freeze_panes == "C2"
        assert page.column_dimensions["A"].hidden
        assert [cell.comment is not None for cell in page[1]] == [False, *[True] * len(sheet.columns)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_row_has_an_id_of_its_own(sheet: Sheet) -> None:
    ids = [cell.value for cell in opened()[TITLES[sheet.name]]["A"]]
    count = len(CONTENTS.rows.get(sheet.name, ())) + EMPTY_ROWS
    assert ids == [ID, *(f"{sheet.name}-{row}" for row in range(1, count + 1))]


def test_what_is_known_of_the_week_is_in_typed_cells() -> None:
    book = opened()
    plan, offer = [list(book[name][2]) for name in ("Plan", "Proposals")]
    assert [cell.value for cell in plan][1:6] == [
        "Xəzər MMC · AZ-01", datetime(2026, 6, 30), time(10, 30), "call", FORMULA,
    ]  # fmt: skip
    assert plan[2].is_date
    assert [offer[4].value, offer[4].number_format] == [1250.5, "#,##0.00"]
    assert [offer[8].value, offer[8].number_format] == [0.25, "0%"]


def test_text_that_begins_like_a_formula_stays_text() -> None:
    book = opened()
    for page, cell in (("Plan", "F2"), ("Agenda", "F5"), ("Lists", "E2")):
        assert book[page][cell].data_type == "s", (page, cell)
    assert book["Plan"].column_dimensions["F"].number_format == "@"


def test_an_amount_that_a_spreadsheet_would_round_is_written_as_text() -> None:
    long = OFFER | {"amount": "12345678901234.56"}
    cell = opened(replace(CONTENTS, rows={"proposals": [PrefilledRow(long)]}))["Proposals"]["E2"]
    assert (cell.value, cell.data_type) == ("12345678901234.56", "s")


def test_people_are_named_with_their_ids_and_the_erased_are_not_offered() -> None:
    book = opened()
    assert [cell.value for cell in book["Lists"]["C"]][:3] == [LISTED["person"], "Əli, Vəliyev · P-1", None]
    assert book["Visits"]["H2"].value == "Əli, Vəliyev · P-1"
    assert book["Visits"]["J2"].value == "no"


def test_cells_offer_lists_and_check_what_is_typed() -> None:
    rules = {
        str(rule.sqref).partition(":")[0]: rule for rule in opened()["Visits"].data_validations.dataValidation
    }
    assert (rules["B2"].formula1, rules["B2"].errorStyle) == ("'Lists'!$A$2:$A$4", "warning")
    assert (rules["E2"].formula1, rules["E2"].errorStyle) == ("'Lists'!$F$2:$F$12", None)
    assert (
        rules["H2"].formula1 == "OFFSET('Lists'!$C$1,MATCH($B2,'Lists'!$B$2,0),0,COUNTIF('Lists'!$B$2,$B2),1)"
    )
    assert [rules[cell].type for cell in ("C2", "D2", "I2")] == ["date", "time", "whole"]
    assert str(rules["B2"].sqref) == f"B2:B{EMPTY_ROWS + 2}"


def test_a_workbook_says_what_it_is_for_and_what_its_rows_were() -> None:
    rows = [[cell.value for cell in row] for row in opened()[HIDDEN].iter_rows()]
    stamp = read(rows)
    assert (stamp.ledger, stamp.book, stamp.manager) == ("1" * 32, "abc", "Aytən")
    assert (stamp.week, stamp.zone, stamp.currencies) == (
        "2026-W27",
        "Asia/Baku",
        {"AZ-01": "AZN", "TH-9": "THB"},
    )
    assert stamp.columns["plan"]["purpose"] == "Purpose"
    assert stamp.choices["person"] == {"Əli, Vəliyev · P-1": "P-1"}
    assert stamp.written["plan-1"] == StampedRow("0e" * 16, prints_of(SHEETS[0], PLANNED))
    assert stamp.written["visits-1"].entry is None


def test_the_same_contents_give_the_same_bytes() -> None:
    words = words_in("en")
    assert workbook(CONTENTS, words) == workbook(CONTENTS, words)


def test_a_manager_without_people_or_competitors_gets_a_workbook() -> None:
    bare = replace(CONTENTS, people=[], competitors=[], rows={}, agenda=[])
    assert opened(bare)["Visits"]["B2"].value is None


def test_every_word_that_a_cell_offers_has_a_message() -> None:
    offered = {word for sheet in SHEETS for column in sheet.columns for word in choices_of(sheet, column)}
    assert offered == WORDS


def choices_of(sheet: Sheet, column: Column) -> tuple[str, ...]:
    return sheet.choices(column) if column.form is Form.CHOICE else ()


@pytest.mark.parametrize("language", languages())
def test_a_workbook_of_each_language_says_what_its_titles_and_choices_mean(language: str) -> None:
    book = opened(language=language)
    stamp = read([[cell.value for cell in row] for row in book[HIDDEN].iter_rows()])
    assert book.sheetnames[1:-2] == [*stamp.sheets.values()]
    assert all(len(name) <= 31 for name in book.sheetnames)
    for sheet in SHEETS:
        header = [cell.value for cell in book[stamp.sheets[sheet.name]][1]]
        assert header == [ID, *stamp.columns[sheet.name].values()]
        assert len(set(header)) == len(header)
        for column in sheet.columns:
            if column.form is Form.CHOICE:
                assert sorted(stamp.choices[column.name].values()) == sorted(sheet.choices(column))
    assert sorted(stamp.choices["flag"].values()) == ["false", "true"]


@pytest.mark.parametrize(
    ("language", "days", "decimal", "thousands"),
    [
        ("en", "dmy", ".", ", "),
        ("en-US", "mdy", ".", ", "),
        ("de", "dmy", ",", ". "),
        ("hu", "ymd", ",", " "),
        ("ru", "dmy", ",", " "),
        ("th", "dmy", ".", ", "),
    ],
)
def test_a_workbook_says_how_its_language_writes_days_and_numbers(
    language: str, days: str, decimal: str, thousands: str
) -> None:
    words = words_in(language)
    assert (day_order(words), decimal_sign(words), grouping_signs(words)) == (days, decimal, thousands)
