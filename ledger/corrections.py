"""The entries in force after corrections. A void or a correction is an entry too, and can be voided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Generic, NamedTuple, TypeAlias, cast
from uuid import UUID

import msgspec

from ledger.entry import BriefEntry, Entry, Fact, FactT, version_in
from ledger.errors import Unreadable
from ledger.events import AnyEvent, EntryCorrected, EntryVoided
from ledger.events.base import ERASED

Correction: TypeAlias = EntryVoided | EntryCorrected
"""A rule decides these against all entries of the stream. ``isinstance`` with this alias is a hot path."""

CORRECTIONS: Final = (EntryVoided.kind, EntryCorrected.kind)
"""Their kinds."""


class Mark(NamedTuple, Generic[FactT]):
    """The later entries that void an entry, replace its event, and change its date."""

    voided_by: FactT | None = None
    corrected_by: FactT | None = None
    dated_by: FactT | None = None


Marks: TypeAlias = Mapping[tuple[UUID, int], Mark[Entry]]
"""What later entries did to an entry, by its stream and version."""


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
        entry = cast("FactT", _replaced(entry, replacement(entry, correction)))
    if mark.dated_by is not None and isinstance(correction := mark.dated_by.event, EntryCorrected):
        entry = entry._replace(occurred_at=correction.occurred_at or entry.occurred_at)
    return entry


def _replaced(entry: Fact, event: AnyEvent) -> Fact:
    if isinstance(entry, BriefEntry):
        return entry._replace(event=event, replaced=True)
    return entry._replace(event=event)


def replacement(entry: Fact, correction: EntryCorrected) -> AnyEvent:
    """The event that a recorded correction puts in the place of an entry's event.

    Raises:
        Unreadable: the replacement is not an event of the entry's kind.
    """
    kind, fields = type(entry.event), correction.replacement
    shape = correction.replacement_shape or kind.shape
    if ERASED in fields.values():
        fields = _with_unerased(entry.event, fields)
    try:
        return msgspec.convert(kind.raised(fields, shape), kind)
    except ValueError as wrong:
        raise Unreadable(f"a stored replacement is not an event of kind {kind.kind}: {wrong}") from wrong


def _with_unerased(event: AnyEvent, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a replacement, where the event itself has what was erased though it is not personal.

    An earlier version of this program encrypted more of a replacement than of its event. What may be one of a
    closed list alone could not be read after an erasure, nor could the client.
    """
    personal, before = {*event.personal, "note"}, msgspec.to_builtins(event)
    lost = {name for name, value in fields.items() if value == ERASED} - personal
    return {**fields} | {name: before[name] for name in lost if name in before}


def marks_by_entry(entries: Iterable[Entry]) -> dict[tuple[UUID, int], Mark[Entry]]:
    """The marks on the entries of all streams that a correction names; the history is read once and not kept.

    An entry whose correction was voided has an empty mark.
    """
    corrections: dict[UUID, list[Entry]] = {}
    named: dict[tuple[UUID, int], Mark[Entry]] = {}
    for entry in entries:
        if isinstance(entry.event, EntryVoided | EntryCorrected):
            corrections.setdefault(entry.stream, []).append(entry)
            version = version_in(entry.stream, UUID(entry.event.entry))
            if version is not None:
                named[entry.stream, version] = Mark()
    return named | {
        (stream, version): mark
        for stream, found in corrections.items()
        for version, mark in marks(found).items()
    }
