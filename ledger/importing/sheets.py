"""Spreadsheets (XLSX, XLS, ODS) as rows of cells. Numbers and dates do not depend on the display format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from ledger.errors import Unreadable
from ledger.importing.detection import unpacked
from ledger.importing.faults import MappingError
from ledger.importing.values import Cell, Iso, Lost, Plain
from ledger.text import visible

_FIFTEEN_DIGITS, _ALL_DIGITS = 10**15, 2**53


def sheet_rows(path: Path, sheet: str | None) -> Iterator[list[Cell]]:
    """The rows of a sheet (the first one if ``sheet`` is None), from row 1 on.

    Raises:
        Unreadable: it is not a spreadsheet.
        MappingError: it has no such sheet.
    """
    try:
        with _book(path) as book:
            if sheet is not None and sheet not in book.sheet_names:
                raise MappingError(
                    ("sheet",), f"{path.name} has no sheet '{sheet}', it has {', '.join(book.sheet_names)}"
                )
            found = book.get_sheet_by_name(sheet) if sheet is not None else book.get_sheet_by_index(0)
            _, column = found.start or (0, 0)
            before = [""] * column  # calamine skips empty columns on the left, but not empty rows
            for row in found.iter_rows():
                yield [*before, *map(_cell, row)]
    except CalamineError as wrong:
        raise Unreadable(f"{path.name} is not a spreadsheet that can be read: {wrong}") from None


def _book(path: Path) -> CalamineWorkbook:
    with unpacked(path) as raw:
        return CalamineWorkbook.from_filelike(BytesIO(raw.read()))


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
    return Lost(number)
