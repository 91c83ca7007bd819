"""Columns from the models of events: each with how its value is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from keyword import iskeyword
from operator import attrgetter
from typing import Any, Final, NamedTuple

import msgspec

from ledger.events import Event
from ledger.events.models import MODELS
from ledger.events.models.fields import FieldOf, fields_of
from reporting.catalogue.shape import AS_ARRAY, IN_CURRENCY, Column, Type

NOT_GIVEN: Final = "the entry gives none"
"""What a null means in most columns that an entry need not fill."""
_TYPES: Mapping[str, Type] = {
    "number": "number",
    "whole": "integer",
    "date": "date",
    "moment": "timestamp",
    "flag": "boolean",
}
_RENAMED = {"from": "from_day", "by": "by_side", "to": "to_person", "where": "place", "at": "begins_at", "order": "order_number", "return": "return_number", "with": "with_people", "list": "price_list", "column": "price_column", "client": "became_client"}  # fmt: skip
"""Names of fields that are words of SQL, and the columns that hold them."""
_NO_COLUMN = frozenset({"ref", "people", "note"})
"""Fields that every event may have; ``entries`` leads to them."""


class Cell(NamedTuple):
    """A column and how its value is read from an event, or from a value in one."""

    column: Column
    of: Callable[[Any], object]


def cells_of(kind: type[Event], without: Collection[str] = ()) -> tuple[Cell, ...]:
    """The cells of a kind of event. Fields with several values that have parts have tables of their own.

    Args:
        kind: the kind.
        without: names of other fields that are left out.
    """
    fields = fields_of(MODELS[kind.kind])
    return tuple(
        cell._replace(column=replace(cell.column, personal=_attribute(field.name) in kind.personal))
        for field in fields
        if field.name not in _NO_COLUMN and field.name not in without
        for cell in _cells(field)
    )


def note_of(kind: type[Event]) -> Cell:
    """The cell of the remark in a kind of event. It may be about a person, so it counts as personal data."""
    (field,) = (field for field in fields_of(MODELS[kind.kind]) if field.name == "note")
    (cell,) = _cells(field)
    return cell._replace(column=replace(cell.column, personal=True))


def cells_of_parts(kind: type[Event], name: str) -> tuple[Cell, ...]:
    """The cells of the values in a field with several, such as the lines of an order."""
    (field,) = (field for field in fields_of(MODELS[kind.kind]) if field.name == name)
    return tuple(cell for part in field.parts for cell in _cells(part))


def _attribute(name: str) -> str:
    """The name under which an event has a field: one that Python uses itself has an underscore more."""
    return f"{name}_" if iskeyword(name) or name == list.__name__ else name


def _cells(field: FieldOf) -> Iterator[Cell]:
    """The cells of a field: one for each part of a value with parts; several texts are a JSON array."""
    read = attrgetter(_attribute(field.name))
    name, meaning = _RENAMED.get(field.name, field.name), _sentence(field.about or field.name)
    null = NOT_GIVEN if field.empty else ""
    if field.form == "parts":
        yield from () if field.many else _parts(field, read)
    elif field.many:
        about = f"{meaning[:-1]}, {AS_ARRAY}."
        yield Cell(Column(name, "text", about, several=True), lambda one: _json(read(one)))
    elif field.money:
        yield Cell(Column(name, "money", meaning, IN_CURRENCY, null), read)
    else:
        exact = field.form == "number"
        yield Cell(Column(name, _TYPES.get(field.form, "text"), meaning, null=null, exact=exact), read)


def _parts(field: FieldOf, read: Callable[[Any], Any]) -> Iterator[Cell]:
    """A cell for each part of a value; text in place of the parts is the first of them."""
    for number, part in enumerate(field.parts):
        for column, of in _cells(part):
            whole = field.or_text and number == 0
            name = field.name if whole else f"{field.name}_{column.name}"
            yield Cell(replace(column, name=name, null=NOT_GIVEN), _part(read, of, as_text=whole))


def _part(
    read: Callable[[Any], Any], of: Callable[[Any], object], *, as_text: bool
) -> Callable[[Any], object]:
    def value(event: object) -> object:
        found = read(event)
        if found is None or isinstance(found, str):
            return found if as_text else None
        return of(found)

    return value


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _sentence(words: str) -> str:
    """Words of help as a sentence: with a capital letter and a full stop."""
    words = words.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}."
