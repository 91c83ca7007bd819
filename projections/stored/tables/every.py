"""The tables of every view. It imports all views; what is about one asks ``relations`` and ``layout``."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from projections.framework import clients
from projections.framework.columns import Column, row_fields
from projections.framework.registry import ALL, views_with_rows
from projections.framework.spans import RuleTable
from projections.framework.tables import Table
from projections.stored.tables.layout import CLIENT, SqlColumn, SqlTable, columns_of
from projections.stored.tables.relations import DIRECTORY, relation_of, relations_of, written_tables

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_AS_OF = SqlColumn("as_of", "day", Column("The day for which the row is: what had happened by its end."))
_VERSION = "The version of the policy in force on that day, under which the row was made."
_POLICY = SqlColumn("policy", "text", Column(_VERSION, null="see fault"))
_NO_FIGURES = "Why there are no figures: what of this client could not be read."
_FAULT = SqlColumn("fault", "text", Column(_NO_FIGURES, null="there are figures"))


def _table(table: Table[DataclassInstance], *before: SqlColumn) -> SqlTable:
    columns = chain.from_iterable(map(columns_of, row_fields(table.row)))
    return SqlTable(table.name, table.about, (CLIENT, _AS_OF, *before, *columns, _FAULT))


TABLES = {
    table.name: table
    for table in (
        _table(clients.TABLE),
        *(_table(table, _POLICY) for view in views_with_rows() for table in view.tables),
    )
}
"""Every stored view by its name."""

SPANS = tuple({one.name: one for view in ALL.values() for one in view.spans}.values())
"""All kinds of span rows; several views may be made of the same."""


WRITTEN_TABLES = {view.name: written_tables(view) for view in views_with_rows()}
"""By view, the tables whose rows are written; a rebuild asks for them for each client and day."""

WRITTEN = tuple(view for view in views_with_rows() if WRITTEN_TABLES[view.name])
"""The views with written rows."""

RELATIONS = {
    one.name: one
    for one in (
        DIRECTORY,
        *(one for view in views_with_rows() for one in relations_of(view)),
        *map(relation_of, SPANS),
    )
}
"""Every table of rows about clients by its name."""

RULES: tuple[RuleTable, ...] = tuple(one.rules for one in SPANS if one.rules)
"""The small tables of what views need of each policy."""
