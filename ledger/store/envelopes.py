"""The envelopes of all entries, for readers who need no events, and so read them six times as fast."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.entry import Envelope
from ledger.store.database import Database
from ledger.store.streams import check_whole

_PAGE = 10_000  # rows
_BETWEEN = """
SELECT position, stream, kind, occurred_at, recorded_at FROM entries
WHERE position > ? AND position <= ? ORDER BY position
"""


def envelopes(database: Database, upto: int) -> Iterator[Envelope]:
    """The envelopes up to a position, in order, read page by page.

    Raises:
        Missing: an entry is missing.
    """
    after = 0
    while after < upto:
        stop = min(after + _PAGE, upto)
        page = database.select(_BETWEEN, (after, stop))
        check_whole([*(row[0] for row in page), stop + 1], after)
        yield from page
        after = stop
