"""Writes the workbook of a week: the agenda, a sheet for each kind of event, lists, and the hidden sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook  # type: ignore[import-untyped] # it has no types

from ledger.importing.week.layout import EMPTY_ROWS, HIDDEN, ID, SHEETS, Column, Form, Sheet
from ledger.importing.week.row_events import Values, prints_of
from ledger.importing.week.stamp import Stamp, StampedRow
from reporting.week import titles
from reporting.week.cells import Looks, Xlsx, looks_of, width_of
from reporting.week.contents import Contents
from reporting.week.lists import Lists, lists_of
from reporting.week.notation import day_order, decimal_sign, grouping_signs
from reporting.week.validation import validation
from reporting.words import Words

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


_NUMERIC: Final = frozenset({Form.AMOUNT, Form.SHARE, Form.WHOLE, Form.MINUTES})
_DIGITS: Final = 15  # of a number that a spreadsheet keeps; a longer one is written as text


def workbook(contents: Contents, words: Words) -> bytes:
    """The workbook of a week as an XLSX file; the same contents give the same bytes.

    Args:
        contents: what it is made of.
        words: of the language of the person who fills it in.
    """
    file = BytesIO()
    with Workbook(file, _OPTIONS) as book:
        book.set_properties(
            {"title": f"{contents.week} {contents.manager}", "created": _naive(contents.made_at)}
        )
        looks, lists = looks_of(book), lists_of(contents, words)
        _agenda(book, contents, looks, words)
        for sheet in SHEETS:
            _Filled(book, sheet, contents, looks, lists).write()
        _lists(book, lists, looks)
        _hidden(book, contents, lists)
    return file.getvalue()


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None, microsecond=0)


def _agenda(book: Xlsx, contents: Contents, looks: Looks, words: Words) -> None:
    _ = words.gettext
    page = book.add_worksheet(_(titles.AGENDA))
    about = {"week": contents.week, "manager": contents.manager}
    page.write_string(0, 0, _(titles.WEEK) % about, looks.title)
    page.write_string(1, 0, _(titles.HOURS) % {"zone": contents.zone})
    for column, (title, width) in enumerate(zip(titles.TO_DO, (11, 8, 12, 28, 34, 44, 12, 11), strict=True)):
        page.set_column(column, column, width)
        page.write_string(3, column, _(title), looks.header)
    for row, one in enumerate(contents.agenda, start=4):
        for column, value in enumerate(one):
            _put(page, row, column, value, looks)
    page.freeze_panes(4, 0)
    _print_wide(page, 3)


def _put(page: Xlsx, row: int, column: int, value: object, looks: Looks) -> None:
    if isinstance(value, date):
        page.write_datetime(row, column, value, looks.of[Form.DAY])
    elif value is not None:
        page.write_string(row, column, str(value), looks.of[Form.TEXT])


def _print_wide(page: Xlsx, header: int) -> None:
    """Print a sheet across the paper, with its titles on each page."""
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(header)


class _Filled:
    """A sheet that a person fills in."""

    def __init__(
        self,
        book: Xlsx,
        sheet: Sheet,
        contents: Contents,
        looks: Looks,
        lists: Lists,
    ) -> None:
        self._words = lists.words
        self._page = book.add_worksheet(self._words.gettext(titles.SHEETS[sheet.name]))
        self._sheet, self._looks, self._lists = sheet, looks, lists
        self._rows = contents.rows.get(sheet.name, ())
        self._last = len(self._rows) + EMPTY_ROWS

    def write(self) -> None:
        page = self._page
        page.set_column(0, 0, None, None, {"hidden": True})
        page.write_string(0, 0, ID)
        for row in range(1, self._last + 1):
            page.write_string(row, 0, row_id(self._sheet, row))
        for at, column in enumerate(self._sheet.columns, start=1):
            self._column(at, column)
        for row, one in enumerate(self._rows, start=1):
            for at, column in enumerate(self._sheet.columns, start=1):
                if column.name in one.values:
                    self._cell(row, at, column, one.values)
        page.freeze_panes(1, 2)
        _print_wide(page, 0)
        page.autofilter(0, 0, self._last, len(self._sheet.columns))

    def _column(self, at: int, column: Column) -> None:
        title, meaning = map(self._words.gettext, titles.COLUMNS[column.name])
        self._page.set_column(at, at, width_of(column), self._looks.of[column.form])
        self._page.write_string(0, at, title, self._looks.needed if column.needed else self._looks.header)
        self._page.write_comment(0, at, meaning, {"author": "Goodwill"})
        rule = validation(column, self._lists)
        if rule is not None:
            self._page.data_validation(1, at, self._last, at, rule)

    def _cell(self, row: int, at: int, column: Column, values: Values) -> None:
        page, look, value = self._page, self._looks.of[column.form], values[column.name]
        if column.form is Form.DAY:
            page.write_datetime(row, at, date.fromisoformat(value), look)
        elif column.form is Form.HOUR:
            page.write_datetime(row, at, time.fromisoformat(value), look)
        elif column.form in _NUMERIC and len(str(value)) <= _DIGITS:
            page.write_number(row, at, float(value), look)  # a spreadsheet has no other numbers
        else:
            page.write_string(row, at, self._lists.label(column, value, values["client"]), look)


def row_id(sheet: Sheet, row: int) -> str:
    """The id of a row, counted from 1."""
    return f"{sheet.name}-{row}"


def _lists(book: Xlsx, lists: Lists, looks: Looks) -> None:
    page = book.add_worksheet(lists.sheet)
    page.protect()
    for at, (title, cells) in enumerate(lists.columns()):
        page.set_column(at, at, 28)
        page.write_string(0, at, title, looks.header)
        for row, text in enumerate(cells, start=1):
            page.write_string(row, at, text)
    page.freeze_panes(1, 0)


def _hidden(book: Xlsx, contents: Contents, lists: Lists) -> None:
    page = book.add_worksheet(HIDDEN)
    page.protect()
    page.very_hidden()
    for row, cells in enumerate(_stamp(contents, lists).rows()):
        page.write_row(row, 0, cells)


def _stamp(contents: Contents, lists: Lists) -> Stamp:
    _ = lists.words.gettext
    return Stamp(
        ledger=contents.ledger,
        book=contents.book,
        manager=contents.manager,
        week=contents.week,
        zone=contents.zone,
        days=day_order(lists.words),
        decimal=decimal_sign(lists.words),
        thousands=grouping_signs(lists.words),
        sheets={name: _(title) for name, title in titles.SHEETS.items()},
        columns={
            sheet.name: {column.name: _(titles.COLUMNS[column.name].text) for column in sheet.columns}
            for sheet in SHEETS
        },
        choices={name: dict(found) for name, found in lists.meanings.items()},
        currencies={one.code: one.currency for one in contents.clients if one.currency},
        counts={sheet.name: len(contents.rows.get(sheet.name, ())) + EMPTY_ROWS for sheet in SHEETS},
        written=dict(_written(contents)),
    )


def _written(contents: Contents) -> Iterator[tuple[str, StampedRow]]:
    for sheet in SHEETS:
        for row, one in enumerate(contents.rows.get(sheet.name, ()), start=1):
            yield row_id(sheet, row), StampedRow(one.entry, prints_of(sheet, one.values))
