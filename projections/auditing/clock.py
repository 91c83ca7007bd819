"""What the moments of recording say about the clocks that set them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Annotated, Literal

from ledger.corrections import corrected
from ledger.entry import Entry
from ledger.rules.dates import may_lie_ahead
from ledger.times import stamp
from projections.auditing.trail import AboutEntry, Trail, about, local_recording_day
from projections.framework.columns import Column

Finding = Literal["back", "tie", "held", "jump", "ahead"]
ADVICE: Mapping[str, str] = {
    "back": "Goodwill records no earlier moment, so the file was changed: compare it with a backup.",
    "tie": "An early version recorded two transactions at one moment; --known-at cannot tell them apart.",
    "held": "The clock was behind the entry before it: find the machine whose clock had been ahead.",
    "jump": "Find out whether nobody recorded anything in between, or a clock was ahead from here on.",
    "ahead": "It is dated after its recording: correct the date, or find the clock that was behind.",
}
_STEP = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class ClockRow(AboutEntry):
    """An entry whose moment of recording does not fit to that before it, or to its own date."""

    on: Annotated[
        date,
        Column(
            "The day with which it was recorded; of one ahead, that on which it happened, by its corrections."
        ),
    ]
    found: Annotated[
        Finding,
        Column(
            "back: earlier than the entry before it. tie: of the same moment and another transaction. held: one "
            "microsecond later. jump: long after it. ahead: dated after its recording.",
        ),
    ]
    before: Annotated[
        str | None, Column("The moment of the entry before it, in UTC.", null="it is ahead", hidden=True)
    ]
    days: Annotated[
        int | None,
        Column(
            "Of a jump: since the entry before it. Of one ahead: from recording to its date.",
            null="it is neither",
            unit="days",
        ),
    ]


def clock(trail: Trail, *, gap: int) -> list[ClockRow]:
    """What is odd about moments of recording, in order of position.

    Args:
        trail: the entries.
        gap: days without an entry that are no jump.
    """
    return [
        ClockRow(**about(entry), found=found, before=None if before is None else stamp(before), days=days)
        for entry, found, before, days in _found(trail, gap)
        if trail.chooses(entry)
    ]


def _found(trail: Trail, gap: int) -> Iterator[tuple[Entry, Finding, datetime | None, int | None]]:
    known = iter(trail.read(()))
    first = next(known, None)
    if first is None:
        return
    yield from _ahead(trail, first)
    for before, entry in pairwise(_from(first, known)):
        passed = entry.recorded_at - before.recorded_at
        if passed < timedelta(0):
            yield entry, "back", before.recorded_at, None
        elif not passed and not _together(before, entry):
            yield entry, "tie", before.recorded_at, None
        elif passed == _STEP:
            yield entry, "held", before.recorded_at, None
        elif passed > timedelta(days=gap):
            yield entry, "jump", before.recorded_at, passed.days
        yield from _ahead(trail, entry)


def _from(first: Entry, others: Iterator[Entry]) -> Iterator[Entry]:
    yield first
    yield from others


def _together(one: Entry, other: Entry) -> bool:
    """Whether two entries of one moment can be of one transaction: files are recorded apart."""
    return (one.source is None) == (other.source is None)


def _ahead(trail: Trail, entry: Entry) -> Iterator[tuple[Entry, Finding, None, int]]:
    """The entry, if it is in force and, as corrected, dated after its recording."""
    mark = trail.mark(entry)
    if mark.voided_by or may_lie_ahead(entry.kind):
        return
    entry = corrected(entry, mark)
    days = (entry.on - local_recording_day(entry)).days
    if days > 0:
        yield entry, "ahead", None, days
