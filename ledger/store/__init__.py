"""Where entries are kept: an append-only store for SQLite and PostgreSQL.

``create`` makes a ledger, ``open_database`` opens one. ``open_recorder`` opens one with the persistence
interfaces of the eventsourcing library, which finds the factory of its recorders if ``PERSISTENCE_MODULE`` is
``ledger.store.factory``. A name is loaded when it is first used, because the library is slow to load.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.store.factory import LedgerFactory, SnapshotRecorder
    from ledger.store.opening import create, database_at, exists, open_database
    from ledger.store.recorder import Recorder, StreamRecorder, Tracker, open_recorder
    from ledger.store.stored_events import EntryMapper, StoredEntry

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

_MODULES = {
    "factory": ("LedgerFactory", "SnapshotRecorder"),
    "opening": ("create", "database_at", "exists", "open_database"),
    "recorder": ("Recorder", "StreamRecorder", "Tracker", "open_recorder"),
    "stored_events": ("EntryMapper", "StoredEntry"),
}


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"ledger.store.{module}"), name)
    raise AttributeError(name)
