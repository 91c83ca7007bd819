"""Whether views that are made again come out otherwise from the same entries: then something was changed by hand."""

from __future__ import annotations

from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.store.database import Database
from projections.stored.schema import Generation, current
from projections.stored.view_states import NAMES


def drifted(database: Database, cursor: DBAPICursor, made: Generation) -> list[str]:
    """The clients whose pages in the generation in use say something else of the same entries than those of the next.

    Compared are clients of whom nothing was recorded since and of whom nothing came due, as far as the same version of
    the program made both. Pages hold what happened and nothing of a day or a policy.

    Args:
        database: that of the views.
        cursor: in a transaction of it.
        made: the next generation, complete, before it is shown.
    """
    before = current(database, cursor)
    if before is None or before.versions != made.versions or before.as_of > made.as_of:
        return []
    differ = " OR ".join(f"COALESCE(one.{name}, '') <> COALESCE(two.{name}, '')" for name in NAMES)
    statement = (
        f"SELECT one.client FROM {before.table('pages')} one JOIN {made.table('pages')} two ON one.client = two.client "  # noqa: S608 - our own names
        f"WHERE one.position = two.position AND (one.due IS NULL OR one.due > ?) AND ({differ}) ORDER BY one.client"
    )
    return [row[0] for row in database.execute(cursor, statement, (made.as_of.isoformat(),)).fetchall()]
