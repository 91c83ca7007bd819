"""The recorders of a ledger behind the library's interfaces: entries, notifications, subscriptions."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
    TrackingRecorder,
)

from ledger.store.appending import Appender
from ledger.store.database import COLUMNS, Database
from ledger.store.library_errors import LIBRARY_ERRORS
from ledger.store.opening import open_database
from ledger.store.stored_events import StoredEntry, as_row, as_stream, bounds
from ledger.store.tracking import Checkpoint, track, tracked

PAGE = 500  # notifications that a subscription reads at once
_STOP_CHECK_SECONDS = 0.25  # how soon a waiting subscription notices ``stop``


def open_recorder(url: str) -> Recorder:
    """Open the ledger at a place, whose errors are the library's. Opening changes nothing in it.

    Raises:
        NoLedger: there is none.
        Unreadable: the place does not hold a readable ledger.
    """
    return Recorder(open_database(url, LIBRARY_ERRORS))


class Tracker(TrackingRecorder):
    """Records checkpoints. A checkpoint only moves forward."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def insert_tracking(self, tracking: Tracking) -> None:
        """Move a checkpoint forward, in a transaction of its own; raises as ``track`` does."""
        with self.database.writing() as cursor:
            track(self.database, cursor, _checkpoint(tracking))

    def max_tracking_id(self, application_name: str) -> int | None:
        """The position of a checkpoint; None if there is none."""
        with self.database.reading() as cursor:
            return tracked(self.database, cursor, application_name)


def _checkpoint(tracking: Tracking) -> Checkpoint:
    return Checkpoint(tracking.application_name, tracking.notification_id)


class StreamRecorder(Appender, AggregateRecorder):
    """Reads and writes the entries of a stream as the library's stored events of an aggregate."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:  # noqa: ANN401
        """Append stored events. An aggregate recorder returns no positions."""
        self.append([as_row(event) for event in stored_events])
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEntry]:
        """The entries of a stream as stored events, by version."""
        statement = f"""
            SELECT {COLUMNS} FROM entries WHERE stream = ? AND version > ? AND version <= ?
            ORDER BY version {"DESC" if desc else "ASC"} LIMIT ?
        """  # noqa: S608 - our own names, and one of two words
        return self._stored(
            statement, (self.database.stream(as_stream(originator_id)), *bounds(gt, lte, limit))
        )

    def _stored(self, statement: str, values: Sequence[object]) -> list[StoredEntry]:
        return list(
            map(StoredEntry.of, self.shown(self.database.rows(self.database.select(statement, values))))
        )


class Recorder(StreamRecorder, Tracker, ProcessRecorder):
    """The recorder of a ledger: appends and reads entries, keeps checkpoints, notifies subscribers."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:  # noqa: ANN401
        """Append stored events, and move a checkpoint (``tracking``) in the same transaction.

        Returns:
            Their positions.

        Raises:
            IntegrityError: a version is taken, or the checkpoint is there already. Nothing was recorded.
        """
        tracking: Tracking | None = kwargs.get("tracking")
        if not stored_events:
            if tracking is not None:
                self.insert_tracking(tracking)
            return []
        rows = [as_row(event) for event in stored_events]
        first, _ = self.append(rows, checkpoint=None if tracking is None else _checkpoint(tracking))
        return list(range(first, first + len(stored_events)))

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[StoredEntry]:
        """The entries from a position on as notifications, at most ``limit`` of them."""
        first = 0 if start is None else start if inclusive_of_start else start + 1
        statement = f"SELECT {COLUMNS} FROM entries WHERE position >= ?"  # noqa: S608 - our own names
        values: list[object] = [first]
        if stop is not None:
            statement += " AND position <= ?"
            values.append(stop)
        if topics:
            statement += f" AND kind IN ({', '.join('?' * len(topics))})"
            values += topics
        return self._stored(f"{statement} ORDER BY position LIMIT ?", (*values, limit))

    def max_notification_id(self) -> int | None:
        """The newest position; None in an empty ledger."""
        return self.last()[0] or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> EntrySubscription:
        """The notifications after a position; the subscription waits for new ones."""
        return EntrySubscription(self, gt, topics)


class EntrySubscription(Subscription[Recorder]):
    """Yields every notification after a position, once and in order, and waits for more."""

    def __init__(self, recorder: Recorder, gt: int | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(recorder, gt, topics)
        self._seen = gt or 0
        self._ready: deque[Notification] = deque()

    def __next__(self) -> Notification:
        """The next notification; blocks until there is one, or until ``stop`` is called."""
        while not self._has_been_stopped:
            if self._ready:
                return self._ready.popleft()
            if self._recorder.wait_past(self._seen, _STOP_CHECK_SECONDS):
                self._read()
        raise StopIteration

    def _read(self) -> None:
        # Positions appear in order. So nothing can arrive later before the newest one, of any topic.
        newest = self._recorder.last()[0]
        found = self._recorder.select_notifications(
            self._seen, PAGE, newest, self._topics, inclusive_of_start=False
        )
        self._ready.extend(found)
        self._seen = found[-1].id if len(found) == PAGE else newest
