"""Where entries are kept: an append-only recorder for SQLite and PostgreSQL.

``create`` makes a ledger, ``open_recorder`` opens one. The recorder has the persistence interfaces of the
eventsourcing library, which finds ``LedgerFactory`` here if its ``PERSISTENCE_MODULE`` is ``ledger.store``.
"""

from __future__ import annotations

from ledger.store.factory import LedgerFactory, SnapshotRecorder
from ledger.store.opening import create, database_at, exists, open_database, open_recorder
from ledger.store.recorder import Recorder, StreamRecorder
from ledger.store.stored_events import EntryMapper, StoredEntry
from ledger.store.tracking import Tracker

__all__ = [
    "EntryMapper",
    "LedgerFactory",
    "Recorder",
    "SnapshotRecorder",
    "StoredEntry",
    "StreamRecorder",
    "Tracker",
    "create",
    "database_at",
    "exists",
    "open_database",
    "open_recorder",
]
