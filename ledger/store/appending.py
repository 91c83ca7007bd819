"""Appending rows: positions without gaps, one ``recorded_at`` for each transaction, and each row sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from uuid import UUID

from ledger.codec import Row
from ledger.errors import Unreadable
from ledger.store.engine import DBAPICursor
from ledger.store.errors import IntegrityError
from ledger.store.identity import FORMAT, SEALED_FROM
from ledger.store.reading import BY_POSITION, Reader
from ledger.store.recording_time import moment_after
from ledger.store.sealing import begin_late, extend
from ledger.store.streams import END, check_whole
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
            self._check_unchanged(cursor, unchanged or {})
            recorded_at = moment_after(
                last_recorded_at, page[0].recorded_at, partial(self.database.now, cursor)
            )
            if not self.database.sealed:
                self._seal_late(cursor, last)
            placed, position = Row._make, _near(last)
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
        self.database.sealed = True
        return last + 1, recorded_at

    def _check_unchanged(self, cursor: DBAPICursor, streams: Mapping[UUID, int]) -> None:
        """Check that streams still have these newest versions; 0 for one without entries."""
        expected = {stream: version for stream, version in streams.items() if version}
        if streams and self.database.versions(cursor, streams) != expected:
            raise self.database.error(IntegrityError, "a stream that these rows depend on has changed")

    def seal(self) -> None:
        """Give a ledger of an earlier version its seal; one that has a seal stays as it is."""
        if self.database.sealed:
            return
        with self.database.appending() as (cursor, last, _):
            self._seal_late(cursor, last)
        self.database.sealed = True

    def _write(self, cursor: DBAPICursor, placed: Sequence[Row]) -> None:
        """Insert rows in their final form, with personal data encrypted, and seal them."""
        if self.database.encrypts:
            placed = self.database.people.closed(cursor, placed)
        self.database.insert(cursor, placed)
        extend(self.database, cursor, placed)

    def _seal_late(self, cursor: DBAPICursor, last: int) -> None:
        """Seal a ledger that an earlier version made, unless another program has done so by now."""
        if int(self.database.about(cursor)["format"]) < SEALED_FROM:
            about = ("format", str(FORMAT)), ("sealed_after", str(last))
            begin_late(self.database, cursor, self._pages(cursor, last), about)

    def _pages(self, cursor: DBAPICursor, last: int) -> Iterator[list[Row]]:
        for after in range(0, last, _PAGE):
            self.database.execute(cursor, BY_POSITION, (after, min(after + _PAGE, last)))
            page = self.database.rows(cursor.fetchall())
            check_whole([row.position for row in page], after)
            yield page


def _near(last: int) -> int:
    """The newest position, if it is one that a program gave.

    Raises:
        Unreadable: it is not.
    """
    if last >= END:
        raise Unreadable(
            f"the newest entry is at position {last}, which no program gives",
            "`goodwill verify` lists what was changed",
        )
    return last
