"""What a week's workbook says of itself, in its hidden sheet: where it comes from, and what its cells mean.

Each row of the hidden sheet is the name of a fact and its value in JSON. A reader needs no catalogue of
translations: the sheet says which title stands for which column, and which choice for which word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ledger.importing.week.layout import BY_NAME, MOST_ROWS, SHEETS, VERSION
from ledger.importing.week.row_events import fits

MARK: Final = "goodwill week"
"""The first cell of the hidden sheet."""


@dataclass(frozen=True, slots=True)
class StampedRow:
    """A row that the workbook was written with.

    Attributes:
        entry: the id of the entry that it stands for; None: it only proposes one.
        prints: the fingerprints of its values.
    """

    entry: str | None
    prints: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a workbook says of itself.

    Attributes:
        ledger: the id of the ledger that it is for.
        book: the id of this workbook, which no other has; keys of entries begin with it.
        manager: whose week it is.
        week: as ISO 8601 writes it: 2026-W27.
        zone: the IANA name of the time zone of its hours.
        days: the order of day, month and year where a person types a date as text: "dmy", "mdy" or "ymd".
        decimal: the decimal sign where a person types a number as text.
        thousands: the sign that groups digits there.
        sheets: the title of each sheet by its name.
        columns: the title of each column by the names of its sheet and of itself.
        choices: the word that each choice stands for, by the name of its list.
        currencies: the currency of each client that has one.
        counts: how many rows with an id each sheet has.
        written: the rows that it was written with, by their ids.
        version: that of the layout.
    """

    ledger: str
    book: str
    manager: str
    week: str
    zone: str
    days: str
    decimal: str
    thousands: str
    sheets: dict[str, str]
    columns: dict[str, dict[str, str]]
    choices: dict[str, dict[str, str]]
    currencies: dict[str, str]
    counts: dict[str, int]
    written: dict[str, StampedRow] = field(default_factory=dict)
    version: int = VERSION

    def rows(self) -> Iterator[tuple[str, str]]:
        """The rows of the hidden sheet; long lists go on over several rows, as a cell has its bounds."""
        yield MARK, _dumped(self.version)
        for name in _PLAIN:
            yield name, _dumped(getattr(self, name))
        for name in _TABLES:
            yield from ((name, _dumped(pair)) for pair in getattr(self, name).items())
        for name in _NESTED:
            for outer, pairs in getattr(self, name).items():
                yield from ((name, _dumped([outer, *pair])) for pair in pairs.items())
        for row, one in self.written.items():
            yield "written", _dumped([row, one.entry, one.prints])


_PLAIN: Final = ("ledger", "book", "manager", "week", "zone", "days", "decimal", "thousands")
_TABLES: Final = ("sheets", "currencies", "counts")
_NESTED: Final = ("columns", "choices")


_CHANGED: Final = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What reading a row raises that a person or a program changed."""


class NotAWeek(ValueError):
    """The rows are not those of a hidden sheet, or a person changed them."""


def version_of(rows: Sequence[Sequence[str]]) -> int:
    """The version of the layout that a hidden sheet names.

    Raises:
        NotAWeek: it is no hidden sheet.
    """
    try:
        mark, version = rows[0][:2]
        if mark != MARK:
            raise NotAWeek(mark)
        return int(json.loads(version))
    except _CHANGED as wrong:
        raise NotAWeek(str(wrong)) from None


def read(rows: Iterable[Sequence[str]]) -> Stamp:
    """The stamp in the rows of a hidden sheet of this version.

    Raises:
        NotAWeek: a row is missing, or a person changed it.
    """
    given: dict[str, Any] = {name: {} for name in (*_TABLES, *_NESTED, "written")}
    try:
        for name, text, *_ in rows:
            value = json.loads(text)
            if name in _PLAIN:
                given[name] = _text(value)
            elif name == "counts":
                given[name][_text(value[0])] = int(value[1])
            elif name in _TABLES:
                given[name][_text(value[0])] = _text(value[1])
            elif name in _NESTED:
                outer, inner, meaning = map(_text, value)
                given[name].setdefault(outer, {})[inner] = meaning
            elif name == "written":
                row, entry, prints = value
                given[name][_text(row)] = StampedRow(None if entry is None else _text(entry), _text(prints))
        return _checked(Stamp(**given))
    except _CHANGED as wrong:
        raise NotAWeek(str(wrong)) from None


def _text(value: object) -> str:
    """A text of JSON.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _checked(stamp: Stamp) -> Stamp:
    """The stamp, if it has what a reader looks up.

    Raises:
        NotAWeek: it lacks a sheet or a column, or has more rows than a person fills in.
    """
    for sheet in SHEETS:
        known = {column.name for column in sheet.columns} <= stamp.columns.get(sheet.name, {}).keys()
        if not (known and sheet.name in stamp.sheets and 0 <= stamp.counts[sheet.name] <= MOST_ROWS):
            raise NotAWeek(sheet.name)
    for row, one in stamp.written.items():
        if not fits(BY_NAME[row.rpartition("-")[0]], one.prints):
            raise NotAWeek(row)
    if sorted(stamp.days) != sorted("dmy") or not stamp.decimal:
        raise NotAWeek(stamp.days)
    return stamp


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
