"""Decimal commas in values that are typed in order.

``JAM,100,4,50`` may mean a price of 4.50, or a price of 4 and a discount of 50 %.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from commands.ui.values import in_order, is_left_out

if TYPE_CHECKING:
    from ledger.events.models.fields import FieldOf

_NUMBER, _WHOLE, _DIGITS = re.compile(r"-?\d+(\.\d+)?"), re.compile(r"-?\d+"), re.compile(r"\d+")
_GROUP = re.compile(r"-?[1-9]\d{0,2},\d{3}")


def doubt_about(text: str, parts: Sequence[FieldOf]) -> str | None:
    """Why a text is refused whose commas may be decimal commas, and how to write each meaning.

    Args:
        text: values in order, as they were typed.
        parts: what the values are, in that order.

    Returns:
        None if the text has one meaning, or none that is clear.
    """
    values = in_order(text)
    readings = list(_readings(values, parts))
    others = [reading for reading in readings if len(reading) < len(values)]
    if not others:
        return None
    typed, fewest = ",".join(values), min(map(len, others))
    plain = [reading for reading in readings if len(reading) == len(values)]
    meant = [*plain, *(reading for reading in others if len(reading) == fewest)]
    if plain:
        ways = "; ".join(f"for {_told(reading, parts)} write {_typed(reading, parts)}" for reading in meant)
        return f"'{typed}' can be read in {len(meant)} ways: {ways}"
    if len(meant) > 1:
        return None
    names = ", ".join(part.name for part in parts)
    return f"'{typed}' has {len(values)} values, and there are only {names}; write {_typed(meant[0], parts)}"


def _readings(values: Sequence[str], parts: Sequence[FieldOf]) -> Iterator[list[str]]:
    """What values can mean: as they stand first, then with two of them as one number."""
    if not values:
        if not any(part.required for part in parts):
            yield []
        return
    if not parts:
        return
    first, *rest = values
    part, *later = parts
    left_out = not part.required and is_left_out(first)
    if left_out or part.form not in {"number", "whole"} or _NUMBER.fullmatch(first):
        yield from ([first, *reading] for reading in _readings(rest, later))
    if part.form == "number" and rest and _WHOLE.fullmatch(first) and _DIGITS.fullmatch(rest[0]):
        for number in _numbers(first, rest[0]):
            yield from ([number, *reading] for reading in _readings(rest[1:], later))


def _numbers(before: str, after: str) -> Iterator[str]:
    """What a comma between digits can mean: a decimal comma, or one between thousands."""
    yield f"{before}.{after}"
    if _GROUP.fullmatch(f"{before},{after}"):
        yield f"{before}{after}"


def _told(reading: Sequence[str], parts: Sequence[FieldOf]) -> str:
    pairs = zip(parts, reading, strict=False)
    return ", ".join(f"{part.name} {value}" for part, value in pairs if not is_left_out(value))


def _typed(reading: Sequence[str], parts: Sequence[FieldOf]) -> str:
    """How to type a reading so that it is the only one: what a value may lack has its name."""
    return ",".join(
        value if part.required else f"{part.name}={value}"
        for part, value in zip(parts, reading, strict=False)
        if not is_left_out(value)
    )
