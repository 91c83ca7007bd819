"""The tables of a generation: rows that hold for spans of days, and written rows, which SQL cannot make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from projections.framework import clients
from projections.framework.clients import Client
from projections.framework.columns import Form
from projections.framework.registry import ALL, AnyView
from projections.framework.spans import Rules, Sql
from projections.framework.tables import Table
from projections.stored.tables.layout import MONTHLY, Cells, Layout, layout_of

TYPES: dict[str, dict[Form, str]] = {
    "sqlite": {
        "text": "TEXT", "whole": "INTEGER", "number": "REAL", "money": "TEXT", "day": "TEXT", "flag": "INTEGER",
    },
    "postgresql": {
        "text": "text", "whole": "bigint", "number": "double precision", "money": "numeric", "day": "date",
        "flag": "bigint",
    },
}  # fmt: skip
"""How each database stores what a column holds."""

FOREVER = "9999-12-31"
"""The end of a span that has no end yet: the last day there is, of which spans therefore tell nothing."""

KNOWN = ("client", "position", "since", "figures", "shown", "fault")
"""The columns of the table of clients: the last entry of each, the first day of any, the first with figures,
the day for which its written rows are, and why it cannot be folded."""

POLICIES = ("rules", "valid_from", "valid_to", "policy", "fault")
"""The columns of the table of policies: their numbers, days and versions, and why one cannot be used."""


class Relation(NamedTuple):
    """A table of rows about clients.

    Attributes:
        layout: of its own columns.
        spans: whether its rows hold for spans of days; else each is of a day.
        months: whether its rows are of month-ends: of all from one to another.
    """

    name: str
    layout: Layout[Any]
    spans: bool
    months: bool = False

    @property
    def common(self) -> tuple[str, ...]:
        """The columns before those of the layout."""
        if self.spans:
            return "client", "valid_to", "valid_from"
        return ("client", "as_of", "until", "policy") if self.months else ("client", "as_of", "policy")

    @property
    def names(self) -> list[str]:
        """Its columns, apart from those that repeat an amount."""
        return [*self.common, *self.layout.names]

    @property
    def key(self) -> list[str]:
        """The columns of its primary key, by which SQLite and readers find its rows."""
        last = "valid_to" if self.spans else "until" if self.months else "as_of"
        return ["client", last, *self.layout.names[: self.layout.keys]]

    @property
    def key_of(self) -> Callable[[Cells], tuple[Any, ...]]:
        """Gives the values of the primary key of a row."""
        return itemgetter(*map(self.names.index, self.key))

    @property
    def repeated(self) -> list[str]:
        """The columns of SQLite that repeat amounts as whole numbers, two of each."""
        return [f"{self.layout.names[at]}_{part}" for at in self.layout.summed for part in ("units", "minor")]

    def stored(self, engine: str, rows: Sequence[Cells]) -> Sequence[Cells]:
        """Rows as a database stores them, with the columns that repeat an amount."""
        if engine == "postgresql" or not self.layout.summed:
            return rows
        return [(*row, *self.layout.whole(row[len(self.common) :])) for row in rows]

    def definitions(self, engine: str, place: str) -> Iterator[str]:
        """The statements that create the table of this name."""
        types, layout = TYPES[engine], self.layout
        columns = [
            f"{name} {'TEXT' if name in ('client', 'policy') else types['day']}"
            + " NOT NULL" * (name != "policy")
            for name in self.common
        ]
        keys = layout.names[: layout.keys]
        columns += [
            f"{one.name} {types[one.form]}{' NOT NULL' * (one.name in keys)}" for one in layout.columns
        ]
        if engine == "sqlite":
            columns += [f"{name} INTEGER" for name in self.repeated]
        clustered = " WITHOUT ROWID" if engine == "sqlite" else ""
        yield f"CREATE TABLE {place} ({', '.join(columns)}, PRIMARY KEY ({', '.join(self.key)})){clustered}"


DIRECTORY = Relation(clients.TABLE.name, layout_of(Client), spans=True)
"""Who the clients are."""


SPANS = tuple({one.name: one for view in ALL.kept() for one in view.spans}.values())
"""All kinds of span rows; several views may be made of the same."""


def _of_view(view: AnyView) -> Iterator[Relation]:
    for one in view.spans:
        yield Relation(one.name, layout_of(one.row), spans=True)
    for table in written_tables(view):
        layout = layout_of(table.row, written=True)
        yield Relation(table.name, layout, spans=False)
        yield Relation(table.name + MONTHLY, layout, spans=False, months=True)


def select_of(view: AnyView, table: str) -> Callable[[Sql], str] | None:
    """The SELECT of a table of a view; None if SQL cannot make its rows of the spans."""
    return next((one.selects[table] for one in view.spans if table in one.selects), None)


_WRITTEN_TABLES = {
    view.name: [table for table in view.tables if select_of(view, table.name) is None]
    for view in ALL.values()
}


def written_tables(view: AnyView) -> list[Table[Any]]:
    """The tables of a view whose rows SQL cannot make of its spans, so that they are written."""
    return _WRITTEN_TABLES[view.name]


WRITTEN = tuple(view for view in ALL.values() if written_tables(view))
"""The views with written rows."""

RELATIONS = {
    one.name: one
    for one in (
        DIRECTORY,
        *(one for view in ALL.values() for one in _of_view(view)),
        *(Relation(one.name, layout_of(one.row), spans=True) for one in SPANS),
    )
}
"""Every table of rows about clients by its name."""

RULES: tuple[Rules, ...] = tuple(one.rules for one in SPANS if one.rules)
"""The small tables of what views need of each policy."""
