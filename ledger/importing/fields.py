"""The fields of an event, compiled from the mapping by the event's own annotations: they say what a cell must become."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel

from ledger.importing.expressions import Row, Scope, only_steps, remembered
from ledger.importing.faults import MappingError, Wrong
from ledger.importing.loading import Place, as_value, key_path
from ledger.importing.mapping import Value
from ledger.importing.values import Cell, Notation, date_reader, moment_reader, number_reader, truth, whole

Reader: TypeAlias = Callable[[Row], Any]
"""Reads a field from a row; None where there is nothing."""


class Shape(NamedTuple):
    """What a field holds: a scalar of some type, one of some words, or a model; one of them or many."""

    inner: Any
    many: bool


class Field(NamedTuple):
    """A compiled field: its name, how it is read, which columns it reads."""

    name: str
    read: Reader
    uses: frozenset[int]


def shape_of(annotation: object) -> Shape:
    """What an annotation says of a field: without None, without constraints."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return shape_of(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        return shape_of(next(part for part in get_args(annotation) if part is not type(None)))
    if origin is tuple:
        return Shape(shape_of(get_args(annotation)[0]).inner, many=True)
    return Shape(annotation, many=False)


def scalar(name: str, given: object, inner: object, scope: Scope, place: Place, *, also: str = "") -> Field:
    """A field that holds one value; ``also`` names a step that is taken by who calls this.

    Raises:
        MappingError: the mapping says something else, or a constant that the field cannot hold.
    """
    spec = as_value(given, place) if isinstance(given, dict) else given
    if isinstance(spec, list):
        raise MappingError(key_path(place), "one value is wanted here, not a list")
    source = scope.source(spec, place)  # type: ignore[arg-type] # TOML has nothing else at this place
    value = spec if isinstance(spec, Value) else None
    if value is not None:
        only_steps(value, _steps_for(inner) | {also}, place)
    convert = converted(inner, scope.notation(value, place), value)

    def read(row: Row) -> Any:  # noqa: ANN401 - whatever the field holds
        cell = source.read(row)
        return convert(cell) if cell else None

    if source.uses:
        return Field(name, remembered(read, source.uses), source.uses)
    try:
        constant = read(())
    except Wrong as wrong:
        raise MappingError(key_path(place), str(wrong)) from None
    return Field(name, lambda _row: constant, source.uses)


def _steps_for(inner: object) -> set[str]:
    if inner in {Decimal, int}:
        return {"decimal", "thousands", "negate", "absolute"}
    return {"dates", "zone"} if inner in {date, datetime} else set()


def converted(inner: object, notation: Notation, value: Value | None) -> Callable[[Cell], Any]:
    """What makes a cell into what a field holds."""
    if get_origin(inner) is Literal:
        return _one_of(get_args(inner))
    if inner is date:
        return date_reader(notation)
    if inner is datetime:
        return moment_reader(notation)
    if inner is bool:
        return truth
    if inner in {Decimal, int}:
        return _number(number_reader(notation), value or Value(), exact=inner is int)
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
            raise Wrong(f"'{cell}' is none of {', '.join(words)}; say what it means with map")
        return str(cell)

    return word


def names_of(model: type[BaseModel], given: Mapping[str, Any], place: Place) -> dict[str, Shape]:
    """The shapes of the fields that a table of the mapping gives, by the name under which it gives them.

    Raises:
        MappingError: the model has no such field, or one that it needs is not given.
    """
    shapes = {info.alias or name: shape_of(info.annotation) for name, info in model.model_fields.items()}
    what = getattr(model, "kind", "it")
    for name in given:
        if name not in shapes:
            raise MappingError(
                key_path([*place, name]), f"{what} has no such field, it has {', '.join(shapes)}"
            )
    for name, info in model.model_fields.items():
        if info.is_required() and (info.alias or name) not in given:
            raise MappingError(key_path(place), f"{what} needs the field '{info.alias or name}'")
    return {name: shapes[name] for name in given}
