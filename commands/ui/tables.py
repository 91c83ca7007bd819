"""Tables for people: aligned in any script, narrowed to the terminal, and whole when piped."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal

import click

_GAP = "  "
_LOOKAHEAD = 2_000  # rows that decide on the widths; a longer history streams by
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        title: what stands above it.
        align: numbers stand at the right.
        least: how narrow it may become on a narrow terminal, in cells; 0: it is shown whole.
        optional: left out, from the right, where the rest would not fit on a terminal.
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
"""The cells of a row, one for each column; none at all for a rule across the table."""

RULE: Row = ()


def counted(number: int, thing: str) -> str:
    """A number of things: 1 row, 2,000 rows."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def clean(text: str) -> str:
    """Text on one line, without what would move the cursor or turn the direction of writing."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))


def width(text: str) -> int:
    """How many cells a terminal gives the text."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return max(wcswidth(text), 0)


def terminal_width() -> int | None:
    """How many cells a line has; None if standard output is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def render(
    columns: Sequence[Column], rows: Iterable[Row], *, room: int | None = None, titles: bool = True
) -> Iterator[str]:
    """The lines of a table, as they come.

    Args:
        rows: cells, or plain texts; may be endless: widths follow from the first 2,000.
        room: how many cells a line may take; None: as many as it needs. The last line names hidden columns.
    """
    rows = iter(rows)
    first = [[_cell(cell) for cell in row] for row in islice(rows, _LOOKAHEAD)]
    widths = [
        max([width(column.title), *(width(row[index].text) for row in first if row)])
        for index, column in enumerate(columns)
    ]
    kept = list(range(len(columns)))
    if room is not None:
        kept = _fit(columns, widths, room)
    above = [[Cell(column.title, faint=True) for column in columns]] if titles else []
    for row in chain(above, first, ([_cell(cell) for cell in row] for row in rows)):
        cells = [_padded(row[at], widths[at], columns[at], cut=room is not None) for at in kept if row]
        yield _GAP.join(cells or ["-" * widths[at] for at in kept]).rstrip()
    if len(kept) < len(columns):
        yield click.style(
            _hidden([columns[at].title for at in range(len(columns)) if at not in kept]), dim=True
        )


def _hidden(titles: Sequence[str]) -> str:
    return f"{counted(len(titles), 'column')} hidden ({', '.join(titles)}); widen the terminal or use --format csv"


def _cell(cell: Cell | str) -> Cell:
    return cell if isinstance(cell, Cell) else Cell(cell)


def _fit(columns: Sequence[Column], widths: list[int], room: int) -> list[int]:
    """Leaves out and narrows columns until a line fits; gives the columns that stay."""
    kept = list(range(len(columns)))

    def excess() -> int:
        return sum(widths[index] for index in kept) + len(_GAP) * (len(kept) - 1) - room

    def slack(index: int) -> int:
        return max(widths[index] - columns[index].least, 0) if columns[index].least else 0

    while excess() > sum(slack(index) for index in kept):
        spare = [index for index in kept if columns[index].optional]
        if not spare:
            break
        kept.remove(spare[-1])
    for index in sorted(kept, key=slack, reverse=True):
        widths[index] -= max(min(slack(index), excess()), 0)
    return kept


def _padded(cell: Cell, cells: int, column: Column, *, cut: bool) -> str:
    text = _cut(cell.text, cells) if cut and column.least and width(cell.text) > cells else cell.text
    padding = " " * max(cells - width(text), 0)
    return padding + cell.styled(text) if column.align == "right" else cell.styled(text) + padding


def _cut(text: str, cells: int) -> str:
    """The beginning of the text that fits, with an ellipsis."""
    while text and width(text) > cells - 1:
        text = text[: min(len(text) - 1, cells)]
    return text.rstrip() + "…"
