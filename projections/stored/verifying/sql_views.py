"""Verifies the SQL views that reporting tools read: each shows what it was made to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.store.database import Database
from ledger.store.errors import PersistenceError
from projections.stored.generation import Views
from projections.stored.tables.sql import selects

_STORED = "SELECT name, sql FROM sqlite_master WHERE type = 'view'"
_MADE = "CREATE TEMPORARY VIEW goodwill_made AS {select}"
_UNMADE = "DROP VIEW pg_temp.goodwill_made"
_UNDERSTOOD = """
SELECT CAST(relkind AS text), pg_get_viewdef(oid, true) FROM pg_class WHERE oid = CAST(? AS regclass)
"""
_DIFFERS = """
WITH shown AS (SELECT CAST(ROW(one.*) AS text) FROM {name} AS one),
    made AS (SELECT CAST(ROW(one.*) AS text) FROM ({select}) AS one)
SELECT count(*) FROM (
    (SELECT * FROM shown EXCEPT ALL SELECT * FROM made) UNION ALL (SELECT * FROM made EXCEPT ALL SELECT * FROM shown)
) AS either
"""
"""As text, because PostgreSQL compares no JSON."""


def redefined(views: Views) -> list[str]:
    """The names of the SQL views that say something else than this program makes them say.

    The tables behind them may be sound, so comparing rows with entries does not find it; and the rows of a
    view may be those of today although it was redefined. SQLite keeps the text of a view. PostgreSQL keeps
    what it understood, which is compared with what it understands of this program's text. For whoever may not
    make temporary views there, or on a standby server, the rows of a view are compared.

    Raises:
        PersistenceError: a view is missing, or has other columns.
    """
    database, cursor, generation = views
    wanted = selects(database.dialect, generation)
    if database.dialect == "sqlite":
        there = dict(database.execute(cursor, _STORED).fetchall())
        made = {name: f"CREATE VIEW {name} AS {select}" for name, select in wanted.items()}
        return [name for name, statement in made.items() if there.get(name) != statement]
    try:
        return _understood_otherwise(database, wanted)
    except PersistenceError:
        return [*_showing_otherwise(views, wanted)]


def _understood_otherwise(database: Database, wanted: Mapping[str, str]) -> list[str]:
    """The views that PostgreSQL understands otherwise than the selects wanted.

    It makes these as temporary views in a transaction that is rolled back, so nothing stays.
    """
    found = []
    with database.reading() as cursor:
        database.execute(cursor, "BEGIN")
        for name, select in wanted.items():
            database.execute(cursor, _MADE.format(select=select))
            made, there = (
                database.execute(cursor, _UNDERSTOOD, (one,)).fetchone()
                for one in ("pg_temp.goodwill_made", name)
            )
            if made != there:
                found.append(name)
            database.execute(cursor, _UNMADE)
        database.execute(cursor, "ROLLBACK")
    return found


def _showing_otherwise(views: Views, wanted: Mapping[str, str]) -> Iterator[str]:
    """The views of PostgreSQL that have other rows than the selects wanted."""
    for name, select in wanted.items():
        statement = _DIFFERS.format(name=name, select=select)
        if views.database.execute(views.cursor, statement).fetchone() != (0,):
            yield name
