"""Formats of cells that show a whole number as a code: ``00000`` shows 10 as 00010."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from typing import TypeAlias

from ledger.importing.values import Plain, Shown

Form: TypeAlias = tuple[str, ...]
"""What is shown, sign by sign; ``0`` stands for a digit."""

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


class FormsOfCells:
    """The forms of the cells of a sheet that show codes, in little memory: there may be millions."""

    def __init__(self) -> None:
        self._cells = array("Q")
        self._which = array("H")
        self._forms: list[Form] = []

    def __bool__(self) -> bool:
        return bool(self._cells)

    def add(self, row: int, column: int, form: Form) -> None:
        """Note the form of a cell.

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

    def of(self, row: int, column: int) -> Form | None:
        """The form of a cell; None if it shows no code."""
        cell = row * _COLUMNS + column
        at = bisect_left(self._cells, cell)
        return self._forms[self._which[at]] if at < len(self._cells) and self._cells[at] == cell else None
