"""The eventsourcing library's own suites, run against our recorders on both databases."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any, ClassVar, cast
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    ProcessRecorder,
    TrackingRecorder,
)
from eventsourcing.tests import persistence as suite
from eventsourcing.utils import Environment

from ledger import store
from ledger.store.opening import open_database


class OnSQLite:
    """Gives each test of a suite an empty ledger in a file."""

    url: str
    opened: store.Recorder
    postgres: ClassVar[bool] = False

    @pytest.fixture(autouse=True)
    def empty_ledger(self, request: pytest.FixtureRequest) -> Iterator[None]:
        self.url = str(request.getfixturevalue("postgres_url" if self.postgres else "sqlite_url"))
        store.create(self.url)
        self.opened = store.open_recorder(self.url)
        with contextlib.redirect_stdout(io.StringIO()):  # the suites print how fast they were
            yield
        self.opened.close()

    def create_recorder(self) -> Any:  # each suite asks for another interface
        return self.opened


class OnPostgreSQL(OnSQLite):
    postgres = True


class OverEntries:
    opened: store.Recorder

    def create_recorder(self) -> AggregateRecorder:
        return store.StreamRecorder(self.opened.database)


class OverSnapshots:
    opened: store.Recorder

    def create_recorder(self) -> AggregateRecorder:
        recorder = store.SnapshotRecorder(self.opened.database)
        recorder.create_table()
        return recorder


class TestEntriesOfAggregatesOnSQLite(OverEntries, OnSQLite, suite.AggregateRecorderTestCase): ...


class TestEntriesOfAggregatesOnPostgreSQL(OverEntries, OnPostgreSQL, suite.AggregateRecorderTestCase): ...


class TestSnapshotsOnSQLite(OverSnapshots, OnSQLite, suite.AggregateRecorderTestCase): ...


class TestSnapshotsOnPostgreSQL(OverSnapshots, OnPostgreSQL, suite.AggregateRecorderTestCase): ...


class Subscribing:
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()  # type: ignore[attr-defined]


class TestApplicationOnSQLite(Subscribing, OnSQLite, suite.ApplicationRecorderTestCase): ...


class TestApplicationOnPostgreSQL(Subscribing, OnPostgreSQL, suite.ApplicationRecorderTestCase): ...


class TestTrackingOnSQLite(OnSQLite, suite.TrackingRecorderTestCase): ...


class TestTrackingOnPostgreSQL(OnPostgreSQL, suite.TrackingRecorderTestCase): ...


class TestProcessOnSQLite(OnSQLite, suite.ProcessRecorderTestCase): ...


class TestProcessOnPostgreSQL(OnPostgreSQL, suite.ProcessRecorderTestCase): ...


class TestNonInterleavingOnSQLite(OnSQLite, suite.NonInterleavingNotificationIDsBaseCase): ...


class TestNonInterleavingOnPostgreSQL(OnPostgreSQL, suite.NonInterleavingNotificationIDsBaseCase): ...


class TrackerOfViews(store.Tracker):
    """What a projection would make of the checkpoints' recorder."""


class TestFactory(OnSQLite, suite.InfrastructureFactoryTestCase[store.LedgerFactory]):
    def setUp(self) -> None:
        self.env = Environment(
            env={"PERSISTENCE_MODULE": "ledger.store.factory", "GOODWILL_LEDGER": self.url}
        )
        super().setUp()

    def expected_factory_class(self) -> type[store.LedgerFactory]:
        return store.LedgerFactory

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        return store.StreamRecorder

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return store.Recorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return store.Tracker

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return TrackerOfViews

    def expected_process_recorder_class(self) -> type[ProcessRecorder]:
        return store.Recorder


class Counter(Aggregate):
    """A small aggregate in the library's own style."""

    count = 0

    @event("Counted")
    def add(self, number: int) -> None:
        self.count += number


def test_an_application_of_the_library_runs_on_a_ledger_with_snapshots(ledger_url: str) -> None:
    env = {
        "PERSISTENCE_MODULE": "ledger.store.factory",
        "GOODWILL_LEDGER": ledger_url,
        "CREATE_TABLE": "yes",
        "IS_SNAPSHOTTING_ENABLED": "yes",
    }
    with Application[UUID](env) as application:
        counter = Counter()
        counter.add(2)
        application.save(counter)
        application.take_snapshot(counter.id)
        counter.add(3)
        application.save(counter)

        found = cast("Counter", application.repository.get(counter.id))
        notifications = application.notification_log.select(start=1, limit=10)

        assert found.count == 5
        assert application.snapshots is not None
        assert len(list(application.snapshots.get(counter.id))) == 1
        assert [notification.id for notification in notifications] == [1, 2, 3]
        application.close()


def test_a_factory_says_what_the_environment_should_name() -> None:
    factory = store.LedgerFactory(Environment("Shop", {}))
    with pytest.raises(OSError, match="SHOP_GOODWILL_LEDGER, GOODWILL_LEDGER"):
        factory.application_recorder()
    factory.close()


def test_a_factory_shares_one_database_and_another_factory_has_its_own(sqlite_url: str) -> None:
    store.create(sqlite_url)
    factory = store.LedgerFactory({"GOODWILL_LEDGER": sqlite_url})
    other = open_database(sqlite_url)

    assert factory.application_recorder().database is factory.tracking_recorder().database
    assert factory.database is not other

    factory.close()
    other.close()
