"""The columns of the stored views, from the fields of rows, and how each database stores their values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from projections.framework import clients
from projections.framework.columns import Field, Form, row_fields
from projections.framework.registry import ALL
from projections.framework.tables import Table
from projections.policy import DEFAULT

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MONTHLY = "_monthly"
"""The end of the name of a table of month-ends."""


class SqlColumn(NamedTuple):
    """A column of a stored view.

    Attributes:
        meaning: one sentence.
        unit: what is counted.
        null: what it means if it is empty.
        source: its name in a flat row, if that is another.
        key: as the field of the row declares it.
    """

    name: str
    form: Form
    meaning: str
    unit: str = ""
    null: str = ""
    source: str = ""
    key: int = 0


class SqlTable(NamedTuple):
    """A stored view: the state on one day, and the same at the end of every month."""

    name: str
    about: str
    columns: tuple[SqlColumn, ...]

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]


_CLIENT = SqlColumn("client", "text", "The client's code.")
_AS_OF = SqlColumn("as_of", "day", "The day for which the row is: what had happened by its end.")
_VERSION = "The version of the policy in force on that day, under which the row was made."
_POLICY = SqlColumn("policy", "text", _VERSION, null="see fault")
_NO_FIGURES = "Why there are no figures: what of this client could not be read."
_FAULT = SqlColumn("fault", "text", _NO_FIGURES, null="there are figures")


def columns_of(field: Field) -> Iterator[SqlColumn]:
    """The columns in which a field is stored; none if it is not stored, or if every table has it."""
    column, stored = field.column, field.name if field.column.stored is None else field.column.stored
    if stored in ("", _CLIENT.name):
        return
    members: Sequence[str] = column.members(DEFAULT) if column.members and field.spread else ("",)
    for member in members:
        name, meaning = stored.format(member), column.meaning.format(member)
        source = f"{field.name} {member}".strip()
        yield SqlColumn(
            name, field.form, meaning, column.unit, column.null, "" if source == name else source, column.key
        )


def _table(table: Table[DataclassInstance], *before: SqlColumn) -> SqlTable:
    columns = chain.from_iterable(map(columns_of, row_fields(table.row)))
    return SqlTable(table.name, table.about, (_CLIENT, _AS_OF, *before, *columns, _FAULT))


TABLES = {
    table.name: table
    for table in (
        _table(clients.TABLE),
        *(_table(table, _POLICY) for view in ALL.values() for table in view.tables),
    )
}
"""Every stored view by its name."""

STATUS = SqlTable(
    "views_status",
    "How fresh the tables are: one row.",
    (
        SqlColumn(
            "position",
            "whole",
            "The last entry taken in; every entry of the ledger up to it is in the tables.",
        ),
        SqlColumn(
            "as_of",
            "day",
            "Today, as the tables have it. Rows of clients of whom something new was taken in are of this day.",
        ),
        SqlColumn(
            "oldest",
            "day",
            "Up to this day every client's rows hold: none waits to be made for a later day than this, or under a policy adopted since.",
        ),
        SqlColumn("months", "whole", "1 where month-ends are kept, 0 where they are not."),
    ),
)
"""The SQL view that shows how far the stored views are."""


def stored(database: str, table: str, rows: Sequence[Sequence[object]]) -> list[tuple[object, ...]]:
    """Rows as a database stores them. SQLite has neither decimals nor dates, and stores text, which is exact.

    It converts column by column, which is faster than looking at each value.
    """
    if not rows:
        return []
    columns = [*zip(*rows, strict=True)]
    for number, column in enumerate(TABLES[table.removesuffix(MONTHLY)].columns):
        if convert := _FORMS[database].get(column.form):
            columns[number] = convert(columns[number])
    return list(zip(*columns, strict=True))


def value_for(database: str, value: object) -> object:
    """A value as a database stores it."""
    if database == "sqlite" and isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if database == "sqlite" and isinstance(value, Decimal) else value


def _plain(values: Iterable[Decimal | None]) -> tuple[str | None, ...]:
    """Amounts as digits. ``str`` is four times as fast as a format, and seldom gives an exponent."""
    return tuple(
        [
            None if value is None else text if "E" not in (text := str(value)) else f"{value:f}"
            for value in values
        ]
    )


def _days(values: Iterable[date | None]) -> tuple[str | None, ...]:
    return tuple([None if value is None else value.isoformat() for value in values])


_FORMS: dict[str, dict[Form, Callable[[Iterable[Any]], tuple[str | None, ...]]]] = {
    "sqlite": {"money": _plain, "day": _days},
    "postgresql": {},
}
