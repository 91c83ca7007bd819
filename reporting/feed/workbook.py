"""Tables as one workbook: a sheet for each, and a first sheet that says what every column means."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from io import BytesIO
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final, TypeAlias

from xlsxwriter import Workbook  # type: ignore[import-untyped] # it has no types

from ledger.errors import LedgerError
from ledger.store.placing import appearing, new_file
from ledger.times import on_the_clock
from reporting.catalogue.facts import Row
from reporting.catalogue.shape import AS_ARRAY, Column, Table, Type
from reporting.catalogue.tables import CATALOGUE
from reporting.feed.folder import Exported
from reporting.feed.reading import Batch

Xlsx: TypeAlias = Any
"""An object of XlsxWriter, which has no types."""

DICTIONARY: Final = "dictionary"
"""The first sheet."""
_ROWS: Final = 1_048_575  # of a sheet, below its header
_LONGEST: Final = 32_767  # characters of a cell
_DIGITS: Final = 15  # that a cell keeps of a number
_FIRST: Final = "1900-03-01"  # of the days that every reader counts alike
_WIDEST: Final = 48  # characters of a column
_FORMULA: Final = ("=", "+", "-", "@")
_LOOKS: Final[dict[Type, str]] = {
    "integer": "0",
    "number": "0.########",
    "money": "#,##0.00######",
    "date": "yyyy-mm-dd",
    "timestamp": "yyyy-mm-dd hh:mm:ss",
}
_HEADINGS: Final = ("table", "a row for", "column", "holds", "unit", "meaning", "empty where")


class TooManyRows(LedgerError):
    """A table has more rows than a sheet holds."""

    code = "too-many-rows"

    def __init__(self, table: str) -> None:
        super().__init__(
            f"{table} has more than {_ROWS:,} rows, and no sheet holds them",
            "name other tables with --table, or use export tables",
        )


def write_workbook(
    file: Path, tables: Collection[Table], found: Iterable[Batch], created: datetime, zone: tzinfo = UTC
) -> Exported:
    """Write tables to a new workbook.

    Args:
        file: where it is to be.
        tables: those that are written, with the columns that are written.
        found: their rows, with all columns.
        created: the moment that the workbook gives as its own; the same question gives the same bytes.
        zone: whose clocks the times show, since a cell has no offset; the first sheet names it.

    Raises:
        PlaceTaken: there is something already.
        TooManyRows: a table does not fit on a sheet.
        OSError: it cannot be written.
    """
    with (
        appearing(file) as beside,
        new_file(beside) as stream,
        TemporaryDirectory() as rows,
        _book(stream, rows) as book,
    ):
        book.set_properties({"created": created.astimezone(UTC).replace(tzinfo=None)})
        looks = _Looks(book, zone)
        dictionary = _Sheet(book, DICTIONARY, [Column(name, "text", "") for name in _HEADINGS], looks)
        for table in tables:
            for column in table.columns:
                dictionary.write(_meaning(table, column, zone))
        sheets = {table.name: _TableSheet(book, table, looks) for table in tables}
        for batch in found:
            sheets[batch.table].take(batch.rows)
        for sheet in (dictionary, *sheets.values()):
            sheet.close()
        book.close()
    return Exported({name: sheet.row for name, sheet in sheets.items()})


@contextmanager
def _book(stream: BinaryIO, rows: str) -> Iterator[Xlsx]:
    """A workbook that keeps its rows in files of a folder, which are closed if it does not come to be."""
    archive = _Archive(stream)
    book = Workbook(archive, {"constant_memory": True, "tmpdir": rows})
    try:
        yield book
    finally:
        archive.let_go()
        for sheet in book.worksheets():
            sheet.row_data_fh.close()


class _Archive:
    """A file for XlsxWriter, which leaves its archive open when a disk is full.

    Python ends that archive later, when the file is closed; what it writes then goes nowhere.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all that a file has
        return getattr(self._file, name)

    def let_go(self) -> None:
        """Write no more to the file."""
        self._file = BytesIO()


def _meaning(table: Table, column: Column, zone: tzinfo) -> Row:
    holds = f"{column.type}, personal" if column.personal else column.type
    unit = f"time in {zone}" if column.type == "timestamp" else column.unit
    meaning = column.meaning.replace(AS_ARRAY, "with commas between") if column.several else column.meaning
    return (table.name, table.grain, column.name, holds, unit, meaning, column.null)


class _Looks:
    """The formats of a workbook, as XlsxWriter made them.

    Attributes:
        header: of the names of columns.
        harmless: of text that begins like a formula, so that it stays text where a person edits it.
        of: of cells by what they hold.
        zone: whose clocks the times show.
    """

    def __init__(self, book: Xlsx, zone: tzinfo) -> None:
        self.zone = zone
        self.header = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
        self.harmless = book.add_format({"quote_prefix": True})
        self.of = {kind: book.add_format({"num_format": look}) for kind, look in _LOOKS.items()}


class _Sheet:
    """A sheet with a header, whose rows are written in order.

    Attributes:
        row: the number of rows below the header.
    """

    def __init__(self, book: Xlsx, name: str, columns: Sequence[Column], looks: _Looks) -> None:
        self.row = 0
        self._name, self._sheet = name, book.add_worksheet(name)
        self._widths = [len(column.name) + 3 for column in columns]
        self._write = [_writer(self._sheet, column, looks) for column in columns]
        for at, column in enumerate(columns):
            self._sheet.write_string(0, at, column.name, looks.header)

    def write(self, row: Row) -> None:
        """Write a row below the others.

        Raises:
            TooManyRows: no more fit.
        """
        self.row += 1
        if self.row > _ROWS:
            raise TooManyRows(self._name)
        for at, value in enumerate(row):
            if value is not None:
                shown = self._write[at](self.row, at, value)
                self._widths[at] = max(self._widths[at], shown)

    def close(self) -> None:
        """Fit the columns, keep the header in sight, and offer filters."""
        for at, width in enumerate(self._widths):
            self._sheet.set_column(at, at, min(width, _WIDEST))
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, self.row, len(self._widths) - 1)


class _TableSheet(_Sheet):
    """The sheet of a table, which takes rows with all columns of the catalogue."""

    def __init__(self, book: Xlsx, table: Table, looks: _Looks) -> None:
        super().__init__(book, table.name, table.columns, looks)
        whole = CATALOGUE[table.name].names
        kept = itemgetter(*(whole.index(name) for name in table.names))
        self._kept: Callable[[Row], Row] | None = None if table.names == whole else kept

    def take(self, rows: Iterable[Row]) -> None:
        """Write some rows."""
        for row in rows:
            self.write(row if self._kept is None else self._kept(row))


def _writer(sheet: Xlsx, column: Column, looks: _Looks) -> Callable[[int, int, Any], int]:
    """Writes a value of a column to a cell, and gives its width in characters."""
    look = looks.of.get(column.type)

    def text(row: int, at: int, value: str) -> int:
        shown = value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
        sheet.write_string(row, at, shown, looks.harmless if shown.startswith(_FORMULA) else None)
        return len(shown) + 1

    def number(row: int, at: int, value: Decimal | float) -> int:
        if isinstance(value, float) or len(Decimal(value).normalize().as_tuple().digits) <= _DIGITS:
            sheet.write_number(row, at, value, look)
            return len(f"{value:,.2f}") + 1
        return text(row, at, f"{value:f}")

    def several(row: int, at: int, value: str) -> int:
        return text(row, at, ", ".join(json.loads(value)))

    def day(row: int, at: int, value: date, shown_as: Xlsx = looks.of["date"]) -> int:
        shown = value.isoformat()
        if shown < _FIRST:
            return text(row, at, shown)
        sheet.write_datetime(row, at, value, shown_as)
        return len(shown) + 1

    def moment(row: int, at: int, value: datetime) -> int:
        there = on_the_clock(value, looks.zone)
        return day(row, at, there.date()) if there.time() == time.min else day(row, at, there, look)

    def yes(row: int, at: int, value: object) -> int:
        sheet.write_boolean(row, at, value)
        return len("FALSE ")

    writers: dict[Type, Callable[[int, int, Any], int]] = {
        "integer": number, "number": number, "money": number, "date": day, "timestamp": moment, "boolean": yes,
    }  # fmt: skip
    return several if column.several else writers.get(column.type, text)
