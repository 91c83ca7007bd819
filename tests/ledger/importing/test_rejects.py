from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.importing import Rejects
from ledger.importing.faults import CannotKeep, OutOfBounds
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


@pytest.mark.parametrize(
    ("notation", "what"),
    [
        (
            'decimal = ","\nthousands = "."',
            "the mapping reads decimals after ',', so it cannot keep the numbers",
        ),
        ('dates = "%d.%m.%Y"', "the mapping reads dates as %d.%m.%Y, so it cannot keep the dates"),
        ('dates = "iso"\nera = "buddhist"', "years of the buddhist era, so it cannot keep the dates"),
    ],
)
def test_rejects_of_a_workbook_as_text_are_refused_where_they_would_be_read_otherwise(
    desk: Desk, notation: str, what: str
) -> None:
    path, rejects = desk.place / "book.xlsx", desk.place / "rejects.csv"
    with Workbook(str(path)) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        page.write_row(0, 0, ["Client", "Number", "Date", "Amount"])
        for row, client in enumerate(["A", ""], start=1):
            page.write_row(row, 0, [client, str(row), "", 1.125])
            page.write_datetime(row, 2, date(2026, 1, 5), day)

    with pytest.raises(CannotKeep) as refused:
        desk.run(path, f"[file.rows]\n{notation}\n{INVOICES}", on_fault="skip", rejects=into(rejects))

    assert what in str(refused.value)
    assert str(refused.value).endswith("give --rejects a name that ends in .xlsx")
    assert (desk.entries(), rejects.exists()) == ([], False)
    plain = f"[file.rows]\n{INVOICES}".replace("EUR", "KWD")
    desk.run(path, plain, on_fault="skip", rejects=into(rejects))
    assert rejects.read_text(encoding="utf-8").splitlines()[1].startswith(",2,2026-01-05,1.125,")


def test_rejects_of_json_as_text_are_refused_where_numbers_would_be_read_otherwise(desk: Desk) -> None:
    path = desk.file("rows.jsonl", '{"Client": "A", "Number": "1", "Date": "05.01.2026", "Amount": 1.125}\n')
    notation = '[file.rows]\ndecimal = ","\nthousands = "."\ndates = "%d.%m.%Y"\n'

    with pytest.raises(CannotKeep, match=r"it cannot keep the numbers of rows\.jsonl"):
        desk.run(path, notation + INVOICES, rejects=into(desk.place / "rejects.csv"))
