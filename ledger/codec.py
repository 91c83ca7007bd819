"""Entries as stored rows and back.

An event's fields are stored as JSON text, with the name of the kind and the shape (format number). Columns
hold text, whole numbers or UUIDs only, so a row is the same in every database.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple, TypeAlias
from uuid import UUID

import msgspec

from ledger.entry import BriefEntry, Entry
from ledger.errors import Unreadable
from ledger.events import KINDS, AnyEvent
from ledger.times import stamp


class Row(NamedTuple):
    """A stored entry. Before it is appended, ``position`` is 0 and ``recorded_at`` is only proposed.

    Attributes:
        state: the event's fields as JSON text, without those that have their default.
        occurred_at: ISO 8601, with the offset as written.
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


BriefRow: TypeAlias = tuple[int, int, str, int, str, str]
"""The columns that folds read: position, version, kind, shape, occurred_at, state."""

BRIEF_COLUMNS = "position, version, kind, shape, occurred_at, state"

# _make is faster than calling a NamedTuple with keywords.
_row, _entry, _brief_entry = Row._make, Entry._make, BriefEntry._make


_encoder = msgspec.json.Encoder()

_MOST_DIGITS = 24  # before and behind the point together, as events are judged
_find_unusual = re.compile(
    r':[-+0-9._ "]++(?:[eEnNsSiI](?:(?<=[eE])[-+0-9]|(?<![eE])[nNaA][aAnNfF])|(?<=[-+0-9._ "]{28}))'
).search
"""Finds what may be a number that could not have been recorded, in the text of an event.

Every entry of a kind that holds numbers is searched, so the beginning of a value is looked at once only. Some
texts are found too, such as ``snack``; only then are the numbers of the event checked.
"""


def encode_event(event: AnyEvent) -> str:
    """An event's fields as JSON text, without those that have their default."""
    return _encoder.encode(event).decode()


def decode_event(kind: str, shape: int, state: str) -> AnyEvent:
    """A stored event, raised to the newest shape of its kind.

    The text was judged before it was stored, so this checks its fields, their types and the size of numbers,
    not the characters of texts.

    Raises:
        Unreadable: the kind is unknown, the shape is newer than this program, or the text is damaged.
    """
    event, newest, decode_newest, decimals = _reader(kind)
    try:
        if shape == newest:
            found = decode_newest(state)
        else:
            found = msgspec.convert(event.raised(msgspec.json.decode(state), shape), event)
        if decimals and _find_unusual(state):
            _check_numbers(found)
    except ValueError as wrong:
        raise Unreadable(f"a stored {kind} is not what was written: {wrong}") from wrong
    return found


def _check_numbers(value: object) -> None:
    """Check the numbers of an event or of a part of it.

    Raises:
        ValueError: one of them could not have been recorded.
    """
    if isinstance(value, Decimal):
        if not value.is_finite() or value.adjusted() >= _MOST_DIGITS:
            raise ValueError(f"{value} is no number that can be recorded")
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            _check_numbers(getattr(value, name))
    elif isinstance(value, tuple):
        for part in value:
            _check_numbers(part)


class _Reader(NamedTuple):
    """How the stored events of a kind are read, looked up once for all of them."""

    event: type[AnyEvent]
    newest: int
    decode_newest: Callable[[str], AnyEvent]
    decimals: bool


@cache
def _reader(kind: str) -> _Reader:
    event = KINDS.get(kind)
    if event is None:
        raise Unreadable(
            f"an entry has the kind '{kind}', which this version of Goodwill does not know", "upgrade it"
        )
    return _Reader(event, event.shape, msgspec.json.Decoder(event).decode, event.decimals)


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
        raise damaged(position, wrong) from wrong


def decode_brief(row: BriefRow, stream: UUID, client: str) -> BriefEntry:
    """A brief row of a client's stream as a brief entry; raises as ``decode`` does."""
    position, version, kind, shape, occurred_at, state = row
    try:
        event = decode_event(kind, shape, state)
        at = datetime.fromisoformat(occurred_at)
        return _brief_entry((position, stream, version, event, at, client, False))
    except (Unreadable, ValueError) as wrong:
        raise damaged(position, wrong) from wrong


def damaged(position: int, wrong: Exception) -> Unreadable:
    """The error for a row that is not what was written, with what to do next."""
    what, advice = (wrong.what, wrong.advice) if isinstance(wrong, Unreadable) else (wrong, "")
    error = Unreadable(f"position {position}: {what}", advice)
    if wrong.__cause__ is not None or not isinstance(wrong, Unreadable):  # else a newer program is wanted
        error.add_note("`goodwill check` lists what is damaged")
    return error
