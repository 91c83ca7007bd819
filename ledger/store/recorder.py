"""The recorder of a ledger: entries, checkpoints and subscriptions behind the library's interfaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import ProcessRecorder, StoredEvent, Tracking

from ledger.codec import StoredEntry
from ledger.store.layout import COLUMNS
from ledger.store.streams import StreamRecorder, as_row
from ledger.store.subscription import EntrySubscription
from ledger.store.tracking import Tracker

__all__ = ["Recorder"]


class Recorder(StreamRecorder, Tracker, ProcessRecorder):
    """Appends entries and tells who reads along, how far they have come, and when there is more."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:  # noqa: ANN401
        """Append the library's stored events, and move a checkpoint (``tracking``) in the same transaction.

        Returns:
            Their positions.

        Raises:
            IntegrityError: a version is taken, or the checkpoint stands there already; nothing was recorded.
        """
        tracking: Tracking | None = kwargs.get("tracking")
        if not stored_events:
            if tracking is not None:
                self.insert_tracking(tracking)
            return []
        first, _ = self._append([as_row(event) for event in stored_events], tracking)
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
        """The entries from a position on as the library's notifications, at most ``limit`` of them."""
        first = 0 if start is None else start if inclusive_of_start else start + 1
        statement = f"SELECT {COLUMNS} FROM entries WHERE position >= ?"  # noqa: S608 - our own names
        values: list[object] = [first]
        if stop is not None:
            statement += " AND position <= ?"
            values.append(stop)
        if topics:
            statement += f" AND kind IN ({', '.join('?' * len(topics))})"
            values += topics
        return self.stored(f"{statement} ORDER BY position LIMIT ?", (*values, limit))

    def max_notification_id(self) -> int | None:
        """The newest position; None in an empty ledger."""
        return self.last()[0] or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> EntrySubscription:
        """The entries after a position as notifications, waiting for those that are yet to come."""
        return EntrySubscription(self, gt, topics)

    def wait_past(self, after: int, timeout: float) -> bool:
        """Wait until there is a position after this one.

        Args:
            after: the last position known.
            timeout: how many seconds to wait at most.

        Returns:
            True as soon as there is one, False when the time is over.
        """
        return self.database.wait(after, timeout)

    def close(self) -> None:
        """Close the connections to the database."""
        self.database.close()
