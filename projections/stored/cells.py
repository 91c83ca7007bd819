"""Converts rows of views to the cells of their tables, and back."""

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
    """Where the fields of a class of rows lie in its table, apart from the columns that every table has.

    Attributes:
        names: the columns.
    """

    def __init__(self, row: type[Row]) -> None:
        self.row = row
        fields = [(field, [column.name for column in columns_of(field)]) for field in row_fields(row)]
        stored = [(field, names) for field, names in fields if names]
        self.names = [name for _, names in stored for name in names]
        self._fields = [field.name for field, _ in stored]
        self._values = attrgetter(*self._fields)
        writers = [(at, _writer_of(field)) for at, (field, _) in enumerate(stored)]
        self._writers = [(at, write) for at, write in reversed(writers) if write]
        self._readers = [
            (at, reader_of(field.form)) for at, (field, _) in enumerate(stored) if field.form in _FROM_TEXT
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
        for at, write in self._writers:
            cells = *cells[:at], *write(cells[at]), *cells[at + 1 :]
        return cells

    def restored(self, client: str, cells: Sequence[Any]) -> Row:
        """A row from stored values; a field that has a table of its own is empty."""
        values = [*cells]
        for at, members in self._spread:
            end = at + max(len(members), 1)
            values[at:end] = [dict(zip(members, values[at:end], strict=False))]
        for at, read in self._readers:
            values[at] = read(values[at])
        return self.row(**{self.code: client}, **dict(zip(self._fields, values, strict=True)))


@cache
def layout_of(row: type[Row]) -> Layout[Row]:
    """The layout of a class of rows."""
    return Layout(row)


def _writer_of(field: Field) -> Callable[[Any], Sequence[object]] | None:
    """Makes cells of a value; None if it is stored as it is."""
    if field.several:
        return lambda values: [" ".join(map(str, values))]
    if field.column.members is None:
        return None
    return lambda members: [*members.values()] if field.spread else [sum(members.values())]


_FROM_TEXT: dict[Form, Callable[[str], object]] = {"money": Decimal, "day": cache(date.fromisoformat)}
"""Makes a value from the text that SQLite stores."""


def day_of(stored: str | date) -> date:
    """A day from what a database stores."""
    return stored if isinstance(stored, date) else date.fromisoformat(stored)


def reader_of(form: Form) -> Callable[[object], object]:
    """Makes a value of a form from what a database stores."""
    read = _FROM_TEXT.get(form)
    return lambda stored: read(stored) if read and isinstance(stored, str) else stored
