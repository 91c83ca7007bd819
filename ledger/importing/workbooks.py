"""Looks through a workbook before it is read: how large its sheet is, and what the reader does not tell.

The library that reads sheets asks for memory for every cell between the first and the last, and ends the
process if it gets none. So the cells are counted before, in a stream. It gives numbers without the codes that
they are shown as, and cells with an error, or with a formula that nobody worked out, as empty ones.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from posixpath import normpath
from typing import Final
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from ledger.errors import Unreadable, near_or_all
from ledger.importing.faults import MappingError, OutOfBounds
from ledger.importing.forms import NO_ERROR_TEXT, NO_RESULT, Form, FormsOfCells, error, form_of_code
from ledger.importing.guarding import must_not_swell
from ledger.importing.open_document import OpenDocument
from ledger.importing.workbook_xml import CHUNK, Attributes, must_fit, parse_xml

_MOST_TEXT: Final = 100_000_000  # characters
_RELATIONS = "xl/_rels/workbook.xml.rels"
_LETTERS = 3  # of a column
_FORMULA = tuple(b"%cf%c" % (before, behind) for before in b"<:" for behind in b">/ \t\r\n")
_FORMULA_OR_ERROR = (*_FORMULA, b'"e"', b"'e'")


def forms_of_cells(name: str, content: bytes, sheet: str | None) -> FormsOfCells:
    """The forms of the numbers that a sheet of an XLSX file shows as codes, and its cells without a value.

    Args:
        name: the file's name.
        content: the file.
        sheet: the name of the sheet; None for the first.

    Raises:
        OutOfBounds: the workbook swells too much, or the sheet has too many cells or too much text.
        MappingError: it has no such sheet.
        Unreadable: it is compressed, but no workbook.
    """
    if not content.startswith(b"PK"):
        return FormsOfCells()
    try:
        with ZipFile(BytesIO(content)) as book:
            must_not_swell(name, len(content), sum(part.file_size for part in book.infolist()))
            if "content.xml" in book.namelist():
                return OpenDocument(name, book, sheet).found
            return _Sheet(name, book, _part_of(name, book, sheet), _forms(book)).found
    except (
        BadZipFile,
        KeyError,
        EOFError,
        ValueError,
        NotImplementedError,
        zlib.error,
        expat.ExpatError,
    ) as wrong:
        raise Unreadable(f"{name} is not a spreadsheet that can be read: {wrong}") from None


def _elements(book: ZipFile, part: str, wanted: str) -> Iterator[Attributes]:
    found: list[Attributes] = []
    with book.open(part) as stream:
        parse_xml(stream, lambda name, given: found.append(given) if name == wanted else None)
    yield from found


def _part_of(name: str, book: ZipFile, sheet: str | None) -> str:
    """The part of an XLSX file that holds a sheet."""
    sheets = list(_elements(book, "xl/workbook.xml", "sheet"))
    found = next((one for one in sheets if sheet is None or one.get("name") == sheet), None)
    if found is None:
        known = near_or_all(sheet or "", [one.get("name", "") for one in sheets])
        raise MappingError(("sheet",), f"{name} has no sheet '{sheet}'; {known}")
    reference = next((value for key, value in found.items() if key.rpartition(":")[2] == "id"), None)
    targets = {one["Id"]: one["Target"] for one in _elements(book, _RELATIONS, "Relationship")}
    target = targets[str(reference)]
    return target[1:] if target.startswith("/") else normpath(f"xl/{target}")


def _forms(book: ZipFile) -> dict[str, Form]:
    """The forms that show codes, by the number of their style."""
    if "xl/styles.xml" not in book.namelist():
        return {}
    codes: dict[str, Form] = {}
    styles: list[str] = []
    inside = [False]

    def start(name: str, given: Attributes) -> None:
        if name == "numFmt" and (form := form_of_code(given.get("formatCode", ""))):
            codes[given.get("numFmtId", "")] = form
        elif name in {"cellXfs", "cellStyleXfs"}:
            inside[0] = name == "cellXfs"
        elif name == "xf" and inside[0]:
            styles.append(given.get("numFmtId", ""))

    with book.open("xl/styles.xml") as stream:
        parse_xml(stream, start)
    return {str(at): codes[number] for at, number in enumerate(styles) if number in codes}


class _Sheet:
    """Counts the cells of a sheet of an XLSX file, and finds those that show codes.

    Attributes:
        found: their forms.
    """

    def __init__(self, name: str, book: ZipFile, part: str, forms: dict[str, Form]) -> None:
        self.found = FormsOfCells()
        self._name, self._forms = name, forms
        self._lengths = _lengths(book)
        self._row = self._column = self._text = 0
        self._style = self._type = ""
        self._value: list[str] | None = None
        self._box = 1 << 30, -1, 1 << 30, -1  # the first and the last row, the first and the last column
        self._waits = False  # whether the cell has a formula without a result so far
        with book.open(part) as stream:
            looks = self._lengths or _may_lack_values(book, part)
            parse_xml(stream, self._start, *((self._end, self._characters) if looks else ()))

    def _start(self, name: str, given: Attributes) -> None:
        if name == "c":
            self._style, self._type, self._waits = given.get("s", ""), given.get("t", ""), False
            reference = given.get("r")
            if reference is None:
                self._column += 1
            else:
                letters = reference.rstrip("0123456789")
                self._column, self._row = _column_of(letters), int(reference[len(letters) :]) - 1
        elif name in {"v", "is"}:
            self._count()
            shared = self._type == "s" and self._lengths
            self._value = [] if shared or self._type == "e" or self._waits else None
        elif name == "f":
            self._waits = self._type != "str"  # the result may well be an empty text
        elif name == "row":
            self._row = int(given["r"]) - 1 if "r" in given else self._row + 1
            self._column = -1

    def _count(self) -> None:
        row, column = self._row, self._column
        top, bottom, left, right = self._box
        if not (top <= row <= bottom and left <= column <= right):
            self._box = top, bottom, left, right = (
                min(top, row),
                max(bottom, row),
                min(left, column),
                max(right, column),
            )
            must_fit(self._name, (bottom - top + 1) * (right - left + 1))
        if not (self._waits or self._type == "e"):
            self._note_form()

    def _note_form(self) -> None:
        if form := self._forms.get(self._style):
            self.found.add(self._row, self._column, form)

    def _characters(self, text: str) -> None:
        if self._value is not None:
            self._value.append(text)

    def _end(self, name: str) -> None:
        if name == "c":
            if self._waits:
                self.found.add(self._row, self._column, NO_RESULT)
                self._waits = False
        elif name == "v" and self._value is not None:
            at = "".join(self._value).strip()
            self._value = None
            if self._type == "e":
                self.found.add(self._row, self._column, error(at or NO_ERROR_TEXT))
                self._waits = False  # an error is noted once, also one without a text
            elif self._waits and at:
                self._note_form()
                self._waits = False
            if self._type != "s":
                return
            self._text += self._lengths[int(at)] if at.isdecimal() and int(at) < len(self._lengths) else 0
            if self._text > _MOST_TEXT:
                raise OutOfBounds(
                    f"{self._name} has a sheet of more than {_MOST_TEXT:,} characters",
                    "save the sheet as CSV",
                )


def _may_lack_values(book: ZipFile, part: str) -> bool:
    """Whether a sheet may hold formulas or errors; most hold none, and are read faster."""
    with book.open(part) as stream:
        before = b""
        while chunk := stream.read(CHUNK):
            seen = before + chunk
            if any(sign in seen for sign in _FORMULA_OR_ERROR):
                return True
            before = chunk[-2:]
    return False


def _lengths(book: ZipFile) -> list[int]:
    """How long each of the texts is that cells share."""
    lengths: list[int] = []
    if "xl/sharedStrings.xml" not in book.namelist():
        return lengths

    def start(name: str, _given: Attributes) -> None:
        if name == "si":
            lengths.append(0)

    def text(part: str) -> None:
        if lengths:
            lengths[-1] += len(part)

    with book.open("xl/sharedStrings.xml") as stream:
        parse_xml(stream, start, None, text)
    return lengths


@lru_cache(maxsize=32_768)
def _column_of(letters: str) -> int:
    number = 0
    if len(letters) > _LETTERS:
        raise ValueError(f"it has no column '{letters[:9]}'")
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
