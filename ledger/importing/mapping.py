"""The mapping, a document that gives rows of files their meaning; see docs/reference/mapping.md.

A faulty mapping is refused with one sentence that names the place in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ledger.errors import Place, near_or_all
from ledger.importing.faults import MappingError
from ledger.importing.mapping_file import read_document


class Table(BaseModel):
    """A table of the document; it allows no other keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Several = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""A text, or a list of texts."""

Constant: TypeAlias = bool | int | Decimal | datetime | date | str


Era: TypeAlias = Literal["gregorian", "buddhist", "minguo"]
"""How years are counted."""


Language = Annotated[str, Field(pattern="^([A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*)?$")]
"""A tag such as ``az`` or ``az-AZ``; empty text compares letter by letter."""


_MOST_ROWS = 1_048_576
"""The rows of the largest sheet."""


class LookUp(Table):
    """Finds the row of another file whose ``by`` is the value, and takes its ``take``."""

    file: str = Field(alias="in")
    by: str
    take: str


class Value(Table):
    """The source of a value and the steps applied to it, in this order."""

    from_: str | None = Field(default=None, alias="from")
    first: tuple[str, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    case: Literal["upper", "lower"] | None = None
    map: dict[str, Constant] = {}
    otherwise: Constant | None = None
    look_up: LookUp | None = None
    calculate: str | None = None
    round: int | None = Field(default=None, ge=0, le=8)
    rounding: Literal["half_up", "half_even", "up", "down"] = "half_up"
    default: Constant | None = None
    decimal: str | None = None
    thousands: str | None = None
    dates: Several | None = None
    zone: str | None = None
    era: Era | None = None
    negate: bool = False
    absolute: bool = False
    total: bool = False
    split: str | None = None


class Condition(Table):
    """A condition on a row. If a table has several tests, all must hold."""

    column: str | None = None
    equals: Several | None = None
    in_: tuple[str, ...] | None = Field(default=None, alias="in")
    begins_with: Several | None = None
    ends_with: Several | None = None
    contains: Several | None = None
    matches: str | None = None
    empty: bool | None = None
    greater: Decimal | datetime | date | None = None
    at_least: Decimal | datetime | date | None = None
    less: Decimal | datetime | date | None = None
    at_most: Decimal | datetime | date | None = None
    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    not_: Condition | None = Field(default=None, alias="not")


class Group(Table):
    """The rows that make one document together."""

    by: Several
    within: int = Field(default=0, ge=0, le=_MOST_ROWS)
    same: Several = ()


class Files(Table):
    """One kind of file: its names, its format, its notation, its computed columns."""

    match: Several = ()
    format: Literal["csv", "tsv", "xlsx", "jsonl"] | None = None
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    quote: str = Field(default='"', min_length=1, max_length=1)
    header: int = Field(default=1, ge=1, le=_MOST_ROWS)
    columns: tuple[str, ...] = ()
    sheet: str | None = None
    empty: tuple[str, ...] = ()
    decimal: str = Field(default=".", min_length=1, max_length=1)
    thousands: str = ""
    dates: Several = ("iso",)
    zone: str = "UTC"
    era: Era | None = None
    language: Language = ""
    group: Group | None = None
    set: dict[str, str | Value] = {}


class LeaveOut(Table):
    """Rows to leave out, and the reason."""

    reason: str = Field(min_length=1)
    if_: Condition = Field(alias="if")
    file: str | None = None


class Event(Table):
    """An event that a row or a group of rows makes."""

    kind: str
    when: str | datetime | date | Value
    file: str | None = None
    if_: Condition | None = Field(default=None, alias="if")
    once: str | None = None
    client: str | Value | None = None
    key: str | None = None
    actor: str | Value | None = None
    on_behalf_of: str | Value | None = None
    fields: dict[str, Any] = {}


class Mapping(Table):
    """The whole document."""

    title: str | None = None
    language: Language = ""
    order: Literal["file", "when"] = "file"
    file: dict[str, Files] = {}
    leave_out: tuple[LeaveOut, ...] = ()
    event: tuple[Event, ...] = Field(min_length=1)

    @cached_property
    def files(self) -> dict[str, Files]:
        """The kinds of file by name. A document without any has one that takes every file."""
        return {
            name: files.model_copy(update={"language": files.language or self.language})
            for name, files in (self.file or {"rows": Files()}).items()
        }


_TableT = TypeVar("_TableT", bound=Table)
_PartT = TypeVar("_PartT", Event, LeaveOut)


def of_section(parts: Sequence[_PartT], section: str) -> list[tuple[int, _PartT]]:
    """The events or the rows to leave out for a kind of file, with their index in the mapping."""
    return [(at, one) for at, one in enumerate(parts) if one.file in {None, section}]


def read_mapping(path: Path) -> Mapping:
    """Read a mapping and check its form.

    Raises:
        MappingError: it cannot be read or does not have the form; the message names the line or the key.
    """
    return validated(Mapping, read_document(path), ())


def validated(table: type[_TableT], document: dict[str, Any], place: Place) -> _TableT:
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
    "string_pattern_mismatch": "write the tag of a language, such as az or az-AZ",
    "too_short": "there is none; add one",
    "string_type": "write a text between quotation marks",
    "int_type": "write a whole number without quotation marks",
    "int_parsing": "write a whole number without quotation marks",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "dict_type": "write a table: { key = value }",
    "model_type": "write a table: { key = value }",
    "tuple_type": "write a list: [ ... ]",
    "list_type": "write a list: [ ... ]",
}
_NO_EVENT = "there is none; add an [[event]], or draft a mapping with `goodwill import FILE --suggest`"
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
    what = _SENTENCES.get(error["type"], _plain(error["msg"]))
    if inside == ["event"] and error["type"] in {"missing", "too_short"}:
        what = _NO_EVENT
    if error["type"] == "extra_forbidden":
        for part in inside[:-1]:
            table = _TABLES.get(str(part), table)
        keys = [info.alias or name for name, info in table.model_fields.items()]
        what += f"; {near_or_all(str(inside[-1]), keys)}"
    return MappingError([*start, *inside], what)


def _plain(message: str) -> str:
    """A message of pydantic in our words."""
    text = message.removeprefix("Value error, ")
    return f"{text[:1].lower()}{text[1:]}".replace("input should be '", "write '").replace(
        "input should", "it should"
    )


def _is_key(part: str) -> bool:
    """Whether a part of pydantic's path is a key; the others name the form that pydantic tried."""
    return part not in {"str", "bool", "int", "datetime", "date", "decimal", "Value"} and "[" not in part
