"""Writes rows into the sheets of a workbook, so that an import reads the same cells again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any, TypeAlias

from ledger.importing.faults import OutOfBounds
from ledger.importing.values import Cell, Iso, Plain

Xlsx: TypeAlias = Any
"""An object of XlsxWriter, which has no types."""

_FIRST = datetime(1900, 3, 1)  # noqa: DTZ001 - of the days that every spreadsheet counts alike
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


def write_sheets(
    out: IO[bytes], sheets: Mapping[str | None, Iterable[Sequence[Cell]]], name: str, header: int
) -> None:
    """Write a workbook: text as text, numbers and dates of a program as they were.

    Args:
        out: where to.
        sheets: the rows by the name of their sheet; None for a name that nothing reads.
        name: the name of the file, for errors.
        header: the row of the titles, counted from 1.

    Raises:
        OutOfBounds: a sheet does not hold as many rows, or as long a text.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped] # noqa: PLC0415 - few imports need it

    with Workbook(out, {"in_memory": True}) as book:
        looks = {look: book.add_format({"num_format": look}) for look in (_DAY, _MOMENT)}
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(header, 0)
            for number, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if cell and _write(sheet, number, at, cell, looks) < 0:
                        raise OutOfBounds(
                            f"{name} cannot hold row {number + 1:,}, which is too long or too far down",
                            "import the same file again with --rejects and a name that ends in .csv",
                        )


def _write(sheet: Xlsx, row: int, at: int, cell: Cell, looks: Mapping[str, Xlsx]) -> int:
    """Write a cell; below 0 if the sheet cannot hold it."""
    if type(cell) is Plain and Decimal(f"{float(cell):.15g}") == Decimal(cell):
        return int(sheet.write_number(row, at, float(cell)))
    if type(cell) is Iso and (moment := _moment(cell)) and moment >= _FIRST:
        look = looks[_MOMENT if "T" in cell else _DAY]
        return int(sheet.write_datetime(row, at, moment, look))
    return int(sheet.write_string(row, at, cell))


def _moment(cell: Iso) -> datetime | None:
    """The moment of a date; None of a time without a day, and of one in a time zone."""
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return found if found.tzinfo is None else None
