"""What a sheet says of its cells beside their values: a code that shows 10 as 00010, an error, no result."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from typing import TypeAlias

from ledger.importing.values import Cell, Plain, Shown, Unusable

Form: TypeAlias = tuple[str, ...]
"""What is shown, sign by sign; ``0`` stands for a digit."""

NO_RESULT = Unusable.of(
    "(formula)",
    "a cell holds a formula without its result; open the file in a spreadsheet program, save it there, and import it again",
)
"""A cell whose formula no program has worked out."""

NO_ERROR_TEXT = "#N/A"
"""The error of a cell that holds one without its text."""

_COLUMNS = 1 << 14
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|(0)|([-/ ().])|(.)', re.DOTALL)
_FEWEST = 2  # digits; a single 0 shows a number as it is


def form_of_code(code: str) -> Form | None:
    """The form of a format code that shows codes; None for the formats of amounts, shares and dates."""
    form: list[str] = []
    for quoted, escaped, zero, sign, other in _TOKEN.findall(code.split(";", maxsplit=1)[0]):
        literal = quoted or escaped or sign
        if other or literal == "." or any(one.isdecimal() for one in literal):
            return None
        form += ["0"] if zero else list(literal)
    return tuple(form) if form.count("0") >= _FEWEST else None


def shown(number: Plain, form: Form) -> Shown | None:
    """A whole number in a form; None for another number."""
    if not number.isdecimal():
        return None
    zeros = form.count("0")
    digits = number.zfill(zeros)
    if zeros < len(form):
        first, rest = digits[: len(digits) - zeros + 1], iter(digits[len(digits) - zeros + 1 :])
        parts = iter([first])
        digits = "".join(next(parts, None) or next(rest) if sign == "0" else sign for sign in form)
    cell = Shown(digits)
    cell.number = number
    return cell


def error(text: str) -> Unusable:
    """A cell that holds an error, such as ``#N/A``."""
    return Unusable.of(
        text, f"{text} is an error of the spreadsheet, and no value; correct the cell, or empty it"
    )


class FormsOfCells:
    """The forms of the cells of a sheet that show codes, and the cells that hold no value but look empty.

    They take little memory, because there may be millions.
    """

    def __init__(self) -> None:
        self._cells = array("Q")
        self._which = array("H")
        self._forms: list[Form | Unusable] = []

    def __bool__(self) -> bool:
        return bool(self._cells)

    def add(self, row: int, column: int, form: Form | Unusable) -> None:
        """Note the form of a cell, or what it holds in place of a value.

        Raises:
            ValueError: it does not stand behind the cell that was noted last.
        """
        cell = row * _COLUMNS + column
        if self._cells and self._cells[-1] >= cell:
            raise ValueError("its cells are not in order")
        if form not in self._forms:
            self._forms.append(form)
        self._cells.append(cell)
        self._which.append(self._forms.index(form))

    def seen(self, row: int, column: int, cell: Cell) -> Cell:
        """A cell as its sheet shows it."""
        number = row * _COLUMNS + column
        at = bisect_left(self._cells, number)
        if at == len(self._cells) or self._cells[at] != number:
            return cell
        form = self._forms[self._which[at]]
        if isinstance(form, Unusable):
            return form
        return (shown(cell, form) or cell) if type(cell) is Plain else cell
