from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import openpyxl  # type: ignore[import-untyped] # it has no types
import pytest

from ledger.importing.forms import form_of_code, shown
from ledger.importing.suggestion import suggest
from ledger.importing.values import Plain
from tests.helpers.imports import INVOICES, Desk, Workbook


@pytest.mark.parametrize(
    ("code", "number", "wanted"),
    [
        ("00000", "10", "00010"),
        ("00000", "1234567", "1234567"),
        ('"M-"0000', "7", "M-0007"),
        ("000-00-0000", "12345", "000-01-2345"),
        (r"00\/00;@", "1234567", "12345/67"),
        ("[$-409]000", "5", "005"),
    ],
)
def test_a_number_is_shown_in_the_form_of_its_cell(code: str, number: str, wanted: str) -> None:
    form = form_of_code(code)

    assert form is not None
    assert shown(Plain(number), form) == wanted


@pytest.mark.parametrize(
    "code", ["General", "0", "0.00", "#,##0", "00.00", "0%", "dd.mm.yyyy", "@", '00"5"', ""]
)
def test_the_formats_of_amounts_shares_and_dates_show_no_codes(code: str) -> None:
    assert form_of_code(code) is None


def test_a_code_that_a_format_shows_is_the_code_that_was_typed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    path = desk.place / "book.xlsx"
    with Workbook(str(path)) as book:
        page = book.add_worksheet()
        zeros = book.add_format({"num_format": "00000"})
        page.write_row(2, 1, ["Client", "Number", "Date", "Amount"])
        for row, client in enumerate([10, "00010", 11.5], start=3):
            page.write_row(row, 1, [client, str(row), "2026-01-05", 9], zeros)

    report = desk.run(path, "[file.rows]\nheader = 3\n" + INVOICES)

    assert {entry.client for entry in desk.entries()} == {"00010", "11.5"}
    assert desk.amounts() == ["9", "9", "9"]
    assert report.faults == []


PAID = (
    INVOICES
    + """
[[event]]
kind = "payment.received"
if = { column = "Paid", empty = false }
client = "{Client}"
when = "{Date}"
fields = { number = "p {Number}", amount = "{Paid}", currency = "EUR" }
"""
)
NO_RESULT = "a cell holds a formula without its result; open the file in a spreadsheet program, save it there, and import it again"


def test_an_error_and_a_formula_that_nobody_worked_out_are_no_empty_cells(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    path = desk.place / "book.xlsx"
    book = openpyxl.Workbook()  # it writes formulas without their results
    page = book.active
    page.append(["Client", "Number", "Date", "Amount", "Paid"])
    for number, paid in enumerate([4, "=D3", "#DIV/0!", None], start=1):
        page.append(["A", str(number), "2026-01-05", 10, paid])
    page["E4"].data_type = "e"
    page["E3"].number_format = "00000"
    book.save(path)

    report = desk.run(path, PAID, on_fault="skip")

    assert [str(fault) for fault in report.faults] == [
        f"book.xlsx:3: {NO_RESULT}",
        "book.xlsx:4: #DIV/0! is an error of the spreadsheet, and no value; correct the cell, or empty it",
    ]
    assert [payment.number for payment in desk.events("payment.received")] == ["p 1"]
    assert "Paid | a number: the amount paid | 4" in suggest(path)


def test_results_of_formulas_are_values_also_where_they_are_empty_texts(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    path = desk.place / "book.xlsx"
    with Workbook(str(path)) as book:
        page = book.add_worksheet()
        zeros = book.add_format({"num_format": "00000"})
        page.write_row(0, 0, ["Client", "Number", "Date", "Amount", "Paid"])
        for row, paid in enumerate([7.5, "nothing"], start=1):
            page.write_row(row, 0, ["A", str(row), "2026-01-05", 10])
            page.write_formula(row, 4, "=D2", None, paid)
            page.write_formula(row, 0, "=9+1", zeros, 10)

    _with_parts(path, b"<v>nothing</v>", b"<v></v>")

    report = desk.run(path, PAID)

    assert report.faults == []
    assert {entry.client for entry in desk.entries()} == {"00010"}
    assert [str(payment.amount) for payment in desk.events("payment.received")] == ["7.5"]


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        (b'<c r="E3" t="e"><f>1/0</f><v></v></c>', "#N/A is an error of the spreadsheet"),
        (b'<c r="E3" t="e"><v/></c>', "#N/A is an error of the spreadsheet"),
        (b'<c r="E3" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0! is an error of the spreadsheet"),
        (b'<c r="E3" t="e"><f>1/0</f></c>', NO_RESULT),
        *(
            (b'<c r="E3"><f%sca="1">D3</f><v></v></c>' % space, NO_RESULT)
            for space in (b" ", b"\n", b"\r\n", b"\t")
        ),
    ],
)
def test_a_cell_without_a_value_is_noted_once(tmp_path: Path, cell: bytes, what: str) -> None:
    desk = Desk(tmp_path)
    path = desk.place / "book.xlsx"
    with Workbook(str(path), {"constant_memory": True}) as book:  # no texts that cells share
        page = book.add_worksheet()
        page.write_row(0, 0, ["Client", "Number", "Date", "Amount", "Paid"])
        for row in (1, 2, 3):
            page.write_row(row, 0, ["A", str(row), "2026-01-05", 10, 7])
    _with_parts(path, b'<c r="E3"><v>7</v></c>', cell)

    report = desk.run(path, PAID, on_fault="skip")

    (fault,) = report.faults
    assert str(fault).startswith(f"book.xlsx:3: {what}")
    assert [payment.number for payment in desk.events("payment.received")] == ["p 1", "p 3"]


def _with_parts(path: Path, old: bytes, new: bytes) -> None:
    """Replace bytes in every part of a workbook."""
    with ZipFile(path) as made:
        parts = {name: made.read(name).replace(old, new) for name in made.namelist()}
    with ZipFile(path, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)


def test_a_draft_reads_texts_beside_numbers_of_a_workbook_in_their_own_notation(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    path = desk.place / "book.xlsx"
    with Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Client", "Invoice", "Date", "Amount"])
        for row, amount in enumerate([1250.5, 3.25, 99.9, 8.75, "1.250,75"], start=1):
            page.write_row(row, 0, ["A", str(row), "2026-01-25", amount])

    draft = suggest(path)

    assert 'decimal = ","' in draft
    assert "could also be read" not in draft
    assert desk.run(path, draft).faults == []
    assert desk.amounts() == ["1250.5", "3.25", "99.9", "8.75", "1250.75"]


_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def open_document(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    """An ODS file; cells that begin with # are errors."""

    def cell(text: str) -> str:
        error = 'calcext:value-type="error" office:string-value=""' if text.startswith("#") else ""
        return (
            f'<table:table-cell office:value-type="string" {error}><text:p>{text}</text:p></table:table-cell>'
        )

    def row(cells: list[str]) -> str:
        return f"<table:table-row>{''.join(map(cell, cells))}</table:table-row>"

    tables = "".join(
        f'<table:table table:name="{name}">{"".join(map(row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    content = f'<office:document-content {_SPACES} xmlns:calcext="urn:calc">{body}</office:document-content>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    listed = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    with ZipFile(path, "w") as made:
        made.writestr("mimetype", kind)
        made.writestr("content.xml", content)
        made.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}">{listed}</m:manifest>')
    return path


def test_an_error_in_an_ods_file_is_no_empty_cell(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    header = ["Client", "Number", "Date", "Amount", "Paid"]
    rows = [["A", "1", "2026-01-05", "10", "4"], ["A", "2", "2026-01-05", "10", "#DIV/0!"]]
    other = [["#REF!"] * 5] * 3
    path = open_document(desk.place / "book.ods", {"Other": other, "Debts": [header, *rows]})

    report = desk.run(path, f'[file.rows]\nsheet = "Debts"\n{PAID}', on_fault="skip")

    assert [str(fault) for fault in report.faults] == [
        "book.ods:Debts:3: #DIV/0! is an error of the spreadsheet, and no value; correct the cell, or empty it"
    ]
    assert [payment.number for payment in desk.events("payment.received")] == ["p 1"]
