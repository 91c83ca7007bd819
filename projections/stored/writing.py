"""Writing what changed of clients into the tables of a generation, within the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.codec import decode
from ledger.store.database import Database
from projections.policy import HOUSE, Timetable, timetable
from projections.stored import view_states
from projections.stored.cells import Cells
from projections.stored.folding import Change
from projections.stored.history_source import entries_of
from projections.stored.schema import Generation, tables
from projections.stored.tables import MONTHLY, TABLES, stored, value_for
from projections.stored.view_states import State


class Source(NamedTuple):
    """Where entries are read: the ledger's database, which may be another than that of the stored views."""

    ledger: Database
    cursor: DBAPICursor


def policies_of(database: Database, cursor: DBAPICursor, upto: int) -> Timetable:
    """The policies that the house had adopted, as known at a position.

    Raises:
        Missing: an entry of the house is not there.
        Unreadable: one is not what was written.
    """
    return timetable(map(decode, entries_of(database, cursor, HOUSE, upto)))


def states_of(
    database: Database, cursor: DBAPICursor, generation: Generation, clients: Iterable[str]
) -> dict[str, State]:
    """The stored states of those clients that have one."""
    statement = f"SELECT {', '.join(view_states.COLUMNS)} FROM {generation.table('pages')} WHERE client = ?"  # noqa: S608 - our own names
    found = {}
    for client in clients:
        row = database.execute(cursor, statement, (client,)).fetchone()
        if row is not None:
            found[client] = view_states.load(row)
    return found


def write(
    database: Database,
    cursor: DBAPICursor,
    generation: Generation,
    changes: Sequence[Change],
    *,
    fresh: bool = False,
) -> None:
    """Put clients' pages and rows in the place of those before.

    Args:
        database: the ledger's.
        cursor: in a transaction that holds the generation.
        generation: whose tables.
        changes: what is to be written.
        fresh: there is nothing of these clients yet.
    """
    if not fresh:
        _clear(database, cursor, generation, changes)
    kind = database.engine.dialect.name
    _insert(database, cursor, generation.table("pages"), [change.page for change in changes])
    rows: dict[str, list[Cells]] = {name: [] for name in tables()}
    for change in changes:
        for name, several in change.by_table():
            rows[name] += several
    for name, several in rows.items():
        _insert(database, cursor, generation.table(name), stored(kind, name, several))


def _clear(
    database: Database, cursor: DBAPICursor, generation: Generation, changes: Sequence[Change]
) -> None:
    clients = [(change.client,) for change in changes]
    for name in ("pages", *TABLES):
        database.execute_many(cursor, f"DELETE FROM {generation.table(name)} WHERE client = ?", clients)  # noqa: S608 - our own names
    kind = database.engine.dialect.name
    months = [
        (change.client, value_for(kind, change.months)) for change in changes if change.months is not None
    ]
    for name in TABLES:
        statement = f"DELETE FROM {generation.table(name + MONTHLY)} WHERE client = ? AND as_of >= ?"  # noqa: S608 - our own names
        database.execute_many(cursor, statement, months)


def _insert(database: Database, cursor: DBAPICursor, table: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        database.execute_many(cursor, f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names
