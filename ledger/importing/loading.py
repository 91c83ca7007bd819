"""Reads a mapping, and says in one sentence, with the key's path, what is wrong with one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from ledger.importing.faults import MappingError
from ledger.importing.mapping import Condition, Event, Files, Group, LeaveOut, LookUp, Mapping, Table, Value

_T = TypeVar("_T", bound=Table)

Place = Sequence[str | int]
"""Where in the document: keys and, counted from 0, items of a list."""


def read_mapping(path: Path) -> Mapping:
    """Reads a mapping and judges its form.

    Raises:
        MappingError: it cannot be read or has not the form of one; the sentence names the line or the key.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as wrong:
        raise MappingError("", f"{path} cannot be read: {wrong.strerror}") from None
    except UnicodeDecodeError:
        raise MappingError("", f"{path} is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as wrong:
        raise MappingError("", f"{path} is not TOML: {wrong}") from None
    return _validated(Mapping, document, ())


def as_value(given: AnyMapping[str, Any], place: Place) -> Value:
    """A table of a mapping's free part (``fields``) as a value.

    Raises:
        MappingError: it is not one.
    """
    return _validated(Value, given, place)


def as_condition(given: AnyMapping[str, Any], place: Place) -> Condition:
    """A table of a mapping's free part as a condition.

    Raises:
        MappingError: it is not one.
    """
    return _validated(Condition, given, place)


def _validated(table: type[_T], document: AnyMapping[str, Any], place: Place) -> _T:
    try:
        return table.model_validate(document)
    except ValidationError as invalid:
        raise _said(invalid, table, place) from None


def key_path(place: Place) -> str:
    """A key's path as a person says it: ``event 2, fields.amount``."""
    parts: list[str] = []
    for part in place:
        if isinstance(part, int):
            parts[-1:] = [f"{parts[-1]} {part + 1}," if parts else str(part + 1)]
        elif parts and not parts[-1].endswith(","):
            parts[-1] = f"{parts[-1]}.{part}"
        else:
            parts.append(part)
    return " ".join(parts).rstrip(",")


_SAID = {"extra_forbidden": "there is no such key", "missing": "it is missing", "too_short": "there is none"}
_TABLES: dict[str, type[Table]] = {
    "file": Files,
    "event": Event,
    "leave_out": LeaveOut,
    "group": Group,
    "look_up": LookUp,
    "if": Condition,
    "set": Value,
    "client": Value,
    "when": Value,
}


def _said(invalid: ValidationError, table: type[Table], start: Place) -> MappingError:
    """The first thing wrong, an unknown key before anything else: it is often the reason for the rest."""
    error = min(
        invalid.errors(include_url=False),
        key=lambda one: (one["type"] != "extra_forbidden", -len(one["loc"])),  # of several forms, the nearest
    )
    inside = [part for part in error["loc"] if not isinstance(part, str) or _is_key(part)]
    what = _SAID.get(error["type"], error["msg"].removeprefix("Value error, ").lower())
    if error["type"] == "extra_forbidden":
        for part in inside[:-1]:
            table = _TABLES.get(str(part), table)
        known = [info.alias or name for name, info in table.model_fields.items()]
        near = get_close_matches(str(inside[-1]), known, n=1)
        what += f"; did you mean {near[0]}?" if near else f"; here are known: {', '.join(known)}"
    return MappingError(key_path([*start, *inside]), what)


def _is_key(part: str) -> bool:
    """Whether a part of pydantic's path is a key, and not the name of the form that was tried."""
    return part not in {"str", "bool", "int", "datetime", "date", "decimal", "Value"} and "[" not in part
