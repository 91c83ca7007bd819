"""Entries as programs and people read them: a JSON object, or one line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from commands.ui.printing import clean
from commands.ui.tables import counted
from ledger.codec import encode_event
from ledger.corrections import Mark, replacement
from ledger.events import (
    AnyEvent,
    EntryCorrected,
    EntryVoided,
    Event,
    OneInstalment,
    Pieces,
    ReturnLine,
    Settles,
    Share,
    Value,
    goods_value,
)
from ledger.times import stamp

if TYPE_CHECKING:
    from ledger import Entry


_BARE = frozenset(
    {"number", "name", "visit", "person", "topic", "what", "channel", "text", "summary", "purpose", "reason",
     "outcome", "answer", "manager", "metric", "period", "promotion", "terms", "rank", "stage", "evidence", "role",
     "competitor", "deputy", "referred", "scale", "relation", "version", "billing"}
)  # fmt: skip
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
        "started_at",
        "tax_id",
    }
)
_LONG = 60


def as_json(entry: Entry, mark: Mark[Entry] | None) -> dict[str, Any]:
    """An entry as ``history --format jsonl`` writes it, and ``record --data`` reads it."""
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
    return written


def moment(at: datetime) -> str:
    """A date, with its time unless that is midnight."""
    return at.date().isoformat() if at.time() == time.min else f"{at:%Y-%m-%d %H:%M}"


def summary(event: AnyEvent) -> str:
    """The fields of an event, in one line."""
    names = [name for name in event.__struct_fields__ if name not in Event.__struct_fields__]
    parts = [text for name in [*names, "note"] for text in _texts(event, name)]
    return clean(", ".join(parts))


def correction(event: EntryVoided | EntryCorrected, target: Entry) -> str:
    """A correction of the entry that it names, in one line."""
    parts = []
    if isinstance(event, EntryCorrected):
        parts.append(summary(replacement(target, event)))
        if event.occurred_at is not None:
            parts.append(f"on {moment(event.occurred_at)}")
    return f"entry {target.position}: " + ", ".join(
        [*parts, *_texts(event, "reason"), *_texts(event, "note")]
    )


def _texts(event: AnyEvent, name: str) -> Iterator[str]:
    value = getattr(event, name)
    if value is None or value == () or value is False or name in _HIDDEN:
        return
    label = name.rstrip("_").replace("_", " ")
    if isinstance(value, tuple):
        yield _several(event, label, value)
    elif isinstance(value, Decimal) and name in ("amount", "value"):
        yield _money(value, event)
    elif value is True:
        yield label
    elif isinstance(value, dict):
        yield ", ".join(f"{key} {_short(str(part))}" for key, part in value.items())
    elif isinstance(value, Value):
        yield f"{label} {' '.join(str(part) for part in asdict(value).values() if part is not None)}"
    else:
        text = _short(moment(value) if isinstance(value, datetime) else str(value))
        yield text if name in _BARE else f"{label} {text}"


def _several(event: AnyEvent, label: str, values: tuple[Any, ...]) -> str:
    if isinstance(values[0], str):
        return f"{label} {', '.join(values)}"
    if isinstance(values[0], OneInstalment):
        return f"instalment {', '.join(f'{one.document}/{one.instalment}' for one in values)}"
    if isinstance(values[0], Settles):
        return f"{'for' if label == 'settles' else label} {', '.join(map(_target, values))}"
    if isinstance(values[0], Share):
        verb = "recovers" if label == "write offs" else label
        return f"{verb} {', '.join(share.source for share in values)}"
    if not isinstance(values[0], Pieces):
        return counted(len(values), label.removesuffix("s"))
    lines = counted(len(values), "line")
    priced = [value for value in values if isinstance(value, ReturnLine)]
    return f"{lines} worth {_money(goods_value(priced), event)}" if priced else lines


def _target(settles: Settles) -> str:
    part = f"/{settles.instalment}" if settles.instalment else ""
    return f"{settles.document}{part}"


def _money(amount: Decimal, event: AnyEvent) -> str:
    currency = getattr(event, "currency", None)
    return f"{amount:,f}" + (f" {currency}" if currency else "")


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= _LONG else text[: _LONG - 1].rstrip() + "…"
