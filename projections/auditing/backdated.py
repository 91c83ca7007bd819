"""What was back-dated: dated before something of the same client that had been recorded before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from ledger.corrections import Correction
from ledger.entry import Entry
from projections.auditing.trail import AboutEntry, Trail, about, local_recording_day, position_of
from projections.framework.columns import Column

ADVICE = (
    "Reports up to the newest day that were made before it was recorded show other figures: ask for them again "
    "with --known-at, and compare."
)


@dataclass(frozen=True, kw_only=True)
class BackdatedRow(AboutEntry):
    """An entry that is dated before the newest one of its client that was known when it was recorded."""

    newest: Annotated[date, Column("The day of the newest entry known then.")]
    newest_position: Annotated[int, Column("The position of that entry.", title="KNOWN")]
    days: Annotated[int, Column("From its own day to that of the newest entry.", unit="days")]
    source: Annotated[
        str | None,
        Column("The file and row where it was read.", null="it was recorded by hand", quiet=True, spare=True),
    ]
    voided_by: Annotated[
        int | None, Column("The position of the entry that voids it.", null="it is in force", quiet=True)
    ]


class _Newest(NamedTuple):
    day: date
    position: int


def backdated(trail: Trail, *, by_hand: bool = False) -> list[BackdatedRow]:
    """The back-dated entries of streams, in order of position, by the dates with which they were recorded.

    Entries of one moment were recorded together, so none of them was known before another. An entry that is
    dated ahead counts as of the day of its recording.

    Args:
        trail: the entries.
        by_hand: whether to leave out what was read from a file.
    """
    return [
        BackdatedRow(
            **about(entry),
            newest=newest.day,
            newest_position=newest.position,
            days=(newest.day - entry.on).days,
            source=entry.source,
            voided_by=position_of(trail.mark(entry).voided_by),
        )
        for entry, newest in _with_newest(trail)
        if entry.on < newest.day and trail.chooses(entry) and not (by_hand and entry.source)
    ]


def _with_newest(trail: Trail) -> Iterator[tuple[Entry, _Newest]]:
    """Each entry with the newest of its stream that was recorded at an earlier moment."""
    known: dict[UUID, _Newest] = {}
    together: dict[UUID, _Newest] = {}
    moment: datetime | None = None
    for entry in trail.read(()):
        if isinstance(entry.event, Correction):
            continue
        if entry.recorded_at != moment:
            known.update(together)
            together, moment = {}, entry.recorded_at
        if entry.stream in known:
            yield entry, known[entry.stream]
        own = _Newest(min(entry.on, local_recording_day(entry)), entry.position)
        before = together.get(entry.stream) or known.get(entry.stream)
        if before is None or own.day >= before.day:
            together[entry.stream] = own
