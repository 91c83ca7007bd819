"""The columns of the stored views, from the fields of rows, and how each database stores their values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

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
        key, summed: as the field of the row declares them.
    """

    name: str
    form: Form
    meaning: str
    unit: str = ""
    null: str = ""
    source: str = ""
    key: int = 0
    summed: bool = False


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
            name=name,
            form=field.form,
            meaning=meaning,
            unit=column.unit,
            null=column.null,
            source="" if source == name else source,
            key=column.key,
            summed=column.summed,
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
            "Today, as the tables have it. All rows but those of health are of this day.",
        ),
        SqlColumn(
            "oldest",
            "day",
            "Up to this day the rows of health hold: none waits to be written for a later day than this, or under a policy adopted since.",
        ),
        SqlColumn("months", "whole", "1 where month-ends are kept, 0 where they are not."),
    ),
)
"""The SQL view that shows how far the stored views are."""
