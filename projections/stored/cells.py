"""Converts rows to the cells of their tables, and back. Money and days are exact text in every database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

from ledger.money import WIDE, minor_unit
from projections.framework.columns import Field, Form, row_fields
from projections.stored.tables import columns_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Cells: TypeAlias = tuple[object, ...]
"""Values in the order of columns."""

Row = TypeVar("Row", bound="DataclassInstance | tuple[Any, ...]")


class Layout(Generic[Row]):
    """Where the fields of a class of rows lie in its table, apart from the columns that every table has.

    Attributes:
        columns, names: the columns and their names.
        keys: how many of them, the first ones, tell the rows of a client on one day apart.
        summed: the places of the columns that SQLite keeps as whole numbers too.
    """

    def __init__(self, row: type[Any]) -> None:
        self.row: type[Row] = row
        stored = [(field, [*columns_of(field)]) for field in row_fields(cast("Any", row))]
        stored = [(field, columns) for field, columns in stored if columns]
        self.columns = [column for _, columns in stored for column in columns]
        self.names = [column.name for column in self.columns]
        self.keys = sum(column.key > 0 for column in self.columns)
        self.summed = [at for at, column in enumerate(self.columns) if column.summed]
        self._currency = self.names.index("currency") if "currency" in self.names else 0
        self._values = attrgetter(*(field.name for field, _ in stored))
        writers = [(at, _writer_of(field)) for at, (field, _) in enumerate(stored)]
        self._writers = [(at, write) for at, write in reversed(writers) if write]
        self._readers = [
            (at, _reader_of(field))
            for at, (field, _) in enumerate(stored)
            if field.form in _FROM_TEXT or field.several
        ]

    def key(self, row: Row) -> Any:  # noqa: ANN401 - a part of the row
        """What tells a span row of a client on one day apart."""
        return row[: self.keys] if isinstance(row, tuple) else ()

    def cells(self, row: Row) -> Cells:
        """The values of a row."""
        cells = [*row] if isinstance(row, tuple) else [*self._values(row)]
        for at, write in self._writers:
            if (value := cells[at]) is not None:
                cells[at : at + 1] = write(value)
        return (*cells,)

    def read(self, cells: Iterable[Any]) -> list[Any]:
        """The values of a row's fields from stored values."""
        values = [*cells]
        for at, read in self._readers:
            if (value := values[at]) is not None:
                values[at] = read(value)
        return values

    def rows(self, columns: Iterable[Sequence[Any]]) -> Iterator[Row]:
        """The rows of stored values, which are given column by column."""
        values = [*columns]
        for at, read in self._readers:
            values[at] = [None if one is None else read(one) for one in values[at]]
        return map(self.row, *values)

    def whole(self, cells: Cells) -> Iterator[int]:
        """Two whole numbers of each summed value: units of the currency, and minor units beside them."""
        digits = minor_unit(str(cells[self._currency]))
        for at in self.summed:
            amount = Decimal(str(cells[at])).scaleb(digits, WIDE)
            yield from divmod(int(amount.to_integral_value(ROUND_HALF_UP)), 10**digits)


_LAYOUTS: dict[object, Layout[Any]] = {}


def layout_of(row: type[Any]) -> Layout[Any]:
    """The layout of a class of rows."""
    if row not in _LAYOUTS:
        _LAYOUTS[row] = Layout(row)
    return _LAYOUTS[row]


def text_of(value: Any) -> object:  # noqa: ANN401 - whatever a row holds
    """A value as a cell: money as digits, days by ISO 8601, several values with spaces between."""
    if isinstance(value, Decimal):  # ``str`` is four times as fast as a format, and seldom gives an exponent
        text = str(value)
        return text if "E" not in text else f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(map(str, value)) if isinstance(value, tuple) else value


def _writer_of(field: Field) -> Callable[[Any], Sequence[object]] | None:
    """Makes cells of a value; None if it is stored as it is."""
    if field.column.members is not None:
        spread = field.spread
        return lambda members: [*map(text_of, members.values() if spread else [sum(members.values())])]
    return (lambda value: (text_of(value),)) if field.several or field.form in _FROM_TEXT else None


@cache
def _day(stored: str | date) -> date:
    return date.fromisoformat(stored) if isinstance(stored, str) else stored


_FROM_TEXT: dict[Form, Callable[[Any], object]] = {"money": Decimal, "day": _day}
"""Makes a value from what a database stores: SQLite text, PostgreSQL the value itself."""


def _reader_of(field: Field) -> Callable[[Any], object]:
    """Makes a value of a field from what a database stores."""
    if field.several:
        return lambda stored: (*map(int, stored.split()),)
    return _FROM_TEXT[field.form]
