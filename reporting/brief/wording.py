"""How the lines of a brief are worded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ledger.text import counted
from projections.brief.sections import Brief

Line: TypeAlias = tuple[str, str]
"""What a line is about, and its text."""


def joined(*parts: str | None, by: str = ", ") -> str:
    """The parts that are known, one after the other."""
    return by.join(filter(None, parts))


def worded(words: str, value: object) -> str | None:
    """A value among words, which have {} in its place; None where it is unknown or empty."""
    return None if value is None or value == "" else words.format(value)


def ago(days: int) -> str:
    """How long before the day something was."""
    return f"{counted(days, 'day')} ago" if days else "today"


def ahead(day: date, brief: Brief) -> str:
    """How far from the day of a brief another one is."""
    days = (day - brief.as_of).days
    return ago(-days) if days < 1 else "tomorrow" if days == 1 else f"in {days:,} days"


def since(day: date, brief: Brief) -> str:
    """A day, and how long ago it was."""
    return f"{day}, {ago((brief.as_of - day).days)}"


def number(value: float | Decimal) -> str:
    """A number without zeros behind it."""
    return f"{Decimal(str(value)).normalize():,f}"
