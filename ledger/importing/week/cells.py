"""Reads the cells of a week's workbook: what a person chose or typed, as the values of a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from ledger.importing.durations import minutes_reader
from ledger.importing.faults import Wrong
from ledger.importing.headings import currencies_beside, sign_in
from ledger.importing.values import Cell, Iso, Notation, Plain, Unusable, number_reader, without_word, word_in
from ledger.importing.week.layout import Column, Form
from ledger.importing.week.row_events import plain_number
from ledger.importing.week.stamp import Stamp
from ledger.money import CURRENCIES
from ledger.rules.checks import known_currency
from ledger.rules.refusals import UnknownCurrency
from ledger.text import with_ascii_digits

_PARTS: Final = re.compile(r"(\d{1,4})[\s./-]+(\d{1,2})[\s./-]+(\d{1,4})\D*")
_HOUR: Final = re.compile(r"(\d{1,2})[:.h](\d\d)(?::\d\d(?:\.\d+)?)?\s*(?:([ap])\.?\s*m\.?)?", re.IGNORECASE)
_CODE: Final = re.compile("[A-Z]{3}")
_FIRST_DAY: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet counts local days
_LAST_DAY: Final = 2_958_466  # the day after 9999-12-31, as a spreadsheet counts
_CENTURY: Final = 2000
_NOON: Final = 12
_NO_HOUR: Final = 24
_MINUTES: Final = 60
_EXAMPLES: Final = {"dmy": "30.06.2026", "mdy": "06/30/2026", "ymd": "2026-06-30"}
_BETWEEN: Final = ";"


class Cells:
    """Reads cells as their workbook means them.

    Args:
        stamp: what the workbook says of itself.
    """

    def __init__(self, stamp: Stamp) -> None:
        self._stamp = stamp
        self._readers: dict[Form, Callable[[Column, Cell], Any]] = {
            Form.DAY: lambda _, cell: self._day(cell),
            Form.HOUR: lambda _, cell: _hour(cell),
            Form.CLIENT: lambda _, cell: self._meant("client", str(cell)),
            Form.PERSON: lambda _, cell: self._meant("person", str(cell)),
            Form.PEOPLE: lambda _, cell: self._people(str(cell)),
            Form.CHOICE: lambda column, cell: self._chosen(column.name, cell),
            Form.FLAG: lambda _, cell: self._chosen("flag", cell) == "true",
            Form.WHOLE: lambda column, cell: _whole(_within(column, self._number(column, cell)), cell),
            Form.MINUTES: lambda column, cell: _whole(_within(column, self._minutes(column, cell)), cell),
            Form.AMOUNT: lambda column, cell: plain_number(_within(column, self._number(column, cell))),
            Form.SHARE: lambda column, cell: plain_number(_within(column, self._share(column, cell))),
            Form.CURRENCY: lambda _, cell: _currency(str(cell).upper()),
        }

    def value(self, column: Column, cell: Cell) -> Any:  # noqa: ANN401 - a value of a row, as JSON has it
        """The value of a cell that is not empty.

        Raises:
            Wrong: it is not what its column holds.
        """
        if isinstance(cell, Unusable):
            raise Wrong(cell.why)
        reader = self._readers.get(column.form)
        return str(cell).replace("\r\n", "\n") if reader is None else reader(column, cell)

    def _day(self, cell: Cell) -> str:
        if isinstance(cell, Iso) and len(cell) >= len("2026-06-30"):
            return cell[:10]
        try:
            return (self._serial(cell) if type(cell) is Plain else self._typed(str(cell))).isoformat()
        except ValueError:
            raise Wrong(f"'{cell}' is no day; write it like {_EXAMPLES[self._stamp.days]}") from None

    def _serial(self, cell: Cell) -> date:
        """The day that a spreadsheet counts so: the cell has lost its format."""
        number = Decimal(cell)
        if not 0 < number < _LAST_DAY:
            raise ValueError(cell)
        return (_FIRST_DAY + timedelta(days=int(number))).date()

    def _typed(self, text: str) -> date:
        found = _PARTS.fullmatch(with_ascii_digits(text.strip()))
        if found is None:
            raise ValueError(text)
        numbers = [int(part) for part in found.groups()]
        order = "ymd" if len(found[1]) == len("2026") else self._stamp.days
        part = dict(zip(order, numbers, strict=True))
        return date(part["y"] + (_CENTURY if part["y"] < 100 else 0), part["m"], part["d"])  # noqa: PLR2004 - 26 is 2026

    def _meant(self, name: str, text: str) -> str:
        """The code of a label, or else the text: a person may type a code that is not in the list."""
        return self._stamp.choices.get(name, {}).get(text, text)

    def _people(self, text: str) -> list[str]:
        return [self._meant("person", one.strip()) for one in text.split(_BETWEEN) if one.strip()]

    def _chosen(self, name: str, cell: Cell) -> str:
        choices = self._stamp.choices.get(name, {})
        wanted = cell.casefold()
        for label, word in choices.items():
            if wanted in (label.casefold(), word.casefold()):
                return word
        raise Wrong(f"'{cell}' is not in the list; choose one of: {', '.join(choices)}")

    @cached_property
    def _read_number(self) -> Callable[[Cell], Decimal]:
        return number_reader(Notation(decimal=self._stamp.decimal, thousands=self._stamp.thousands))

    def _minutes(self, column: Column, cell: Cell) -> Decimal:
        return minutes_reader(lambda part: self._number(column, part))(cell)

    def _number(self, column: Column, cell: Cell) -> Decimal:
        code = word_in(cell).upper() if type(cell) is str else ""
        try:
            return self._read_number(without_word(cell, code) if code in CURRENCIES else cell)
        except Wrong:
            raise Wrong(self._no_number(column, cell)) from None

    def _no_number(self, column: Column, cell: Cell) -> str:
        """Why a cell is no number: a word beside one, such as a unit, or something else."""
        word, bare = word_in(cell), without_word(cell)
        with suppress(Wrong):
            if word and self._read_number(bare) is not None:
                code = ", or with the code of a currency" if column.form is Form.AMOUNT else ""
                return f"'{cell}' has '{word}' beside its number; write {bare} alone{code}"
        return f"'{cell}' is no number; write it like 1250{self._stamp.decimal}50"

    def _share(self, column: Column, cell: Cell) -> Decimal:
        number = self._number(column, cell)
        if "%" in cell:
            return number / 100
        if 1 < number <= 100:  # noqa: PLR2004 - percent
            share = plain_number(number / 100).replace(".", self._stamp.decimal)
            raise Wrong(f"'{cell}' is more than 1; write {share} or {cell} %")
        return number


def _hour(cell: Cell) -> str:
    """The hour and the minute of a cell; seconds are left out."""
    text = cell.rpartition("T")[2] if isinstance(cell, Iso) else with_ascii_digits(cell.strip())
    if type(cell) is Plain and 0 <= (part := Decimal(cell)) < 1:  # of a day: the cell has lost its format
        return f"{(_FIRST_DAY + timedelta(minutes=round(part * 24 * 60))):%H:%M}"
    found = _HOUR.fullmatch(text)
    hour = int(found[1]) if found else _NO_HOUR
    if found and found[3]:
        hour = hour % _NOON + (_NOON if found[3].lower() == "p" else 0)
    if found is None or hour >= _NO_HOUR or int(found[2]) >= _MINUTES:
        raise Wrong(f"'{cell}' is no time; write it like 10:30")
    return f"{hour:02}:{found[2]}"


def _within(column: Column, number: Decimal) -> Decimal:
    if column.least is not None and number < column.least and column.most is None:
        raise Wrong(f"{number} is too small; write {column.least} or more")
    if column.most is not None and not (column.least or 0) <= number <= column.most:
        raise Wrong(f"{number} is out of bounds; write a number from {column.least} to {column.most}")
    return number


def _whole(number: Decimal, cell: Cell) -> int:
    if number != number.to_integral_value():
        raise Wrong(f"'{cell}' is not a whole number; write it like 2")
    return int(number)


def _currency(code: str) -> str:
    """A currency of any day; whether it was in use on the day of the row is for the rules."""
    try:
        known_currency(code, date.min)
    except UnknownCurrency as unknown:
        raise Wrong(str(unknown)) from None
    return code


def currencies_in(cell: Cell) -> tuple[str, ...]:
    """The currencies that a person can mean by what stands beside an amount: EUR by ``12.50 eur``.

    There are several for *kr*, and none if nothing stands there. A code may be one that is not known.
    """
    word = word_in(cell)
    return (word,) if _CODE.fullmatch(word) else currencies_beside(word or sign_in(cell))
