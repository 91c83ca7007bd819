"""Writes what changed of clients into the tables of a generation, within the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from projections.stored import view_states
from projections.stored.cells import Cells
from projections.stored.folding import Change
from projections.stored.generations import Views
from projections.stored.schema import tables
from projections.stored.tables import MONTHLY, TABLES, stored
from projections.stored.view_states import State


def states_of(views: Views, clients: Iterable[str]) -> dict[str, State]:
    """The stored states of these clients; a client without one is missing."""
    found = {}
    for client in clients:
        for row in views.select(view_states.COLUMNS, "pages", "WHERE client = ?", (client,)):
            found[client] = view_states.load(row)
    return found


def write(views: Views, changes: Sequence[Change], *, fresh: bool = False) -> None:
    """Replace the states and rows of clients; if they are ``fresh``, there is nothing to replace."""
    if not fresh:
        _clear(views, changes)
    rows: dict[str, list[Cells]] = {name: [] for name in tables()}
    for change in changes:
        for name, several in change.by_table():
            rows[name] += several
    _insert(views, "pages", [change.state for change in changes])
    for name, several in rows.items():
        _insert(views, name, stored(views.engine, name, several))


def _clear(views: Views, changes: Sequence[Change]) -> None:
    clients = [(change.client,) for change in changes]
    months = [(change.client, change.months.isoformat()) for change in changes if change.months is not None]
    for name in ("pages", *TABLES):
        _delete(views, name, "client = ?", clients)
    for name in TABLES:
        _delete(views, name + MONTHLY, "client = ? AND as_of >= ?", months)


def _delete(views: Views, table: str, where: str, values: Sequence[Sequence[Any]]) -> None:
    statement = f"DELETE FROM {views.generation.table(table)} WHERE {where}"  # noqa: S608 - our own names
    views.database.execute_many(views.cursor, statement, values)


def _insert(views: Views, table: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        statement = f"INSERT INTO {views.generation.table(table)} VALUES ({marks})"  # noqa: S608 - our own names
        views.database.execute_many(views.cursor, statement, rows)
