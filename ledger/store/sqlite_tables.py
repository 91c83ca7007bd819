"""The tables of a ledger in SQLite. A test writes this module from ``ledger.store.schema``.

pytest --update-golden tests/ledger/store/test_schema.py
"""

from __future__ import annotations

TABLES = (
    """CREATE TABLE entries (
    position INTEGER NOT NULL,
    stream BLOB NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    shape INTEGER NOT NULL,
    client TEXT,
    occurred_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    on_behalf_of TEXT,
    "key" TEXT,
    causation TEXT,
    source TEXT,
    state TEXT NOT NULL,
    PRIMARY KEY (position),
    CONSTRAINT entries_stream_version UNIQUE (stream, version)
)
 STRICT""",
    """CREATE UNIQUE INDEX entries_key ON entries ("key") WHERE "key" IS NOT NULL""",
    """CREATE TABLE ledger (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (name)
)
 STRICT""",
    """CREATE TABLE snapshots (
    stream BLOB NOT NULL,
    version INTEGER NOT NULL,
    fold INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (stream)
)
 STRICT""",
    """CREATE TABLE tracking (
    application_name TEXT NOT NULL,
    notification_id INTEGER NOT NULL,
    PRIMARY KEY (application_name)
)
 STRICT""",
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

SEAL = (
    """CREATE TABLE seal (
    leaf INTEGER NOT NULL,
    level INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (leaf, level)
)
 WITHOUT ROWID,
 STRICT""",
    """CREATE TABLE person_keys (
    id TEXT NOT NULL,
    client TEXT NOT NULL,
    person TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT person_keys_person UNIQUE (client, person)
)
 STRICT""",
    """CREATE TRIGGER seal_never_changes BEFORE UPDATE ON seal BEGIN
        SELECT RAISE(ABORT, 'the seal of a ledger never changes');
    END""",
    """CREATE TRIGGER seal_never_goes BEFORE DELETE ON seal BEGIN
        SELECT RAISE(ABORT, 'the seal of a ledger never changes');
    END""",
    """CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger BEGIN
        SELECT RAISE(ABORT, 'the seal of a ledger never changes');
    END""",
    """CREATE TRIGGER ledger_never_goes BEFORE DELETE ON ledger BEGIN
        SELECT RAISE(ABORT, 'the seal of a ledger never changes');
    END""",
)
