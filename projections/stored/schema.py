"""Where stored views lie: a set of tables for each generation, and SQL views that show the current one.

A generation is made beside the one in use and takes its place in one transaction. ``views_generations`` has a row
for each; whoever writes to one holds its row, so nothing is written to one that is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy.engine.interfaces import DBAPICursor

from ledger.errors import Unreadable
from ledger.store.database import Database
from projections import clients
from projections.framework.columns import Form
from projections.framework.registry import ALL
from projections.stored.tables import MONTHLY, STATUS, TABLES, SqlTable
from projections.stored.view_states import COLUMNS

_TABLES_VERSION = 4
"""Raised whenever the stored tables change in a way that no projection's version tells."""

VERSIONS = ", ".join(
    f"{name} {version}"
    for name, version in (
        ("tables", _TABLES_VERSION),
        ("clients", clients.VERSION),
        *((name, view.version) for name, view in ALL.items()),
    )
)
"""What made a generation; one that something else made is not read."""

TYPES: dict[str, dict[Form, str]] = {
    "sqlite": {"text": "TEXT", "whole": "INTEGER", "number": "REAL", "money": "TEXT", "day": "TEXT"},
    "postgresql": {
        "text": "text", "whole": "bigint", "number": "double precision", "money": "numeric", "day": "date",
    },
}  # fmt: skip
"""How each database stores what a column holds."""

_GENERATIONS = """
CREATE TABLE IF NOT EXISTS views_generations (
    generation BIGINT PRIMARY KEY, versions TEXT NOT NULL, months INTEGER NOT NULL, as_of TEXT NOT NULL,
    current INTEGER NOT NULL)
"""
_TRACKING = (
    "CREATE TABLE IF NOT EXISTS tracking (application_name TEXT PRIMARY KEY, notification_id BIGINT NOT NULL)"
)
"""As in a ledger; where the views lie in another database, their checkpoint lies there too."""
_TABLE = re.compile(r"views_(\d+)_\w+")
"""The name of a table of a generation, with the generation's number."""

_GRANTS = """
SELECT relname, 'GRANT ' || privilege_type || ' ON ' || quote_ident(relname) || ' TO '
    || CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
    || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
FROM pg_class, aclexplode(relacl)
WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace AND grantee <> relowner
ORDER BY 1, 2
"""


_DEPENDENT = """
SELECT DISTINCT quote_ident(schema.nspname) || '.' || quote_ident(other.relname), ours.relname
FROM pg_depend
JOIN pg_rewrite ON pg_depend.classid = 'pg_rewrite'::regclass AND pg_rewrite.oid = pg_depend.objid
JOIN pg_class AS other ON other.oid = pg_rewrite.ev_class
JOIN pg_namespace AS schema ON schema.oid = other.relnamespace
JOIN pg_class AS ours ON pg_depend.refclassid = 'pg_class'::regclass AND ours.oid = pg_depend.refobjid
WHERE ours.relkind = 'v' AND ours.relnamespace = current_schema()::regnamespace AND other.oid <> ours.oid
ORDER BY 1, 2
"""


class ViewsInUse(Unreadable):
    """Views of somebody's own rest on SQL views that a new version must make anew."""

    code = "views-in-use"

    def __init__(self, dependent: Sequence[tuple[str, str]]) -> None:
        self.dependent = tuple(dependent)
        named = ", ".join(f"{other} (on {ours})" for other, ours in dependent)
        super().__init__(
            f"this version of Goodwill has other SQL views, and views of your own rest on those there are: {named}; "
            "drop them, run `goodwill replay`, and create them again; until then everything stays as it was"
        )


class Generation(NamedTuple):
    """One making of the stored views.

    Attributes:
        number: rises with each.
        versions: what made it.
        months: whether month-ends are kept.
        as_of: the day for which the pages are.
    """

    number: int
    versions: str
    months: bool
    as_of: date

    @property
    def checkpoint(self) -> str:
        """The name of its checkpoint: how far it has read the ledger."""
        return f"views {self.number}"

    def table(self, name: str) -> str:
        """Where a stored view lies."""
        return f"views_{self.number}_{name}"


def current(database: Database, cursor: DBAPICursor) -> Generation | None:
    """The generation in use; None where there is none."""
    if "views_generations" not in database.names(cursor):
        return None
    statement = "SELECT generation, versions, months, as_of FROM views_generations WHERE current = 1"
    found = database.execute(cursor, statement).fetchone()
    if found is None:
        return None
    return Generation(found[0], found[1], bool(found[2]), date.fromisoformat(found[3]))


def hold(
    database: Database, cursor: DBAPICursor, generation: Generation, *, as_of: date | None = None
) -> bool:
    """Hold a generation until the transaction ends, so that it stays and nobody else writes to it.

    Returns:
        False where it is gone, or others have moved its day.
    """
    statement = "UPDATE views_generations SET as_of = ? WHERE generation = ? AND as_of = ?"
    values = ((as_of or generation.as_of).isoformat(), generation.number, generation.as_of.isoformat())
    return database.execute(cursor, statement, values).rowcount == 1


def create(database: Database, cursor: DBAPICursor, as_of: date, *, months: bool) -> Generation:
    """Make the tables of the next generation; what is left of those that were never finished goes.

    Raises:
        ViewsInUse: it could not take the place of the one in use, since others rest on that one's SQL views.
    """
    for statement in (_GENERATIONS, _TRACKING):
        database.execute(cursor, statement)
    before = current(database, cursor)
    if before is not None and before.versions != VERSIONS:
        _check_unused(database, cursor)
    found = database.execute(cursor, "SELECT generation, current FROM views_generations").fetchall()
    number = max({row[0] for row in found} | _numbers(database, cursor), default=0) + 1
    generation = Generation(number, VERSIONS, months, as_of)
    for row in found:
        if not row[1]:
            drop(database, cursor, generation._replace(number=row[0]))
    for statement in _tables(database.engine.dialect.name, generation):
        database.execute(cursor, statement)
    database.execute(
        cursor,
        "INSERT INTO views_generations (generation, versions, months, as_of, current) VALUES (?, ?, ?, ?, 0)",
        (number, VERSIONS, int(months), as_of.isoformat()),
    )
    return generation


def _numbers(database: Database, cursor: DBAPICursor) -> set[int]:
    """The numbers of the generations that have a table."""
    return {int(found[1]) for name in database.names(cursor) if (found := _TABLE.fullmatch(name))}


def unlisted(database: Database, cursor: DBAPICursor) -> bool:
    """Whether a generation has tables and no row in ``views_generations``, because it was deleted by hand."""
    listed = set[int]()
    if "views_generations" in database.names(cursor):
        statement = "SELECT generation FROM views_generations"
        listed = {row[0] for row in database.execute(cursor, statement).fetchall()}
    return bool(_numbers(database, cursor) - listed)


def tables() -> dict[str, SqlTable]:
    """The stored views and their month-ends."""
    return TABLES | {name + MONTHLY: table for name, table in TABLES.items()}


def _tables(database: str, generation: Generation) -> Iterator[str]:
    types = TYPES[database]
    pages = generation.table("pages")
    plain = {"client": "TEXT PRIMARY KEY", "position": "BIGINT NOT NULL"}
    kept = ", ".join(f"{name} {plain.get(name, 'TEXT')}" for name in COLUMNS)
    yield f"CREATE TABLE {pages} ({kept})"
    for column in ("due", "fault"):
        yield f"CREATE INDEX {pages}_{column} ON {pages} ({column}) WHERE {column} IS NOT NULL"
    yield f"CREATE INDEX {pages}_shown ON {pages} (shown)"
    for name, table in tables().items():
        place = generation.table(name)
        shown = ", ".join(f"{column.name} {types[column.form]}" for column in table.columns)
        yield f"CREATE TABLE {place} ({shown})"
        yield f"CREATE INDEX {place}_client ON {place} (client, as_of)"


def show(database: Database, cursor: DBAPICursor, generation: Generation) -> None:
    """Make a generation the current one: the SQL views show it, and the one before goes.

    Raises:
        ViewsInUse: others rest on the SQL views of another version.
    """
    before = current(database, cursor)
    kept = before is not None and before.versions == generation.versions
    if not kept:
        _check_unused(database, cursor)
    granted = [] if kept else _granted(database, cursor)
    for name, select in _selects(database.engine.dialect.name, generation).items():
        if not kept or database.engine.dialect.name == "sqlite":
            database.execute(cursor, f"DROP VIEW IF EXISTS {name}")
        # PostgreSQL replaces a view in its place, and with it stay the rights that were given to others.
        replace = "OR REPLACE " if database.engine.dialect.name == "postgresql" else ""
        database.execute(cursor, f"CREATE {replace}VIEW {name} AS {select}")
    for statement in granted:
        database.execute(cursor, statement)
    for number in _numbers(database, cursor) - {generation.number}:
        drop(database, cursor, generation._replace(number=number))
    statement = "UPDATE views_generations SET current = 1 WHERE generation = ?"
    database.execute(cursor, statement, (generation.number,))


def _selects(database: str, generation: Generation) -> dict[str, str]:
    """What each SQL view shows of a generation."""
    found = {
        name: f"SELECT {', '.join(table.names)} FROM {generation.table(name)}"  # noqa: S608 - our own names
        for name, table in tables().items()
    }
    day = {"sqlite": "{}", "postgresql": "CAST({} AS date)"}[database].format
    oldest = f"(SELECT min(shown) FROM {generation.table('pages')})"  # noqa: S608 - our own names
    found[STATUS.name] = (
        f"SELECT notification_id AS position, {day('as_of')} AS as_of, {day(oldest)} AS oldest, months "  # noqa: S608 - our own names
        f"FROM views_generations JOIN tracking ON application_name = '{generation.checkpoint}' "
        f"WHERE generation = {generation.number}"
    )
    return found


def names() -> list[str]:
    """The SQL views there are."""
    return [*tables(), STATUS.name]


def _check_unused(database: Database, cursor: DBAPICursor) -> None:
    """SQLite looks up a view's name when it is read; PostgreSQL drops none that others rest on.

    Raises:
        ViewsInUse: somebody's own views do.
    """
    if database.engine.dialect.name == "postgresql":
        found = database.execute(cursor, _DEPENDENT).fetchall()
        dependent = [(other, ours) for other, ours in found if ours in names()]
        if dependent:
            raise ViewsInUse(dependent)


def _granted(database: Database, cursor: DBAPICursor) -> list[str]:
    """What gives others the rights again that they have on the SQL views, and would lose with them."""
    if database.engine.dialect.name != "postgresql":
        return []
    found = database.execute(cursor, _GRANTS).fetchall()
    return [statement for name, statement in found if name in names()]


def drop(database: Database, cursor: DBAPICursor, generation: Generation) -> None:
    """Remove a generation with all that belongs to it."""
    for name in ("pages", *tables()):
        database.execute(cursor, f"DROP TABLE IF EXISTS {generation.table(name)}")
    database.execute(cursor, "DELETE FROM views_generations WHERE generation = ?", (generation.number,))
    database.execute(cursor, "DELETE FROM tracking WHERE application_name = ?", (generation.checkpoint,))
