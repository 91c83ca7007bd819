"""The forms of the dates of a column: it may mix a few, and some of its cells may be no days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from ledger.importing.faults import Wrong
from ledger.importing.values import Cell, Iso, Notation, date_reader, is_shaped, other_order
from ledger.written_dates import DATE_FORMS

TRIED = 200  # cells of a column
MOSTLY = 0.8  # of the cells of a column; the others may be faults or sums
_YEARS = range(1950, 2100)
_MOST = 3  # forms of one column
_TIMES = ("", " %H:%M", " %H:%M:%S")


class Dates(NamedTuple):
    """How dates are written.

    Attributes:
        forms: their forms, the commonest first; empty if there are none.
        era: how their years are counted, if it must be stated.
        unsure: a date that another order of day and month reads as well, and both forms.
    """

    forms: tuple[str, ...] = ()
    era: str | None = None
    unsure: tuple[Cell, str, str] | None = None

    def day(self, cell: Cell) -> date | None:
        """The day of a cell; None if these forms read none."""
        try:
            found = _reader(self.forms, self.era)(cell)
        except Wrong:
            return None
        return found if found.year in _YEARS else None  # 536365 is no day of the year 5363


def dates_of(cells: Sequence[Cell]) -> Dates:
    """How the dates of a column are written; most of its cells must read as days, or look like them."""
    first = cells[:TRIED]
    wanted = MOSTLY * len(first)
    if not first or sum(any(map(str.isdecimal, cell)) for cell in first) < wanted:
        return Dates()
    for era in (None, "buddhist"):
        found = written(first, era)
        others = [cell for cell in first if not found.day(cell)]
        alike = [cell for cell in others if any(is_shaped(cell, form) for form in found.forms)]
        if 2 * len(others) <= len(first) and len(first) - len(others) + len(alike) >= wanted:
            return found
    return Dates()


def written(cells: Sequence[Cell], era: str | None) -> Dates:
    """How the dates among cells are written: the form that reads most of them, then that for the others.

    No form is taken beside one with another order of day and month: 31.12 would be a day, and 01.12 another.
    """
    readable = {
        form: {at for at, cell in enumerate(cells) if Dates((form,), era).day(cell)} for form in _with_times()
    }
    forms: list[str] = []
    unsure: tuple[Cell, str, str] | None = None
    rest = set(range(len(cells)))
    while len(forms) < _MOST:
        allowed = [form for form in readable if other_order(form) not in forms]
        best = max(allowed, key=lambda form: len(readable[form] & rest))
        read = readable[best] & rest
        if not read:
            break
        forms.append(best)
        rest -= read
        other = other_order(best)
        typed = [at for at in sorted(read) if type(cells[at]) is not Iso]
        if unsure is None and typed and other != best and readable.get(other, set()) >= read:
            unsure = cells[typed[0]], best, other
    return Dates(tuple(forms), era, unsure)


@cache
def _reader(forms: tuple[str, ...], era: str | None) -> Callable[[Cell], date]:
    return date_reader(Notation(dates=forms, era=era))


def _with_times() -> Iterator[str]:
    for form in DATE_FORMS:
        yield from (form,) if form == "iso" else (f"{form}{time}" for time in _TIMES)
