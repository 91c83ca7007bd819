"""The tables of the stored views: a set for each generation, and SQL views that show the current one.

A rebuild fills a new generation beside the one in use, which it replaces in one transaction. A process that
writes to a generation holds its row in ``views_generations``, so that it never writes to one that is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from ledger.errors import Unreadable
from ledger.store.database import Database
from ledger.store.engine import DBAPICursor
from ledger.store.tracking import tracked
from projections.framework.columns import Form
from projections.stored.generation import VERSIONS, Generation, Views, checkpoint_of, current
from projections.stored.tables.comments import comments
from projections.stored.tables.every import RELATIONS, RULES, TABLES
from projections.stored.tables.layout import MONTHLY, SqlTable, layout_of
from projections.stored.tables.relations import KNOWN, NOTED, POLICIES, TYPES
from projections.stored.tables.sql import SHARED, STATUS, selects

_GENERATIONS = """
CREATE TABLE IF NOT EXISTS views_generations (
    generation BIGINT PRIMARY KEY, versions TEXT NOT NULL, months INTEGER NOT NULL, as_of TEXT NOT NULL,
    current INTEGER NOT NULL)
"""
# As in a ledger. If the views lie in another database, their checkpoint lies there too.
_TRACKING = (
    "CREATE TABLE IF NOT EXISTS tracking (application_name TEXT PRIMARY KEY, notification_id BIGINT NOT NULL)"
)
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
_COLUMN_GRANTS = """
SELECT relname, 'GRANT ' || privilege_type || ' (' || quote_ident(attname) || ') ON ' || quote_ident(relname) || ' TO '
    || CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
    || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END, attname
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid, aclexplode(attacl)
WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace AND grantee <> relowner
ORDER BY 1, 2
"""
_DEPENDENT = """
SELECT DISTINCT ours.relname, quote_ident(schema.nspname) || '.' || quote_ident(other.relname) AS theirs
FROM pg_depend
JOIN pg_rewrite ON pg_depend.classid = 'pg_rewrite'::regclass AND pg_rewrite.oid = pg_depend.objid
JOIN pg_class AS other ON other.oid = pg_rewrite.ev_class
JOIN pg_namespace AS schema ON schema.oid = other.relnamespace
JOIN pg_class AS ours ON pg_depend.refclassid = 'pg_class'::regclass AND ours.oid = pg_depend.refobjid
WHERE ours.relkind = 'v' AND ours.relnamespace = current_schema()::regnamespace AND other.oid <> ours.oid
ORDER BY theirs, ours.relname
"""


class ViewsInUse(Unreadable):
    """The user's own views rest on SQL views that a new version has to create anew."""

    code = "views-in-use"

    def __init__(self, dependent: Sequence[tuple[str, str]]) -> None:
        self.dependent = tuple(dependent)
        named = ", ".join(f"{other} (on {ours})" for other, ours in dependent)
        super().__init__(
            f"this version of Goodwill has other SQL views, and views of your own rest on those there are: {named}",
            "drop them, run `goodwill replay`, and create them again; until then everything stays as it was",
        )


def create(database: Database, cursor: DBAPICursor, as_of: date, *, months: bool) -> Generation:
    """Create the tables of the next generation, and drop those of generations that were never finished.

    Raises:
        ViewsInUse: it could not replace the one in use, because the user's views rest on its SQL views.
    """
    for statement in (_GENERATIONS, _TRACKING):
        database.execute(cursor, statement)
    before = current(database, cursor)
    if before is not None and before.versions != VERSIONS:
        _check_unused(database, cursor)
    found = database.execute(cursor, "SELECT generation, current FROM views_generations").fetchall()
    number = max({row[0] for row in found} | _numbers(database, cursor), default=0) + 1
    generation = Generation(number, VERSIONS, months, as_of)
    for other, in_use in found:
        if not in_use:
            drop(database, cursor, generation._replace(number=other))
    for statement in _definitions(database.dialect, generation):
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
    """Whether a generation has tables, and its row in ``views_generations`` was deleted or changed by hand.

    One that a rebuild has begun has a row and no checkpoint yet.
    """
    listed = set[int]()
    if "views_generations" in database.names(cursor):
        statement = "SELECT generation FROM views_generations"
        rows = database.execute(cursor, statement).fetchall()
        in_use = current(database, cursor) is not None
        listed = {
            row[0] for row in rows if in_use or tracked(database, cursor, checkpoint_of(row[0])) is None
        }
    return bool(_numbers(database, cursor) - listed)


def tables() -> dict[str, SqlTable]:
    """The stored views and their month-ends by name."""
    return TABLES | {name + MONTHLY: table for name, table in TABLES.items()}


def _definitions(engine: str, generation: Generation) -> Iterator[str]:
    types, known = TYPES[engine], generation.table("known")
    keys = {"client": " PRIMARY KEY", "position": " NOT NULL", "rules": " PRIMARY KEY"}

    def columns(forms: Mapping[str, Form]) -> str:
        return ", ".join(f"{name} {types[form]}{keys.get(name, '')}" for name, form in forms.items())

    yield f"CREATE TABLE {known} ({columns(KNOWN)})"
    yield f"CREATE INDEX {known}_fault ON {known} (fault) WHERE fault IS NOT NULL"
    yield f"CREATE INDEX {known}_shown ON {known} (shown)"
    yield f"CREATE TABLE {generation.table('calendar')} (as_of {types['day']} PRIMARY KEY)"
    yield f"CREATE TABLE {generation.table('policies')} ({columns(POLICIES)})"
    noted, clustered = generation.table("noted"), " WITHOUT ROWID" * (engine == "sqlite")
    named = ", ".join(f"{name} {types[form]}" for name, form in NOTED.items())
    yield f"CREATE TABLE {noted} ({named}, PRIMARY KEY (sort, position)){clustered}"
    for rules in RULES:
        own = [f"{one.name} {types[one.form]}" for one in layout_of(rules.row).columns]
        yield f"CREATE TABLE {generation.table(rules.name)} ({', '.join(own)})"
    for relation in RELATIONS.values():
        yield from relation.definitions(engine, generation.table(relation.name))


def show(views: Views) -> None:
    """Make a generation the current one: point the SQL views to it, and drop all others.

    Raises:
        ViewsInUse: the user's views rest on the SQL views of another version.
    """
    database, cursor, generation = views
    before = current(database, cursor)
    kept = before is not None and before.versions == generation.versions
    if not kept:
        _check_unused(database, cursor)
    granted = [] if kept else [*_rights(database, cursor)]
    # PostgreSQL replaces a view in its place, and with it stay the rights that were given to others.
    replace = "OR REPLACE " if views.engine == "postgresql" else ""
    for name, select in selects(views.engine, generation).items():
        if not kept or not replace:
            database.execute(cursor, f"DROP VIEW IF EXISTS {name}")
        database.execute(cursor, f"CREATE {replace}VIEW {name} AS {select}")
    described = comments() if replace and not kept else ()
    for statement in (*described, *granted):
        database.execute(cursor, statement)
    others = _numbers(database, cursor) | ({before.number} if before else set())
    for number in others - {generation.number}:
        drop(database, cursor, generation._replace(number=number))
    statement = "UPDATE views_generations SET current = 1 WHERE generation = ?"
    database.execute(cursor, statement, (generation.number,))


def _rights(database: Database, cursor: DBAPICursor) -> Iterator[str]:
    """The statements that give rights on our SQL views, and on those of their columns that stay."""
    for _, statement in _on_our_views(database, cursor, _GRANTS):
        yield statement
    shown = {name: table.names for name, table in [*tables().items(), (STATUS.name, STATUS)]}
    for name, statement, column in _on_our_views(database, cursor, _COLUMN_GRANTS):
        if column in shown[name]:
            yield statement


def _on_our_views(database: Database, cursor: DBAPICursor, statement: str) -> list[tuple[str, ...]]:
    """What a query of PostgreSQL's catalogue finds about our SQL views, their names first; none in SQLite."""
    if database.dialect != "postgresql":
        return []
    ours = {*tables(), STATUS.name}
    return [(*row,) for row in database.execute(cursor, statement).fetchall() if row[0] in ours]


def _check_unused(database: Database, cursor: DBAPICursor) -> None:
    """PostgreSQL drops no view that others rest on; SQLite looks a view's name up when it is read.

    Raises:
        ViewsInUse: the user's views rest on ours.
    """
    if dependent := _on_our_views(database, cursor, _DEPENDENT):
        raise ViewsInUse([(theirs, ours) for ours, theirs in dependent])


def drop(database: Database, cursor: DBAPICursor, generation: Generation) -> None:
    """Drop a generation with all that belongs to it.

    Its row goes first: who writes to the generation holds that row, and reads the tables afterwards.
    """
    database.execute(cursor, "DELETE FROM views_generations WHERE generation = ?", (generation.number,))
    for name in SHARED:
        database.execute(cursor, f"DROP VIEW IF EXISTS {generation.table(name)}")
    for name in dropped():
        database.execute(cursor, f"DROP TABLE IF EXISTS {generation.table(name)}")
    database.execute(cursor, "DELETE FROM tracking WHERE application_name = ?", (generation.checkpoint,))


def dropped() -> Iterable[str]:
    """The names of all tables of a generation."""
    return ("known", "policies", "calendar", "noted", *(one.name for one in RULES), *RELATIONS)
