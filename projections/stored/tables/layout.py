"""The columns of stored views and the cells of their rows.

The fields of rows are the columns. Money is exact text, and a day is its number: 1 for 0001-01-01.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeAlias, TypeVar, cast

from ledger.errors import Unreadable
from ledger.money import WIDE, minor_unit
from projections.framework.columns import Column, Field, Form, row_fields
from projections.policy import DEFAULT
from projections.stored.tables.several import reader_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_NO_VALUE: Final = (TypeError, ValueError, ArithmeticError)
"""What reading a cell raises that is no value of its column."""


class DamagedViews(Unreadable):
    """A cell of a stored view holds something that its column cannot have."""

    code = "damaged-views"

    def __init__(self, column: str) -> None:
        what = f"a column {column} of the stored views holds what it cannot have, so somebody changed them"
        super().__init__(what, "`goodwill check` shows whose rows differ; `goodwill replay` makes them again")


NAMED_BY_DIRECTORY = "name"
"""The field of most rows that the directory has too."""

MONTHLY = "_monthly"
"""The end of the name of a table of month-ends."""


class SqlColumn(NamedTuple):
    """A column of a stored view.

    Attributes:
        about: as the field of the row declares it.
        source: its name in a flat row; "" if it is the same.
    """

    name: str
    form: Form
    about: Column
    source: str = ""


class SqlTable(NamedTuple):
    """A stored view: the state on one day, and the same at the end of every month."""

    name: str
    about: str
    columns: tuple[SqlColumn, ...]

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]


CLIENT = SqlColumn("client", "text", Column("The client's code."))


def columns_of(field: Field) -> Iterator[SqlColumn]:
    """The columns in which a field is stored; none if it is not stored, or if every table has it."""
    column, stored = field.column, field.name if field.column.stored is None else field.column.stored
    if stored in ("", CLIENT.name):
        return
    members: Sequence[str] = column.members(DEFAULT) if column.members and field.spread else ("",)
    for member in members:
        about = replace(column, meaning=column.meaning.format(member))
        yield SqlColumn(stored.format(member), field.form, about, f"{field.name} {member}".strip())


Cells: TypeAlias = tuple[object, ...]
"""Values in the order of columns."""

DayNumber: TypeAlias = int
"""A day as it is stored: 1 for 0001-01-01, as ``date.toordinal`` counts."""
Readers: TypeAlias = Mapping[str, Callable[[Any], object]]
"""By the name of a column, what makes a value of what a database gives."""

Row = TypeVar("Row", bound="DataclassInstance | tuple[Any, ...]")


class Layout(Generic[Row]):
    """Where the fields of a class of rows lie in its table, apart from the columns that every table has.

    A table of written rows does not repeat the client's name, which the directory has, and holds rounded
    numbers as whole ones.

    Attributes:
        columns, names: the columns and their names.
        keys: how many of them, the first ones, tell the rows of a client on one day apart.
        summed: the places of the columns that SQLite keeps as whole numbers too.
    """

    def __init__(self, row: type[Any], *, written: bool = False) -> None:
        self.row: type[Row] = row
        # That of a named tuple is not asked: it takes three times as long, and cells are complete.
        is_tuple = issubclass(row, tuple)
        self._make: Callable[[Any], Row] = (
            partial(tuple.__new__, row) if is_tuple else lambda cells: row(*cells)
        )
        fields = [
            one for one in row_fields(cast("Any", row)) if not (written and one.name == NAMED_BY_DIRECTORY)
        ]
        stored = [(field, columns) for field in fields if (columns := [*columns_of(field)])]
        self.columns = [column for _, columns in stored for column in columns]
        if written:
            self.columns = [
                one if one.about.places is None else one._replace(form="whole") for one in self.columns
            ]
        self.names = [column.name for column in self.columns]
        self.keys = sum(column.about.key > 0 for column in self.columns)
        self.summed = [at for at, column in enumerate(self.columns) if column.about.summed]
        self._currency = self.names.index("currency") if "currency" in self.names else 0
        fields_of = [field.name for field, _ in stored]
        self._values: Callable[[Any], Sequence[Any]] = (
            attrgetter(*fields_of)
            if len(fields_of) > 1
            else lambda row: [getattr(row, one) for one in fields_of]
        )
        writers = [(at, field, _writer_of(field, written=written)) for at, (field, _) in enumerate(stored)]
        self._writers = [(at, write) for at, _, write in writers if write]
        self._spread = [at for at, field, _ in reversed(writers) if field.column.members is not None]
        self._readers = [
            (at, _reader_of(field))
            for at, (field, _) in enumerate(stored)
            if field.form in _FROM_CELL or field.several
        ]
        self._texts = [
            at for at, (field, _) in enumerate(stored) if field.form == "text" and not field.several
        ]

    def key(self, row: Row) -> Any:  # noqa: ANN401 - a part of the row
        """What tells a span row of a client on one day apart."""
        return row[: self.keys] if isinstance(row, tuple) else ()

    def cells(self, row: Row) -> Cells:
        """The values of a row."""
        cells = [*row] if isinstance(row, tuple) else [*self._values(row)]
        for at, write in self._writers:
            if (value := cells[at]) is not None:
                cells[at] = write(value)
        for at in self._spread:
            cells[at : at + 1] = cast("list[object]", cells[at])
        return (*cells,)

    def read(self, cells: Iterable[Any]) -> list[Any]:
        """The values of a row's fields from stored values.

        Raises:
            DamagedViews: one of them is no value of its column.
        """
        values, at = [*cells], 0
        try:
            for at, read in self._readers:
                if (value := values[at]) is not None:
                    values[at] = read(value)
        except _NO_VALUE as error:
            raise DamagedViews(self.names[at]) from error
        return values

    def rows(self, columns: Mapping[str, Sequence[Any]], count: int, readers: Readers) -> Iterator[Row]:
        """So many rows of stored values, which are given by column; a column that is not given is None.

        Rows share equal values. ``readers`` make those of some columns, in place of their own.
        """
        nothing = [None] * count
        values = [columns.get(name, nothing) for name in self.names]
        for at in self._texts:
            if (stored := values[at]) is not nothing:
                same: dict[Any, Any] = {}
                values[at] = [*map(same.setdefault, stored, stored)]
        for at, read in self._readers:
            if (stored := values[at]) is not nothing:
                values[at] = _read_all(readers.get(self.names[at], read), stored, self.names[at])
        return map(self._make, zip(*values, strict=True))

    def shown(self, name: str, cell: object) -> object:
        """The cell of a column as a reader knows it: with its decimals."""
        places = {one.name: one.about.places for one in self.columns if one.form == "whole"}.get(name)
        return cell if places is None or not isinstance(cell, int) else cell / 10**places

    def whole(self, cells: Cells) -> Iterator[int]:
        """Two whole numbers of each summed value: units of the currency, and minor units beside them."""
        digits = minor_unit(str(cells[self._currency]))
        for at in self.summed:
            amount = Decimal(str(cells[at])).scaleb(digits, WIDE)
            yield from divmod(int(amount.to_integral_value(ROUND_HALF_UP)), 10**digits)


_LAYOUTS: dict[object, Layout[Any]] = {}


def layout_of(row: type[Any], *, written: bool = False) -> Layout[Any]:
    """The layout of a class of rows, in the table of its spans or in one of written rows."""
    if (row, written) not in _LAYOUTS:
        _LAYOUTS[row, written] = Layout(row, written=written)
    return _LAYOUTS[row, written]


def cell_of(value: Any) -> object:  # noqa: ANN401 - any value of a row
    """A value as a cell: money as digits, a day as its number, several values with spaces between."""
    if isinstance(value, Decimal):
        return _digits(value)
    if isinstance(value, date):
        return value.toordinal()
    return _listed(value) if isinstance(value, tuple) else value


def _digits(amount: Decimal) -> str:
    """An exact amount; ``str`` is four times as fast as a format, and seldom gives an exponent."""
    text = str(amount)
    return text if "E" not in text else f"{amount:f}"


def _listed(values: Iterable[object]) -> str:
    return " ".join(map(str, values))


def _writer_of(field: Field, *, written: bool) -> Callable[[Any], object] | None:
    """Makes the cell of a value, or a list of cells if it has members; None if it is stored as it is."""
    whole = written and field.column.places is not None
    cell = partial(_in_last_place, places=field.column.places or 0) if whole else cell_of
    if field.column.members is not None:
        spread = field.spread
        return lambda members: [*map(cell, members.values() if spread else [sum(members.values())])]
    if field.several:
        return _listed
    return cell if whole else _TO_CELL.get(field.form)


def _in_last_place(value: float | None, places: int) -> object:
    """A rounded number as a whole number of its last decimal place."""
    return None if value is None else round(value * 10**places)


@cache
def day_of(number: DayNumber) -> date:
    """The day of its number."""
    return date.fromordinal(number)


def shown_day(cell: object) -> object:
    """A cell that should be a day as a reader knows it: by ISO 8601, or as it is where it is no day."""
    return str(day_of(cell)) if isinstance(cell, int) and 0 < cell <= date.max.toordinal() else cell


_TO_CELL: dict[Form, Callable[[Any], object]] = {"money": _digits, "day": date.toordinal}
"""Makes the cell of a value."""

_FROM_CELL: dict[Form, Callable[[Any], object]] = {"money": Decimal, "day": day_of}
"""Makes a value from what a database stores: of money SQLite stores text, PostgreSQL the value itself."""


@contextmanager
def undamaged(column: str) -> Iterator[None]:
    """Read cells of a column.

    Raises:
        DamagedViews: one of them is no value of the column.
    """
    try:
        yield
    except _NO_VALUE as error:
        raise DamagedViews(column) from error


def _read_all(read: Callable[[Any], object], stored: Sequence[Any], column: str) -> list[Any]:
    """The values of a column, each read once: the same amounts and days stand in many rows.

    Raises:
        DamagedViews: a cell is no value of the column.
    """
    with undamaged(column):
        if same := {one: read(one) for one in {*stored} if isinstance(one, str | int)}:
            return [*map(same.get, stored)]
        # Equal Decimals may differ in their digits.
        return [None if one is None else read(one) for one in stored]


def _reader_of(field: Field) -> Callable[[Any], object]:
    """Makes a value of a field from what a database stores."""
    return _FROM_CELL[field.form] if field.several is None else reader_of(field.several)
