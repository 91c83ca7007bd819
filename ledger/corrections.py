"""The entries in force after corrections. A void or a correction is an entry too, and can be voided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple
from uuid import UUID

from ledger.entry import Fact, FactT, make_event, version_in
from ledger.events import AnyEvent, EntryCorrected
from ledger.events.corrections import Correction, EntryVoided


class Mark(NamedTuple, Generic[FactT]):
    """The later entries that void an entry, replace its event, and change its date."""

    voided_by: FactT | None = None
    corrected_by: FactT | None = None
    dated_by: FactT | None = None


def marks(entries: Sequence[FactT]) -> dict[int, Mark[FactT]]:
    """The marks on the entries of one stream, by version; entries without a mark are missing.

    It reads from the newest entry to the oldest, so a void that is voided itself has no effect. The latest of
    several corrections is in force, and a date holds until a later correction gives another.

    Args:
        entries: the entries of one stream in order of version, up to the chosen moment.
    """
    found: dict[int, Mark[FactT]] = {}
    for entry in reversed(entries):
        event = entry.event
        if not isinstance(event, Correction) or found.get(entry.version, Mark()).voided_by:
            continue
        version = version_in(entry.stream, UUID(event.entry))
        if version is None:
            continue
        mark = found.get(version, Mark())
        if isinstance(event, EntryVoided):
            found[version] = mark._replace(voided_by=mark.voided_by or entry)
        else:
            dated = entry if event.occurred_at is not None else None
            found[version] = mark._replace(
                corrected_by=mark.corrected_by or entry, dated_by=mark.dated_by or dated
            )
    return found


def in_force(entries: Iterable[FactT]) -> list[FactT]:
    """The entries of one stream that are in force, in the same order, with replacements in place.

    Voided entries, voids and corrections are left out. A corrected entry keeps its position, its version and
    its ``recorded_at``; it gets the event of the replacement, and its date if the correction gives one.
    """
    entries = list(entries)
    if not any(isinstance(entry.event, Correction) for entry in entries):
        return entries
    found = marks(entries)
    return [
        corrected(entry, mark)
        for entry in entries
        if not isinstance(entry.event, Correction)
        and not (mark := found.get(entry.version, Mark())).voided_by
    ]


def corrected(entry: FactT, mark: Mark[FactT]) -> FactT:
    """The entry with its corrections applied."""
    if mark.corrected_by is not None and isinstance(correction := mark.corrected_by.event, EntryCorrected):
        entry = entry._replace(event=replacement(entry, correction))
    if mark.dated_by is not None and isinstance(correction := mark.dated_by.event, EntryCorrected):
        entry = entry._replace(occurred_at=correction.occurred_at or entry.occurred_at)
    return entry


def replacement(entry: Fact, correction: EntryCorrected) -> AnyEvent:
    """The event that a correction puts in the place of an entry's event.

    Raises:
        Malformed: the replacement is not an event of the entry's kind.
    """
    kind = type(entry.event)
    shape = correction.replacement_shape or kind.shape
    return make_event(kind.kind, kind.raised(correction.replacement, shape))
