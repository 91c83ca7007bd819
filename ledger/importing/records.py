"""Tables of fields: an event's own, those of a value inside it, and the lines that the rows of a document make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError

from ledger.importing.conditions import Test, condition
from ledger.importing.expressions import Row, Scope, remembered
from ledger.importing.faults import MappingError, Wrong
from ledger.importing.fields import Field, Reader, Shape, names_of, scalar
from ledger.importing.loading import Place, as_condition, key_path

Problem = tuple[int, str, str]
"""Which row of the group (0 is the first), which field, what is wrong."""


class Problems(Exception):
    """Several fields of a record could not be read."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__(found)
        self.found = list(found)


class Record:
    """Fields by name, read from one row."""

    def __init__(self, model: type[BaseModel], given: Mapping[str, Any], scope: Scope, place: Place) -> None:
        self.fields: list[Field] = []
        self.spreads: list[Each | Total] = []
        for name, shape in names_of(model, given, place).items():
            self._add(name, given[name], shape, scope, (*place, name))
        self.uses = frozenset[int]().union(*(field.uses for field in self.fields))

    def _add(self, name: str, given: object, shape: Shape, scope: Scope, place: Place) -> None:
        if shape.many and isinstance(given, dict) and "each" in given:
            self.spreads.append(Each(name, given, shape, scope, place))
        elif isinstance(given, dict) and given.get("total"):
            self.spreads.append(Total(scalar(name, given, shape.inner, scope, place, also="total")))
        else:
            self.fields.append(_field(name, given, shape, scope, place))

    def read(self, row: Row) -> dict[str, Any]:
        """The fields of a row; those that are empty are left out.

        Raises:
            Problems: some cannot be read; all of them are named.
        """
        try:
            return {name: value for name, read, _ in self.fields if (value := read(row)) is not None}
        except (Wrong, Problems):
            raise Problems(list(self._problems(row))) from None

    def _problems(self, row: Row) -> Iterator[Problem]:
        for name, read, _ in self.fields:
            try:
                read(row)
            except Wrong as wrong:
                yield 0, name, str(wrong)
            except Problems as inner:
                yield from ((0, f"{name}.{field}", what) for _, field, what in inner.found)


def _field(name: str, given: object, shape: Shape, scope: Scope, place: Place) -> Field:
    inner = shape.inner
    is_model = isinstance(inner, type) and issubclass(inner, BaseModel)
    if not is_model and (not isinstance(inner, type) or inner is not dict):
        return (
            _many_scalars(name, given, inner, scope, place)
            if shape.many
            else scalar(name, given, inner, scope, place)
        )
    if not is_model:
        raise MappingError(key_path(place), "this field cannot be imported")
    if not shape.many:
        if not isinstance(given, dict):
            raise MappingError(key_path(place), "a table of fields is wanted here")
        record = _nested(inner, given, scope, place)
        return Field(name, lambda row: record.read(row) or None, record.uses)
    if not isinstance(given, list):
        raise MappingError(key_path(place), "a list of tables is wanted here, or { each = { ... } }")
    records = [_nested(inner, one, scope, (*place, at)) for at, one in enumerate(given)]
    return Field(name, _listed(records), frozenset[int]().union(*(record.uses for record in records)))


def _nested(model: type[BaseModel], given: Mapping[str, Any], scope: Scope, place: Place) -> Record:
    record = Record(model, given, scope, place)
    for spread in record.spreads:
        raise MappingError(
            key_path([*place, spread.name]), "each and total stand only in the event's own fields"
        )
    return record


def _listed(records: Sequence[Record]) -> Reader:
    def read(row: Row) -> list[dict[str, Any]]:
        found: list[Problem] = []
        made = []
        for at, record in enumerate(records, start=1):
            try:
                made.append(record.read(row))
            except Problems as inner:
                found += [(0, f"{at}.{field}", what) for _, field, what in inner.found]
        if found:
            raise Problems(found)
        return made

    return read


def _many_scalars(name: str, given: object, inner: object, scope: Scope, place: Place) -> Field:
    separator = given.get("split") if isinstance(given, dict) else None
    if separator:
        whole = scalar(name, given, str, scope, place, also="split")
        return Field(name, lambda row: _parts(whole.read(row), separator), whole.uses)
    parts = [
        scalar(name, one, inner, scope, (*place, at))
        for at, one in enumerate(given if isinstance(given, list) else [given])
    ]
    uses = frozenset[int]().union(*(part.uses for part in parts))
    return Field(name, lambda row: [v for part in parts if (v := part.read(row)) is not None] or None, uses)


def _parts(text: str | None, separator: str) -> list[str] | None:
    return [part.strip() for part in (text or "").split(separator) if part.strip()] or None


class Total:
    """The sum of a number over the rows."""

    def __init__(self, field: Field) -> None:
        self.name = field.name
        self._read = field.read

    def read(self, rows: Sequence[Row]) -> Decimal | None:
        """The sum; None where no row says anything.

        Raises:
            Problems: some rows cannot be read; all of them are named.
        """
        found: list[Problem] = []
        values = []
        for at, row in enumerate(rows):
            try:
                values.append(self._read(row))
            except Wrong as wrong:
                found.append((at, self.name, str(wrong)))
        if found:
            raise Problems(found)
        said = [value for value in values if value is not None]
        return sum(said, Decimal(0)) if said else None


class Each:
    """One item for each row, such as the lines of an order; rows on which its condition fails make none."""

    def __init__(self, name: str, given: Mapping[str, Any], shape: Shape, scope: Scope, place: Place) -> None:
        if unknown := set(given) - {"each", "if"}:
            raise MappingError(
                key_path([*place, *unknown]), "there is no such key beside each; it may have if"
            )
        if not (isinstance(shape.inner, type) and issubclass(shape.inner, BaseModel)) or not isinstance(
            given["each"], dict
        ):
            raise MappingError(
                key_path(place), "each makes tables of fields, and this field does not hold them"
            )
        self.name = name
        self._model = shape.inner
        self._record = _nested(shape.inner, given["each"], scope, (*place, "each"))
        self._make = remembered(self._made, self._record.uses)
        self._if: Test | None = None
        if "if" in given:
            self._if = condition(as_condition(given["if"], (*place, "if")), scope, (*place, "if"))

    def _made(self, row: Row) -> BaseModel | dict[str, Any]:
        fields = self._record.read(row)
        try:
            return self._model.model_validate(fields)
        except ValidationError:
            return fields  # validated again as part of its event, which then says which item it was

    def _kept(self, rows: Sequence[Row]) -> list[int]:
        return [at for at, row in enumerate(rows) if self._if is None or self._if(row)]

    def read(self, rows: Sequence[Row]) -> tuple[Any, ...] | None:
        """The items; None where no row makes one.

        Raises:
            Problems: some rows cannot be read; all of them are named.
        """
        try:
            make = self._make
            if self._if is None:
                return tuple([make(row) for row in rows])
            return tuple([make(rows[at]) for at in self._kept(rows)]) or None
        except Problems:
            raise Problems(list(self._problems(rows))) from None

    def _problems(self, rows: Sequence[Row]) -> Iterator[Problem]:
        for item, at in enumerate(self._kept(rows), start=1):
            try:
                self._record.read(rows[at])
            except Problems as inner:
                yield from ((at, f"{self.name}.{item}.{field}", what) for _, field, what in inner.found)

    def row_of(self, rows: Sequence[Row], item: int) -> int:
        """Which row an item came from; both are counted from 0."""
        kept = self._kept(rows)
        return kept[item] if item < len(kept) else 0
