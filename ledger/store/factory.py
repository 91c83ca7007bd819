"""How the eventsourcing library gets its recorders: an ``Application`` whose environment names ``ledger.store``."""

from __future__ import annotations

from functools import cached_property
from typing import cast

from eventsourcing.persistence import AggregateRecorder, InfrastructureFactory
from eventsourcing.utils import resolve_topic, strtobool

from ledger.errors import NoLedger
from ledger.store.database import Database
from ledger.store.opening import create, open_database
from ledger.store.recorder import Recorder
from ledger.store.snapshots import SnapshotRecorder
from ledger.store.streams import StreamRecorder
from ledger.store.tracking import Tracker

__all__ = ["LedgerFactory"]


class LedgerFactory(InfrastructureFactory[Tracker]):
    """Makes recorders over one ledger, which they share.

    The environment says which: ``GOODWILL_LEDGER`` is its path or URL. Where there is none that is refused with
    ``NoLedger``, since a ledger made by a mistyped name helps nobody; ``CREATE_TABLE=yes`` has it made.
    """

    GOODWILL_LEDGER = "GOODWILL_LEDGER"
    CREATE_TABLE = "CREATE_TABLE"

    @cached_property
    def database(self) -> Database:
        """The database of the ledger, opened when it is first asked for.

        Raises:
            OSError: the environment names no ledger.
            NoLedger: there is none, and none is to be made.
            Unreadable: what is there is not a ledger, or cannot be read.
        """
        url = self.env.get(self.GOODWILL_LEDGER)
        if not url:
            names = ", ".join(self.env.create_keys(self.GOODWILL_LEDGER))
            raise OSError(f"the environment names no ledger; set one of {names}")
        try:
            return open_database(url)
        except NoLedger:
            if not strtobool(self.env.get(self.CREATE_TABLE) or "no"):
                raise
            create(url)
            return open_database(url)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """A recorder of the ledger's entries, or one with a table of its own for another purpose (snapshots)."""
        if purpose == "events":
            return StreamRecorder(self.database)
        recorder = SnapshotRecorder(self.database, purpose)
        recorder.create_table()
        return recorder

    def application_recorder(self) -> Recorder:
        """The recorder of the ledger."""
        topic = self.env.get(self.APPLICATION_RECORDER_TOPIC)
        kind = cast("type[Recorder]", resolve_topic(topic)) if topic else Recorder
        return kind(self.database)

    def tracking_recorder(self, tracking_recorder_class: type[Tracker] | None = None) -> Tracker:
        """A recorder of checkpoints, of the class given or of the one that the environment names."""
        topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
        named = cast("type[Tracker]", resolve_topic(topic)) if topic else Tracker
        return (tracking_recorder_class or named)(self.database)

    def process_recorder(self) -> Recorder:
        """The recorder of the ledger, which keeps checkpoints too."""
        topic = self.env.get(self.PROCESS_RECORDER_TOPIC)
        kind = cast("type[Recorder]", resolve_topic(topic)) if topic else Recorder
        return kind(self.database)

    def close(self) -> None:
        """Close the ledger's connections, if any were opened."""
        if "database" in self.__dict__:
            self.database.close()
