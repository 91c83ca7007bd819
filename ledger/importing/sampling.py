"""A first look at a file: its header, its columns, and what the cells of each can be read as."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ledger.importing.date_forms import MOSTLY, TRIED, Dates, dates_of
from ledger.importing.detection import Meter, form_of, must_be_table
from ledger.importing.faults import MappingError, Wrong
from ledger.importing.headings import currencies_beside, language_of, sign_in
from ledger.importing.mapping import Files
from ledger.importing.readers import Layout, inspect, rows
from ledger.importing.sheets import tables_in
from ledger.importing.values import (
    Cell,
    Iso,
    Notation,
    Plain,
    Shown,
    Unusable,
    number_reader,
    without_word,
    word_in,
)

_LOOKED_AT = 2_000  # rows
_HEADER_WITHIN = 20  # rows
_NOTATIONS = ((".", " "), (",", " "), (",", " ."), (".", " ,"), (".", " '"))  # a space never begins decimals


@dataclass
class Column:
    """A column, with what its cells can be read as.

    Attributes:
        cells: those that are not empty.
        numbers: the rows of these cells.
        dates: how its dates are written; without a form if it holds none.
        numeric: whether it holds numbers.
        beside: a sign or word that stands beside its numbers.
    """

    title: str
    cells: list[Cell]
    numbers: list[int]
    dates: Dates
    numeric: bool = False
    beside: str = ""

    @property
    def share_of_different(self) -> float:
        """The share of cells that differ from each other."""
        return len(set(self.cells)) / max(len(self.cells), 1)

    @property
    def is_numbering(self) -> bool:
        """Whether its cells can be the numbers of documents: most hold a digit."""
        return 2 * sum(any(map(str.isdecimal, cell)) for cell in self.cells) > len(self.cells)


class Sample(NamedTuple):
    """What a first look at a file shows.

    Attributes:
        decimal: the decimal sign that reads most columns, and the signs of thousands.
        unsure: notations that read as many columns, with other results.
        sheets: the sheets of a workbook that hold a table.
    """

    layout: Layout
    columns: list[Column]
    rows: list[list[Cell]]
    decimal: tuple[str, str]
    unsure: list[tuple[str, str]]
    sheets: list[str]


def sample(path: Path, encoding: str | None = None, sheet: str | None = None) -> Sample:
    """Look at the beginning of a file; of a workbook, at a sheet: without its name, the first with a table.

    Raises:
        LedgerError: it cannot be read, or goes beyond a bound.
        MappingError: it has no such sheet.
    """
    must_be_table(path)
    sheets = tables_in(path) if form_of(path) == "xlsx" else []
    if sheet is not None and form_of(path) != "xlsx":
        raise MappingError(("sheet",), f"{path.name} has no sheets; leave out --sheet")
    first = next(iter(sheets), None) if sheet is None else sheet
    layout = _with_header(path, Files(encoding=encoding, sheet=first))
    found = list(islice(rows(layout, Meter()), _LOOKED_AT))
    columns = [_column(name, at, found) for at, name in enumerate(layout.names)]
    language = language_of(column.title for column in columns)
    decimal, unsure = _notation(columns, language.decimal if language else ".")
    return Sample(layout, columns, [cells for _, cells in found], decimal, unsure, sheets)


def _column(name: str, at: int, found: Sequence[tuple[int, list[Cell]]]) -> Column:
    filled = [(number, row[at]) for number, row in found if at < len(row) and row[at].strip()]
    usable = [one for one in filled if not isinstance(one[1], Unusable)]
    filled = [(number, _trimmed(cell)) for number, cell in usable or filled]
    cells = [cell for _, cell in filled]
    return Column(name, cells, [number for number, _ in filled], dates_of(cells))


def _trimmed(cell: Cell) -> Cell:
    """A cell without the spaces around it; what a program wrote has none, and stays a number or a date."""
    return cell.strip() if type(cell) is str else cell


def _with_header(path: Path, files: Files) -> Layout:
    """The layout with the first row that looks like a header: as wide as the table, and without numbers."""
    layout = inspect(path, "rows", files, ())
    if layout.form == "jsonl":
        return layout
    bare = inspect(path, "rows", files.model_copy(update={"columns": ("?",) * 64}), ())
    first = [(number, cells) for number, cells in islice(rows(bare, Meter()), _HEADER_WITHIN)]
    widest = max((_filled(cells) for _, cells in first), default=0)
    for number, cells in first:
        words = [cell for cell in cells if cell.strip()]
        if len(words) * 2 > widest and not any(_is_plain_number(cell) for cell in words):
            return inspect(path, "rows", files.model_copy(update={"header": number}), ())
    return layout


def _filled(cells: Sequence[Cell]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _is_plain_number(cell: Cell) -> bool:
    return isinstance(cell, Plain | Shown | Iso) or not any(sign.isalpha() for sign in cell)


def _readable(cells: Sequence[Cell], read: Callable[[Cell], object]) -> float:
    """How many cells can be read, by those at the beginning."""
    count, first = 0, cells[:TRIED]
    for cell in first:
        with suppress(Wrong):
            read(cell)
            count += 1
    return count * len(cells) / max(len(first), 1)


def without_sign(cell: Cell) -> tuple[Cell, str]:
    """A cell as a mapping can read its number, without the word of a unit; and the sign or word beside it."""
    if type(cell) is not str:
        return cell, ""
    sign, word = sign_in(cell), word_in(cell)
    if sign or currencies_beside(word):
        return cell, sign or word
    if not word or cell.strip().startswith(word):  # F1 is a code
        return cell, ""
    return without_word(cell), word


def _notation(columns: Sequence[Column], usual: str) -> tuple[tuple[str, str], list[tuple[str, str]]]:
    """The notation that reads most columns and cells as numbers, and others that read as many otherwise.

    Of those that read as many, one with the ``usual`` decimal sign comes first.
    """
    readable: dict[tuple[str, str], dict[int, float]] = {}
    candidates = [at for at, column in enumerate(columns) if column.cells and not column.dates.forms]
    bare = {at: [without_sign(cell)[0] for cell in columns[at].cells] for at in candidates}
    for decimal, thousands in sorted(_NOTATIONS, key=lambda notation: notation[0] != usual):
        read = number_reader(Notation(decimal, thousands))
        counts = {at: _readable(bare[at], read) for at in candidates}
        readable[decimal, thousands] = {
            at: count for at, count in counts.items() if count >= MOSTLY * len(bare[at])
        }
    reads = {notation: (len(found), sum(found.values())) for notation, found in readable.items()}
    best = max(reads, key=reads.__getitem__)
    for at in readable[best]:
        columns[at].numeric = True
        columns[at].beside = next(
            (beside for cell in columns[at].cells if (beside := without_sign(cell)[1])), ""
        )
    unsure = [
        other
        for other, found in readable.items()
        if other != best and reads[other] == reads[best] and _differs(best, other, found, bare)
    ]
    return best, unsure


def _differs(
    one: tuple[str, str], other: tuple[str, str], columns: Iterable[int], cells: dict[int, list[Cell]]
) -> bool:
    first, second = number_reader(Notation(*one)), number_reader(Notation(*other))
    for at in columns:
        for cell in cells[at]:
            with suppress(Wrong):
                if first(cell) != second(cell):
                    return True
    return False
