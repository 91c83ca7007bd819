"""Looks through an ODS file before it is read: how large its sheets are, and which cells hold an error."""

from __future__ import annotations

from zipfile import ZipFile

from ledger.importing.forms import NO_ERROR_TEXT, FormsOfCells, error
from ledger.importing.workbook_xml import Attributes, must_fit, parse_xml


class OpenDocument:
    """Counts the cells of an ODS file, in which one element can stand for many rows or columns.

    Args:
        sheet: the name of the sheet whose errors are noted; None for the first.

    Attributes:
        found: the cells of that sheet with an error, which the library reads as empty.
    """

    def __init__(self, name: str, book: ZipFile, sheet: str | None) -> None:
        self.found = FormsOfCells()
        self._name, self._wanted = name, sheet
        self._tables = self._rows = self._last = self._width = self._columns = self._widest = 0
        self._repeated = 1
        self._is_wanted = False
        self._errors: list[tuple[int, int, list[str]]] = []  # of a row: the first column, how many, the text
        self._text: list[str] | None = None
        with book.open("content.xml") as stream:
            parse_xml(stream, self._start, self._end, self._characters)

    def _start(self, name: str, given: Attributes) -> None:
        if name == "table":
            self._rows = self._last = self._widest = 0
            self._tables += 1
            titles = [value for key, value in given.items() if key.endswith("table:name")]
            self._is_wanted = self._tables == 1 if self._wanted is None else self._wanted in titles
        elif name == "table-row":
            self._columns = self._width = 0
            self._repeated = _times(given, "rows")
            self._errors = []
        elif name in {"table-cell", "covered-table-cell"}:
            times = _times(given, "columns")
            if self._is_wanted and "error" in (
                value for key, value in given.items() if key.endswith("value-type")
            ):
                self._text = []
                self._errors.append((self._columns, times, self._text))
            self._columns += times
            if any(one.endswith("value-type") for one in given):
                self._width = self._columns

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if name in {"table-cell", "covered-table-cell"}:
            self._text = None
        elif name == "table-row":
            first = self._rows
            self._rows += self._repeated
            if self._width:
                self._last = self._rows
                self._widest = max(self._widest, self._width)
            must_fit(self._name, self._last * self._widest)
            for row in range(first, self._rows if self._errors else first):
                for column, times, text in self._errors:
                    for at in range(column, column + times):
                        self.found.add(row, at, error("".join(text).strip() or NO_ERROR_TEXT))


def _times(given: Attributes, what: str) -> int:
    return next((int(value) for name, value in given.items() if name.endswith(f"{what}-repeated")), 1)
