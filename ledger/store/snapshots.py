"""A table for the library's snapshots: a cache beside the log, which may be deleted at any time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, StoredEvent

from ledger.store.database import Database
from ledger.store.streams import as_stream, bounds

__all__ = ["SnapshotRecorder"]


class SnapshotRecorder(AggregateRecorder):
    """Keeps the library's stored events of one purpose in a table of their own; any bytes will do."""

    def __init__(self, database: Database, purpose: str = "snapshots") -> None:
        self.database = database
        self._name = f"stored_{purpose}"

    def create_table(self) -> None:
        """Make the table where there is none."""
        from ledger.store.schema import stored_table  # noqa: PLC0415 - only needed here, and slow to load

        stored_table(self._name).create(self.database.engine, checkfirst=True)

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:  # noqa: ANN401
        """Store what the library gives, all or nothing."""
        statement = f"INSERT INTO {self._name} VALUES (?, ?, ?, ?)"  # noqa: S608 - our own name
        with self.database.writing() as cursor:
            for event in stored_events:
                stream = self.database.stream(as_stream(event.originator_id))
                values = (stream, event.originator_version, event.topic, event.state)
                self.database.execute(cursor, statement, values)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """What was stored for an aggregate, by version."""
        stream = as_stream(originator_id)
        statement = f"""
            SELECT originator_version, topic, state FROM {self._name}
            WHERE originator_id = ? AND originator_version > ? AND originator_version <= ?
            ORDER BY originator_version {"DESC" if desc else "ASC"} LIMIT ?
        """  # noqa: S608 - our own names
        values = (self.database.stream(stream), *bounds(gt, lte, limit))
        with self.database.reading() as cursor:
            found = self.database.execute(cursor, statement, values).fetchall()
        return [StoredEvent(stream, version, topic, bytes(state)) for version, topic, state in found]
