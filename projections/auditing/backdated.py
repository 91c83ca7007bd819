"""What was back-dated: dated before something of the same client that had been recorded before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Annotated, TypeAlias

from ledger.corrections import CORRECTIONS
from projections.auditing.trail import AboutEntry, Trail, about, position_of
from projections.framework.columns import Column

ADVICE = (
    "Reports up to the newest day that were made before it was recorded show other figures: ask for them again "
    "as they were known then and as they are known now, and compare."
)


@dataclass(frozen=True, kw_only=True)
class BackdatedRow(AboutEntry):
    """An entry that is dated before the newest one of its client that was known when it was recorded."""

    on: Annotated[date, Column("The day with which it was recorded; a correction may have changed it since.")]
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


_Newest: TypeAlias = tuple[str, int]
"""The newest entry of a stream: its day, as text, and its position."""
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
    before = _before_newest(trail)
    while found := dict(islice(before, _BLOCK)):
        for entry in trail.numbered(found):
            if trail.chooses(entry) and not (by_hand and entry.source):
                newest, position = found[entry.position]
                day = date.fromisoformat(newest)
                yield BackdatedRow(
                    **about(entry),
                    newest=day,
                    newest_position=position,
                    days=(day - entry.on).days,
                    source=entry.source,
                    voided_by=position_of(trail.mark(entry).voided_by),
                )


def _before_newest(trail: Trail) -> Iterator[tuple[int, _Newest]]:
    """The positions of back-dated entries, with the newest entry of the stream that was recorded earlier.

    It looks at every entry of the ledger, so it takes their envelopes apart as they are stored.
    """
    known: dict[object, _Newest] = {}
    together: dict[object, _Newest] = {}
    moment = ""
    for position, stream, kind, occurred_at, recorded_at in trail.envelopes():
        if kind in CORRECTIONS:
            continue
        if recorded_at != moment:
            known.update(together)
            together, moment = {}, recorded_at
        day, newest = occurred_at[:10], known.get(stream)
        if newest is not None and day < newest[0]:
            yield position, newest
            continue
        if recorded_at[:10] <= day:
            day = _counted(occurred_at, recorded_at)
        newest = together.get(stream, newest)
        if newest is None or day >= newest[0]:
            together[stream] = day, position


def _counted(occurred_at: str, recorded_at: str) -> str:
    """The day of an entry, or that of its recording where that is earlier, both where it happened."""
    occurred = datetime.fromisoformat(occurred_at)
    recorded = datetime.fromisoformat(recorded_at).astimezone(occurred.tzinfo)
    return min(occurred_at[:10], recorded.date().isoformat())
