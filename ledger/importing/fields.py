"""Fields of an event, compiled from the mapping. The event's annotations say what a cell must become."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel

from ledger.errors import Place, near_or_all
from ledger.importing.durations import minutes_reader
from ledger.importing.expressions import Cells, Scope, only_steps
from ledger.importing.faults import MappingError, Wrong
from ledger.importing.mapping import Value, validated
from ledger.importing.values import Cell, Notation, date_reader, moment_reader, number_reader, truth, whole

Reader: TypeAlias = Callable[[Cells], Any]
"""Reads a field from a row; None if it is empty."""


class Shape(NamedTuple):
    """The shape of a field: a type, a ``Literal`` or a model; one value or many; a model instead of text."""

    inner: Any
    many: bool
    instead: type[BaseModel] | None = None


class Field(NamedTuple):
    """A compiled field: its name, its reader, and the columns that it reads.

    Attributes:
        cell: the reader of the cell of which a number is made; None of another field, and of a constant.
    """

    name: str
    read: Reader
    uses: frozenset[int]
    cell: Callable[[Cells], Cell] | None = None


def _shape_of(annotation: object) -> Shape:
    """The shape that an annotation gives, without None and constraints."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _shape_of(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        shape, *others = [_shape_of(part) for part in get_args(annotation) if part is not type(None)]
        return shape._replace(instead=others[0].inner) if others else shape
    if origin is tuple:
        return Shape(_shape_of(get_args(annotation)[0]).inner, many=True)
    return Shape(annotation, many=False)


def scalar(name: str, given: object, inner: object, scope: Scope, place: Place, *, also: str = "") -> Field:
    """A field that holds one value.

    Args:
        name: the name of the field.
        given: what the mapping has at this place.
        inner: the type of the field.
        scope: the columns.
        place: the place in the mapping.
        also: a step that the caller applies.

    Raises:
        MappingError: the mapping has another form here, or a constant that the field cannot hold.
    """
    spec = validated(Value, given, place) if isinstance(given, dict) else given
    if isinstance(spec, list):
        raise MappingError(
            place,
            "a list stands where one value belongs; write one, or first = [...] for the first that is not empty",
        )
    source = scope.source(spec, place)  # type: ignore[arg-type] # TOML allows nothing else here
    value = spec if isinstance(spec, Value) else None
    if value is not None:
        only_steps(value, _steps_for(inner) | {also}, place)
    convert = _converter(name, inner, scope.notation(value, place), value)

    def read(row: Cells) -> Any:  # noqa: ANN401 - fields hold values of many types
        cell = source.read(row)
        return convert(cell) if cell else None

    if source.uses:
        cell = source.read if inner is Decimal else None
        return Field(name, scope.remembered(read, source.uses), source.uses, cell)
    try:
        constant = read(())
    except Wrong as wrong:
        raise MappingError(place, str(wrong)) from None
    return Field(name, lambda _row: constant, source.uses)


def _steps_for(inner: object) -> set[str]:
    if inner in {Decimal, int}:
        return {"decimal", "thousands", "negate", "absolute"}
    return {"dates", "zone", "era"} if inner in {date, datetime} else set()


def _converter(name: str, inner: object, notation: Notation, value: Value | None) -> Callable[[Cell], Any]:
    """A function from a cell to a value of the field's type; a field of minutes takes durations."""
    if get_origin(inner) is Literal:
        return _one_of(get_args(inner))
    if inner is date:
        return date_reader(notation)
    if inner is datetime:
        return moment_reader(notation)
    if inner is bool:
        return truth
    if inner in {Decimal, int}:
        read = number_reader(notation)
        read = minutes_reader(read) if name == "minutes" else read
        return _number(read, value or Value(), exact=inner is int)
    return str


def _number(read: Callable[[Cell], Decimal], value: Value, *, exact: bool) -> Callable[[Cell], Decimal | int]:
    def number(cell: Cell) -> Decimal | int:
        found = read(cell)
        if value.absolute:
            found = abs(found)
        if value.negate:
            found = -found
        return whole(found) if exact else found

    return number


def _one_of(words: Sequence[str]) -> Callable[[Cell], str]:
    def word(cell: Cell) -> str:
        if cell not in words:
            raise Wrong(f"'{cell}' is not one of {', '.join(words)}; translate it with map")
        return str(cell)

    return word


def shapes_of(model: type[BaseModel], given: Mapping[str, Any], place: Place) -> dict[str, Shape]:
    """The shapes of the fields in a table of the mapping, by name.

    Raises:
        MappingError: the model has no such field, or the table lacks a required one.
    """
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    what = getattr(model, "kind", "it")
    for name in given:
        if name not in fields:
            raise MappingError([*place, name], f"{what} has no such field; {near_or_all(name, [*fields])}")
    for name, info in fields.items():
        if info.is_required() and name not in given:
            raise MappingError(place, f"{what} needs the field '{name}'; add it, with a column or a text")
    return {name: _shape_of(fields[name].annotation) for name in given}
