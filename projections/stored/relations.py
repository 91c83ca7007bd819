"""The internal tables of a generation: what holds for spans of days, and the rows that SQL cannot make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from projections.framework import clients
from projections.framework.clients import Client
from projections.framework.columns import Form
from projections.framework.registry import ALL, AnyView
from projections.framework.spans import Rules
from projections.framework.tables import Table
from projections.stored.cells import Cells, Layout, layout_of
from projections.stored.tables import MONTHLY

TYPES: dict[str, dict[Form, str]] = {
    "sqlite": {"text": "TEXT", "whole": "INTEGER", "number": "REAL", "money": "TEXT", "day": "TEXT"},
    "postgresql": {
        "text": "text", "whole": "bigint", "number": "double precision", "money": "numeric", "day": "date",
    },
}  # fmt: skip
"""How each database stores what a column holds."""

FOREVER = "9999-12-31"
"""The end of a span that has no end yet: the last day there is, of which spans therefore tell nothing."""

KNOWN = ("client", "position", "since", "shown", "fault")
"""The columns of the table of clients: the last entry of each, the first day of any, the day for which its
written rows are, and why it cannot be folded."""

POLICIES = ("rules", "valid_from", "valid_to", "policy", "fault")
"""The columns of the table of policies: their numbers, days and versions, and why one cannot be used."""


class Relation(NamedTuple):
    """A table of rows about clients.

    Attributes:
        layout: of its own columns.
        spans: whether its rows hold for spans of days; else each is of a day.
    """

    name: str
    layout: Layout[Any]
    spans: bool

    @property
    def names(self) -> list[str]:
        """Its columns, apart from those that repeat an amount."""
        common = ("client", "valid_to", "valid_from") if self.spans else ("client", "as_of", "policy")
        return [*common, *self.layout.names]

    @property
    def repeated(self) -> list[str]:
        """The columns of SQLite that repeat amounts as whole numbers, two of each."""
        return [f"{self.layout.names[at]}_{part}" for at in self.layout.summed for part in ("units", "minor")]

    def stored(self, engine: str, rows: Sequence[Cells]) -> Sequence[Cells]:
        """Rows as a database stores them, with the columns that repeat an amount."""
        if engine == "postgresql" or not self.layout.summed:
            return rows
        return [(*row, *self.layout.whole(row[3:])) for row in rows]

    def definitions(self, engine: str, place: str) -> Iterator[str]:
        """The statements that create the table of this name."""
        types, layout = TYPES[engine], self.layout
        columns = [f"{name} {types['day']} NOT NULL" for name in self.names[1:3]] if self.spans else []
        columns = ["client TEXT NOT NULL", *(columns or [f"as_of {types['day']}", "policy TEXT"])]
        keys = set(layout.names[: layout.keys]) if self.spans else set()
        columns += [
            f"{one.name} {types[one.form]}{' NOT NULL' * (one.name in keys)}" for one in layout.columns
        ]
        if engine == "sqlite":
            columns += [f"{name} INTEGER" for name in self.repeated]
        if not self.spans:
            yield f"CREATE TABLE {place} ({', '.join(columns)})"
            yield f"CREATE INDEX {place}_client ON {place} (client, as_of)"
            return
        key = ", ".join(["client", "valid_to", *layout.names[: layout.keys]])
        clustered = " WITHOUT ROWID" if engine == "sqlite" else ""
        yield f"CREATE TABLE {place} ({', '.join(columns)}, PRIMARY KEY ({key})){clustered}"


DIRECTORY = Relation(clients.TABLE.name, layout_of(Client), spans=True)
"""Who the clients are."""


def _of_view(view: AnyView) -> Iterator[Relation]:
    if view.spans:
        yield Relation(view.spans.name, layout_of(view.spans.row), spans=True)
    for table in written_tables(view):
        for name in (table.name, table.name + MONTHLY):
            yield Relation(name, layout_of(table.row), spans=False)


def written_tables(view: AnyView) -> list[Table[Any]]:
    """The tables of a view whose rows SQL cannot make of its spans, so that they are written."""
    return [table for table in view.tables if not view.spans or table.name not in view.spans.selects]


WRITTEN = tuple(view for view in ALL.values() if written_tables(view))
"""The views with written rows."""

RELATIONS = {one.name: one for one in (DIRECTORY, *(one for view in ALL.values() for one in _of_view(view)))}
"""Every table of rows about clients by its name."""

RULES: tuple[Rules, ...] = tuple(view.spans.rules for view in ALL.values() if view.spans and view.spans.rules)
"""The small tables of what views need of each policy."""


def dropped() -> Iterable[str]:
    """The names of all tables of a generation."""
    return ("known", "policies", "calendar", *(one.name for one in RULES), *RELATIONS)
