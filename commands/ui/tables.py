"""Tables for people: aligned in any script, narrowed to the terminal, and whole when piped."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import Literal, NamedTuple

import click

from commands.ui.wrapping import width, wrapped
from ledger.money import NO_CURRENCY
from ledger.text import counted

_GAP = "  "
_NAME = 24  # cells that a text keeps on a line that it shares, if it must be narrowed
_CODE = 20  # cells of a code that is not broken
_INDENT = " " * 6  # before the columns of a row that stand below the others
NO_VALUE = frozenset(("", "-"))
"""The texts of a cell that tells nothing."""
WIDE = "goodwill.wide"
"""Where Click's context keeps that ``--wide`` was asked for."""
_LOOKAHEAD = 2_000  # rows that decide on the widths; a longer history streams by


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        title: what stands above it.
        align: numbers stand at the right.
        least: how narrow its texts may be wrapped on a narrow terminal, in cells; 0: they are not.
        optional: left out, from the right, where the rest would not fit on a line of a terminal.
    """

    title: str
    align: Literal["left", "right"] = "left"
    least: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and how a terminal shows it: a colour, faint, bold, struck."""

    text: str
    colour: str | None = None
    faint: bool = False
    bold: bool = False
    struck: bool = False

    def styled(self, text: str) -> str:
        """The text (this cell's, padded or cut) in this cell's style."""
        if not text or not (self.colour or self.faint or self.bold or self.struck):
            return text
        return click.style(
            text,
            fg=self.colour,
            dim=self.faint or None,
            bold=self.bold or None,
            strikethrough=self.struck or None,
        )


Row = Sequence[Cell | str]
"""The cells of a row, one for each column; none at all for a rule, fewer for a text across the table."""

RULE: Row = ()


def currency_text(code: str | None) -> str:
    """A currency as a person reads it; empty for a client that has none yet."""
    return "" if code is None or code == NO_CURRENCY else code


def sentence(text: str) -> Iterator[str]:
    """The lines of a sentence that stands beside a table, broken between words on a terminal."""
    yield from [text] if (room := terminal_width()) is None else wrapped(text, room)


def faint(text: str) -> Iterator[str]:
    """The same of a sentence about a table, which stands back behind it."""
    for line in sentence(text):
        yield click.style(line, dim=True)


def terminal_width() -> int | None:
    """How many cells a line has; None if standard output is no terminal, or ``--wide`` was asked for."""
    context = click.get_current_context(silent=True)
    wide = context is not None and context.meta.get(WIDE)
    return None if wide or not sys.stdout.isatty() else shutil.get_terminal_size().columns


def render(
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    room: int | None = None,
    titles: bool = True,
    left_out: Sequence[str] = (),
) -> Iterator[str]:
    """The lines of a table, as they come.

    Args:
        rows: cells, or plain texts; may be endless: widths follow from the first 2,000.
        room: how many cells a line may take; None: as many as it needs. Nothing is cut: a text that is too
            long goes on below, and so do the columns for which a line has no room. An optional column with
            a value is hidden only if it would take a line more. The last line names hidden columns.
        left_out: the titles of columns that the caller left out; they count as hidden.
    """
    rows = iter(rows)
    first = [[_cell(cell) for cell in row] for row in islice(rows, _LOOKAHEAD)]
    sizes, whole = _measured(columns, first), [*range(len(columns))]
    layout = _Layout([whole], sizes.widths, wraps=False) if room is None else _fitted(columns, sizes, room)
    above = [[Cell(column.title, faint=True) for column in columns]] if titles else []
    for row in chain(above, first, ([_cell(cell) for cell in row] for row in rows)):
        yield from layout.lines(columns, row)
    hidden = [column.title for index, column in enumerate(columns) if index not in layout.shown]
    if hidden := [*left_out, *hidden]:
        yield from faint(_hidden(hidden))


def fits(columns: Sequence[Column], rows: Iterable[Row], room: int | None) -> bool:
    """Whether a line has room for all columns that are not optional, with texts as narrow as they may be."""
    least = _measured(columns, [[*map(_cell, row)] for row in rows]).least
    needed = [index for index, column in enumerate(columns) if not column.optional]
    return room is None or _line(least, needed) <= room


class _Sizes(NamedTuple):
    """What the texts of each column need.

    Attributes:
        widths: in cells, if nothing is narrowed.
        least: at least, in cells.
        filled: whether there is any value.
    """

    widths: list[int]
    least: list[int]
    filled: list[bool]


def _measured(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> _Sizes:
    """What columns need for some rows; what goes across them needs nothing."""
    whole = [row for row in rows if len(row) == len(columns)]
    texts = [[row[index].text for row in whole] for index in range(len(columns))]
    widths = [max(map(width, [column.title, *own])) for column, own in zip(columns, texts, strict=True)]
    least = [*map(_least, columns, widths, texts)]
    return _Sizes(widths, least, [not NO_VALUE.issuperset(own) for own in texts])


def _least(column: Column, cells: int, texts: Iterable[str]) -> int:
    """How narrow a column may become: its codes, which are words with a digit, are not broken."""
    if not column.least:
        return cells
    codes = (word for text in texts for word in text.split(" ") if any(map(str.isdecimal, word)))
    return min(max(column.least, min(max(map(width, codes), default=0), _CODE)), cells)


def _hidden(titles: Sequence[str]) -> str:
    return f"{counted(len(titles), 'column')} hidden ({', '.join(titles)}); --wide or --format csv shows all"


def _cell(cell: Cell | str) -> Cell:
    return cell if isinstance(cell, Cell) else Cell(cell)


class _Layout(NamedTuple):
    """Where columns stand.

    Attributes:
        bands: the columns of each line of a row, by their numbers.
        widths: of all columns, in cells.
        wraps: whether a text that is too long goes on below; if not, it makes its line longer.
    """

    bands: Sequence[Sequence[int]]
    widths: Sequence[int]
    wraps: bool

    @property
    def shown(self) -> set[int]:
        """The numbers of the columns that stand anywhere."""
        return {index for band in self.bands for index in band}

    def lines(self, columns: Sequence[Column], row: Sequence[Cell]) -> Iterator[str]:
        """The lines of a row, a rule if it has no cells, or its text if it has too few."""
        if len(row) < len(columns):
            rule = _GAP.join("-" * self.widths[index] for index in self.bands[0])
            yield row[0].text if row else rule
            return
        for number, band in enumerate(self.bands):
            texts = [
                wrapped(row[index].text, self.widths[index])
                if self.wraps and columns[index].least
                else [row[index].text]
                for index in band
            ]
            for parts in zip_longest(*texts, fillvalue=""):
                cells = (
                    _padded(row[index], text, self.widths[index], columns[index])
                    for index, text in zip(band, parts, strict=True)
                )
                line = (_INDENT * bool(number) + _GAP.join(cells)).rstrip()
                if line or not number:
                    yield line


def _fitted(columns: Sequence[Column], sizes: _Sizes, room: int) -> _Layout:
    """Narrow the columns that may be, leave out what is optional, or put what is left on several lines."""
    widths, least, filled = sizes
    kept = [*range(len(columns))]
    optional = sorted((at for at in kept if columns[at].optional), key=lambda at: (filled[at], -at))
    for index in optional:
        if _line(least, kept) > room:
            kept.remove(index)
    if _line(least, kept) <= room:
        for index in sorted(kept, key=lambda one: widths[one] - least[one], reverse=True):
            widths[index] = max(widths[index] - max(_line(widths, kept) - room, 0), least[index])
        return _Layout([kept], widths, wraps=True)
    narrow = [
        min(cells, max(_NAME, fewest), room - len(_INDENT)) if column.least else cells
        for column, cells, fewest in zip(columns, widths, least, strict=True)
    ]
    bands = _bands(narrow, kept, room)
    for index in reversed(optional):
        more = _bands(narrow, sorted([*chain(*bands), index]), room)
        if filled[index] and len(more) == len(bands):
            bands = more
    for number, band in enumerate(bands):
        for index in band:  # what a line has left over goes to its texts
            free = _room(room, number) - _line(narrow, band)
            if columns[index].least and free > 0:
                narrow[index] = min(narrow[index] + free, widths[index])
    return _Layout(bands, narrow, wraps=True)


def _bands(widths: Sequence[int], kept: Iterable[int], room: int) -> list[list[int]]:
    """The columns of each line of a row, as many as it has room for."""
    bands: list[list[int]] = [[]]
    for index in kept:
        if bands[-1] and _line(widths, [*bands[-1], index]) > _room(room, len(bands) - 1):
            bands.append([])
        bands[-1].append(index)
    return bands


def _room(room: int, number: int) -> int:
    """The cells of a line of a row, from 0; those below the first stand further right."""
    return room - len(_INDENT) if number else room


def _line(widths: Sequence[int], band: Sequence[int]) -> int:
    """How many cells columns take beside each other."""
    return sum(widths[index] for index in band) + len(_GAP) * (len(band) - 1)


def _padded(cell: Cell, text: str, cells: int, column: Column) -> str:
    padding = " " * max(cells - width(text), 0)
    return padding + cell.styled(text) if column.align == "right" else cell.styled(text) + padding
