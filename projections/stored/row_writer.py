"""Makes the rows of the tables from the states of a client."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from projections.framework import clients
from projections.framework.clients import Client
from projections.framework.filters import AccountHolder
from projections.framework.registry import ALL
from projections.framework.tables import Table
from projections.policy import Policy, UnreadablePolicy
from projections.stored.cells import Cells, layout_of
from projections.stored.tables import TABLES

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_VIEWS = tuple(ALL.values())

Rows: TypeAlias = dict[str, list[Cells]]
"""Rows by table."""


class RowWriter:
    """Makes a client's rows for one day after another; it prepares a view again only after a change."""

    def __init__(self) -> None:
        self._directory: Cells = ()
        self._policy: Policy | None = None
        self._prepared: dict[str, Any] = {}

    def show(
        self,
        client: Client,
        states: Mapping[str, Any],
        as_of: date,
        policy: Policy | UnreadablePolicy,
        rows: Rows,
        changed: Collection[str] = (),
    ) -> None:
        """Add the rows for a day.

        Args:
            client: as the directory has it.
            states: by view; None if the view has read nothing of the client.
            as_of: the day; the states hold what had happened by its end.
            policy: the one of that day; for one that cannot be used, the rows give the reason and no figures.
            rows: where to add them; it has every table.
            changed: the views whose states have changed since the last day; "clients" for the directory.
        """
        if not self._directory or "clients" in changed:
            self._directory = *layout_of(Client).cells(client), None
            self._prepared.clear()
        rows["clients"].append((client.code, as_of, *self._directory))
        if isinstance(policy, UnreadablePolicy):
            _without_figures(client.code, str(policy), as_of, rows)
            return
        if policy is not self._policy:
            self._prepared.clear()
            self._policy = policy
        head = client.code, as_of, policy.version
        for view in _VIEWS:
            if view.name not in self._prepared or view.name in changed:
                holder = AccountHolder(
                    client.code, client.name, client.currency, [(client, states[view.name])]
                )
                self._prepared[view.name] = view.prepare(holder, policy)
            made, items = view.rows(self._prepared[view.name], as_of)
            _add(rows, view.table, head, made)
            if view.part:
                _add(rows, view.part.table, head, chain.from_iterable(map(view.part.of, made)))
            if view.items:
                _add(rows, view.items, head, items)


def _add(rows: Rows, table: Table[DataclassInstance], head: Cells, made: Iterable[Any]) -> None:
    """Add rows to a table: the common columns, their own, and no fault."""
    layout = layout_of(table.row)
    rows[table.name] += [(*head, *layout.cells(row), None) for row in made]


def fault_rows(client: str, fault: str, as_of: date, rows: Rows) -> None:
    """Add the rows of a client whose entries cannot be folded, with the reason."""
    rows[clients.TABLE.name].append(_empty(clients.TABLE.name, client, fault, as_of))
    _without_figures(client, fault, as_of, rows)


def _without_figures(client: str, fault: str, as_of: date, rows: Rows) -> None:
    for view in _VIEWS:
        rows[view.table.name].append(_empty(view.table.name, client, fault, as_of))


def _empty(table: str, client: str, fault: str, as_of: date) -> Cells:
    return client, as_of, *[None] * (len(TABLES[table].columns) - 3), fault
