"""A view's rows of many clients from its own tables, where those hold; the others' are made of their pages.

A row holds on the day for which it was made. It holds on a later day too while no fact enters (which makes it again)
and the policy is the same, as far as the view declares how its rows last.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.store.database import Database
from projections.clients import Client
from projections.framework.registry import AnyView
from projections.framework.tables import Ageing, Lasting, Part, Table
from projections.policy import Policy
from projections.stored.cells import back, layout_of
from projections.stored.schema import Generation
from projections.stored.tables import TABLES

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_CLIENTS = """
SELECT pages.client, since, shown, as_of, name, currency, manager, territory, segment, parent
FROM {pages} AS pages LEFT JOIN {clients} AS clients ON clients.client = pages.client
"""

Row = TypeVar("Row", bound="DataclassInstance")


class Listed(NamedTuple):
    """A client of the directory, but for the terms.

    Attributes:
        begun: the first day of which anything is known; None where there is none.
        good: the day for which its rows are; None where they wait to be made under another policy.
    """

    client: Client
    begun: date | None
    good: date | None


class Tables(NamedTuple):
    """The tables of a generation, within a transaction that sees one moment."""

    database: Database
    cursor: DBAPICursor
    generation: Generation

    def clients(self) -> dict[str, Listed]:
        """All clients by their codes."""
        found = {}
        tables = {name: self.generation.table(name) for name in ("pages", "clients")}
        for code, begun, shown, as_of, *told in self.select(_CLIENTS.format(**tables)):
            made = _day(as_of) if as_of else None
            good = made if made == date.fromisoformat(shown) else None
            found[code] = Listed(Client(code, *told), date.fromisoformat(begun) if begun else None, good)
        return found

    def others(self, view: AnyView, besides: Sequence[str]) -> list[Any] | None:
        """The rows of all other clients that some clients are compared with.

        A row may be of an earlier day and another policy: what compares rows depends on no policy.

        Args:
            view: whose rows.
            besides: the clients; only rows with a key of one of theirs are read.

        Returns:
            None where a client has no figures, under a policy that cannot be used, or rows hold on no later day.
        """
        place, codes = self.generation.table(view.table.name), ", ".join("?" * len(besides))
        faulty = self.select(f"SELECT 1 FROM {place} WHERE fault IS NOT NULL LIMIT 1")  # noqa: S608 - our own names
        if faulty or view.lasting is None:
            return None
        keys = [column.name for column in TABLES[view.table.name].columns if column.key]
        theirs = [f"{key} IN (SELECT {key} FROM {place} WHERE client IN ({codes}))" for key in keys]  # noqa: S608 - our own names
        rest = " AND ".join([f"WHERE client NOT IN ({codes})", *theirs])
        return list(self.restored(view.table, view.lasting, rest, (*besides,) * (1 + len(keys))))

    def restored(
        self,
        table: Table[Row],
        lasting: Lasting[Row] | None = None,
        rest: str = "",
        values: Sequence[object] = (),
        wanted: Container[str] | None = None,
    ) -> Iterator[Row]:
        """The rows of a table, as of the generation's day.

        Args:
            table: which.
            lasting: how a row of an earlier day holds; None: it is given as it is.
            rest: a WHERE clause.
            values: its values.
            wanted: the clients; None: all.
        """
        layout, today = layout_of(table.row), self.generation.as_of
        columns = ", ".join(("client", "as_of", *layout.names))
        passed = cache(lambda made: (today - _day(made)).days)
        found = self.select(f"SELECT {columns} FROM {self.generation.table(table.name)} {rest}", values)  # noqa: S608 - our own names
        for client, made, *cells in found:
            if wanted is None or client in wanted:
                row = layout.restored(client, cells)
                yield lasting.later(row, passed(made)) if lasting and passed(made) else row

    def select(self, statement: str, values: Sequence[object] = ()) -> Sequence[Sequence[Any]]:
        """What a statement finds."""
        return self.database.execute(self.cursor, statement, values).fetchall()


class Listing(NamedTuple):
    """What of a view's tables holds under the policy in force.

    Attributes:
        policy: the one in force on the day of the generation.
        since: the first day from which it has been in force without a break.
    """

    tables: Tables
    view: AnyView
    policy: Policy
    since: date

    def holding(self, clients: Collection[Listed]) -> set[str]:
        """The codes of those clients whose rows hold on the generation's day."""
        today, lasting = self.tables.generation.as_of, self.view.lasting
        fresh = {one.client.code for one in clients if one.good == today}
        if lasting is None:
            return fresh
        earlier = {
            one.client.code for one in clients if one.good is not None and self.since <= one.good < today
        }
        if lasting.ageing and self.view.items and earlier:
            earlier -= self._aged(lasting.ageing, self.view.items.name)
        return fresh | earlier

    def _aged(self, ageing: Ageing, items: str) -> set[str]:
        """The clients with rows of an earlier day that are others today."""
        generation, names = self.tables.generation, ("as_of", *ageing.columns)
        found = self.tables.select(
            f"SELECT client, {', '.join(names)} FROM {generation.table(items)} WHERE as_of < ?",  # noqa: S608 - our own names
            (generation.as_of.isoformat(),),
        )
        forms = {column.name: column.form for column in TABLES[items].columns}
        backs, changed = [back(forms[name]) for name in names], ageing.begun(generation.as_of, self.policy)
        return {
            code
            for code, *cells in found
            if changed(*(turned(cell) for turned, cell in zip(backs, cells, strict=True)))
        }

    def rows(self, wanted: Container[str]) -> list[Any]:
        """The rows of clients, as of the generation's day, without what compares them with others."""
        table, part = self.view.table, self.view.part
        rows = list(self.tables.restored(table, self.view.lasting, wanted=wanted))
        return rows if part is None else self._with_pieces(part, rows, wanted)

    def _with_pieces(self, part: Part[Any, Any], rows: list[Any], wanted: Container[str]) -> list[Any]:
        names = [column.name for column in TABLES[self.view.table.name].columns if column.key]
        key, pieces = attrgetter("client", *names), dict[object, list[Any]]()
        for piece in self.tables.restored(part.table, wanted=wanted):
            pieces.setdefault(key(piece), []).append(piece)
        return [part.into(row, pieces.get(key(row), ()), self.policy) for row in rows]


def _day(stored: str | date) -> date:
    return stored if isinstance(stored, date) else date.fromisoformat(stored)
