from __future__ import annotations

from pathlib import Path

import pytest

from ledger.importing.forms import form_of_code, shown
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
