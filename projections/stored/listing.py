"""A view's rows of many clients, read from its own tables where those are still right.

A row is right on the day for which it was made. It stays right on a later day while no fact enters (which
makes it again) and the policy is the same, as far as the view declares how its rows last.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from projections.framework.clients import Client
from projections.framework.registry import AnyView
from projections.framework.tables import Ageing, Lasting, Part, Table
from projections.policy import Policy
from projections.stored.cells import day_of, layout_of, reader_of
from projections.stored.generations import Views
from projections.stored.tables import TABLES

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_DIRECTORY = ("states.client", "since", "shown", "as_of", *layout_of(Client).names)

Row = TypeVar("Row", bound="DataclassInstance")


class Listed(NamedTuple):
    """A client of the directory, without its terms.

    Attributes:
        begun: the first day of any of its entries; None if there is none.
        good: the day for which its rows are; None if they have to be made again under another policy.
    """

    client: Client
    begun: date | None
    good: date | None


class Tables(Views):
    """The tables of a generation, within a transaction that sees one moment."""

    def clients(self) -> dict[str, Listed]:
        """All clients by their codes."""
        found = {}
        clients = self.generation.table("clients")
        join = f"AS states LEFT JOIN {clients} AS clients ON clients.client = states.client"
        for code, begun, shown, as_of, *directory in self.select(_DIRECTORY, "pages", join):
            made = day_of(as_of) if as_of else None
            good = made if made == date.fromisoformat(shown) else None
            found[code] = Listed(Client(code, *directory), date.fromisoformat(begun) if begun else None, good)
        return found

    def others(self, view: AnyView, besides: Sequence[str]) -> list[Any] | None:
        """The rows of all other clients that some clients are compared with.

        A row may be of an earlier day and another policy, because comparing rows depends on no policy.

        Only rows with a key of one of theirs are read.

        Returns:
            None if a client has no figures, because of an unusable policy, or if rows last for no later day.
        """
        name, codes = view.table.name, ", ".join("?" * len(besides))
        if view.lasting is None or self.select(["1"], name, "WHERE fault IS NOT NULL LIMIT 1"):
            return None
        keys = [column.name for column in TABLES[name].columns if column.key]
        of_these = f"FROM {self.generation.table(name)} WHERE client IN ({codes})"
        same_key = [f"{key} IN (SELECT {key} {of_these})" for key in keys]
        rest = " AND ".join([f"WHERE client NOT IN ({codes})", *same_key])
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
            table: the view's table, or that of its parts.
            lasting: how a row of an earlier day becomes one of a later day; None leaves it as it is.
            rest: a WHERE clause.
            values: for its question marks.
            wanted: the clients; None: all.
        """
        layout, today = layout_of(table.row), self.generation.as_of
        passed = cache(lambda made: (today - day_of(made)).days)
        for client, made, *cells in self.select(("client", "as_of", *layout.names), table.name, rest, values):
            if wanted is None or client in wanted:
                row = layout.restored(client, cells)
                yield lasting.later(row, passed(made)) if lasting and passed(made) else row


class Listing(NamedTuple):
    """The rows of a view's tables that are right under the policy in force.

    Attributes:
        policy: the one in force on the day of the generation.
        since: the first day from which it has been in force without a break.
    """

    tables: Tables
    view: AnyView
    policy: Policy
    since: date

    def holding(self, clients: Collection[Listed]) -> set[str]:
        """The codes of the clients whose rows are right on the generation's day."""
        today, lasting = self.tables.generation.as_of, self.view.lasting
        first = self.since if lasting else today
        right = {one.client.code: one.good for one in clients if one.good and first <= one.good <= today}
        earlier = {code for code, good in right.items() if good < today}
        if lasting and lasting.ageing and self.view.items and earlier:
            return right.keys() - (earlier & self._aged(lasting.ageing, self.view.items.name))
        return {*right}

    def _aged(self, ageing: Ageing, items: str) -> set[str]:
        """The clients with a row of an earlier day that has another value today."""
        today = self.tables.generation.as_of
        names = ("as_of", *ageing.columns)
        forms = {column.name: column.form for column in TABLES[items].columns}
        readers, changed = [reader_of(forms[name]) for name in names], ageing.begun(today, self.policy)
        found = self.tables.select(("client", *names), items, "WHERE as_of < ?", (today.isoformat(),))
        return {
            code
            for code, *cells in found
            if changed(*(read(cell) for read, cell in zip(readers, cells, strict=True)))
        }

    def rows(self, wanted: Container[str]) -> list[Any]:
        """The rows of clients, as of the generation's day, not compared with others yet."""
        table, part = self.view.table, self.view.part
        rows = list(self.tables.restored(table, self.view.lasting, wanted=wanted))
        return rows if part is None else self._with_parts(part, rows, wanted)

    def _with_parts(self, part: Part[Any, Any], rows: list[Any], wanted: Container[str]) -> list[Any]:
        names = [column.name for column in TABLES[self.view.table.name].columns if column.key]
        key, parts = attrgetter("client", *names), dict[object, list[Any]]()
        for one in self.tables.restored(part.table, wanted=wanted):
            parts.setdefault(key(one), []).append(one)
        return [part.into(row, parts.get(key(row), ()), self.policy) for row in rows]
