"""Tables of fields: of an event, of a value inside it, and of the lines that rows make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError

from ledger.errors import Place
from ledger.importing.conditions import Test, condition
from ledger.importing.expressions import Cells, Scope, all_uses
from ledger.importing.faults import MappingError, Wrong
from ledger.importing.fields import Field, Reader, Shape, scalar, shapes_of
from ledger.importing.mapping import Condition, validated
from ledger.importing.values import Cell

Problem = tuple[int, str, str]
"""A problem: the index of the row in its group, the field, what is wrong."""


class Problems(Exception):
    """Several fields of a record could not be read."""

    def __init__(self, found: Iterable[Problem]) -> None:
        self.found = list(found)
        super().__init__(self.found)


class Record:
    """Fields by name, read from one row."""

    def __init__(self, model: type[BaseModel], given: Mapping[str, Any], scope: Scope, place: Place) -> None:
        self.fields: list[Field] = []
        self.spreads: list[Each | Sum] = []
        for name, shape in shapes_of(model, given, place).items():
            self._add(name, given[name], shape, scope, (*place, name))
        self.uses = all_uses(self.fields)
        self._numbers = [(field.name, field.cell) for field in self.fields if field.cell is not None]

    def numbers(self, rows: Sequence[Cells]) -> Iterator[tuple[int, str, Cell]]:
        """The cells of which numbers were made: the index of the row, the field, the cell.

        Args:
            rows: the rows of a document; those of a record inside an event are one row.
        """
        yield from ((0, name, cell(rows[0])) for name, cell in self._numbers)
        for spread in self.spreads:
            yield from spread.numbers(rows)

    def _add(self, name: str, given: object, shape: Shape, scope: Scope, place: Place) -> None:
        if shape.many and isinstance(given, dict) and "each" in given:
            self.spreads.append(Each(name, given, shape, scope, place))
        elif isinstance(given, dict) and given.get("total"):
            self.spreads.append(Sum(scalar(name, given, shape.inner, scope, place, also="total")))
        else:
            self.fields.append(_field(name, given, shape, scope, place))

    def read(self, row: Cells) -> dict[str, Any]:
        """The fields of a row without the empty ones.

        Raises:
            Problems: some cannot be read; it names all of them.
        """
        try:
            return {name: value for name, read, _, _ in self.fields if (value := read(row)) is not None}
        except (Wrong, Problems):
            _read_all((0, name, read, row) for name, read, _, _ in self.fields)
            raise


def _read_all(parts: Iterable[tuple[int, str, Reader, Cells]]) -> list[Any]:
    """The values of all parts.

    Args:
        parts: for each, the index of its row, its name, its reader and its row.

    Raises:
        Problems: some cannot be read; it names all of them.
    """
    values: list[Any] = []
    found: list[Problem] = []
    for at, name, read, row in parts:
        try:
            values.append(read(row))
        except Wrong as wrong:
            found.append((at, name, wrong.what))
        except Problems as inner:
            found += ((at, f"{name}.{field}", what) for _, field, what in inner.found)
    if found:
        raise Problems(found)
    return values


def _field(name: str, given: object, shape: Shape, scope: Scope, place: Place) -> Field:
    inner = shape.inner
    if (
        shape.instead is not None
        and isinstance(given, dict)
        and given.keys() <= shape.instead.model_fields.keys()
    ):
        inner = shape.instead
    if not _is_model(inner):
        return (_many_scalars if shape.many else scalar)(name, given, inner, scope, place)
    if not shape.many:
        if not isinstance(given, dict):
            raise MappingError(place, "write a table of fields here: { field = value }")
        record = _nested(inner, given, scope, place)
        return Field(name, lambda row: record.read(row) or None, record.uses)
    if not isinstance(given, list):
        raise MappingError(place, "write a list of tables here, or { each = { ... } }")
    records = [_nested(inner, one, scope, (*place, at)) for at, one in enumerate(given)]
    return Field(
        name,
        lambda row: _read_all((0, str(at), one.read, row) for at, one in enumerate(records, start=1)),
        all_uses(records),
    )


def _is_model(inner: object) -> bool:
    return isinstance(inner, type) and issubclass(inner, BaseModel)


def _nested(model: type[BaseModel], given: Mapping[str, Any], scope: Scope, place: Place) -> Record:
    record = Record(model, given, scope, place)
    for spread in record.spreads:
        raise MappingError(
            [*place, spread.name],
            "each and total are allowed only in the event's own fields; remove them here",
        )
    return record


def _many_scalars(name: str, given: object, inner: object, scope: Scope, place: Place) -> Field:
    separator = given.get("split") if isinstance(given, dict) else None
    if separator:
        whole = scalar(name, given, str, scope, place, also="split")
        return Field(name, lambda row: _parts(whole.read(row), separator), whole.uses)
    items = given if isinstance(given, list) else [given]
    parts = [scalar(name, one, inner, scope, (*place, at)) for at, one in enumerate(items)]
    return Field(
        name,
        lambda row: [value for part in parts if (value := part.read(row)) is not None] or None,
        all_uses(parts),
    )


def _parts(text: str | None, separator: str) -> list[str] | None:
    return [part.strip() for part in (text or "").split(separator) if part.strip()] or None


class Sum:
    """The sum of a number over the rows of a document."""

    def __init__(self, field: Field) -> None:
        self.name = field.name
        self._read, self._cell = field.read, field.cell

    def numbers(self, rows: Sequence[Cells]) -> Iterator[tuple[int, str, Cell]]:
        """The cells of the sum, as ``Record.numbers`` has them."""
        if self._cell is not None:
            yield from ((at, self.name, self._cell(row)) for at, row in enumerate(rows))

    def read(self, rows: Sequence[Cells]) -> Decimal | None:
        """The sum; None if the number is empty on all rows.

        Raises:
            Problems: some rows cannot be read; it names all of them.
        """
        values = _read_all((at, self.name, self._read, row) for at, row in enumerate(rows))
        numbers = [value for value in values if value is not None]
        return sum(numbers, Decimal(0)) if numbers else None


class Each:
    """One item for each row on which the condition holds, such as the lines of an order."""

    def __init__(self, name: str, given: Mapping[str, Any], shape: Shape, scope: Scope, place: Place) -> None:
        if unknown := set(given) - {"each", "if"}:
            raise MappingError([*place, *unknown], "there is no such key beside each; it may have if")
        if not _is_model(shape.inner) or not isinstance(given["each"], dict):
            raise MappingError(
                place, "each makes tables of fields, which this field does not hold; remove it"
            )
        self.name = name
        self._model = shape.inner
        self._record = _nested(shape.inner, given["each"], scope, (*place, "each"))
        self._make = scope.remembered(self._made, self._record.uses)
        self._if: Test | None = None
        if "if" in given:
            inside = (*place, "if")
            self._if = condition(validated(Condition, given["if"], inside), scope, inside)

    def _made(self, row: Cells) -> BaseModel | dict[str, Any]:
        fields = self._record.read(row)
        try:
            return self._model.model_validate(fields)  # type: ignore[no-any-return] # the model is not known here
        except ValidationError:
            return fields  # the event validates the item again, and names it in its error

    def numbers(self, rows: Sequence[Cells]) -> Iterator[tuple[int, str, Cell]]:
        """The cells of the numbers of the items, as ``Record.numbers`` has them."""
        for item, at in enumerate(self._kept(rows), start=1):
            for _, name, cell in self._record.numbers([rows[at]]):
                yield at, f"{self.name}.{item}.{name}", cell

    def _kept(self, rows: Sequence[Cells]) -> list[int]:
        return [at for at, row in enumerate(rows) if self._if is None or self._if(row)]

    def read(self, rows: Sequence[Cells]) -> tuple[Any, ...] | None:
        """The items; None if no row makes one.

        Raises:
            Problems: some rows cannot be read; it names all of them.
        """
        try:
            make = self._make
            if self._if is None:
                return tuple([make(row) for row in rows])
            return tuple([make(rows[at]) for at in self._kept(rows)]) or None
        except Problems:
            items = enumerate(self._kept(rows), start=1)
            _read_all((at, f"{self.name}.{item}", self._record.read, rows[at]) for item, at in items)
            raise

    def row_of(self, rows: Sequence[Cells], item: int) -> int:
        """The index of the row that made an item; both are counted from 0."""
        kept = self._kept(rows)
        return kept[item] if item < len(kept) else 0
