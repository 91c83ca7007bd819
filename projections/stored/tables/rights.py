"""The roles of a ledger in PostgreSQL, as SQL: who may append, keep the stored views, read them, or audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from projections.framework.columns import Column
from projections.stored.tables.layout import SqlTable

# ruff: noqa: S608 - the names are our own, or quoted

_LOG: Final = ("entries", "seal", "ledger", "person_keys")
_CACHES: Final = ("snapshots", "tracking")


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role, and what its members may do."""

    role: Annotated[str, Column("The name of the role, after the prefix.")]
    may: Annotated[str, Column("What its members may do.", least=20)]
    may_not: Annotated[str, Column("What the database refuses them.", title="MAY NOT", least=20)]


ROLES: Final = (
    Role(
        role="writer",
        may="record: append entries with their seal, and read them",
        may_not="change, delete, truncate or drop anything that is recorded; build stored views",
    ),
    Role(
        role="projector",
        may="read entries; build, change and drop the stored views, which belong to it",
        may_not="record, or change anything that is recorded",
    ),
    Role(
        role="reader",
        may="select from the SQL views, without columns that hold personal data",
        may_not="read entries; read a personal column; write anything",
    ),
    Role(
        role="auditor",
        may="read entries, the seal, and all SQL views",
        may_not="write anything",
    ),
)
"""The roles, in the order of what they may do to a ledger."""


def statements(views: Mapping[str, SqlTable], schema: str, prefix: str) -> Iterator[str]:
    """The SQL that makes the roles and gives them their rights; the owner of the tables runs it.

    It can be run again: it makes what is missing.

    Args:
        views: the SQL views by name.
        schema: the schema of the ledger.
        prefix: what the names of the roles begin with.
    """
    named = {one.role: quoted(f"{prefix}_{one.role}") for one in ROLES}
    yield "BEGIN;"
    yield f"SET LOCAL search_path TO {quoted(schema)};"
    yield from (_made(f"{prefix}_{one.role}") for one in ROLES)
    yield f"REVOKE CREATE ON SCHEMA {quoted(schema)} FROM PUBLIC;"
    yield f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {', '.join(named.values())};"
    yield f"REVOKE ALL ON {', '.join((*_LOG, *_CACHES))} FROM PUBLIC, {', '.join(named.values())};"
    yield f"GRANT SELECT, INSERT ON entries, seal, person_keys TO {named['writer']};"
    yield f"GRANT SELECT ON ledger TO {named['writer']};"
    yield f"GRANT SELECT, INSERT, UPDATE ON {', '.join(_CACHES)} TO {named['writer']};"
    yield f"GRANT CREATE ON SCHEMA {quoted(schema)} TO {named['projector']};"
    yield f"GRANT SELECT ON {', '.join((*_LOG, 'snapshots'))} TO {named['projector']};"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON tracking TO {named['projector']};"
    yield f"GRANT SELECT ON {', '.join((*_LOG, *_CACHES))} TO {named['auditor']};"
    yield f"GRANT {named['projector']} TO CURRENT_USER;"
    yield _handed_over(views, schema, named)
    yield (
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {named['projector']} IN SCHEMA {quoted(schema)} "
        f"GRANT SELECT ON TABLES TO {named['auditor']};"
    )
    for name, table in views.items():
        yield _readable(name, [*_open(table)], named["reader"])
    yield "COMMIT;"


def quoted(name: str) -> str:
    """A name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _made(role: str) -> str:
    return _block(
        f"IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {_text(role)}) THEN CREATE ROLE {quoted(role)} NOLOGIN; END IF;"
    )


def _open(table: SqlTable) -> Iterable[str]:
    """The columns to which a right on columns is limited; none if no column is personal."""
    if not any(column.about.personal for column in table.columns):
        return ()
    return (column.name for column in table.columns if not column.about.personal)


def _readable(view: str, columns: Sequence[str], role: str) -> str:
    """The right to select from a view if it is there: some columns, or all."""
    of = f" ({', '.join(map(quoted, columns))})" if columns else ""
    return _block(
        f"IF to_regclass({_text(quoted(view))}) IS NOT NULL THEN "
        f"REVOKE ALL ON {quoted(view)} FROM {role}; GRANT SELECT{of} ON {quoted(view)} TO {role}; END IF;"
    )


def _handed_over(views: Iterable[str], schema: str, named: Mapping[str, str]) -> str:
    """Lets the projector own the stored views that there are, and the auditor read them."""
    return (
        "DO $$ DECLARE one record; BEGIN FOR one IN SELECT oid::regclass AS name FROM pg_class "
        f"WHERE relnamespace = {_text(quoted(schema))}::regnamespace AND relkind IN ('r', 'v') "
        f"AND (relname ~ '^views_([0-9]+_|generations$|origin$)' OR relname IN ({', '.join(map(_text, views))})) LOOP "
        f"EXECUTE 'ALTER TABLE ' || one.name || {_text(' OWNER TO ' + named['projector'])}; "
        f"EXECUTE 'GRANT SELECT ON ' || one.name || {_text(' TO ' + named['auditor'])}; "
        "END LOOP; END $$;"
    )


def _block(statement: str) -> str:
    return f"DO $$ BEGIN {statement} END $$;"
