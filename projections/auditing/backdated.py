"""What was back-dated: dated before something of the same client that had been recorded before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Annotated, NamedTuple

from ledger.corrections import CORRECTIONS
from projections.auditing.trail import AboutEntry, Trail, Written, about, position_of
from projections.framework.columns import Column

ADVICE = (
    "Reports up to the newest day that were made before it was recorded show other figures: ask for them again "
    "as they were known then and as they are known now, and compare."
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
    """The newest entry of a stream: its day, as text, and its position."""

    day: str
    position: int


_BLOCK = 1_000
"""How many entries are looked up at once."""


def backdated(trail: Trail, *, by_hand: bool = False, most: int | None = None) -> list[BackdatedRow]:
    """The back-dated entries of streams, in order of position, by the dates with which they were recorded.

    Entries of one moment were recorded together, so none of them was known before another. An entry that is
    dated ahead counts as of the day of its recording.

    Args:
        trail: the entries.
        by_hand: whether to leave out what was read from a file.
        most: how many are wanted, and no more is read than they need; None: all.
    """
    return [*islice(_rows(trail, by_hand=by_hand), most)]


def _rows(trail: Trail, *, by_hand: bool) -> Iterator[BackdatedRow]:
    before = (
        (one.position, newest) for one, newest in _with_newest(trail) if one.occurred_at[:10] < newest.day
    )
    while found := dict(islice(before, _BLOCK)):
        for entry in trail.numbered(found):
            if trail.chooses(entry) and not (by_hand and entry.source):
                day = date.fromisoformat(found[entry.position].day)
                yield BackdatedRow(
                    **about(entry),
                    newest=day,
                    newest_position=found[entry.position].position,
                    days=(day - entry.on).days,
                    source=entry.source,
                    voided_by=position_of(trail.mark(entry).voided_by),
                )


def _with_newest(trail: Trail) -> Iterator[tuple[Written, _Newest]]:
    """Each entry with the newest of its stream that was recorded at an earlier moment."""
    known: dict[object, _Newest] = {}
    together: dict[object, _Newest] = {}
    moment = ""
    for one in trail.envelopes():
        if one.kind in CORRECTIONS:
            continue
        if one.recorded_at != moment:
            known.update(together)
            together, moment = {}, one.recorded_at
        stream = one.stream
        if stream in known:
            yield one, known[stream]
        day = _counted(one)
        before = together.get(stream) or known.get(stream)
        if before is None or day >= before.day:
            together[stream] = _Newest(day, one.position)


def _counted(one: Written) -> str:
    """The day of an entry, or that of its recording where that is earlier, both where it happened."""
    day = one.occurred_at[:10]
    if one.recorded_at[:10] > day:
        return day
    occurred = datetime.fromisoformat(one.occurred_at)
    recorded = datetime.fromisoformat(one.recorded_at).astimezone(occurred.tzinfo)
    return min(day, recorded.date().isoformat())
