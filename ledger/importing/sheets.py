"""Spreadsheets (XLSX, XLS, ODS) as rows of cells. Numbers and dates do not depend on the display format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from ledger.errors import Unreadable, near_or_all
from ledger.importing.detection import unpacked
from ledger.importing.faults import MappingError, OutOfBounds
from ledger.importing.forms import FormsOfCells
from ledger.importing.values import Cell, Iso, Plain, Unusable
from ledger.importing.workbooks import forms_of_cells
from ledger.text import visible

_CHUNK = 1 << 20

_LOST = "has more digits than a spreadsheet keeps of a number, so the last ones are lost; let the sheet hold it as text"
_LARGEST = 256 << 20  # bytes
_FIFTEEN_DIGITS, _ALL_DIGITS = 10**15, 2**53


def sheet_rows(path: Path, sheet: str | None) -> Iterator[list[Cell]]:
    """The rows of a sheet (the first one if ``sheet`` is None), from row 1 on.

    Raises:
        Unreadable: it is not a spreadsheet.
        MappingError: it has no such sheet.
    """
    content = _content(path)
    about = path.stat()
    forms = _forms(path, sheet, (about.st_size, about.st_mtime_ns), content)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            if sheet is not None and sheet not in book.sheet_names:
                known = near_or_all(sheet, book.sheet_names)
                raise MappingError(("sheet",), f"{path.name} has no sheet '{sheet}'; {known}")
            found = book.get_sheet_by_name(sheet) if sheet is not None else book.get_sheet_by_index(0)
            _, column = found.start or (0, 0)
            before = [""] * column  # calamine skips empty columns on the left, but not empty rows
            for number, row in enumerate(found.iter_rows()):
                cells = [*before, *map(_cell, row)]
                yield _with_forms(number, cells, forms) if forms else cells
    except CalamineError as wrong:
        raise _no_spreadsheet(path, wrong) from None


def _no_spreadsheet(path: Path, wrong: Exception) -> Unreadable:
    return Unreadable(f"{path.name} is not a spreadsheet that can be read: {wrong}")


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets of a workbook, hidden ones too.

    Raises:
        Unreadable: it is not a spreadsheet.
        OutOfBounds: it asks for too much memory.
    """
    content = _content(path)
    forms_of_cells(path.name, content, None)  # refuses what must not be opened
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            return list(book.sheet_names)
    except CalamineError as wrong:
        raise _no_spreadsheet(path, wrong) from None


def tables_in(path: Path) -> list[str]:
    """The names of the sheets of a workbook that hold a table: a header and a row. Hidden sheets hold none.

    Raises:
        Unreadable: it is not a spreadsheet.
        OutOfBounds: it asks for too much memory.
    """
    content = _content(path)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            shown = [one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible]
    except CalamineError as wrong:
        raise _no_spreadsheet(path, wrong) from None
    return [name for name in shown if len(list(islice(filter(any, sheet_rows(path, name)), 2))) > 1]


_looked_through: dict[tuple[Path, str | None, tuple[int, int]], FormsOfCells] = {}
"""What was found in the workbook read last, whose header and rows are read one after the other."""


def _forms(path: Path, sheet: str | None, stamp: tuple[int, int], content: bytes) -> FormsOfCells:
    key = (path, sheet, stamp)
    if key not in _looked_through:
        found = forms_of_cells(path.name, content, sheet)
        _looked_through.clear()
        _looked_through[key] = found
    return _looked_through[key]


def _content(path: Path) -> bytes:
    """The bytes of a workbook, uncompressed if it is a gzip file."""
    parts: list[bytes] = []
    size = 0
    with unpacked(path) as raw:
        while part := raw.read(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > _LARGEST:
                raise OutOfBounds(f"{path.name} has more than {_LARGEST >> 20} MB", "save its sheet as CSV")
    return b"".join(parts)


def _with_forms(number: int, cells: list[Cell], forms: FormsOfCells) -> list[Cell]:
    """The cells of a row with the numbers that it shows as codes, and those that only seem to be empty."""
    return [
        forms.seen(number, at, cell) if not cell or type(cell) is Plain else cell
        for at, cell in enumerate(cells)
    ]


def _cell(value: float | str | bool | time | date | datetime | timedelta) -> Cell:  # noqa: FBT001 - what calamine gives
    if isinstance(value, str):
        return visible(value).strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return Iso(value.isoformat() if value.time() != time() else value.date().isoformat())
    return Iso(value.isoformat()) if isinstance(value, date | time) else str(value)


def _number(number: float) -> Cell:
    """The number with fifteen digits, the precision of a spreadsheet; further digits are binary noise.

    A whole number is exact as long as a binary fraction holds all of its digits.
    """
    if abs(number) < _FIFTEEN_DIGITS:
        exact = Decimal(f"{number:.15g}")
        return Plain(f"{exact.normalize():f}" if exact else "0")
    if abs(number) < _ALL_DIGITS and number == int(number):
        return Plain(int(number))
    return Unusable.of(f"{number:.0f}", f"{number:.0f} {_LOST}")
