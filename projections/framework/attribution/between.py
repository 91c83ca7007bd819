"""The entries between two ends: recorded after the first moment, or seen after the first day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from ledger.corrections import Correction, in_force
from ledger.entry import Entry, version_in
from projections.framework.fold import as_it_happened, happened_by
from projections.history import Horizon
from projections.ordering import in_order


class Between(NamedTuple):
    """The entries of one stream between two ends that count at one of them.

    Attributes:
        entries: by position: facts as they are in force at the last end, and corrections of older facts.
        corrected: the fact that each of these corrections corrects, by the position of the correction.
        instead: the position of the correction, by the position of that fact.
    """

    entries: dict[int, Entry]
    corrected: dict[int, Entry]
    instead: dict[int, int]


def between(entries: Iterable[Entry], first: Horizon, last: Horizon) -> Between:
    """The entries of one stream between two ends.

    A fact lies between them if only the last end knows it, or if its day comes after the first day. A
    correction of an older fact does if only the last end knows it, and the fact counts otherwise by it.

    Args:
        entries: all of the stream, in order of version.
        first: the horizon of the first end.
        last: that of the last end, which knows no less and sees no less.
    """
    known = [*filter(last.knows, entries)]
    had = {entry.position: entry for entry in as_it_happened(known, first)}
    facts = in_force(known)
    have = {entry.position: entry for entry in happened_by(last.as_of, facts)}
    late = {entry.position for day, entry in in_order(facts)[1] if first.as_of < day <= last.as_of}
    found = Between({}, {}, {})
    for position, entry in have.items():
        if not first.knows(entry) or position in late:
            found.entries[position] = entry
    by_version = {entry.version: entry for entry in known}
    for entry in known:
        if isinstance(entry.event, Correction) and not first.knows(entry):
            fact = _fact_under(entry, by_version)
            if fact.position not in found.entries and had.get(fact.position) != have.get(fact.position):
                found.corrected[entry.position] = fact
                found.instead[fact.position] = entry.position
    found.entries.update(
        (entry.position, entry) for entry in known if entry.position in found.instead.values()
    )
    return found


def _fact_under(entry: Entry, by_version: dict[int, Entry]) -> Entry:
    """The fact that a correction is about; a correction may void another one."""
    while isinstance(entry.event, Correction):
        version = version_in(entry.stream, UUID(entry.event.entry))
        below = None if version is None else by_version.get(version)
        if below is None or below.version >= entry.version:
            break
        entry = below
    return entry
