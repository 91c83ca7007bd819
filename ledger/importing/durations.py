"""Durations in cells as people write them, in minutes: ``45``, ``45 min``, ``1 óra 30 perc``, ``1:30``."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from ledger.importing.faults import Wrong
from ledger.importing.headings import minutes_of
from ledger.importing.values import Cell, Iso, Plain, word_in
from ledger.text import with_ascii_digits

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?")
_LONG_MINUTES = re.compile(r"\d{1,2}:[6-9]\d")
_PART = r"(\d[\d.,]*)\s*([^\d\s.,:;]+)\.?\s*"
_SPELLED = re.compile(rf"{_PART}(?:{_PART}|(\d[\d.,]*))?")
_HOUR = 60


def minutes_reader(read: Callable[[Cell], Decimal]) -> Callable[[Cell], Decimal]:
    """A reader of durations in minutes; what stands alone is a number of minutes.

    Args:
        read: reads the numbers of the file.
    """

    def minutes(cell: Cell) -> Decimal:
        if type(cell) is Plain:
            return read(cell)
        text = with_ascii_digits(cell.strip())
        if clock := _CLOCK.fullmatch(text.rpartition("T")[2] if isinstance(cell, Iso) else text):
            return Decimal(clock[1]) * _HOUR + Decimal(clock[2])
        if spelled := _SPELLED.fullmatch(text):
            number, word, more, word_of_more, rest = spelled.groups()
            unit = minutes_of(word)
            if unit and not (more or rest):
                return read(number) * unit
            if unit == _HOUR and (rest or minutes_of(word_of_more) == 1):  # 1 h 30, or 1 h 30 min
                return read(number) * unit + read(rest or more)
        return _alone(cell, read)

    return minutes


def _alone(cell: Cell, read: Callable[[Cell], Decimal]) -> Decimal:
    try:
        return read(cell)
    except Wrong:
        if _LONG_MINUTES.fullmatch(cell.strip()):
            raise Wrong(
                f"'{cell}' has more than 59 minutes beside its hours; write the minutes alone"
            ) from None
        if word := word_in(cell):
            told = f"'{cell}' has '{word}' beside its number"
            raise Wrong(f"{told}; write the minutes alone, or with a word such as min or h") from None
        raise
