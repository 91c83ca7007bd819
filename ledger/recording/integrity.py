"""Checks that stored rows are whole: no gaps, time going forward, every entry readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from ledger.codec import Row, decode
from ledger.entry import Entry, stream_of
from ledger.errors import Fault, Malformed, Unreadable
from ledger.store.recording_time import WAY_BACK
from ledger.times import stamp

_RESTORE = "restore the ledger from a backup: entries are never removed or changed"
_DAY = timedelta(days=1)
_NEVER = "~"  # greater than every moment
_READ = "upgrade Goodwill, or restore the ledger from a backup"


class Inspection:
    """Inspects stored rows without decoding their events.

    Args:
        rows: in order of position.
        whole: whether they are all rows of the ledger, so that no position may be missing.
        now: the present moment; entries recorded more than a day later are a fault. None: not looked for.

    Attributes:
        faults: the faults found.
        damaged: the streams that lack an entry; nothing can be concluded from their other entries.
    """

    def __init__(self, rows: Iterable[Row], *, whole: bool, now: datetime | None = None) -> None:
        self.faults: list[Fault] = []
        self.damaged: set[UUID] = set()
        self._versions = versions = dict[int, int]()  # by the number of the stream, which hashes quickly
        position, recorded_at = 0, ""
        latest = stamp(now + _DAY) if now else _NEVER
        ahead: Row | None = None
        for row in rows:
            if row.position != position + 1 if whole else row.position <= position:
                self._note(row, "position-gap", f"position {row.position} follows {position}")
            # Where it is no moment, decoding the entry tells so.
            moment = row.recorded_at
            if moment != recorded_at:  # of a batch, the moment of one is looked at
                moment = moment if _is_moment(moment) else recorded_at
                if moment < recorded_at:
                    what = f"it was recorded at {moment}, before the entry at position {position}"
                    self._note(row, "recorded-back", what)
                if moment > latest and ahead is None:
                    ahead = row
            stream = row.stream.int
            version = versions.get(stream, 0)
            if row.version != version + 1:
                self.damaged.add(row.stream)
                self._note(row, "version-gap", f"version {row.version} of its stream follows {version}")
            position, recorded_at = row.position, moment
            versions[stream] = row.version
        if ahead is not None:
            what = f"it was recorded at {ahead.recorded_at}, which is yet to come, and so is every entry after it"
            self.faults.append(Fault(ahead.position, ahead.client, "recorded-ahead", what, WAY_BACK))

    @property
    def streams(self) -> list[UUID]:
        """All streams, in the order of their first entries."""
        return [UUID(int=stream) for stream in self._versions]

    def _note(self, row: Row, code: str, what: str) -> None:
        self.faults.append(Fault(row.position, row.client, code, what, _RESTORE))


def readable(rows: Iterable[Row], faults: list[Fault]) -> Iterator[Entry]:
    """The entries of the rows that can be decoded. Each other row adds a fault to ``faults``."""
    for row in rows:
        try:
            entry = decode(row)
        except (Unreadable, TypeError, OverflowError) as wrong:
            what = str(wrong).removeprefix(f"position {row.position}: ").partition("\n")[0]
            faults.append(Fault(row.position, row.client, "unreadable", what, _READ))
            continue
        if _stream(entry) != entry.stream:
            what = f"its client column says '{entry.client}', and its stream is of another client"
            faults.append(Fault(row.position, row.client, "client-differs", what, _RESTORE))
        yield entry


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _stream(entry: Entry) -> UUID | None:
    """The stream that the event and the client of an entry name; None if they contradict each other."""
    try:
        return stream_of(entry.event, entry.client)
    except Malformed:
        return None
