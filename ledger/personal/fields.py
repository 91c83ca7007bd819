"""Which fields of a stored event are personal, and about whom."""

from __future__ import annotations

from collections.abc import Callable
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


def boxed(row: Row, box: Box) -> Row:
    """A row whose personal fields are boxes; the row itself if it has none.

    Args:
        row: the row, with its texts in clear.
        box: makes a box.
    """
    if not any(mark in row.state for mark in _NAMES_SOMEBODY):
        return row
    fields: dict[str, Any] = msgspec.json.decode(row.state)
    about, names = fields, _OF_KIND.get(row.kind, _OF_ANY)
    if row.kind == EntryCorrected.kind:
        about, names = fields["replacement"], _OF_ANY
    people = [about["person"]] if "person" in about else list(about.get("people", ()))
    texts = {name: text for name in names if isinstance(text := about.get(name), str)} if people else {}
    if not texts:
        return row
    about.update({name: box(people, text) for name, text in texts.items()})
    return row._replace(state=msgspec.json.encode(fields).decode())
