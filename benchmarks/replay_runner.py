"""The library's side of ``replay.py``: its own ``ProjectionRunner``, with a view in SQL written as its tutorial has it.

The runner hands over one entry after the other, and the view takes each in a transaction of its own, with the checkpoint.
Only the kinds that Goodwill's views read are asked for. The view does far less with them: one upsert of two sums.
"""

from __future__ import annotations

import json
import sys
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper, Tracking
from eventsourcing.projection import Projection, ProjectionRunner
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.sqlite import insert

from ledger.codec import EntryMapper
from ledger.store.database import Database
from ledger.store.tracking import Tracker
from projections.fold import subscriptions
from projections.stored.states import EVOLVES

_SUMS = Table(
    "runner_sums",
    MetaData(),
    Column("client", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("last", Text, nullable=False),
    UniqueConstraint("client", "kind"),
)
_TRACK = text(
    "INSERT INTO tracking VALUES (:name, :position) "
    "ON CONFLICT (application_name) DO UPDATE SET notification_id = excluded.notification_id"
)


class Sums(Tracker):
    """How many entries of a kind each client has, and the day of the newest."""

    synchronous = "FULL"

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        _SUMS.create(database.engine, checkfirst=True)
        self._connection: Connection | None = None
        self.counted = 0

    def add(self, client: str, kind: str, day: str, tracking: Tracking) -> None:
        """Count an entry in, and the checkpoint with it."""
        new = insert(_SUMS).values(client=client, kind=kind, entries=1, last=day)
        upsert = new.on_conflict_do_update(
            index_elements=["client", "kind"], set_={"entries": _SUMS.c.entries + 1, "last": day}
        )
        connection = self._connected()
        connection.exec_driver_sql(self.database.begin)
        connection.execute(upsert)
        connection.execute(_TRACK, {"name": tracking.application_name, "position": tracking.notification_id})
        connection.exec_driver_sql("COMMIT")
        self.counted += 1

    def _connected(self) -> Connection:
        """One connection for all, of the thread that counts."""
        if self._connection is None:
            self._connection = self.database.engine.connect()
            self._connection.exec_driver_sql(f"PRAGMA synchronous = {self.synchronous}")
        return self._connection


class Counting(Projection[Sums]):
    """Counts each entry."""

    name = "counting"
    topics = tuple(sorted(kind.kind for kind in subscriptions(EVOLVES)))

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # noqa: ANN401 - the library's signature
        """Take one entry in."""
        self.view.add(domain_event.client, domain_event.kind, domain_event.on.isoformat(), tracking)


class Followed(Application[UUID]):
    """A ledger as the library opens one: by its environment."""

    name = "followed"

    def construct_mapper(self) -> Mapper[UUID]:
        """Entries as the ledger stores them."""
        return EntryMapper()


def main(place: str, seconds: str, synchronous: str) -> None:
    """Print what the runner did in so many seconds, as a line of JSON.

    With ``synchronous`` FULL every transaction is on the disk before the next begins, as in a ledger; with OFF none is.
    """
    Sums.synchronous = synchronous
    env = {"PERSISTENCE_MODULE": "ledger.store", "GOODWILL_LEDGER": place}
    started, used = perf_counter(), process_time()
    with ProjectionRunner(
        application_class=Followed, projection_class=Counting, view_class=Sums, env=env
    ) as runner:
        runner.is_interrupted.wait(float(seconds))
        took = perf_counter() - started, process_time() - used
        counted = runner.view.counted
    print(json.dumps({"seconds": took[0], "cpu": took[1], "entries": counted, "kinds": Counting.topics}))


if __name__ == "__main__":
    main(*sys.argv[1:])
