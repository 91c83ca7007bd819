"""Whom a client is compared with, from the stored tables: a few columns of SQL instead of everybody's pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.store.database import Database
from projections.quintiles import Compared
from projections.stored.layout import Generation

__all__ = ["others"]


def others(
    database: Database, cursor: DBAPICursor, generation: Generation, besides: Collection[str]
) -> list[Compared] | None:
    """What every other client ordered, in the currencies of some clients.

    A row may be of an earlier day than the pages: until a client's next fact, which writes its rows again, only the
    days since its last order change, and those are counted on.

    Args:
        database: the ledger's.
        cursor: in a transaction that sees one moment.
        generation: whose tables.
        besides: the clients whose currencies matter; they are not among the others.

    Returns:
        None where a client has no figures, under a policy that cannot be used.
    """
    table = generation.table("loyalty")
    cursor.execute(f"SELECT 1 FROM {table} WHERE fault IS NOT NULL LIMIT 1")  # noqa: S608 - our own names
    if cursor.fetchone() is not None:
        return None
    codes, values = ", ".join("?" * len(besides)), tuple(besides)
    statement = (
        f"SELECT currency, as_of, recency_days, frequency, monetary FROM {table} "  # noqa: S608 - our own names
        f"WHERE recency_days IS NOT NULL AND client NOT IN ({codes}) "
        f"AND currency IN (SELECT currency FROM {table} WHERE client IN ({codes}))"
    )
    return [
        Compared(currency, recency + (generation.as_of - _day(as_of)).days, frequency, Decimal(monetary))
        for currency, as_of, recency, frequency, monetary in database.execute(
            cursor, statement, values + values
        ).fetchall()
    ]


def _day(stored: str | date) -> date:
    return stored if isinstance(stored, date) else date.fromisoformat(stored)
