"""Which fields of a stored event are personal, and about whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final

import msgspec

from ledger.codec import Row
from ledger.events import KINDS
from ledger.events.corrections import EntryCorrected

_OF_KIND: Final = {kind: frozenset((*event.personal, "note")) for kind, event in KINDS.items()}
_OF_ANY: Final = frozenset().union(*_OF_KIND.values())
_NAMES_SOMEBODY: Final = '"person":', '"people":'

Box = Callable[[list[str], str], str]
"""Makes the box of a text about people, from their ids."""


def boxed(row: Row, box: Box, corrected: Callable[[str], str | None]) -> Row:
    """A row whose personal fields are boxes; the row itself if it has none.

    Args:
        row: the row, with its texts in clear.
        box: makes a box.
        corrected: the kind of the entry that a correction names by its id; None if there is none.
    """
    if not any(mark in row.state for mark in _NAMES_SOMEBODY):
        return row
    fields: dict[str, Any] = msgspec.json.decode(row.state)
    again, people = _replacement(row.kind, fields), _people(row.kind, fields)
    found = [_box_in(fields, _OF_KIND.get(row.kind, _OF_ANY), people, box)]
    if again:
        kind = corrected(fields["entry"])
        names = _OF_ANY if kind is None else _OF_KIND.get(kind, _OF_ANY)
        found.append(_box_in(again, names, _named(again), box))
    return row._replace(state=msgspec.json.encode(fields).decode()) if any(found) else row


def people_of(row: Row) -> list[str]:
    """The ids of the people whom a stored event is about, under whose keys its personal fields are.

    Raises:
        ValueError: the text of the event is damaged.
    """
    try:
        return _people(row.kind, msgspec.json.decode(row.state))
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError(f"position {row.position} has other fields than its kind") from wrong


def _replacement(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of the event that a correction puts in the place of another; none if it is no correction."""
    return fields["replacement"] if kind == EntryCorrected.kind else {}


def _people(kind: str, fields: dict[str, Any]) -> list[str]:
    """The ids of the people in an event; those of a correction are also in its replacement."""
    return [*_named(fields), *_named(_replacement(kind, fields))]


def _named(fields: dict[str, Any]) -> list[str]:
    """The ids of the people in the fields of an event; a link is also about the person at its other end.

    A person at another client has another key, so a link to one is about its own person alone.
    """
    linked = "relation" in fields and "to_client" not in fields
    own = ("person", "to") if linked else ("person",)
    return [*(fields[name] for name in own if name in fields), *fields.get("people", ())]


def _box_in(fields: dict[str, Any], names: Iterable[str], people: list[str], box: Box) -> bool:
    """Put boxes in place of some fields, if people are named; tell whether there were any."""
    texts = {name: fields[name] for name in names if name in fields} if people else {}
    fields.update({name: _boxed(text, partial(box, people)) for name, text in texts.items()})
    return bool(texts)


def _boxed(value: Any, box: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    """A text as a box, or a value whose own text is one, such as a next step."""
    if isinstance(value, str):
        return box(value)
    return {**value, "what": box(value["what"])} if isinstance(value, dict) and "what" in value else value
