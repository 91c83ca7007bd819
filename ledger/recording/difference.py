"""What an entry and a draft say differently."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from textwrap import shorten
from typing import Any, NamedTuple

from ledger.codec import encode_event
from ledger.entry import Draft, Entry
from ledger.unseen import identifier_key

_LONGEST = 80  # characters of a value


class Difference(NamedTuple):
    """A field with its two values, as JSON has them; None if it is empty."""

    field: str
    recorded: Any
    drafted: Any

    def __str__(self) -> str:
        return f"{self.field} is {_shown(self.recorded)} there and {_shown(self.drafted)} here"


def differences(entry: Entry, draft: Draft) -> Iterator[Difference]:
    """The fields and the envelope's client and date, where they differ; the kind alone if that differs."""
    before, now = entry.event, draft.event
    if type(before) is not type(now):
        yield Difference("kind", before.kind, now.kind)
        return
    if identifier_key(entry.client or "") != identifier_key(draft.client or ""):
        yield Difference("client", entry.client, draft.client)
    if entry.occurred_at.isoformat() != draft.occurred_at.isoformat():
        yield Difference("occurred_at", entry.occurred_at.isoformat(), draft.occurred_at.isoformat())
    was, will = json.loads(encode_event(before)), json.loads(encode_event(now))
    filled = before.left_open(now)  # type: ignore[arg-type] # they are of one type
    for name in sorted(was.keys() | will.keys()):
        if name not in filled and not _alike(was.get(name), will.get(name)):
            yield Difference(name, was.get(name), will.get(name))


def _alike(one: object, other: object) -> bool:
    """Whether two values of JSON differ at most in characters that nobody sees; recording drops them."""
    if one == other:
        return True
    first, second = (identifier_key(json.dumps(value, ensure_ascii=False)) for value in (one, other))
    return first == second


def told(found: Iterable[Difference]) -> str:
    """The differences as part of a sentence: ``amount is '9' there and '10' here``."""
    return ", ".join(map(str, found))


def _shown(value: Any) -> str:  # noqa: ANN401 - any value of JSON
    if value is None:
        return "empty"
    return (
        f"'{shorten(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), _LONGEST)}'"
    )
