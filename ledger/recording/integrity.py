"""Checks that stored rows are whole: no gaps, time going forward, every entry readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

from ledger import fault_kinds as kinds
from ledger.codec import Row, decode
from ledger.entry import Entry, stream_of
from ledger.errors import Fault, Malformed, Unreadable
from ledger.fault_kinds import FaultKind
from ledger.recording.findings import Findings
from ledger.row_blocks import RowBlock
from ledger.store.recording_time import WAY_BACK
from ledger.times import stamp

_RESTORE = "restore the ledger from a backup: entries are never removed or changed"
_DAY = timedelta(days=1)
_NEVER = "~"  # greater than every moment
_number_of = attrgetter("int")
_READ = "upgrade Goodwill, or restore the ledger from a backup"


class Inspection:
    """Inspects stored rows without decoding their events.

    Args:
        blocks: the rows, in order of position.
        whole: whether they are all rows of the ledger, so that no position may be missing.
        now: the present moment; entries recorded more than a day later are a fault. None: not looked for.

    Attributes:
        faults: the faults found.
        damaged: the streams that lack an entry; nothing can be concluded from their other entries.
    """

    def __init__(self, blocks: Iterable[RowBlock], *, whole: bool, now: datetime | None = None) -> None:
        self._found = Findings()
        self.damaged: set[UUID] = set()
        self._versions = dict[int, int]()  # by the number of the stream, which hashes quickly
        self._whole = whole
        self._position, self._recorded_at = 0, ""
        self._latest = stamp(now + _DAY) if now else _NEVER
        for block in blocks:
            self._check_moments(block)  # first: it names the position before
            self._check_positions(block)
            self._check_versions(block)
        self.faults = self._found.faults

    def _check_moments(self, block: RowBlock) -> None:
        """Each row was recorded after the one before, or with it, and before now."""
        moments = block["recorded_at"]
        in_order = [self._recorded_at, *moments, self._latest]
        if in_order == sorted(in_order):  # nearly always, and found far sooner than row by row
            self._recorded_at = next(filter(_is_moment, reversed(moments)), self._recorded_at)
            return
        before = self._recorded_at
        for at, moment in enumerate(moments):
            if moment == before or not _is_moment(moment):  # decoding the entry tells of the latter
                continue
            if moment < before:
                last = block["position"][at - 1] if at else self._position
                self._note(
                    block.row(at),
                    kinds.RECORDED_BACK,
                    f"it was recorded at {moment}, before the entry at position {last}",
                )
            if moment > self._latest:
                self._note_ahead(block.row(at))
            before = moment
        self._recorded_at = before

    def _check_positions(self, block: RowBlock) -> None:
        """Each row has the position after the one before; of some rows of a ledger, a higher one."""
        before = self._position
        if list(block["position"]) == list(range(before + 1, before + 1 + len(block["position"]))):
            self._position += len(block["position"])
            return
        for at, position in enumerate(block["position"]):
            if position != before + 1 if self._whole else position <= before:
                self._note(block.row(at), kinds.POSITION_GAP, f"position {position} follows {before}")
            before = position
        self._position = before

    def _check_versions(self, block: RowBlock) -> None:
        """Each row has the version after the one before it in its stream."""
        versions = self._versions
        numbers = map(_number_of, block["stream"])
        for at, (stream, version) in enumerate(zip(numbers, block["version"], strict=True)):
            before = versions.get(stream, 0)
            if version != before + 1:
                row = block.row(at)
                self.damaged.add(row.stream)
                self._note(row, kinds.VERSION_GAP, f"version {version} of its stream follows {before}")
            versions[stream] = version

    @property
    def streams(self) -> list[UUID]:
        """All streams, in the order of their first entries."""
        return [UUID(int=stream) for stream in self._versions]

    def _note(self, row: Row, kind: FaultKind, what: str, advice: str = _RESTORE) -> None:
        self._found.note(Fault(row.position, row.client, kind.code, what, advice))

    def _note_ahead(self, row: Row) -> None:
        """Note the first row that was recorded later than now; those after it are so too."""
        self._latest = _NEVER
        what = f"it was recorded at {row.recorded_at}, which is yet to come, and so is every entry after it"
        self._note(row, kinds.RECORDED_AHEAD, what, WAY_BACK)


def readable(rows: Iterable[Row], found: Findings) -> Iterator[Entry]:
    """The entries of the rows that can be decoded; what is wrong with rows is noted."""
    for row in rows:
        try:
            entry = decode(row)
        except (Unreadable, TypeError, OverflowError) as wrong:
            what = str(wrong).removeprefix(f"position {row.position}: ").partition("\n")[0]
            found.note(Fault(row.position, row.client, kinds.UNREADABLE.code, what, _READ), "")
            continue
        if _stream(entry) != entry.stream:
            what = f"its client column says '{entry.client}', and its stream is of another client"
            found.note(Fault(row.position, row.client, kinds.CLIENT_DIFFERS.code, what, _RESTORE), "")
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
