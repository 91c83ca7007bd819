"""How the eventsourcing library gets its recorders: ``PERSISTENCE_MODULE`` is ``ledger.store.factory``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeVar, cast
from uuid import UUID

from eventsourcing.persistence import AggregateRecorder, InfrastructureFactory, StoredEvent
from eventsourcing.utils import resolve_topic, strtobool

from ledger.errors import NoLedger
from ledger.store.database import Database
from ledger.store.library_errors import LIBRARY_ERRORS
from ledger.store.opening import create, open_database
from ledger.store.recorder import Recorder, StreamRecorder, Tracker
from ledger.store.stored_events import as_stream, bounds

_TrackerT = TypeVar("_TrackerT", bound=Tracker)


class LedgerFactory(InfrastructureFactory[Tracker]):
    """Makes recorders that share one database.

    The environment names the ledger: ``GOODWILL_LEDGER`` is its path or URL. If there is none, the factory
    raises ``NoLedger``, because a mistyped name must not create a ledger; ``CREATE_TABLE=yes`` creates it.
    """

    GOODWILL_LEDGER = "GOODWILL_LEDGER"
    CREATE_TABLE = "CREATE_TABLE"

    @cached_property
    def database(self) -> Database:
        """The database of the ledger, opened on first use.

        Raises:
            OSError: the environment names no ledger.
            NoLedger: there is none, and ``CREATE_TABLE`` is not set.
            Unreadable: the place does not hold a readable ledger.
        """
        url = self.env.get(self.GOODWILL_LEDGER)
        if not url:
            names = ", ".join(self.env.create_keys(self.GOODWILL_LEDGER))
            raise OSError(f"the environment names no ledger; set one of {names}")
        try:
            return open_database(url, LIBRARY_ERRORS)
        except NoLedger:
            if not strtobool(self.env.get(self.CREATE_TABLE) or "no"):
                raise
            create(url)
            return open_database(url, LIBRARY_ERRORS)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """A recorder of the ledger's entries, or one with its own table for another purpose (snapshots)."""
        if purpose == "events":
            return StreamRecorder(self.database)
        recorder = SnapshotRecorder(self.database, purpose)
        recorder.create_table()
        return recorder

    def application_recorder(self) -> Recorder:
        """The recorder of the ledger."""
        return self._class(self.APPLICATION_RECORDER_TOPIC, Recorder)(self.database)

    def tracking_recorder(self, tracking_recorder_class: type[Tracker] | None = None) -> Tracker:
        """A recorder of checkpoints, of the given class or the one that the environment names."""
        return (tracking_recorder_class or self._class(self.TRACKING_RECORDER_TOPIC, Tracker))(self.database)

    def process_recorder(self) -> Recorder:
        """The recorder of the ledger, which keeps checkpoints too."""
        return self._class(self.PROCESS_RECORDER_TOPIC, Recorder)(self.database)

    def _class(self, variable: str, default: type[_TrackerT]) -> type[_TrackerT]:
        topic = self.env.get(variable)
        return cast("type[_TrackerT]", resolve_topic(topic)) if topic else default

    def close(self) -> None:
        """Close the ledger's connections, if any were opened."""
        if "database" in self.__dict__:
            self.database.close()


class SnapshotRecorder(AggregateRecorder):
    """Keeps the library's snapshots of aggregates in a table of their own: a cache, not part of the log."""

    def __init__(self, database: Database, purpose: str = "snapshots") -> None:
        self.database = database
        self._name = f"stored_{purpose}"

    def create_table(self) -> None:
        """Create the table if it does not exist."""
        from ledger.store.schema import stored_table  # noqa: PLC0415 - only needed here, and slow to load

        with self.database.writing() as cursor:
            cursor.execute(stored_table(self._name, self.database.dialect))

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:  # noqa: ANN401
        """Store events, all or nothing."""
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
        """The stored events of an aggregate, by version."""
        stream = as_stream(originator_id)
        statement = f"""
            SELECT originator_version, topic, state FROM {self._name}
            WHERE originator_id = ? AND originator_version > ? AND originator_version <= ?
            ORDER BY originator_version {"DESC" if desc else "ASC"} LIMIT ?
        """  # noqa: S608 - our own names
        found = self.database.select(statement, (self.database.stream(stream), *bounds(gt, lte, limit)))
        return [StoredEvent(stream, version, topic, bytes(state)) for version, topic, state in found]
