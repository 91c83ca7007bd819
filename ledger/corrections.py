"""What is in force after corrections. A void or a correction is itself an entry, and may be voided in its turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple
from uuid import UUID

from ledger.entry import F, Fact, make_event, version_in
from ledger.events import AnyEvent, EntryCorrected, EntryVoided


class Mark(NamedTuple, Generic[F]):
    """What later entries did to one: which one voids it, which one says what it should have said, and when."""

    voided_by: F | None = None
    corrected_by: F | None = None
    dated_by: F | None = None


def marks(entries: Sequence[F]) -> dict[int, Mark[F]]:
    """The marks on the entries of one stream, by version; an entry without a mark is not in it.

    Read from the newest to the oldest, so that a void that was itself voided has no effect; of several
    corrections the latest is in force, and a date holds until a later correction gives another.

    Args:
        entries: entries of one stream in order of version, up to what was known at the chosen moment.
    """
    found: dict[int, Mark[F]] = {}
    for entry in reversed(entries):
        event = entry.event
        if not isinstance(event, EntryVoided | EntryCorrected) or found.get(entry.version, Mark()).voided_by:
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


def in_force(entries: Iterable[F]) -> list[F]:
    """The entries of one stream that count, in the same order: without voided ones, with replacements in place.

    Voids and corrections themselves are left out. A corrected entry keeps its position, version and moment of
    recording; its event, and where the correction says so its date, are the replacement's.
    """
    entries = list(entries)
    if not any(isinstance(entry.event, EntryVoided | EntryCorrected) for entry in entries):
        return entries
    found = marks(entries)
    return [
        corrected(entry, mark)
        for entry in entries
        if not isinstance(entry.event, EntryVoided | EntryCorrected)
        and not (mark := found.get(entry.version, Mark())).voided_by
    ]


def corrected(entry: F, mark: Mark[F]) -> F:
    """The entry as its corrections have it."""
    if mark.corrected_by is not None and isinstance(said := mark.corrected_by.event, EntryCorrected):
        entry = entry._replace(event=replacement(entry, said))
    if mark.dated_by is not None and isinstance(said := mark.dated_by.event, EntryCorrected):
        entry = entry._replace(occurred_at=said.occurred_at or entry.occurred_at)
    return entry


def replacement(entry: Fact, correction: EntryCorrected) -> AnyEvent:
    """The event that a correction puts in an entry's place.

    Raises:
        Malformed: the replacement is no event of the entry's kind.
    """
    kind = type(entry.event)
    shape = correction.replacement_shape or kind.shape
    return make_event(kind.kind, kind.raised(correction.replacement, shape))
