"""Durations in cells as people write them, in minutes: ``45``, ``45 min``, ``1 óra 30 perc``, ``1:30``."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

from ledger.importing.faults import Wrong
from ledger.importing.headings import minutes_of
from ledger.importing.values import Cell, Iso, Plain, word_in
from ledger.text import with_ascii_digits

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?")
_PART = re.compile(r"(\d[\d.,]*)\s*([^\d\s.,:;]+)\.?\s*")


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
            return Decimal(clock[1]) * 60 + Decimal(clock[2])
        parts = [(number, minutes_of(word)) for number, word in _PART.findall(text)]
        if parts and all(unit for _, unit in parts):
            rest = _PART.sub("", text)
            found = sum((read(number) * unit for number, unit in parts), Decimal(0))
            if not rest:
                return found
            if parts[-1][1] > 1:  # 1 h 30
                with suppress(Wrong):
                    return found + read(rest)
        return _alone(cell, read)

    return minutes


def _alone(cell: Cell, read: Callable[[Cell], Decimal]) -> Decimal:
    try:
        return read(cell)
    except Wrong:
        if word := word_in(cell):
            told = f"'{cell}' has '{word}' beside its number"
            raise Wrong(f"{told}; write the minutes alone, or with a word such as min or h") from None
        raise
