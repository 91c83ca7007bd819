"""What was recorded late: more than some days after it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, islice
from operator import attrgetter
from typing import Annotated

from ledger.entry import Entry
from projections.auditing.trail import AboutEntry, Trail, about, local_recording_day, position_of
from projections.framework.columns import Column

ADVICE = "Ask who recorded it what it rests on, and why it came late; --by-hand leaves out what was read from a file."


@dataclass(frozen=True, kw_only=True)
class LateRow(AboutEntry):
    """An entry that was recorded late."""

    days: Annotated[int, Column("From the day on which it happened to that of recording.", unit="days")]
    source: Annotated[
        str | None,
        Column("The file and row where it was read.", null="it was recorded by hand", quiet=True, spare=True),
    ]
    voided_by: Annotated[
        int | None, Column("The position of the entry that voids it.", null="it is in force", quiet=True)
    ]


_place = attrgetter("position")


def late(trail: Trail, *, days: int, by_hand: bool = False, most: int | None = None) -> list[LateRow]:
    """The entries that were recorded more than so many days after they happened, in order of position.

    Args:
        trail: the entries.
        days: how many may pass.
        by_hand: whether to leave out what was read from a file.
        most: how many are wanted, and no entry beyond them is read; None: all.
    """
    found = (
        LateRow(**about(entry), days=passed, source=entry.source, voided_by=position_of(mark.voided_by))
        for entry, mark in trail.as_corrected(_late(trail) if days else trail.read(()))
        if trail.chooses(entry)
        and (passed := (local_recording_day(entry) - entry.on).days) > days
        and not (by_hand and entry.source)
    )
    return [*islice(found, most)]


def _late(trail: Trail) -> Iterator[Entry]:
    """The entries that may have been recorded two days late or more, in order of position.

    Where such an entry happened, its day of recording is at most a day later than in UTC. A correction may
    have given another day to any entry.
    """
    dated = sorted(trail.at(of for of, mark in trail.marks.items() if mark.dated_by), key=_place)
    return (next(same) for _, same in groupby(merge(trail.later(), dated, key=_place), key=_place))
