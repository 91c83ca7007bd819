"""Streams the rows of files: CSV, TSV, spreadsheets, JSON lines, each also compressed with gzip."""

from __future__ import annotations

import csv
import json
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from ledger.errors import Unreadable
from ledger.importing.columns import check_columns, unique_names
from ledger.importing.detection import Meter, delimiter_of, encoding_of, form_of, must_be_table, opened_text
from ledger.importing.expressions import Find, Scope
from ledger.importing.faults import OutOfBounds, Wrong
from ledger.importing.guarding import must_be_plain
from ledger.importing.mapping import Files
from ledger.importing.sheets import sheet_rows
from ledger.importing.templates import column_name
from ledger.importing.values import Cell, Plain, Unusable
from ledger.text import nfc, visible


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise json.JSONDecodeError("an object has two values with one name; remove one", "", 0)
    return found


_HEAD = 1 << 16
_SHOWN = 3  # cells that show how an encoding reads
_JSON = json.JSONDecoder(parse_float=Plain, parse_int=Plain, object_pairs_hook=_object)
_BROKEN = (OSError, EOFError, zlib.error, UnicodeError, csv.Error, json.JSONDecodeError)


@dataclass(frozen=True)
class Layout:
    """A file and how to read it.

    Attributes:
        names: the columns; no two have the same name.
        twice: columns that repeat a name: that name, and the name that they get instead.
        guessed: whether the encoding is a guess.
        stamp: the size and the time of change, which show whether the file has changed since.
    """

    path: Path
    section: str
    files: Files
    form: str
    encoding: str
    delimiter: str
    guessed: bool
    stamp: tuple[int, int]
    names: tuple[str, ...] = ()
    twice: tuple[tuple[str, str], ...] = ()

    def scope(self, find: Find) -> Scope:
        """The file's columns. Spreadsheets and JSON have numbers and dates of their own."""
        return Scope(self.section, self.files, self.names, find, typed=self.form in {"xlsx", "jsonl"})

    @property
    def name(self) -> str:
        """The file in sources and faults, with its sheet if the mapping states one: ``book.xlsx:Debts``."""
        return f"{self.path.name}:{self.files.sheet}" if self.sheet else self.path.name

    @property
    def sheet(self) -> str | None:
        """The sheet that the mapping states; None for a file without sheets."""
        return self.files.sheet if self.form == "xlsx" else None

    @property
    def first_row(self) -> int:
        """The number of the first data row, as a person counts who opens the file."""
        return 1 if self.form == "jsonl" or self.files.columns else self.files.header + 1


def inspect(path: Path, section: str, files: Files, wanted: Collection[str]) -> Layout:
    """Find out how to read a file, and its columns.

    Raises:
        Unreadable: it is not there, or does not have the format that the mapping states.
        MappingError: the header lacks a wanted column, or there is no such sheet or encoding.
    """
    must_be_plain(path)
    stamp = stamp_of(path)
    if files.format is None:
        must_be_table(path)
    with _reading(path):
        form = files.format or form_of(path)
    encoding, guessed = "utf-8", False
    delimiter = files.delimiter or ("\t" if form == "tsv" else "")
    with _reading(path):
        if form != "xlsx":
            encoding, guessed = encoding_of(path, files.encoding)
        if not delimiter and form == "csv":
            with opened_text(path, encoding) as text:
                delimiter = delimiter_of(text.read(_HEAD), files.quote, files.header, wanted)
        layout = Layout(path, section, files, form, encoding, delimiter, guessed, stamp)
        names = _names(layout)
    twice = tuple((given, name) for given, name in names if given and given != name)
    return replace(layout, names=tuple(name for _, name in names), twice=twice)


def stamp_of(path: Path) -> tuple[int, int]:
    """The size of a file in bytes, and when it changed."""
    about = path.stat()
    return about.st_size, about.st_mtime_ns


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Name the file in the error if it cannot be read."""
    try:
        yield
    except _BROKEN as wrong:
        raise _unreadable(path.name, wrong) from None


def _unreadable(place: str, wrong: Exception) -> Unreadable:
    if isinstance(wrong, UnicodeError):
        return Unreadable(
            f"{place} cannot be read as text",
            "see whether it is the right file, or state its encoding in the mapping",
        )
    hint = "is a quotation mark left open?" if isinstance(wrong, csv.Error) else ""
    if isinstance(wrong, json.JSONDecodeError) and wrong.doc.lstrip()[:2].rstrip() in {"[", "[{", "{"}:
        hint = "write each object on a line of its own, as JSON lines"
    return Unreadable(f"{place} cannot be read: {wrong}", hint)


def _names(layout: Layout) -> list[tuple[str, str]]:
    """The columns as the file writes them, and the names that they get.

    Raises:
        Unreadable: the file ends before its header, or has too many columns.
    """
    if layout.form == "jsonl":
        with opened_text(layout.path, layout.encoding) as text:
            found: dict[str, None] = {}
            for line in text:
                if line.strip():
                    found.update(dict.fromkeys(_flattened(line)))
                    check_columns(layout.name, len(found))
        return [(name, name) for name in found]
    if layout.files.columns:
        titles = list(map(_column, layout.files.columns))
    else:
        header = next(islice(_records(layout, None), layout.files.header - 1, None), None)
        if header is None:
            raise Unreadable(
                f"{layout.name} ends before its header, row {layout.files.header}",
                "is it the right file, and header the right row?",
            )
        titles = list(map(_column, header))
    return list(zip(titles, unique_names(layout.name, titles), strict=True))


def _records(layout: Layout, meter: Meter | None) -> Iterator[list[Cell]]:
    """Every row of the file, the header too."""
    if layout.form == "xlsx":
        yield from sheet_rows(layout.path, layout.sheet)
        return
    with opened_text(layout.path, layout.encoding, meter) as text:
        if layout.form == "jsonl":
            yield from (_json_cells(line, layout.names) for line in text)
            return
        yield from csv.reader(text, delimiter=layout.delimiter, quotechar=layout.files.quote)


def rows(layout: Layout, meter: Meter) -> Iterator[tuple[int, list[Cell]]]:
    """The data rows with their numbers, without empty rows.

    A row shorter than the header gets empty cells at its end. A longer row keeps its cells, so that drafting
    can report it.

    Raises:
        Unreadable: the file cannot be read to its end.
    """
    width, number = len(layout.names), layout.first_row
    try:
        for number, row in enumerate(islice(_records(layout, meter), number - 1, None), start=number):  # noqa: B020
            if len(row) != width:
                row = _fitted(row, width)  # noqa: PLW2901 - the same row, in its full width
            if any(row):
                yield number, row
    except _BROKEN as wrong:
        raise _unreadable(f"{layout.name}:{number + 1}", wrong) from None


def foreign_cells(layout: Layout) -> list[str]:
    """The first cells that hold more than the letters A to Z, as they were read."""
    cells = (cell for _, row in rows(layout, Meter()) for cell in row if not cell.isascii())
    titles = (name for name in layout.names if not name.isascii())
    return list(islice(dict.fromkeys(chain(titles, islice(cells, 2 * _SHOWN))), _SHOWN))


def check_width(row: Sequence[Cell], width: int) -> None:
    """Check that a row has no more cells than the header.

    Raises:
        Wrong: it has.
    """
    if len(row) > width:
        raise Wrong(f"it has {len(row)} cells, the header has {width}; is a quotation mark missing?")


def _fitted(row: list[Cell], width: int) -> list[Cell]:
    while len(row) > width and not row[-1].strip():
        row.pop()
    row.extend([""] * (width - len(row)))
    return row


def _json_cells(line: str, names: Sequence[str]) -> list[Cell]:
    record = _flattened(line) if line.strip() else {}
    return [record.get(name, "") for name in names]


def _flattened(line: str) -> dict[str, Cell]:
    """The values of a line by name.

    Raises:
        OutOfBounds: it is nested too deeply.
    """
    try:
        return _flat(_record(line))
    except RecursionError:
        raise OutOfBounds(
            "a line of JSON is nested more than some hundred levels deep", "flatten it"
        ) from None


def _record(line: str) -> dict[str, Any]:
    found = _JSON.decode(line)
    if not isinstance(found, dict):
        raise json.JSONDecodeError('every line is one object; write one like {"name": "Acme"}', line, 0)
    return found


@lru_cache(maxsize=4_096)  # the lines of a file have the same few names
def _column(name: str) -> str:
    return column_name(nfc(name))


def _flat(record: dict[str, Any], before: str = "") -> dict[str, Cell]:
    """An object's values by name; a value of an inner object has the name ``outer.inner``."""
    cells: dict[str, Cell] = {}
    for name, value in record.items():
        key = before + _column(name)
        if isinstance(value, dict):
            cells.update(_flat(value, f"{key}."))
        elif isinstance(value, str):
            cells[key] = value if type(value) is Plain else _text(value)
        elif isinstance(value, bool):
            cells[key] = "true" if value else "false"
        else:
            cells[key] = "" if value is None else json.dumps(value, ensure_ascii=False)
    return cells


def _text(value: str) -> Cell:
    if value.isascii():
        return value.strip()
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        return Unusable.of(ascii(value), f"{ascii(value)[:60]} holds half of a character; correct the file")
    return visible(value).strip()
