"""Rows and the cells of their tables: each field at the place of its columns, and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from projections.framework.columns import Field, Form, row_fields
from projections.policy import DEFAULT
from projections.stored.tables import columns_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Cells: TypeAlias = tuple[object, ...]
"""Values in the order of columns."""

Row = TypeVar("Row", bound="DataclassInstance")


class Layout(Generic[Row]):
    """How rows of a class lie in the columns of their table, those that every table has left out.

    Attributes:
        names: of the columns.
    """

    def __init__(self, row: type[Row]) -> None:
        self.row = row
        fields = [(field, [column.name for column in columns_of(field)]) for field in row_fields(row)]
        stored = [(field, names) for field, names in fields if names]
        self.names = [name for _, names in stored for name in names]
        self._fields = [field.name for field, _ in stored]
        self._values = attrgetter(*self._fields)
        self._turns = [(at, turn) for at, (field, _) in enumerate(stored) if (turn := _turned(field))]
        self._turns.reverse()
        self._backs = [
            (at, back(field.form)) for at, (field, _) in enumerate(stored) if field.form in _FROM_TEXT
        ]
        self._spread = [
            (at, field.column.members(DEFAULT) if field.spread else ())
            for at, (field, _) in enumerate(stored)
            if field.column.members
        ]
        self.code = next(field.name for field, names in fields if not names)

    def cells(self, row: Row) -> Cells:
        """The values of a row."""
        cells: Cells = self._values(row)
        for at, turn in self._turns:
            cells = *cells[:at], *turn(cells[at]), *cells[at + 1 :]
        return cells

    def restored(self, client: str, cells: Sequence[Any]) -> Row:
        """The row of stored values; a field that has a table of its own is empty."""
        values = [*cells]
        for at, members in self._spread:
            several = max(len(members), 1)
            values[at : at + several] = [dict(zip(members, values[at : at + several], strict=False))]
        for at, turned in self._backs:
            values[at] = turned(values[at])
        return self.row(**{self.code: client}, **dict(zip(self._fields, values, strict=True)))


@cache
def layout_of(row: type[Row]) -> Layout[Row]:
    """The layout of a class of rows."""
    return Layout(row)


def _turned(field: Field) -> Callable[[Any], Sequence[object]] | None:
    """What makes cells of a value that is not stored as it is."""
    if field.several:
        return lambda values: [" ".join(map(str, values))]
    if field.column.members is None:
        return None
    return lambda members: [*members.values()] if field.spread else [sum(members.values())]


_FROM_TEXT: dict[Form, Callable[[str], object]] = {"money": Decimal, "day": cache(date.fromisoformat)}
"""What makes a value of the text that SQLite stores of it."""


def back(form: Form) -> Callable[[object], object]:
    """What makes a value of a form of what a database stores of it."""
    read = _FROM_TEXT.get(form)
    return lambda stored: read(stored) if read and isinstance(stored, str) else stored
