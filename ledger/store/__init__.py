"""Where entries are kept: an append-only store for SQLite and PostgreSQL.

``create`` makes a ledger, ``open_database`` opens one. ``open_recorder`` opens one with the persistence
interfaces of the eventsourcing library, which finds the factory of its recorders if ``PERSISTENCE_MODULE`` is
``ledger.store.factory``. The library is slow to load, so a name is loaded when it is first used.
"""

from ledger.faces import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
