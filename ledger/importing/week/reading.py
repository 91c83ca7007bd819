"""Reads a week's workbook: its rows with what they say, and what is wrong with it, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ledger.importing.detection import form_of, must_be_table
from ledger.importing.faults import NotThisWorkbook, Wrong
from ledger.importing.guarding import must_be_plain
from ledger.importing.sheets import sheet_names, sheet_rows
from ledger.importing.values import Cell
from ledger.importing.week.cells import Cells, currencies_in
from ledger.importing.week.layout import HIDDEN, ID, SHEETS, VERSION, Column, Form, Sheet
from ledger.importing.week.naming import Names
from ledger.importing.week.row_events import changed, moment_of
from ledger.importing.week.rows import Book, CellFault, Row, letter_of
from ledger.importing.week.stamp import MARK, NotAWeek, read, version_of
from ledger.rules.dates import has_come, took_place
from ledger.rules.refusals import InTheFuture

_HEAD: Final = 50  # rows in which the titles are looked for
_NUMBERS: Final = {"plan": ("visit", "V"), "objections": ("number", "O"), "proposals": ("number", "P")}
"""The column of the numbers that an import gives, and what begins them, by sheet."""


def is_marked(path: Path) -> bool:
    """Whether a file says in its hidden sheet that it is a week's workbook.

    Raises:
        Unreadable: it is a damaged workbook.
        OutOfBounds: it is a device, a pipe or a folder, or asks for too much memory.
    """
    must_be_plain(path)
    if form_of(path) != "xlsx":
        return False
    must_be_table(path)
    if HIDDEN not in sheet_names(path):
        return False
    return next(sheet_rows(path, HIDDEN), [])[:1] == [MARK]


def is_week(path: Path) -> bool:
    """Whether a file is a week's workbook, also if only the hidden column of another sheet still tells it.

    Raises:
        Unreadable: it is a damaged workbook, or no table.
        OutOfBounds: it is a device, a pipe or a folder, or asks for too much memory.
    """
    if is_marked(path):
        return True
    must_be_table(path)
    names = sheet_names(path) if form_of(path) == "xlsx" else []
    return any(ID in row for name in names for row in islice(sheet_rows(path, name), _HEAD))


def read_book(path: Path, names: Names, now: datetime) -> Book:
    """The rows of a week's workbook.

    Args:
        path: the workbook.
        names: finds whom its cells mean.
        now: the moment of the import.

    Raises:
        NotThisWorkbook: it is of a later version, or its hidden sheet is missing or was changed.
        Unreadable: it is damaged.
    """
    titles = sheet_names(path)
    hidden = [row for row in sheet_rows(path, HIDDEN) if any(row)] if HIDDEN in titles else []
    try:
        if version_of(hidden) > VERSION:
            raise NotThisWorkbook(f"{path.name} is of a later version of Goodwill", "upgrade this one")
        stamp = read(hidden)
        book = Book(path, stamp, ZoneInfo(stamp.zone))
    except (NotAWeek, ZoneInfoNotFoundError, ValueError):
        raise NotThisWorkbook(
            f"{path.name} is a week's workbook whose hidden sheet '{HIDDEN}' is missing or was changed",
            "write a new workbook with `goodwill template week`, and copy what you filled in",
        ) from None
    for sheet in SHEETS:
        title = book.stamp.sheets[sheet.name]
        if title in titles:
            _Page(book, sheet, title, names, now).read()
        else:
            book.faults.append(
                CellFault(path.name, title, "", "there is no such sheet; give it its name again")
            )
    return book


class _Page:
    """A sheet of a workbook that a person filled in."""

    def __init__(self, book: Book, sheet: Sheet, title: str, names: Names, now: datetime) -> None:
        self._book, self._sheet, self._title, self._names = book, sheet, title, names
        self._now = now
        self._cells = Cells(book.stamp)
        self._columns: dict[str, int] = {}
        self._id = 0
        self._first: dict[str, int] = {}
        self._empty: int | None = None

    def read(self) -> None:
        rows = [*enumerate(sheet_rows(self._book.path, self._title), start=1)]
        header = next((row for row in rows[:_HEAD] if ID in row[1]), None)
        if header is None:
            self._fault(
                "", "its hidden first column is missing; write a new workbook and copy your rows into it"
            )
            return
        self._id = header[1].index(ID)
        titles = self._book.stamp.columns[self._sheet.name]
        self._columns = {name: header[1].index(title) for name, title in titles.items() if title in header[1]}
        if missing := [title for name, title in titles.items() if name not in self._columns]:
            self._fault(str(header[0]), f"the column '{missing[0]}' is missing; give it its title again")
            return
        self._book.whole.add(self._sheet.name)
        filled = self._filled(rows[header[0] :])
        copies = self._copies(filled)
        for number, cells in filled:
            self._row(number, cells, copies)

    def _filled(self, rows: Sequence[tuple[int, list[Cell]]]) -> list[tuple[int, list[Cell]]]:
        """The rows that are not empty; it notes the first that is."""
        width = max(self._id, *self._columns.values()) + 1
        found = []
        for number, row in rows:
            cells = [*row, *[""] * (width - len(row))]
            if any(cells[at] for at in self._columns.values()):
                found.append((number, cells))
            elif self._empty is None and cells[self._id]:
                self._empty = number
        return found

    def _copies(self, filled: Sequence[tuple[int, list[Cell]]]) -> dict[str, list[int]]:
        """The rows of each id that stands more than once."""
        numbers: dict[str, list[int]] = {}
        for number, cells in filled:
            numbers.setdefault(cells[self._id], []).append(number)
        return {row: found for row, found in numbers.items() if row and len(found) > 1}

    def _row(self, number: int, cells: Sequence[Cell], copies: Mapping[str, list[int]]) -> None:
        row = str(cells[self._id])
        self._book.given.add(row)
        if (wrong := self._wrong_id(row, number, copies)) is not None:
            self._book.count += 1
            self._fault(self._address("client", number), wrong)
            return
        faults: list[CellFault] = []
        values = dict(self._values(number, cells, faults))
        if not faults and self._is_a_proposal(row, values):
            return
        self._book.count += 1
        self._complete(row, number, cells, values, faults)
        self._book.faults += faults
        if not faults:
            letters = {name: letter_of(at) for name, at in self._columns.items()}
            name = self._book.path.name
            self._book.rows.append(Row(self._sheet, row, name, self._title, number, letters, values))

    def _is_a_proposal(self, row: str, values: Mapping[str, Any]) -> bool:
        """Whether a row is one that the workbook proposes, and nobody filled in."""
        written = self._book.stamp.written.get(row)
        if written is None or written.entry is not None:
            return False
        return not changed(self._sheet, written.prints, values)

    def _wrong_id(self, row: str, number: int, copies: Mapping[str, list[int]]) -> str | None:
        """What is wrong with the id of a row; None if nothing is."""
        empty = f"an empty row, such as row {self._empty}" if self._empty else "an empty row"
        if not row:
            return f"the row was inserted and has no id; write it in {empty}"
        name, _, at = row.rpartition("-")
        most = self._book.stamp.counts[self._sheet.name]
        if name != self._sheet.name or not (at.isdecimal() and 0 < int(at) <= most):
            return f"the row has the id of another sheet; write it in {empty}"
        if row in copies:
            others = " and ".join(self._address("client", one) for one in copies[row] if one != number)
            return f"the row has the same hidden id as {others}; copy it to {empty}, without its first column"
        return None

    def _values(
        self, number: int, cells: Sequence[Cell], faults: list[CellFault]
    ) -> Iterator[tuple[str, Any]]:
        client = ""
        for column in self._sheet.columns:
            cell = cells[self._columns[column.name]]
            if not cell:
                continue
            try:
                value = self._names.meant(column.form, self._cells.value(column, cell), client)
                client = value if column.form is Form.CLIENT else client
                yield column.name, value
            except Wrong as wrong:
                faults.append(self._of(column.name, number, wrong.what))

    def _complete(
        self, row: str, number: int, cells: Sequence[Cell], values: dict[str, Any], faults: list[CellFault]
    ) -> None:
        """Add what a row leaves to the import, and note what it lacks."""
        wrong = {fault.cell for fault in faults}
        for column in self._needed(row, values):
            lacks = column.name not in values
            if lacks and self._address(column.name, number) not in wrong:
                title = self._book.stamp.columns[self._sheet.name][column.name]
                faults.append(self._of(column.name, number, f"{title} is missing; fill it in"))
        if "step_due" in values and "step" not in values:
            faults.append(self._of("step", number, "say what is to be done by that day"))
        self._time(number, values, faults)
        self._money(number, cells, values, faults)
        name, letter = _NUMBERS.get(self._sheet.name, ("", ""))
        if name and name not in values:
            values[name] = f"{letter}-{self._book.stamp.book[:4]}-{row.rpartition('-')[2]}"

    def _needed(self, row: str, values: Mapping[str, Any]) -> list[Column]:
        """The columns that a row must have; that of an entry may lack what it was written without."""
        written = self._book.stamp.written.get(row)
        if written is None or written.entry is None:
            columns = [*self._sheet.columns]
        else:
            columns = changed(self._sheet, written.prints, values)
        return [column for column in columns if column.needed]

    def _time(self, number: int, values: Mapping[str, Any], faults: list[CellFault]) -> None:
        """Note a day that has not come. The rules refuse it too, but they never see a row with a fault."""
        if self._sheet.ahead or "day" not in values:
            return
        judge = took_place if self._sheet.moment else has_come
        try:
            judge(self._sheet.kind, moment_of(values, self._book.zone), self._now)
        except InTheFuture as early:
            faults.append(self._of("day", number, str(early)))

    def _money(
        self, number: int, cells: Sequence[Cell], values: dict[str, Any], faults: list[CellFault]
    ) -> None:
        """The currency of a row: that of its cell, or typed with the amount, or the client's."""
        column = next((one for one in self._sheet.columns if one.form is Form.AMOUNT), None)
        if column is None or column.name not in values:
            return
        typed = currencies_in(cells[self._columns[column.name]])
        own = self._book.stamp.currencies.get(values.get("client", ""))
        if "currency" not in self._columns:
            if typed and own not in typed:
                faults.append(
                    self._of(
                        column.name,
                        number,
                        f"write it in the client's currency, {own or 'which is not known'}",
                    )
                )
            return
        only = typed[0] if len(typed) == 1 else None
        stated = values.setdefault("currency", own if not typed or own in typed else only)
        if stated is None:
            del values["currency"]
            faults.append(self._of("currency", number, "it is missing; write a code such as EUR"))
        elif typed and stated not in typed:
            faults.append(
                self._of(
                    column.name,
                    number,
                    f"it is in {' or '.join(typed)}, and the currency beside it is {stated}; correct one",
                )
            )

    def _of(self, column: str, number: int, what: str) -> CellFault:
        return CellFault(self._book.path.name, self._title, self._address(column, number), what)

    def _address(self, column: str, number: int) -> str:
        return f"{letter_of(self._columns[column])}{number}"

    def _fault(self, cell: str, what: str) -> None:
        self._book.faults.append(CellFault(self._book.path.name, self._title, cell, what))
