"""Values as they are typed: codes, and values with parts: ``product=AB,quantity=3`` or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NoReturn

from ledger.text import trimmed

_WANTED = {
    "Expecting value": "a value is missing",
    "Expecting ',' delimiter": "a comma is missing, or the end of what is open",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing",
    "Illegal trailing comma before end of object": "a comma stands before the end",
    "Illegal trailing comma before end of array": "a comma stands before the end",
    "Extra data": "it goes on after its end",
    "Unterminated string starting at": "a quotation mark is not closed",
    "Invalid control character at": "a line break or tab stands inside quotation marks",
}
_MOST_DIGITS = 1_000
_JSON = ("{", "[")
LEFT_OUT = "-"
"""Stands for what is left out: the ledger, the client or nothing gives it."""
_NEXT = re.compile(r",(?=\s*[a-z_-]+\s*=)")


def identifier(text: str | None) -> str | None:
    """A code or name as it is compared: outer space trimmed, NFC; None if nothing is left."""
    return (trimmed(text) or None) if text is not None else None


def read_json(text: str) -> Any:
    """JSON in which every number with a point is exact.

    Raises:
        ValueError: it is not JSON, names a value twice, holds NaN or Infinity, or is too deep or too long.
    """
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_int=_whole,
            parse_constant=_no_number,
            object_pairs_hook=_object,
        )
    except RecursionError:
        raise ValueError("it is nested too deeply for an event; write it flatter") from None
    except json.JSONDecodeError as wrong:
        where = f"line {wrong.lineno}, column {wrong.colno}" if wrong.lineno > 1 else f"column {wrong.colno}"
        raise ValueError(f"it is not JSON: at {where}, {_WANTED.get(wrong.msg, wrong.msg.lower())}") from None


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number in it has {len(digits):,} digits; write a shorter one")
    return int(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'"{twice}" is given twice; give it once')
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number; write it like 12.50")


def read_parts(text: str, names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Values typed as ``name=value,name=value``, as a JSON object, or as a JSON list of objects.

    A comma that no ``name=`` follows belongs to the value before it. Values before the first ``name=`` are
    those of the first names: ``AB,3,1.20`` is ``product=AB,quantity=3,unit_price=1.20``. An empty one
    and ``-`` leave out the part.

    Raises:
        ValueError: the text is neither.
    """
    if text.lstrip().startswith(_JSON):
        found = read_json(text)
        values = found if isinstance(found, list) else [found]
        if not all(isinstance(value, dict) for value in values):
            raise ValueError('write JSON objects such as {"product": "AB"}')
        return values
    bare = in_order(text) if len(names) > 1 else []
    if len(bare) > len(names):
        raise ValueError(f"'{','.join(bare)}' has {len(bare)} values; give only {', '.join(names)}")
    value: dict[str, Any] = {
        name: text for name, text in zip(names, bare, strict=False) if not is_left_out(text)
    }
    for part in _NEXT.split(text)[bool(bare) :]:
        name, equals, given = part.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or not name:
            raise ValueError(f"'{part}' has no name; write name=value,name=value")
        if name in value:
            raise ValueError(f"{name} is given twice; give the option once for each")
        value[name] = given.strip()
    return [value]


def is_left_out(text: str) -> bool:
    """Whether one of several values in order is left out: it is empty, or a dash."""
    return text in ("", LEFT_OUT)


def in_order(text: str) -> list[str]:
    """The values before the first ``name=``, which their order names; none in JSON."""
    first = _NEXT.split(text)[0]
    if "=" in first or text.lstrip().startswith(_JSON):
        return []
    return [value.strip() for value in first.split(",")]
