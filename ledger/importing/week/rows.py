"""The rows of a week's workbook, and the faults of their cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final, NamedTuple

from ledger.importing.week.layout import Sheet
from ledger.importing.week.stamp import Stamp

_LETTERS: Final = 26


class CellFault(NamedTuple):
    """A fault in a cell: the file, the title of the sheet, the cell as a spreadsheet names it."""

    file: str
    sheet: str
    cell: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}, {self.sheet}{'!' * bool(self.cell)}{self.cell}: {self.what}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that says something.

    Attributes:
        id: that of the hidden column.
        file: the name of the file.
        title: that of its sheet.
        number: as a person counts.
        letters: the letter of each column by its name.
        values: as ``ledger.importing.week.row_events`` has them.
    """

    sheet: Sheet
    id: str
    file: str
    title: str
    number: int
    letters: Mapping[str, str]
    values: Mapping[str, Any]

    def fault(self, column: str, what: str) -> CellFault:
        """A fault of one of its cells."""
        return CellFault(self.file, self.title, f"{self.letters[column]}{self.number}", what)

    @property
    def place(self) -> str:
        """Where it stands: ``Plan!7``."""
        return f"{self.title}!{self.number}"


@dataclass
class Book:
    """A workbook as it was read.

    Attributes:
        zone: the time zone of its hours.
        rows: those that say something and have no fault.
        faults: what is wrong with cells.
        given: the ids of all rows that are not empty.
        whole: the names of the sheets that were read.
        count: how many rows say something.
    """

    path: Path
    stamp: Stamp
    zone: tzinfo
    rows: list[Row] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    count: int = 0


def letter_of(column: int) -> str:
    """The letters of a column, counted from 0: A, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, at = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + at) + letters
    return letters
