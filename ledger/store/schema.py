"""The tables of a ledger, and the triggers by which the database itself refuses to change entries.

``statements`` gives them as SQL. SQLAlchemy is slow to load, so the statements for SQLite stand generated in
``ledger.store.sqlite_tables``, and a test compares them with these.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

_DIALECTS: dict[str, Dialect] = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}  # type: ignore[no-untyped-call]

TABLES = MetaData()

# Ordering text by its bytes is the same on every machine, and faster than by the rules of a language.
_text = Text().with_variant(Text(collation="C"), "postgresql")
_number = BigInteger().with_variant(Integer(), "sqlite")
_uuid = Uuid().with_variant(LargeBinary(), "sqlite")

entries = Table(
    "entries",
    TABLES,
    Column("position", _number, primary_key=True, autoincrement=False),
    Column("stream", _uuid, nullable=False),
    Column("version", _number, nullable=False),
    Column("kind", _text, nullable=False),
    Column("shape", _number, nullable=False),
    Column("client", _text),
    Column("occurred_at", _text, nullable=False),
    Column("recorded_at", _text, nullable=False),
    Column("actor", _text, nullable=False),
    Column("on_behalf_of", _text),
    Column("key", _text),
    Column("causation", _text),
    Column("source", _text),
    Column("state", _text, nullable=False),
    UniqueConstraint("stream", "version", name="entries_stream_version"),
    sqlite_strict=True,
)
_keyed = entries.c.key.is_not(None)
Index("entries_key", entries.c.key, unique=True, sqlite_where=_keyed, postgresql_where=_keyed)

ledger = Table(
    "ledger",
    TABLES,
    Column("name", _text, primary_key=True),
    Column("value", _text, nullable=False),
    sqlite_strict=True,
)

tracking = Table(
    "tracking",
    TABLES,
    Column("application_name", _text, primary_key=True),
    Column("notification_id", _number, nullable=False),
    sqlite_strict=True,
)

snapshots = Table(
    "snapshots",
    TABLES,
    Column("stream", _uuid, primary_key=True),
    Column("version", _number, nullable=False),
    Column("fold", _number, nullable=False),
    Column("state", _text, nullable=False),
    sqlite_strict=True,
)


seal = Table(
    "seal",
    MetaData(),
    Column("leaf", _number, primary_key=True, autoincrement=False),
    Column("level", _number, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""The hashes of ``ledger.seal.tree``, each of the subtree that ends with a leaf and has 2 ** level leaves."""


person_keys = Table(
    "person_keys",
    MetaData(),
    Column("id", _text, primary_key=True),
    Column("client", _text, nullable=False),
    Column("person", _text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    UniqueConstraint("client", "person", name="person_keys_person"),
    sqlite_strict=True,
)
"""The keys of people, each encrypted with the master key. They are destroyed when a person is erased."""


def stored_table(name: str, dialect: str) -> str:
    """The statement that creates, if it is missing, a table for the library's snapshots: a cache."""
    table = Table(
        name,
        MetaData(),
        Column("originator_id", _uuid, primary_key=True),
        Column("originator_version", _number, primary_key=True, autoincrement=False),
        Column("topic", _text, nullable=False),
        Column("state", LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    return _text_of(CreateTable(table, if_not_exists=True), dialect)


# INSERT OR REPLACE deletes a conflicting row and fires no delete trigger, so a trigger checks inserts first.
_SQLITE = (
    """CREATE TRIGGER entries_next BEFORE INSERT ON entries BEGIN
        SELECT RAISE(ABORT, 'entries take the next position')
        WHERE NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM entries);
        SELECT RAISE(ABORT, 'this version of the stream is recorded already')
        WHERE EXISTS (SELECT 1 FROM entries WHERE stream = NEW.stream AND version = NEW.version);
        SELECT RAISE(ABORT, 'this key is recorded already')
        WHERE EXISTS (SELECT 1 FROM entries WHERE key = NEW.key);
    END""",
    """CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries BEGIN
        SELECT RAISE(ABORT, 'entries are never changed; record a correction');
    END""",
    """CREATE TRIGGER entries_never_go BEFORE DELETE ON entries BEGIN
        SELECT RAISE(ABORT, 'entries are never deleted; record a correction');
    END""",
)

_POSTGRESQL = (
    """CREATE FUNCTION entries_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'entries are never changed or deleted; record a correction'
        USING ERRCODE = 'restrict_violation';
    END $$""",
    """CREATE TRIGGER entries_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION entries_refuse()""",
)

_TRIGGERS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}

_SEALED = ("seal", "ledger")
_SEALED_TRIGGERS = {
    "sqlite": [
        f"""CREATE TRIGGER {table}_never_{verb} BEFORE {event} ON {table} BEGIN
        SELECT RAISE(ABORT, 'the seal of a ledger never changes');
    END"""
        for table in _SEALED
        for verb, event in (("changes", "UPDATE"), ("goes", "DELETE"))
    ],
    "postgresql": [
        """CREATE FUNCTION seal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'the seal of a ledger never changes' USING ERRCODE = 'restrict_violation';
    END $$""",
        *(
            f"""CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION seal_refuse()"""
            for table in _SEALED
        ),
    ],
}


def statements(dialect: str) -> list[str]:
    """The statements that create the tables of a ledger without its seal, with their triggers."""
    parts: list[ExecutableDDLElement] = []
    for table in TABLES.sorted_tables:
        parts += [CreateTable(table), *(CreateIndex(index) for index in table.indexes)]
    return [*(_text_of(part, dialect) for part in parts), *_TRIGGERS[dialect]]


def seal_statements(dialect: str) -> list[str]:
    """The statements that add the seal: from then on, nothing that is stored about the ledger changes."""
    tables = [_text_of(CreateTable(table), dialect) for table in (seal, person_keys)]
    return [*tables, *_SEALED_TRIGGERS[dialect]]


def _text_of(statement: ExecutableDDLElement, dialect: str) -> str:
    text = str(statement.compile(dialect=_DIALECTS[dialect]))
    return "\n".join(line.rstrip() for line in text.expandtabs(4).strip().splitlines())
