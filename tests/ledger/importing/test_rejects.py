from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.importing import Rejects
from ledger.importing.faults import OutOfBounds
from ledger.importing.reject_sheets import write_sheets
from ledger.importing.sheets import sheet_names, sheet_rows
from ledger.importing.values import Cell, Iso, Plain
from tests.helpers.imports import INVOICES, Desk, Workbook


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def into(path: Path) -> Rejects:
    return Rejects(path.name, lambda *, encoding: path.open("wb" if encoding is None else "w"))


CELLS: list[Cell] = [
    "text",
    "=1+1",
    "00010",
    "1 250,00",
    "2026-01-05",
    "true",
    Plain("9.5"),
    Plain("-1234567890.12345"),
    Plain("12345678901234567890"),
    Iso("2026-01-05"),
    Iso("2026-01-05T10:30:00"),
    Iso("10:30:00"),
    Iso("1899-12-31"),
]


def test_cells_of_a_workbook_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"

    with path.open("wb") as out:
        write_sheets(out, {"March": [["title"], CELLS]}, path.name, 1)

    read = list(sheet_rows(path, "March"))[1]
    assert read == CELLS
    lossy = {Plain("12345678901234567890"), Iso("10:30:00"), Iso("1899-12-31")}
    assert [type(cell) for cell in read] == [str if cell in lossy else type(cell) for cell in CELLS]


def test_a_text_that_no_sheet_holds_is_refused_with_the_next_step(tmp_path: Path) -> None:
    with (
        (tmp_path / "book.xlsx").open("wb") as out,
        pytest.raises(OutOfBounds, match=r"row 2.*ends in \.csv"),
    ):
        write_sheets(out, {None: [["title"], ["x" * 32_768]]}, "book.xlsx", 1)


def test_rejects_of_a_workbook_are_a_workbook_that_the_mapping_imports(desk: Desk) -> None:
    path, rejects = desk.place / "book.xlsx", desk.place / "rejects.xlsx"
    with Workbook(str(path)) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        page.write_row(1, 0, ["Client", "Number", "Date", "Amount"])
        for row, (number, amount) in enumerate([(1, 9.5), (2, "ten")], start=2):
            page.write_row(row, 0, ["A", number, "", amount])
            page.write_datetime(row, 2, date(2026, 1, 5), day)
    mapping = f'[file.rows]\nheader = 2\ndates = "%d/%m/%y"\n{INVOICES}'

    desk.run(path, mapping, on_fault="skip", rejects=into(rejects))
    report = desk.run(
        rejects,
        mapping.replace('amount = "{Amount}"', 'amount = { from = "{Amount}", map = { ten = "10" } }'),
    )

    assert (report.read, report.faults) == (1, [])
    assert [(event.number, str(event.amount)) for event in desk.events("invoice.issued")] == [
        ("1", "9.5"),
        ("2", "10"),
    ]
    header, kept = list(sheet_rows(rejects, None))[1:]
    assert header[4:] == ["file", "row", "fault"]
    assert kept[4:6] == ["book.xlsx", "4"]
    assert kept[6].startswith("amount: 'ten' is not a number")


def test_rejects_of_several_sheets_stand_on_sheets_of_these_names(desk: Desk) -> None:
    path, rejects = desk.place / "book.xlsx", desk.place / "rejects.xlsx"
    with Workbook(str(path)) as book:
        for name, amount in (("March", 9), ("April", "ten"), ("May", 9)):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["Client", "Number", "Date", "Amount"])
            page.write_row(1, 0, ["A", name, "2026-01-05", amount])
    months = ("March", "April", "May")
    kinds = "".join(f'[file.{month}]\nmatch = "*.xlsx"\nsheet = "{month}"\n' for month in months)
    mapping = kinds + "".join(
        INVOICES.replace("[[event]]", f'[[event]]\nfile = "{month}"') for month in months
    )

    desk.run(path, mapping, on_fault="skip", rejects=into(rejects))

    assert sheet_names(rejects) == ["March", "April", "May"]
    assert len(list(sheet_rows(rejects, "March"))) == 1
    report = desk.run(rejects, mapping)
    assert (report.read, [fault.file for fault in report.faults]) == (1, ["rejects.xlsx:April"])
