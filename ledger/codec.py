"""Entries as stored rows, and back; and the canonical bytes of a row, which the seal will hash.

The event's fields are stored as JSON text under the kind's name and the shape (format number) they were written
in. All columns are text, whole numbers or UUIDs, the same in every database, so a row means the same bytes
wherever it lies.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple, TypeAlias, cast
from uuid import UUID

from pydantic import ValidationError

from ledger.entry import Entry, Told
from ledger.errors import Unreadable
from ledger.events import KINDS, AnyEvent
from ledger.times import stamp
from ledger.trusting import trusting


class Row(NamedTuple):
    """An entry as it is stored. ``position`` 0 and an earlier ``recorded_at`` mean: not appended yet.

    Attributes:
        state: the event's fields as JSON text; fields that have their default are left out.
        occurred_at: ISO 8601 with the offset as written.
        recorded_at: ISO 8601 in UTC with six decimals, so that text order is time order.
    """

    position: int
    stream: UUID
    version: int
    kind: str
    shape: int
    client: str | None
    occurred_at: str
    recorded_at: str
    actor: str
    on_behalf_of: str | None
    key: str | None
    causation: str | None
    source: str | None
    state: str


Short: TypeAlias = tuple[int, int, str, int, str, str]
"""A stored row less what no fold looks at: position, version, kind, shape, occurred_at, state."""

SHORT = "position, version, kind, shape, occurred_at, state"
"""Its columns."""

_row, _entry, _told = Row._make, Entry._make, Told._make  # without the checks of calling by name


def encode_event(event: AnyEvent) -> str:
    """An event's fields as JSON text, without those that have their default."""
    return event.__pydantic_serializer__.to_json(event, exclude_defaults=True, by_alias=True).decode()


def decode_event(kind: str, shape: int, state: str) -> AnyEvent:
    """The event that was stored, raised to its kind's newest shape.

    Raises:
        Unreadable: the kind is unknown here, the shape is newer than this program, or the text is not such an event.
    """
    model = KINDS.get(kind)
    if model is None:
        raise Unreadable(
            f"an entry has the kind '{kind}', which this version of Goodwill does not know; upgrade it"
        )
    try:
        if shape == model.shape:
            return trusting(model).validate_json(state)  # type: ignore[no-any-return]
        raised = model.raised(json.loads(state), shape)
        return cast("AnyEvent", model.__pydantic_validator__.validate_json(json.dumps(raised)))
    except (ValidationError, ValueError) as wrong:
        raise Unreadable(f"a stored {kind} is not what was written: {wrong}") from wrong


def encode(entry: Entry) -> Row:
    """An entry as a row."""
    (
        position, stream, version, event, occurred_at, recorded_at,
        actor, client, on_behalf_of, key, causation, source,
    ) = entry  # fmt: skip
    return _row((
        position, stream, version, event.kind, event.shape, client, occurred_at.isoformat(), stamp(recorded_at),
        actor, on_behalf_of, key, causation, source, encode_event(event),
    ))  # fmt: skip


def decode(row: Row) -> Entry:
    """A row as an entry.

    Raises:
        Unreadable: the row is not what was written; the message names its position.
    """
    (
        position, stream, version, kind, shape, client, occurred_at, recorded_at,
        actor, on_behalf_of, key, causation, source, state,
    ) = row  # fmt: skip
    try:
        return _entry((
            position, stream, version, decode_event(kind, shape, state), datetime.fromisoformat(occurred_at),
            datetime.fromisoformat(recorded_at), actor, client, on_behalf_of, key, causation, source,
        ))  # fmt: skip
    except (Unreadable, ValueError) as wrong:
        raise Unreadable(f"position {position}: {wrong}") from wrong


def tell(short: Short, stream: UUID, client: str) -> Told:
    """What a row of a client's stream tells.

    Raises:
        Unreadable: as for ``decode``.
    """
    position, version, kind, shape, occurred_at, state = short
    try:
        event = decode_event(kind, shape, state)
        return _told((position, stream, version, event, datetime.fromisoformat(occurred_at), client))
    except (Unreadable, ValueError) as wrong:
        raise Unreadable(f"position {position}: {wrong}") from wrong


_DOMAIN = b"goodwill entry 1"


def canonical(row: Row) -> bytes:
    """The bytes of a stored row that stand for it: every column, in order, exactly as stored.

    Each column is written as its length in eight bytes (big-endian) and its UTF-8 text; a column without a value
    as eight bytes of 0xFF. Numbers are decimal text, the stream is the UUID's text. So no two different rows have
    the same bytes, and nothing depends on a database or on the order of JSON keys.
    """
    parts = [_DOMAIN]
    for value in row:
        if value is None:
            parts.append(b"\xff" * 8)
        else:
            text = str(value).encode()
            parts += (len(text).to_bytes(8, "big"), text)
    return b"".join(parts)
