"""Entries as programs and people read them: a JSON object, or one line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from commands.read.field_texts import priced, texts
from commands.ui.printing import clean
from ledger.codec import encode_event
from ledger.corrections import Correction, Mark, replacement
from ledger.events import (
    AnyEvent,
    CheckpointSigned,
    EntryCorrected,
    Event,
    PolicyAdopted,
)
from ledger.times import stamp

if TYPE_CHECKING:
    from commands.read.field_texts import Moments
    from ledger import Entry
    from ledger.rules.refusals import Rule

_HIDDEN = frozenset(
    {
        "code",
        "country",
        "currency",
        "email",
        "legal_name",
        "locale",
        "people",
        "phone",
        "ref",
        "started_at",
        "tax_id",
    }
)


def as_json(entry: Entry, mark: Mark[Entry] | None, approval: Rule | None = None) -> dict[str, Any]:
    """An entry as ``history --format jsonl`` writes it, and ``record --data`` reads it.

    Args:
        entry: as it was recorded.
        mark: the entries that void or correct it.
        approval: what is wrong with it, if it is an approval by the wrong person.
    """
    written = {
        "position": entry.position,
        "client": entry.client,
        "version": entry.version,
        "id": str(entry.id),
        "kind": entry.kind,
        "occurred_at": entry.occurred_at.isoformat(),
        "recorded_at": stamp(entry.recorded_at),
        "actor": entry.actor,
        "on_behalf_of": entry.on_behalf_of,
        "key": entry.key,
        "causation": entry.causation,
        "source": entry.source,
        "event": json.loads(encode_event(entry.event)),
    }
    if mark and mark.voided_by:
        written["voided_by"] = mark.voided_by.position
    if mark and mark.corrected_by:
        written["corrected_by"] = mark.corrected_by.position
    if approval:
        written["approval"] = approval.code
    return written


def summary(event: AnyEvent, when: Moments, currency: str | None = None) -> str:
    """What a reader wants of an event, in one line.

    Args:
        event: what is shown.
        when: shows moments.
        currency: of its amounts, where it states none.
    """
    return _line(event, _HIDDEN, when, currency)


def whole(event: AnyEvent, hidden: frozenset[str], when: Moments, currency: str | None = None) -> str:
    """All fields of an event but the hidden ones, in one line; its values have their parts.

    Args:
        event: what is shown.
        hidden: the names of fields that are left out.
        when: shows moments.
        currency: of its amounts, where it states none.
    """
    hidden |= {"currency"} if priced(event) else frozenset()
    return _line(event, hidden, when, currency, parts=True)


def _line(
    event: AnyEvent,
    hidden: frozenset[str],
    when: Moments,
    currency: str | None = None,
    *,
    parts: bool = False,
) -> str:
    names = [name for name in event.__struct_fields__ if name not in Event.__struct_fields__]
    hidden |= (
        {"document"}
        if isinstance(event, PolicyAdopted)
        else {"checkpoint"}
        if isinstance(event, CheckpointSigned)
        else set()
    )  # both are whole texts: the version names a policy, and the other fields tell a checkpoint
    shown = [name for name in [*names, *Event.__struct_fields__] if name not in hidden]
    return clean(
        ", ".join(text for name in shown for text in texts(event, name, when, currency, parts=parts))
    )


def correction(event: Correction, target: Entry, when: Moments, currency: str | None = None) -> str:
    """A correction of the entry that it names, in one line; ``currency`` as ``summary`` has it."""
    parts = []
    if isinstance(event, EntryCorrected):
        parts.append(summary(replacement(target, event), when, currency))
        if event.occurred_at is not None:
            parts.append(f"on {when(event.occurred_at)}")
    return f"entry {target.position}: " + ", ".join([*parts, *reasons(event)])


def reasons(event: Correction) -> list[str]:
    """Why an entry was voided or corrected."""
    return [text for name in ("reason", "note") for text in texts(event, name, str)]
