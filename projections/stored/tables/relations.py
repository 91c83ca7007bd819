"""The tables of a generation: rows that hold for spans of days, and written rows, which SQL cannot make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Final, NamedTuple

from projections.framework import clients
from projections.framework.clients import Client
from projections.framework.columns import Form
from projections.framework.registry import AnyView
from projections.framework.spans import Spans, Sql
from projections.framework.tables import Table
from projections.stored.tables.layout import MONTHLY, Cells, DayNumber, Layout, layout_of, shown_day

TYPES: dict[str, dict[Form, str]] = {
    "sqlite": {
        "text": "TEXT", "whole": "INTEGER", "number": "REAL", "money": "TEXT", "day": "INTEGER", "flag": "INTEGER",
    },
    "postgresql": {
        "text": "text", "whole": "bigint", "number": "double precision", "money": "numeric", "day": "integer",
        "flag": "bigint",
    },
}  # fmt: skip
"""How each database stores what a column holds."""

FOREVER: Final[DayNumber] = date.max.toordinal()
"""The end of a span that has no end yet: the last day there is, of which spans therefore tell nothing."""

KNOWN: dict[str, Form] = {
    "client": "text", "position": "whole", "since": "day", "figures": "day", "shown": "day", "fault": "text",
}  # fmt: skip
"""The columns of the table of clients: the last entry of each, the first day of any, the first with figures,
the day for which its written rows are, and why it cannot be folded."""

POLICIES: dict[str, Form] = {
    "rules": "whole", "valid_from": "day", "valid_to": "day", "policy": "text", "fault": "text",
}  # fmt: skip
"""The columns of the table of policies: their numbers, days and versions, and why one cannot be used."""

NOTED: dict[str, Form] = {
    "sort": "text", "position": "whole", "client": "text", "manager": "text", "deputy": "text", "day": "day",
    "first_day": "day", "last_day": "day", "reason": "text", "changes": "whole", "moment": "text",
}  # fmt: skip
"""The columns of the table of what entries say of covers and plans: its sort, the position of the entry and
its client, who is away, who stands in, the day of the entry, those of the cover, why, which entry it changes,
and the moment from which a client has the manager."""

_TEXTS = ("client", "policy")
"""The columns before those of a layout that hold no day."""


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
    def start(self) -> int:
        """The place in its rows of the day from which each holds, or for which it is."""
        return self.common.index("valid_from" if self.spans else "as_of")

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
    def forms(self) -> dict[str, Form]:
        """What its columns hold, apart from those that repeat an amount."""
        common: dict[str, Form] = {name: "text" if name in _TEXTS else "day" for name in self.common}
        return common | {one.name: one.form for one in self.layout.columns}

    def shown(self, name: str, cell: object) -> object:
        """The cell of a column as a reader knows it: a number with its decimals, a day by ISO 8601."""
        return shown_day(cell) if self.forms.get(name) == "day" else self.layout.shown(name, cell)

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
        filled = {*self.common, *layout.names[: layout.keys]} - {"policy"}
        columns = [
            f"{name} {types[form]}{' NOT NULL' * (name in filled)}" for name, form in self.forms.items()
        ]
        if engine == "sqlite":
            columns += [f"{name} INTEGER" for name in self.repeated]
        clustered = " WITHOUT ROWID" if engine == "sqlite" else ""
        yield f"CREATE TABLE {place} ({', '.join(columns)}, PRIMARY KEY ({', '.join(self.key)})){clustered}"


DIRECTORY = Relation(clients.TABLE.name, layout_of(Client), spans=True)
"""Who the clients are."""


def relation_of(spans: Spans[Any, Any]) -> Relation:
    """The table of a kind of span rows."""
    return Relation(spans.name, layout_of(spans.row), spans=True)


def relations_of(view: AnyView) -> Iterator[Relation]:
    """The tables of a view: of its span rows, and of what is written."""
    yield from map(relation_of, view.spans)
    for table in written_tables(view):
        layout = layout_of(table.row, written=True)
        yield Relation(table.name, layout, spans=False)
        yield Relation(table.name + MONTHLY, layout, spans=False, months=True)


def select_of(view: AnyView, table: str) -> Callable[[Sql], str] | None:
    """The SELECT of a table of a view; None if SQL cannot make its rows of the spans."""
    return next((one.selects[table] for one in view.spans if table in one.selects), None)


def written_tables(view: AnyView) -> list[Table[Any]]:
    """The tables of a view whose rows SQL cannot make of its spans, so that they are written."""
    return [table for table in view.tables if select_of(view, table.name) is None]
