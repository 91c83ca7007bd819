"""Voids and corrections: who changed what, when, why, and what stood there before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from ledger.codec import encode_event
from ledger.corrections import CORRECTIONS, Correction, corrected, marks
from ledger.entry import Entry, version_in
from ledger.events import EntryCorrected
from projections.auditing.trail import AboutEntry, Trail, about, position_of
from projections.framework.columns import Column

ADVICE = "Where figures that left the house rested on what was changed, ask for the paper behind the reason."


@dataclass(frozen=True, kw_only=True)
class CorrectionRow(AboutEntry):
    """A void or a correction; before and after are the fields that it changed."""

    of: Annotated[int, Column("The position of the entry that it changes.")]
    of_kind: Annotated[str, Column("The kind of that entry.", title="WHAT")]
    of_on: Annotated[date, Column("The day of that entry before the change.", title="OF DAY")]
    of_actor: Annotated[str, Column("Who had recorded that entry.", title="WAS BY")]
    how: Annotated[Literal["voided", "corrected"], Column("What became of the entry.")]
    before: Annotated[str, Column("What changed, as it stood.", least=16)]
    after: Annotated[str, Column("The same afterwards; empty for a void.", least=16)]
    reason: Annotated[str, Column("Why, in the words of who changed it.", least=12)]
    undone_by: Annotated[
        int | None, Column("The position of the entry that voids the change.", null="it holds", quiet=True)
    ]


class _Change(NamedTuple):
    """A void or correction, its entry as it stood before, and as it stood after; None if it is voided."""

    change: Entry
    before: Entry
    after: Entry | None


def corrections(trail: Trail) -> list[CorrectionRow]:
    """Every void and correction, also of those that were voided themselves, in order of position."""
    found = [_row(trail, one) for one in _changes(trail) if trail.chooses(one.change)]
    return sorted(found, key=lambda row: row.position)


def _changes(trail: Trail) -> Iterator[_Change]:
    """The changes of every stream that has one."""
    streams: dict[UUID, list[Entry]] = {}
    for entry in trail.read(CORRECTIONS):
        streams.setdefault(entry.stream, []).append(entry)
    wanted = {
        (stream, version)
        for stream, changes in streams.items()
        for change in changes
        if (version := _version(change)) is not None
    }
    targets = {(entry.stream, entry.version): entry for entry in trail.at(wanted)}
    for stream, changes in streams.items():
        for number, change in enumerate(changes):
            target = targets.get((stream, _version(change) or 0))
            if target is not None:
                yield _Change(
                    change, _as_of(changes[:number], target) or target, _as_of(changes[: number + 1], target)
                )


def _version(change: Entry) -> int | None:
    event = change.event
    return version_in(change.stream, UUID(event.entry)) if isinstance(event, Correction) else None


def _as_of(changes: list[Entry], target: Entry) -> Entry | None:
    """An entry as some changes of its stream leave it; None if they void it."""
    mark = marks(changes).get(target.version)
    if mark is None:
        return target
    return None if mark.voided_by else corrected(target, mark)


def _row(trail: Trail, one: _Change) -> CorrectionRow:
    event = one.change.event
    before, after = _differing(one)
    reasons = [text for name in ("reason", "note") if (text := getattr(event, name))]
    return CorrectionRow(
        **about(one.change),
        of=one.before.position,
        of_kind=one.before.kind,
        of_on=one.before.on,
        of_actor=one.before.actor,
        how="corrected" if isinstance(event, EntryCorrected) else "voided",
        before=before,
        after=after,
        reason="; ".join(reasons),
        undone_by=position_of(trail.mark(one.change).voided_by),
    )


def _differing(one: _Change) -> tuple[str, str]:
    """The fields that a change changes, before and after; all of them before a void."""
    before = _fields(one.before)
    after = _fields(one.after) if one.after and isinstance(one.change.event, EntryCorrected) else {}
    names = [name for name in before | after if before.get(name) != after.get(name)]
    return _text(before, names), _text(after, names)


def _fields(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(encode_event(entry.event))
    return fields | {"occurred_at": entry.occurred_at.isoformat()}


def _text(fields: Mapping[str, Any], names: list[str]) -> str:
    """Fields as a person reads them: ``amount 100.00, lines (product X, quantity 2; product Y)``."""
    return ", ".join(f"{name} {_value(fields[name])}" for name in names if fields.get(name) is not None)


def _value(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return f"({'; '.join(map(_value, value))})"
        case dict():
            return _text(value, [*value])
    return str(value)
