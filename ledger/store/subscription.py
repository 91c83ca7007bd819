"""Following a ledger: what is recorded, as it is recorded."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from eventsourcing.persistence import Notification, Subscription

if TYPE_CHECKING:
    from ledger.store.recorder import Recorder

__all__ = ["EntrySubscription"]

PAGE = 500
_LOOK_UP_SECONDS = 0.25  # how soon a waiting subscription sees that it was stopped


class EntrySubscription(Subscription["Recorder"]):
    """Yields every notification after a position, once and in order, and waits for more until it is stopped."""

    def __init__(self, recorder: Recorder, gt: int | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(recorder, gt, topics)
        self._seen = gt or 0
        self._ready: deque[Notification] = deque()

    def __next__(self) -> Notification:
        """The next notification; blocks until there is one, or until ``stop`` is called."""
        while not self._has_been_stopped:
            if self._ready:
                return self._ready.popleft()
            if self._recorder.wait_past(self._seen, _LOOK_UP_SECONDS):
                self._read()
        raise StopIteration

    def _read(self) -> None:
        # Positions appear in order, so up to the newest one nothing can come later, whatever its topic.
        newest = self._recorder.last()[0]
        found = self._recorder.select_notifications(
            self._seen, PAGE, newest, self._topics, inclusive_of_start=False
        )
        self._ready.extend(found)
        self._seen = found[-1].id if len(found) == PAGE else newest
