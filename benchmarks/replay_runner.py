"""The library's side of ``replay.py``: its ``ProjectionRunner``, which handles one entry at a time.

A view takes each in a transaction of its own, with the checkpoint, as the library's tutorial has it. There
are two: "sums", the least that a view can do (one upsert of a count), and "views", which keeps what Goodwill
keeps: the rows of all three views with their days, with the very folds and statements of ours. Only the kinds
that Goodwill's views read are asked for.
"""

from __future__ import annotations

import json
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from threading import Event
from time import perf_counter, process_time
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper, Tracking
from eventsourcing.projection import Projection, ProjectionRunner
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, UniqueConstraint, create_engine
from sqlalchemy.dialects.sqlite import insert

from ledger.entry import Entry
from ledger.garbage_collector import own_process
from ledger.store import EntryMapper, Tracker, open_database
from ledger.store.database import Database
from ledger.store.engine import DBAPICursor
from ledger.store.tracking import Checkpoint, track
from projections.framework.fold import subscriptions
from projections.policy import Timetable
from projections.stored.contents import write
from projections.stored.generation import Views as StoredViews
from projections.stored.history_source import Source
from projections.stored.making.client_rows import EVOLVES, refold
from projections.stored.tables.schema import create

TODAY = date(2026, 7, 1)
_SUMS = Table(
    "runner_sums",
    MetaData(),
    Column("client", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("last", Text, nullable=False),
    UniqueConstraint("client", "kind"),
)


class View(Tracker, ABC):
    """A view that counts the entries it has taken in, and notes when it has them all."""

    synchronous: ClassVar[str] = "FULL"
    wanted: ClassVar[int] = 0

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.engine = create_engine(f"sqlite:///{database.place}", isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None
        self._counted = 0
        self.done = Event()
        self.ended = 0.0, 0.0

    def add(self, entry: Entry, tracking: Tracking) -> None:
        """Take an entry in, and the checkpoint with it."""
        with self._transaction() as (connection, cursor):
            self.take(connection, cursor, entry)
            track(self.database, cursor, Checkpoint(tracking.application_name, tracking.notification_id))
        self._counted += 1
        if self._counted == self.wanted:
            self.ended = perf_counter(), process_time()
            self.done.set()

    @abstractmethod
    def take(self, connection: Connection, cursor: DBAPICursor, entry: Entry) -> None:
        """Take an entry in, within a transaction."""

    @contextmanager
    def _transaction(self) -> Iterator[tuple[Connection, DBAPICursor]]:
        """On one connection for all, of the thread that counts."""
        if self._connection is None:
            self._connection = self.engine.connect()
            self._connection.exec_driver_sql(f"PRAGMA synchronous = {self.synchronous}")
        self._connection.exec_driver_sql(self.database.begin)
        yield self._connection, self._connection.connection.cursor()
        self._connection.exec_driver_sql("COMMIT")


class Sums(View):
    """How many entries of a kind each client has, and the day of the newest."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        with self.engine.begin() as connection:
            _SUMS.create(connection, checkfirst=True)

    def take(self, connection: Connection, _cursor: DBAPICursor, entry: Entry) -> None:
        """Count an entry in."""
        day = entry.on.isoformat()
        new = insert(_SUMS).values(client=entry.client, kind=entry.kind, entries=1, last=day)
        connection.execute(
            new.on_conflict_do_update(
                index_elements=["client", "kind"], set_={"entries": _SUMS.c.entries + 1, "last": day}
            )
        )


class Views(View):
    """The rows of the three views, with their days."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        with database.writing() as cursor:
            self.generation = create(database, cursor, TODAY, months=False)

    def take(self, _connection: Connection, cursor: DBAPICursor, entry: Entry) -> None:
        """Fold the entry's client again, and replace its rows."""
        views = StoredViews(self.database, cursor, self.generation)
        history = Source(self.database, cursor).history(entry.client or "", entry.position, entry.stream)
        write(views, [refold(history, TODAY, Timetable(), months=False)])


_VIEWS: dict[str, Any] = {"sums": Sums, "views": Views}


class Following(Projection[View]):
    """Hands each entry to the view."""

    name = "following"
    topics = tuple(sorted(kind.kind for kind in subscriptions(EVOLVES)))

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # noqa: ANN401 - the library's signature
        """Take one entry in."""
        self.view.add(domain_event, tracking)


class Followed(Application[UUID]):
    """A ledger as the library opens one: by its environment."""

    name = "followed"

    def construct_mapper(self) -> Mapper[UUID]:
        """Entries as the ledger stores them."""
        return EntryMapper()


def main(place: str, view: str, synchronous: str, after: str, upto: str) -> None:
    """Print what the runner needed for the entries between two positions, as a line of JSON.

    With ``synchronous`` FULL every transaction is on the disk before the next begins, as in a ledger; with
    OFF none is.
    """
    marks = ", ".join("?" * len(Following.topics))
    with closing(open_database(place)) as database, database.writing() as cursor:
        track(database, cursor, Checkpoint(Followed.name, int(after)))
        cursor.execute(
            f"SELECT count(*) FROM entries WHERE position > ? AND position <= ? AND kind IN ({marks})",  # noqa: S608 - marks only
            (int(after), int(upto), *Following.topics),
        )
        ((View.wanted,),) = cursor.fetchall()
    View.synchronous = synchronous
    env = {"PERSISTENCE_MODULE": "ledger.store.factory", "GOODWILL_LEDGER": place}
    started, used = perf_counter(), process_time()
    with ProjectionRunner(
        application_class=Followed,
        projection_class=Following,
        view_class=_VIEWS[view],
        env=env,
    ) as runner:
        while not runner.view.done.is_set():
            runner.run_forever(0.05)  # raises what went wrong
        ended, ended_used = runner.view.ended
    print(
        json.dumps(
            {
                "seconds": ended - started,
                "cpu": ended_used - used,
                "entries": View.wanted,
                "kinds": Following.topics,
            }
        )
    )


if __name__ == "__main__":
    own_process()
    main(*sys.argv[1:])
