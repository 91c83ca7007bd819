"""Verifies the SQL views that reporting tools read: each shows what it was made to show."""

from __future__ import annotations

from collections.abc import Iterator

from projections.stored.generation import Views
from projections.stored.tables.sql import selects

_STORED = "SELECT name, sql FROM sqlite_master WHERE type = 'view'"
_DIFFERS = """
WITH shown AS (SELECT CAST(ROW(one.*) AS text) FROM {name} AS one),
    made AS (SELECT CAST(ROW(one.*) AS text) FROM ({select}) AS one)
SELECT count(*) FROM (
    (SELECT * FROM shown EXCEPT ALL SELECT * FROM made) UNION ALL (SELECT * FROM made EXCEPT ALL SELECT * FROM shown)
) AS either
"""
"""As text, because PostgreSQL compares no JSON."""


def redefined(views: Views) -> Iterator[str]:
    """The names of the SQL views that say something else than this program makes them say.

    The tables behind them may be sound, so comparing rows with entries does not find it. SQLite keeps the
    text of a view. PostgreSQL keeps only what it understood, so there the rows of a view are compared.

    Raises:
        PersistenceError: a view is missing, or has other columns.
    """
    database, cursor, generation = views
    wanted = selects(database.dialect, generation)
    if database.dialect == "sqlite":
        there = dict(database.execute(cursor, _STORED).fetchall())
        made = {name: f"CREATE VIEW {name} AS {select}" for name, select in wanted.items()}
        yield from (name for name, statement in made.items() if there.get(name) != statement)
        return
    for name, select in wanted.items():
        statement = _DIFFERS.format(name=name, select=select)
        if database.execute(cursor, statement).fetchone() != (0,):
            yield name
