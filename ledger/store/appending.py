"""Appending rows: positions without gaps, one ``recorded_at`` for each transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from uuid import UUID

from ledger.codec import Row
from ledger.store.database import DBAPICursor
from ledger.store.errors import IntegrityError
from ledger.store.reading import Reader
from ledger.store.recording_time import moment_after
from ledger.store.tracking import Checkpoint, track

_PAGE = 2_000  # rows inserted at once


class Appender(Reader):
    """Appends rows to a ledger, and reads them."""

    def append(
        self,
        rows: Iterable[Row],
        unchanged: Mapping[UUID, int] | None = None,
        checkpoint: Checkpoint | None = None,
    ) -> tuple[int, str]:
        """Append rows in one transaction: all of them, in order, or none.

        The ledger sets their positions and one ``recorded_at`` for all (``ledger.store.recording_time``).

        Args:
            rows: the rows to append. They are taken page by page, so there may be more than fit into memory.
            unchanged: the newest versions of other streams that the decision depends on.
            checkpoint: a checkpoint to move in the same transaction.

        Returns:
            The first position and the ``recorded_at``; without rows, those that the next rows would get.

        Raises:
            IntegrityError: a version or a key is taken, an ``unchanged`` stream has changed, or the
                checkpoint is there already. Nothing was recorded.
            ClockAhead: the proposed moment is far beyond everything that the ledger has seen.
        """
        rows = iter(rows)
        page = list(islice(rows, _PAGE))
        if not page:
            position, recorded_at = self.last()
            return position + 1, recorded_at
        with self.database.appending() as (cursor, last, last_recorded_at):
            if unchanged:
                expected = {stream: version for stream, version in unchanged.items() if version}
                if self.database.versions(cursor, unchanged) != expected:
                    raise self.database.error(
                        IntegrityError, "a stream that these rows depend on has changed"
                    )
            recorded_at = moment_after(
                last_recorded_at, page[0].recorded_at, partial(self.database.now, cursor)
            )
            placed, position = Row._make, last
            while page:
                self._write(
                    cursor,
                    [
                        placed((position, *row[1:7], recorded_at, *row[8:]))
                        for position, row in enumerate(page, start=position + 1)
                    ],
                )
                position += len(page)
                page = list(islice(rows, _PAGE))
            if checkpoint is not None:
                track(self.database, cursor, checkpoint)
        return last + 1, recorded_at

    def _write(self, cursor: DBAPICursor, placed: Sequence[Row]) -> None:
        """Insert rows in their final form. Anything that must cover every entry belongs here too."""
        self.database.insert(cursor, placed)
