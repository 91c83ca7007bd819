"""Reads a mapping; a faulty one is refused with one sentence that names the place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as AnyMapping
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from ledger.importing.faults import MappingError, Place
from ledger.importing.mapping import Condition, Event, Files, Group, LeaveOut, LookUp, Mapping, Table, Value

_TableT = TypeVar("_TableT", bound=Table)


def read_mapping(path: Path) -> Mapping:
    """Read a mapping and check its form.

    Raises:
        MappingError: it cannot be read or does not have the form; the message names the line or the key.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as wrong:
        raise MappingError((), f"{path} cannot be read: {wrong.strerror}") from None
    except UnicodeDecodeError:
        raise MappingError((), f"{path} is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as wrong:
        raise MappingError((), f"{path} is not TOML: {wrong}") from None
    return validated(Mapping, document, ())


def validated(table: type[_TableT], document: AnyMapping[str, Any], place: Place) -> _TableT:
    """A part of a mapping as a table.

    Raises:
        MappingError: it does not have the table's form.
    """
    try:
        return table.model_validate(document)
    except ValidationError as invalid:
        raise _mapping_error(invalid, table, place) from None


_SENTENCES = {
    "extra_forbidden": "there is no such key",
    "missing": "it is missing",
    "too_short": "there is none",
}
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


def _mapping_error(invalid: ValidationError, table: type[Table], start: Place) -> MappingError:
    """The first problem; an unknown key goes first, because it often causes the others."""
    error = min(
        invalid.errors(include_url=False),
        key=lambda one: (one["type"] != "extra_forbidden", -len(one["loc"])),  # the deepest of several forms
    )
    inside = [part for part in error["loc"] if not isinstance(part, str) or _is_key(part)]
    what = _SENTENCES.get(error["type"], error["msg"].removeprefix("Value error, ").lower())
    if error["type"] == "extra_forbidden":
        for part in inside[:-1]:
            table = _TABLES.get(str(part), table)
        keys = [info.alias or name for name, info in table.model_fields.items()]
        near = get_close_matches(str(inside[-1]), keys, n=1)
        what += f"; did you mean {near[0]}?" if near else f"; the keys here are {', '.join(keys)}"
    return MappingError([*start, *inside], what)


def _is_key(part: str) -> bool:
    """Whether a part of pydantic's path is a key; the others name the form that pydantic tried."""
    return part not in {"str", "bool", "int", "datetime", "date", "decimal", "Value"} and "[" not in part
