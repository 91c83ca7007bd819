"""Files as rows: CSV and TSV, spreadsheets, JSON lines, each also compressed with gzip. Rows are streamed."""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

from ledger.errors import Unreadable
from ledger.importing.detection import delimiter_of, encoding_of
from ledger.importing.faults import MappingError
from ledger.importing.mapping import Files
from ledger.importing.sheets import sheet_rows
from ledger.importing.templates import column_name
from ledger.importing.values import Cell, Plain
from ledger.text import nfc

_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_HEAD = 1 << 16


class Meter:
    """How far a file has been read, in bytes of the file as it lies on the disk."""

    def __init__(self) -> None:
        self._tell: Callable[[], int] | None = None

    def watch(self, raw: BinaryIO) -> None:
        """Measures by this file."""
        self._tell = raw.tell

    @property
    def done(self) -> int:
        """Bytes read so far; 0 for a format that is read at once."""
        return self._tell() if self._tell is not None else 0


@dataclass(frozen=True)
class Layout:
    """A file and how it is read, found once.

    Attributes:
        names: the columns, each with a name of its own.
        twice: columns that have the name of one before them: that name, and what they are called instead.
        guessed: whether the encoding is a guess.
        stamp: tells whether the file has changed since.
    """

    path: Path
    section: str
    files: Files
    form: str
    encoding: str
    delimiter: str
    names: tuple[str, ...]
    twice: tuple[tuple[str, str], ...]
    guessed: bool
    stamp: tuple[int, int]

    @property
    def typed(self) -> bool:
        """Whether a program wrote numbers and dates as such, whatever the notation of the rest."""
        return self.form in {"xlsx", "jsonl"}

    @property
    def first_row(self) -> int:
        """The number of the first row of data, as a person counts who opens the file."""
        return 1 if self.form == "jsonl" or self.files.columns else self.files.header + 1


def inspect(path: Path, section: str, files: Files, wanted: Collection[str]) -> Layout:
    """Finds out how a file is to be read, and its columns.

    Raises:
        Unreadable: it is not there, or it is not what its mapping says.
        MappingError: the header has not the wanted columns, or the stated sheet is not there.
    """
    try:
        about = path.stat()
        with path.open("rb") as raw:
            form = files.format or _form(path, raw)
    except OSError as wrong:
        raise Unreadable(f"{path} cannot be read: {wrong.strerror}") from None
    encoding, guessed = "utf-8", False
    delimiter = files.delimiter or ("\t" if form == "tsv" else "")
    with _reading(path):
        if form != "xlsx":
            encoding, guessed = _encoding(path, files)
        if not delimiter and form == "csv":
            with _text(path, encoding) as text:
                delimiter = delimiter_of(text.read(_HEAD), files.quote, files.header, wanted)
        layout = Layout(
            path,
            section,
            files,
            form,
            encoding,
            delimiter,
            (),
            (),
            guessed,
            (about.st_size, about.st_mtime_ns),
        )
        names = _names(layout)
    twice = tuple((given, name) for given, name in names if given and given != name)
    return replace(layout, names=tuple(name for _, name in names), twice=twice)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Says which file it was that could not be read."""
    try:
        yield
    except _BROKEN as wrong:
        raise _unreadable(path.name, wrong) from None


_BROKEN = (OSError, EOFError, zlib.error, UnicodeError, csv.Error, json.JSONDecodeError)


def _unreadable(place: str, wrong: Exception) -> Unreadable:
    if isinstance(wrong, UnicodeError):
        return Unreadable(
            f"{place} cannot be read as text; see whether it is the right file, or state its encoding in the mapping"
        )
    hint = "; is a quotation mark left open?" if isinstance(wrong, csv.Error) else ""
    return Unreadable(f"{place} cannot be read: {wrong}{hint}")


def _form(path: Path, raw: BinaryIO) -> str:
    head = raw.read(4)
    names = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    if head.startswith((_ZIP, _OLE)) or names[-1:] in ([".xlsx"], [".xls"], [".ods"]):
        return "xlsx"
    return {".jsonl": "jsonl", ".ndjson": "jsonl", ".tsv": "tsv", ".tab": "tsv"}.get(
        (names or [""])[-1], "csv"
    )


def _encoding(path: Path, files: Files) -> tuple[str, bool]:
    if files.encoding is not None:
        try:
            "".encode(files.encoding)
        except LookupError:
            raise MappingError("encoding", f"no encoding is called '{files.encoding}'") from None
        return files.encoding, False
    with _bytes(path) as raw:
        return encoding_of(raw)


@contextmanager
def _bytes(path: Path, meter: Meter | None = None) -> Iterator[BinaryIO]:
    with path.open("rb") as raw:
        if meter is not None:
            meter.watch(raw)
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        if packed:
            with gzip.open(raw) as unpacked:
                yield cast("BinaryIO", unpacked)
        else:
            yield raw


@contextmanager
def _text(path: Path, encoding: str, meter: Meter | None = None) -> Iterator[TextIOWrapper]:
    with _bytes(path, meter) as raw, TextIOWrapper(raw, encoding=encoding, newline="") as text:
        yield text


def _names(layout: Layout) -> list[tuple[str, str]]:
    """The columns as they are written and as they are called.

    Of two with one name the second is called ``Name (2)``, one without a name ``column 3``.
    """
    if layout.form == "jsonl":
        with _text(layout.path, layout.encoding) as text:
            found = {name: None for line in text if line.strip() for name in _flat(_record(line))}
        return [(name, name) for name in found]
    if layout.files.columns:
        return [(name, name) for name in map(column_name, map(nfc, layout.files.columns))]
    header = next(islice(_records(layout, None), layout.files.header - 1, None), None)
    if header is None:
        raise Unreadable(f"{layout.path.name} ends before its header, row {layout.files.header}")
    names: list[tuple[str, str]] = []
    for at, cell in enumerate(header, start=1):
        given = column_name(nfc(cell))
        name = given or f"column {at}"
        again = sum(name == one or one.startswith(f"{name} (") for _, one in names)
        names.append((given, f"{name} ({again + 1})" if again else name))
    return names


def _records(layout: Layout, meter: Meter | None) -> Iterator[list[Cell]]:
    """Every row of the file, the header too."""
    if layout.form == "xlsx":
        yield from sheet_rows(layout.path, layout.files.sheet)
        return
    with _text(layout.path, layout.encoding, meter) as text:
        if layout.form == "jsonl":
            yield from (_json_cells(line, layout.names) for line in text)
            return
        yield from csv.reader(text, delimiter=layout.delimiter, quotechar=layout.files.quote)


def rows(layout: Layout, meter: Meter) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of data with their numbers; rows without anything in them are passed over.

    A row that is shorter than the header lacks its last cells; what stands beyond the header's columns is kept,
    so that drafting can say so.

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
        raise _unreadable(f"{layout.path.name}:{number + 1}", wrong) from None


def _fitted(row: list[Cell], width: int) -> list[Cell]:
    while len(row) > width and not row[-1].strip():
        row.pop()
    row.extend([""] * (width - len(row)))
    return row


def _json_cells(line: str, names: Sequence[str]) -> list[Cell]:
    record = _flat(_record(line)) if line.strip() else {}
    return [record.get(name, "") for name in names]


def _record(line: str) -> dict[str, Any]:
    found = json.loads(line, parse_float=Plain, parse_int=Plain)
    if not isinstance(found, dict):
        raise json.JSONDecodeError("every line is one object", line, 0)
    return found


def _flat(record: dict[str, Any], before: str = "") -> dict[str, Cell]:
    """An object's values by name; those of an object inside it are called ``outer.inner``."""
    cells: dict[str, Cell] = {}
    for name, value in record.items():
        key = before + column_name(nfc(name))
        if isinstance(value, dict):
            cells.update(_flat(value, f"{key}."))
        elif isinstance(value, str):
            cells[key] = value if type(value) is Plain else value.strip()
        elif isinstance(value, bool):
            cells[key] = "true" if value else "false"
        else:
            cells[key] = "" if value is None else json.dumps(value, ensure_ascii=False)
    return cells
